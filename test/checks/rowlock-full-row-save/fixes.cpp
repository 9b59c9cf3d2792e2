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

//===--- Told in words ----------------------------------------------------===//

// One placeholder stands in two places: its value stays.
void twice(pqxx::work &tx, int id, const std::string &name) {
  auto row = tx.exec_params1("SELECT phone FROM customer WHERE id = $1", id);
  tx.exec_params0("UPDATE customer SET name = $1, phone = $2, fax = $2 WHERE id = $3", name, row[0].as<std::string>(), id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'phone' of 'customer'
  // CHECK-FIXES: tx.exec_params0("UPDATE customer SET name = $1, fax = $2 WHERE id = $3", name, row[0].as<std::string>(), id);
}

// The text is another function's too.
constexpr const char *SaveRoom = "UPDATE room SET name = ?, beds = ? WHERE id = ?";
void shared(SQLite::Database &db, int id, const std::string &name) {
  SQLite::Statement q(db, "SELECT beds FROM room WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  int beds = q.getColumn(0);
  q.reset();
  SQLite::Statement u(db, SaveRoom);
  u.bind(1, name);
  u.bind(2, beds);
  u.bind(3, id);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'beds' of 'room'
  // CHECK-MESSAGES: note: possible repair: leave 'beds' out of the save: write only what has changed; the text or its values stand where they cannot be edited
}
void enter(SQLite::Database &db, int id, const std::string &name, int beds) {
  SQLite::Statement u(db, SaveRoom);
  u.bind(1, name);
  u.bind(2, beds);
  u.bind(3, id);
  u.exec();
}

// The statement runs a second time, with other values.
void again(SQLite::Database &db, int id, int copy, const std::string &name) {
  SQLite::Statement q(db, "SELECT beds FROM room WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  int beds = q.getColumn(0);
  q.reset();
  SQLite::Statement u(db, "UPDATE room SET name = ?, beds = ? WHERE id = ?");
  u.bind(1, name);
  u.bind(2, beds);
  u.bind(3, id);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'beds' of 'room'
  // CHECK-MESSAGES: note: possible repair: leave 'beds' out of the save: write only what has changed; the text or its values stand where they cannot be edited
  u.reset();
  u.bind(2, 4);
  u.bind(3, copy);
  u.exec();
}
void fetched(SQLite::Database &db, int id, int copy, const std::string &name) {
  SQLite::Statement q(db, "SELECT beds FROM room WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  int beds = q.getColumn(0);
  q.reset();
  SQLite::Statement u(db, "UPDATE room SET name = ?, beds = ? WHERE id = ?");
  u.bind(1, name);
  u.bind(2, beds);
  u.bind(3, id);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'beds' of 'room'
  // CHECK-MESSAGES: note: possible repair: leave 'beds' out of the save: write only what has changed; the text or its values stand where they cannot be edited
  u.reset();
  u.bind(3, copy);
  u.executeStep();
}

// Nothing can be left out of it: what it does not name is lost.
void replaced(SQLite::Database &db, int id, const std::string &name) {
  SQLite::Statement q(db, "SELECT beds FROM room WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  int beds = q.getColumn(0);
  q.reset();
  SQLite::Statement u(db, "REPLACE INTO room (id, name, beds) VALUES (?, ?, ?)");
  u.bind(1, id);
  u.bind(2, name);
  u.bind(3, beds);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'beds' of 'room'
  // CHECK-MESSAGES: note: possible repair: leave 'beds' out of the save: write only what has changed; the statement replaces the whole row
}
