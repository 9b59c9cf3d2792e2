// Which edits are made, and which are left to whoever knows: a condition moves
// into the WHERE only where somebody looks at whether a row was changed.
// RUN: %check %s -- -isystem %stubs/pqxx-6 -isystem %stubs/sqlitecpp
// RUN: %check %s --
#include <SQLiteCpp/SQLiteCpp.h>
#include <pqxx/pqxx>
#include <string>

// The count is looked at: the condition moves.
bool bad_moves(pqxx::connection &c, int order) {
  pqxx::nontransaction tx(c);
  auto row = tx.exec_params1("SELECT state FROM orders WHERE id = $1", order);
  if (row[0].as<std::string>() != "paid")
    return false;
  auto done = tx.exec_params("UPDATE orders SET state = 'shipped' WHERE id = $1", order);
// CHECK-MESSAGES: :[[#@LINE-1]]:15: warning: 'state' of 'orders' may have changed
// CHECK-MESSAGES: note: repair: repeat the condition in the WHERE clause (state = 'paid')
// CHECK-FIXES: auto done = tx.exec_params("UPDATE orders SET state = 'shipped' WHERE id = $1 AND state = 'paid'", order);
  return done.affected_rows() == 1;
}

// A placeholder of the write has the value.
bool bad_moves_with_placeholder(pqxx::connection &c, int account, int amount) {
  pqxx::nontransaction tx(c);
  if (tx.exec_params1("SELECT balance FROM account WHERE id = $1", account)[0].as<int>() < amount)
    return false;
  auto done = tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", amount, account);
// CHECK-MESSAGES: :[[#@LINE-1]]:15: warning: two callers can both pass the test of 'balance' of 'account'
// CHECK-FIXES: auto done = tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2 AND balance >= $1", amount, account);
  return done.affected_rows() == 1;
}

// Chosen by its state: in the words of the read.
bool bad_claims(pqxx::connection &c) {
  pqxx::nontransaction tx(c);
  auto r = tx.exec("SELECT id FROM job WHERE state IN ('new', 'failed') ORDER BY id LIMIT 1");
  if (r.empty())
    return false;
  auto done = tx.exec_params("UPDATE job SET state = 'running' WHERE id = $1", r[0][0].as<int>());
// CHECK-MESSAGES: :[[#@LINE-1]]:15: warning: two callers can both be given the same row of 'job'
// CHECK-FIXES: auto done = tx.exec_params("UPDATE job SET state = 'running' WHERE id = $1 AND state IN ('new', 'failed')", r[0][0].as<int>());
  return done.affected_rows() != 0;
}

// Nobody looks, but there is a transaction: the row is locked.
void bad_locks(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state FROM orders WHERE id = $1", order);
// CHECK-FIXES: auto row = tx.exec_params1("SELECT state FROM orders WHERE id = $1 FOR UPDATE", order);
  if (row[0].as<std::string>() == "paid")
    tx.exec_params("UPDATE orders SET state = 'sent' WHERE id = $1", order);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: 'state' of 'orders' may have changed
// CHECK-MESSAGES: note: repair: lock the row when it is read (FOR UPDATE)
  tx.commit();
}

// The row that is asked is not the one that is written: that one is locked.
void bad_locks_parent(pqxx::connection &c, int event) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT status FROM event WHERE id = $1", event);
// CHECK-FIXES: auto row = tx.exec_params1("SELECT status FROM event WHERE id = $1 FOR UPDATE", event);
  if (row[0].as<std::string>() == "open")
    tx.exec_params("INSERT INTO ticket (event) VALUES ($1)", event);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: 'status' of 'event' may have changed
  tx.commit();
}

// One of two conditions suffices: that is no single condition.
bool bad_either(pqxx::connection &c, int order) {
  pqxx::nontransaction tx(c);
  auto state = tx.exec_params1("SELECT state FROM orders WHERE id = $1", order)[0].as<std::string>();
  if (state != "paid" && state != "packed")
    return false;
  auto done = tx.exec_params("UPDATE orders SET state = 'gone' WHERE id = $1", order);
// CHECK-MESSAGES: :[[#@LINE-1]]:15: warning: 'state' of 'orders' may have changed
// CHECK-MESSAGES: note: possible repair: repeat the condition on 'state' in the WHERE clause, and look at the affected-row count; the condition cannot be written down in the statement as it is
// CHECK-FIXES: auto done = tx.exec_params("UPDATE orders SET state = 'gone' WHERE id = $1", order);
  return done.affected_rows() == 1;
}

void bad_immediate(SQLite::Database &db, int slot) {
  SQLite::Transaction tx(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this transaction fails under load: it reads 'slot' in line [[@LINE+4]] and writes 'slot' in line [[@LINE+7]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
// CHECK-FIXES: SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement q(db, "SELECT free FROM slot WHERE id = ?");
  q.bind(1, slot);
  if (q.executeStep() && q.getColumn(0).getInt() == 1) {
    SQLite::Statement u(db, "UPDATE slot SET free = 0 WHERE id = ?");
    u.bind(1, slot);
    u.exec();
  }
  tx.commit();
}
