// The spellings of libpqxx 6.4 that 7.x still has, against the stub headers and
// against the real ones: the same findings, the same repairs.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s -- -isystem %stubs/pqxx-7
// RUN: %check %s --

#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

void bad_increment(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  // CHECK-FIXES: tx.exec_params0("UPDATE counter SET n = n + $1 WHERE id = $2", 1, id);
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  // CHECK-MESSAGES: :[[@LINE-4]]:{{[0-9]+}}: note: 'n' is read here; nothing locks the row: a transaction alone does not keep others from changing it
  // CHECK-MESSAGES: :[[@LINE-3]]:{{[0-9]+}}: note: two at a time: A reads 'n', B reads the same value, A writes and commits, B writes what it computed from the old value: A's change is gone (on PostgreSQL at read committed)
  // CHECK-MESSAGES: note: repair: let the database compute 'n' from the current value, and pass only the change
  // CHECK-MESSAGES: note: possible repair: lock the row when it is read (FOR UPDATE)
  tx.commit();
}

void good_increment(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  pqxx::result r = tx.exec_params("UPDATE counter SET n = n + 1 WHERE id = $1", id);
  if (r.affected_rows() != 1)
    throw std::runtime_error("no such counter");
  tx.commit();
}

// The value is tested, so it is the row that has to be locked.
void bad_withdraw(pqxx::work &tx, int account, long amount) {
  // CHECK-FIXES: "SELECT balance FROM account WHERE id = $1 FOR UPDATE", account);
  auto rows = tx.exec_params("SELECT balance FROM account WHERE id = $1", account);
  if (rows.empty())
    return;
  const long balance = rows[0]["balance"].as<long>();
  if (balance < amount)
    throw std::runtime_error("not enough");
  tx.exec_params("UPDATE account SET balance = $1 WHERE id = $2", balance - amount, account);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'balance' of 'account'
  // CHECK-MESSAGES: note: repair: lock the row when it is read (FOR UPDATE)
}

void good_withdraw(pqxx::work &tx, int account, long amount) {
  auto rows = tx.exec_params("SELECT balance FROM account WHERE id = $1 FOR UPDATE", account);
  if (rows.empty())
    return;
  const long balance = rows[0]["balance"].as<long>();
  if (balance < amount)
    throw std::runtime_error("not enough");
  tx.exec_params("UPDATE account SET balance = $1 WHERE id = $2", balance - amount, account);
}

// Text with holes.
void bad_text(pqxx::work &tx, int id, int points) {
  pqxx::result r = tx.exec("SELECT points FROM player WHERE id = " + std::to_string(id));
  int old = r[0][0].as<int>();
  // CHECK-FIXES: tx.exec("UPDATE player SET points = points + " + std::to_string(points) +
  tx.exec("UPDATE player SET points = " + std::to_string(old + points) +
          " WHERE id = " + std::to_string(id));
  // CHECK-MESSAGES: :[[@LINE-2]]:{{[0-9]+}}: warning: a concurrent change to 'points' of 'player'
}

// Prepared by name, on the connection.
void bad_prepared(pqxx::connection &c, int id) {
  c.prepare("get", "SELECT hits FROM page WHERE id = $1");
  c.prepare("set", "UPDATE page SET hits = $1 WHERE id = $2");
  pqxx::work tx(c);
  auto row = tx.exec_prepared1("get", id);
  auto hits = row[0].as<long long>();
  // CHECK-FIXES: tx.exec_prepared0("set", 1, id);
  tx.exec_prepared0("set", hits + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'hits' of 'page'
  tx.commit();
}

// Autocommit: there is no transaction that a lock could be held in.
void bad_autocommit(pqxx::connection &c, int id) {
  pqxx::nontransaction tx(c);
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter'
  // CHECK-MESSAGES: note: possible repair: read and write in one transaction, and lock the row when it is read (FOR UPDATE); there is no transaction that holds both
}

// An error of the database without a retry.
void bad_serializable(pqxx::connection &c, int id) {
  pqxx::transaction<pqxx::serializable> tx(c);
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' fails under load: if another transaction changes the row after line [[#@LINE-2]] has read it, PostgreSQL refuses it (40001) and nothing tries again
  tx.commit();
}

void good_serializable(pqxx::connection &c, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      pqxx::transaction<pqxx::serializable> tx(c);
      int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
      tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
      tx.commit();
      return;
    } catch (const pqxx::serialization_failure &) {
    }
  }
}

void good_compare_and_set(pqxx::work &tx, int id) {
  auto row = tx.exec_params1("SELECT n, version FROM doc WHERE id = $1", id);
  auto r = tx.exec_params("UPDATE doc SET n = $1, version = version + 1 WHERE id = $2 AND version = $3",
                          row[0].as<int>() + 1, id, row[1].as<int>());
  if (r.affected_rows() != 1)
    throw std::runtime_error("conflict");
}

void good_other_row(pqxx::work &tx, int from, int to) {
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", from)[0].as<int>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, to);
}

void suppressed(pqxx::work &tx, int id) {
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id); // NOLINT(rowlock-read-modify-write)
}

// A lambda changes what it captured: another row.
void good_changed_by_lambda(pqxx::work &tx, int id) {
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  [&] { ++id; }();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
}

void good_changed_by_named_lambda(pqxx::work &tx, int id) {
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  auto next = [&id] { ++id; };
  next();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
}

void bad_beside_lambda(pqxx::work &tx, int id) {
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  int calls = 0;
  [&calls, id] { calls += id; }();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter'
}
