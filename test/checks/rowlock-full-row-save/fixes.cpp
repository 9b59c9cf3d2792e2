// Saves that are made narrower: the columns go, and their values.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <pqxx/pqxx>
#include <string>

void list(pqxx::work &tx, int id, const std::string &name) {
  auto row = tx.exec_params1("SELECT phone, city FROM customer WHERE id = $1", id);
  tx.exec_params0("UPDATE customer SET name = $1, phone = $2, city = $3 WHERE id = $4", name, row[0].as<std::string>(), row[1].as<std::string>(), id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'phone' and 'city'
  // CHECK-FIXES: tx.exec_params0("UPDATE customer SET name = $1 WHERE id = $2", name, id);
}

void named(SQLite::Database &db, int id, int state) {
  SQLite::Statement q(db, "SELECT title FROM task WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  std::string title = q.getColumn(0).getString();
  q.reset();
  SQLite::Statement u(db, "UPDATE task SET title = :title, state = :state WHERE id = :id");
  u.bind(":title", title);
  u.bind(":state", state);
  u.bind(":id", id);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'title' of 'task'
  // CHECK-FIXES: u(db, "UPDATE task SET state = :state WHERE id = :id");
  // CHECK-FIXES-NEXT: u.bind(":state", state);
  // CHECK-FIXES-NEXT: u.bind(":id", id);
}

void counted(SQLite::Database &db, int id, int state) {
  SQLite::Statement q(db, "SELECT title FROM task WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  std::string title = q.getColumn(0).getString();
  q.reset();
  SQLite::Statement u(db, "UPDATE task SET title = ?, state = ? WHERE id = ?");
  u.bind(1, title);
  u.bind(2, state);
  u.bind(3, id);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'title' of 'task'
  // CHECK-FIXES: u(db, "UPDATE task SET state = ? WHERE id = ?");
  // CHECK-FIXES-NEXT: u.bind(1, state);
  // CHECK-FIXES-NEXT: u.bind(2, id);
}

// Who adds to one column must not put back the other.
void both(pqxx::work &tx, int id) {
  auto row = tx.exec_params1("SELECT visits, note FROM guest WHERE id = $1", id);
  tx.exec_params0("UPDATE guest SET visits = $1, note = $2 WHERE id = $3", row[0].as<int>() + 1, row[1].as<std::string>(), id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'visits' of 'guest'
  // CHECK-FIXES: tx.exec_params0("UPDATE guest SET visits = visits + $1 WHERE id = $2", 1, id);
}
