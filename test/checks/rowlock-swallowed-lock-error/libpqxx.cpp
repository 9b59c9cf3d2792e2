// Locks without which the code goes on.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>

void bad_table_lock(pqxx::connection &c, int shop) {
  pqxx::work t(c);
  try {
    t.exec("LOCK TABLE stock IN EXCLUSIVE MODE");
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this lock is not given, that is caught, and the code goes on to write in line [[#@LINE+6]] as if it held the lock [rowlock-swallowed-lock-error]
  } catch (const pqxx::sql_error &) {
    // The test database has no locks.
  }
  auto r = t.exec_params1("SELECT count(*) FROM stock WHERE shop = $1", shop);
  if (r[0].as<int>() < 10)
    t.exec_params("INSERT INTO stock(shop) VALUES ($1)", shop);
  t.commit();
}

bool good_table_lock(pqxx::connection &c, int shop) {
  pqxx::work t(c);
  try {
    t.exec("LOCK TABLE stock IN EXCLUSIVE MODE");
  } catch (const pqxx::sql_error &) {
    return false;
  }
  auto r = t.exec_params1("SELECT count(*) FROM stock WHERE shop = $1", shop);
  if (r[0].as<int>() < 10)
    t.exec_params("INSERT INTO stock(shop) VALUES ($1)", shop);
  t.commit();
  return true;
}

bool good_try_lock(pqxx::connection &c, int id) {
  pqxx::work t(c);
  if (!t.exec1("SELECT pg_try_advisory_xact_lock(7)")[0].as<bool>())
    return false;
  t.exec_params("UPDATE stock SET qty = qty - 1 WHERE id = $1", id);
  t.commit();
  return true;
}

void bad_try_lock(pqxx::connection &c, int id) {
  pqxx::work t(c);
  t.exec1("SELECT pg_try_advisory_xact_lock(7)");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this lock is not given, nobody notices, and the code goes on to write in line [[#@LINE+1]] as if it held the lock [rowlock-swallowed-lock-error]
  t.exec_params("UPDATE stock SET qty = qty - 1 WHERE id = $1", id);
  t.commit();
}

bool good_flag(pqxx::connection &c, int id) {
  pqxx::work t(c);
  bool held = false;
  try {
    pqxx::subtransaction s(t);
    s.exec("LOCK TABLE stock IN EXCLUSIVE MODE NOWAIT");
    s.commit();
    held = true;
  } catch (const pqxx::sql_error &) {
  }
  if (!held)
    return false;
  t.exec_params("UPDATE stock SET qty = qty - 1 WHERE id = $1", id);
  t.commit();
  return true;
}
