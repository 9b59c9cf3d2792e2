// Locks that are given back with the statement that takes them.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>

void bad_row_lock(pqxx::connection &c, int id) {
  pqxx::nontransaction n(c);
  auto r = n.exec_params1("SELECT qty FROM stock WHERE id = $1 FOR UPDATE", id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock is given back at once: no transaction is open here, so it ends with this statement, before the write in line [[#@LINE+3]] [rowlock-lock-outside-transaction]
  if (r[0].as<int>() < 1)
    return;
  n.exec_params("UPDATE stock SET qty = qty - 1 WHERE id = $1", id);
}

void good_row_lock(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  auto r = tx.exec_params1("SELECT qty FROM stock WHERE id = $1 FOR UPDATE", id);
  if (r[0].as<int>() < 1)
    return;
  tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE id = $1", id);
  tx.commit();
}

void bad_advisory(pqxx::connection &c, int id) {
  pqxx::nontransaction n(c);
  n.exec("SELECT pg_advisory_xact_lock(42)");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock is given back at once: no transaction is open here, so it ends with this statement, before the write in line [[#@LINE+2]] [rowlock-lock-outside-transaction]
  // CHECK-MESSAGES: note: possible repair: begin a transaction before, and commit it behind what the lock protects; or take a lock of the session and give it back there
  n.exec_params("UPDATE stock SET qty = qty - 1 WHERE id = $1", id);
}

void good_advisory(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  tx.exec("SELECT pg_advisory_xact_lock(42)");
  tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE id = $1", id);
  tx.commit();
}

// It belongs to the session.
void good_session_lock(pqxx::connection &c, int id) {
  pqxx::nontransaction n(c);
  n.exec("SELECT pg_advisory_lock(42)");
  n.exec_params("UPDATE stock SET qty = qty - 1 WHERE id = $1", id);
  n.exec("SELECT pg_advisory_unlock(42)");
}

// Whoever hands it a transaction holds the lock in it.
pqxx::row good_helper(pqxx::transaction_base &t, int id) {
  return t.exec_params1("SELECT qty FROM stock WHERE id = $1 FOR UPDATE", id);
}
