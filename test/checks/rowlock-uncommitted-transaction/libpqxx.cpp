// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %if libpqxx %{ %check %s -- %}
// Transactions whose scope ends without a commit: the work is thrown away.
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <vector>

void bad_never(pqxx::connection &c, int id, int cents) {
  pqxx::work tx(c);
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: what this transaction writes to 'account' and 'entry' is thrown away: nothing commits it [rowlock-uncommitted-transaction]
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: update of 'account' is part of it
  // CHECK-MESSAGES: :[[@LINE+5]]:3: note: insert into 'entry' is part of it
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: one after another: line [[@LINE+2]] writes, the transaction is rolled back here where its scope ends, and the program goes on as if the change had been made
  // CHECK-MESSAGES: :[[@LINE-5]]:14: note: possible repair: commit it behind its last statement, or say that it is to be rolled back
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2",
                 cents, id);
  tx.exec_params("INSERT INTO entry (account_id, cents) VALUES ($1, $2)", id,
                 cents);
}

void good_committed(pqxx::connection &c, int id, int cents) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2",
                 cents, id);
  tx.commit();
}

// One of the ways that end well forgets it.
bool bad_early_return(pqxx::connection &c, int order,
                      const std::vector<int> &items) {
  pqxx::work tx(c);
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: what this transaction writes to 'orders' is thrown away where line [[@LINE+4]] returns: only other ways commit it [rowlock-uncommitted-transaction]
  tx.exec_params("UPDATE orders SET touched = now() WHERE id = $1", order);
  if (items.empty())
    // CHECK-MESSAGES: :[[@LINE-1]]:7: note: this way leads past the commit
    return true;
  for (int item : items)
    tx.exec_params("INSERT INTO item (order_id, article) VALUES ($1, $2)",
                   order, item);
  tx.commit();
  return true;
}

bool good_early_return(pqxx::connection &c, int order,
                       const std::vector<int> &items) {
  pqxx::work tx(c);
  if (items.empty())
    return true;
  tx.exec_params("UPDATE orders SET touched = now() WHERE id = $1", order);
  for (int item : items)
    tx.exec_params("INSERT INTO item (order_id, article) VALUES ($1, $2)",
                   order, item);
  tx.commit();
  return true;
}

// Failure: that the scope rolls it back is what it is for.
bool good_count(pqxx::connection &c, int from, int to, int cents) {
  pqxx::work tx(c);
  auto taken = tx.exec_params("UPDATE account SET balance = balance - $1 "
                              "WHERE id = $2 AND balance >= $1",
                              cents, from);
  if (taken.affected_rows() == 0)
    return false;
  auto given = tx.exec_params(
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: this locks the row of 'account' that is {{.*}} [rowlock-lock-order]
      "UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
  if (given.affected_rows() != 1)
    return false;
  tx.commit();
  return true;
}

bool good_checked_afterwards(pqxx::connection &c, int id, int cents) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2",
                 cents, id);
  int left = tx.exec_params("SELECT balance FROM account WHERE id = $1", id)[0][0].as<int>();
  if (left < 0)
    return false;
  tx.commit();
  return true;
}

void good_thrown(pqxx::connection &c, int id, int cents) {
  pqxx::work tx(c);
  auto r = tx.exec_params(
      "UPDATE account SET balance = balance - $1 WHERE id = $2", cents, id);
  if (r.affected_rows() != 1)
    throw std::runtime_error("no such account");
  tx.commit();
}

bool good_caught(pqxx::connection &c, int id) {
  try {
    pqxx::work tx(c);
    tx.exec_params("UPDATE job SET state = 'done' WHERE id = $1", id);
    tx.commit();
    return true;
  } catch (const std::exception &) {
    return false;
  }
}

// On purpose.
void good_abort(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  tx.exec_params("DELETE FROM job WHERE owner = $1", id);
  tx.abort();
}

long good_preview(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  tx.exec_params("DELETE FROM job WHERE owner = $1", id);
  return tx.exec("SELECT count(*) FROM job")[0][0].as<long>();
}

void good_dry_run(pqxx::connection &c, int id, bool dry_run) {
  pqxx::work tx(c);
  tx.exec_params("DELETE FROM job WHERE owner = $1", id);
  if (!dry_run)
    tx.commit();
}

void good_only_reads(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  tx.exec_params("SELECT balance FROM account WHERE id = $1", id);
}

// Others commit what they are handed.
void store(pqxx::work &tx, int id);
void good_handed_on(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  tx.exec_params("DELETE FROM job WHERE owner = $1", id);
  store(tx, id);
}

void good_is_handed(pqxx::work &tx, int id) {
  tx.exec_params("DELETE FROM job WHERE owner = $1", id);
}

// All went well, or nothing is kept.
bool good_all_or_nothing(pqxx::connection &c, const std::vector<int> &ids) {
  pqxx::work tx(c);
  bool ok = true;
  for (int id : ids)
    if (tx.exec_params("DELETE FROM job WHERE id = $1", id).affected_rows() != 1)
      ok = false;
  if (ok)
    tx.commit();
  return ok;
}
