// Rows that are loaded, changed in part and saved as a whole.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <map>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

//===--- Straight ---------------------------------------------------------===//

void bad_rename(pqxx::connection &c, int id, const std::string &name) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT name, phone, city FROM customer WHERE id = $1", id);
  auto phone = row[1].as<std::string>();
  auto city = row[2].as<std::string>();
  tx.exec_params0("UPDATE customer SET name = $1, phone = $2, city = $3 WHERE id = $4", name, phone, city, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'phone' and 'city' of 'customer' as line [[@LINE-4]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  tx.commit();
}
void good_rename(pqxx::connection &c, int id, const std::string &name) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT name, phone FROM customer WHERE id = $1", id);
  if (row[0].as<std::string>() != name)
    tx.exec_params0("UPDATE customer SET name = $1 WHERE id = $2", name, id);
  tx.commit();
}
void good_locked(pqxx::connection &c, int id, const std::string &name) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT name, phone FROM customer WHERE id = $1 FOR UPDATE", id);
  auto phone = row[1].as<std::string>();
  tx.exec_params0("UPDATE customer SET name = $1, phone = $2 WHERE id = $3", name, phone, id);
  tx.commit();
}
void good_all_from_caller(pqxx::work &tx, int id, const std::string &name, const std::string &phone) {
  auto old = tx.exec_params1("SELECT name, phone FROM customer WHERE id = $1", id);
  tx.exec_params0("UPDATE customer SET name = $1, phone = $2 WHERE id = $3", name, phone, id);
  tx.exec_params0("INSERT INTO history (name, phone) VALUES ($1, $2)", old[0].c_str(), old[1].c_str());
}
void good_from_another_row(pqxx::work &tx, int from, int to, const std::string &name) {
  auto row = tx.exec_params1("SELECT phone FROM customer WHERE id = $1", from);
  tx.exec_params0("UPDATE customer SET name = $1, phone = $2 WHERE id = $3", name, row[0].as<std::string>(), to);
}
void good_from_another_table(pqxx::work &tx, int id, const std::string &name) {
  auto row = tx.exec_params1("SELECT phone FROM branch WHERE id = $1", id);
  tx.exec_params0("UPDATE customer SET name = $1, phone = $2 WHERE id = $3", name, row[0].as<std::string>(), id);
}

//===--- Records ----------------------------------------------------------===//

struct Customer {
  int id = 0;
  std::string name, phone, city;
  int version = 0;
};
class Customers {
public:
  explicit Customers(pqxx::transaction_base &tx) : tx(tx) {}
  std::optional<Customer> find(int id) {
    auto rows = tx.exec_params("SELECT id, name, phone, city, version FROM customer WHERE id = $1", id);
    if (rows.empty())
      return std::nullopt;
    return Customer{rows[0][0].as<int>(), rows[0][1].as<std::string>(), rows[0][2].as<std::string>(), rows[0][3].as<std::string>(), rows[0][4].as<int>()};
  }
  Customer lock(int id) {
    auto row = tx.exec_params1("SELECT name, phone, city FROM customer WHERE id = $1 FOR UPDATE", id);
    return Customer{id, row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<std::string>()};
  }
  void save(const Customer &c) {
    tx.exec_params0("UPDATE customer SET name = $1, phone = $2, city = $3 WHERE id = $4", c.name, c.phone, c.city, c.id);
  }
  bool saveIfSame(const Customer &c) {
    return tx.exec_params("UPDATE customer SET name = $1, phone = $2, city = $3, version = version + 1 WHERE id = $4 AND version = $5", c.name, c.phone, c.city, c.id, c.version).affected_rows() == 1;
  }

private:
  pqxx::transaction_base &tx;
};
void bad_move_house(pqxx::work &tx, int id, const std::string &city) {
  Customers all(tx);
  auto customer = all.find(id);
  if (!customer)
    return;
  customer->city = city;
  all.save(*customer);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'phone' of 'customer'
}
void good_move_house(pqxx::work &tx, int id, const std::string &city) {
  Customers all(tx);
  Customer customer = all.lock(id);
  customer.city = city;
  all.save(customer);
}
bool good_version(pqxx::work &tx, int id, const std::string &city) {
  Customers all(tx);
  auto customer = all.find(id);
  if (!customer)
    return false;
  customer->city = city;
  return all.saveIfSame(*customer);
}
void good_new_record(pqxx::work &tx, int id, const std::string &name) {
  Customer fresh;
  fresh.id = id;
  fresh.name = name;
  Customers(tx).save(fresh);
}
// Who handed it in loaded it: that is judged there.
void good_handed_in(pqxx::work &tx, Customer customer, const std::string &city) {
  customer.city = city;
  Customers(tx).save(customer);
}
void bad_optional_fields(pqxx::work &tx, int id, const std::string *name, const std::string *phone) {
  Customers all(tx);
  Customer customer = *all.find(id);
  if (name)
    customer.name = *name;
  if (phone)
    customer.phone = *phone;
  all.save(customer);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name', 'phone' and 'city' of 'customer'
}

// The price may be the caller's: that is what is saved here.
void good_set_on_some_paths(pqxx::work &tx, int id, double price, int before) {
  auto row = tx.exec_params1("SELECT price FROM customer_order WHERE id = $1", id);
  double paid = price;
  if (id < before)
    paid = row[0].as<double>();
  tx.exec_params0("UPDATE customer_order SET state = 'done', price = $2 WHERE id = $1", id, paid);
}

void good_set_in_text(pqxx::work &tx, int id, double price, int before) {
  auto row = tx.exec_params1("SELECT price FROM customer_order WHERE id = " + std::to_string(id));
  double paid = price;
  if (id < before)
    paid = row[0].as<double>();
  tx.exec("UPDATE customer_order SET state = 'done', price = " + std::to_string(paid) + " WHERE id = " + std::to_string(id));
}

//===--- One value computed, the others put back --------------------------===//

// Told once, by the check of the value that is computed.
void bad_both(pqxx::work &tx, int id) {
  auto row = tx.exec_params1("SELECT visits, note FROM guest WHERE id = $1", id);
  int visits = row[0].as<int>() + 1;
  auto note = row[1].as<std::string>();
  tx.exec_params0("UPDATE guest SET visits = $1, note = $2 WHERE id = $3", visits, note, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'visits' of 'guest'{{.*}}[rowlock-read-modify-write]
}

//===--- SQLite -----------------------------------------------------------===//

struct Task { int64_t id; std::string title; int state; int priority; };
static Task loadTask(SQLite::Database &db, int64_t id) {
  SQLite::Statement q(db, "SELECT title, state, priority FROM task WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  return {id, q.getColumn(0).getString(), q.getColumn(1).getInt(), q.getColumn(2).getInt()};
}
static void saveTask(SQLite::Database &db, const Task &t) {
  SQLite::Statement u(db, "UPDATE task SET title = :t, state = :s, priority = :p WHERE id = :id");
  u.bind(":t", t.title);
  u.bind(":s", t.state);
  u.bind(":p", t.priority);
  u.bind(":id", t.id);
  u.exec();
}
void bad_finish(SQLite::Database &db, int64_t id) {
  Task t = loadTask(db, id);
  t.state = 2;
  saveTask(db, t);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'title' and 'priority' of 'task'
}
void good_finish(SQLite::Database &db, int64_t id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  Task t = loadTask(db, id);
  t.state = 2;
  saveTask(db, t);
  tx.commit();
}
void bad_deferred(SQLite::Database &db, int64_t id) {
  SQLite::Transaction tx(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this transaction fails under load: it reads 'task' in line [[@LINE+1]] and writes 'task' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  Task t = loadTask(db, id);
  t.state = 2;
  saveTask(db, t);
  tx.commit();
}
void bad_replace(SQLite::Database &db, int64_t id, const std::string &title) {
  Task t = loadTask(db, id);
  t.title = title;
  SQLite::Statement u(db, "INSERT OR REPLACE INTO task (id, title, state, priority) VALUES (?, ?, ?, ?)");
  u.bind(1, t.id);
  u.bind(2, t.title);
  u.bind(3, t.state);
  u.bind(4, t.priority);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'state' and 'priority' of 'task'
}
void good_replace(SQLite::Database &db, int64_t id, const std::string &title) {
  SQLite::Statement u(db, "INSERT OR REPLACE INTO task (id, title, state, priority) VALUES (?, ?, 0, 0)");
  u.bind(1, id);
  u.bind(2, title);
  u.exec();
}
void good_copy_to_new(SQLite::Database &db, int64_t id, int64_t copy) {
  Task t = loadTask(db, id);
  t.id = copy;
  saveTask(db, t);
}
