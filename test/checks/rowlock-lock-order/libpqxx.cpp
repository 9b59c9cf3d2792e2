// RUN: %check %s -- -isystem %stubs/pqxx-7
// RUN: %check %s --
#include <pqxx/pqxx>
#include <algorithm>
#include <stdexcept>
#include <utility>

void bad_transfer(pqxx::connection &c, int from, int to, long cents) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE account SET cents = cents - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET cents = cents + $1 WHERE id = $2", cents, to);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this locks the row of 'account' that is 'to' after the one that is 'from' (line [[@LINE-2]]): called at the same time with the two exchanged, each waits for the other [rowlock-lock-order]
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: the first row is locked here, until the transaction ends
  // CHECK-MESSAGES: :[[@LINE-3]]:3: note: two at a time: one, called with 1 and 2, has locked row 1 and wants row 2; the other, called with 2 and 1, has locked row 2 and wants row 1; the database ends one of them with an error, and nothing tries again
  tx.commit();
}

void good_smaller_first(pqxx::connection &c, int from, int to, long cents) {
  pqxx::work tx(c);
  tx.exec_params("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", std::min(from, to));
  tx.exec_params("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", std::max(from, to));
  tx.exec_params("UPDATE account SET cents = cents - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET cents = cents + $1 WHERE id = $2", cents, to);
  tx.commit();
}

void good_swapped(pqxx::connection &c, int from, int to, long cents) {
  if (from > to) {
    std::swap(from, to);
    cents = -cents;
  }
  pqxx::work tx(c);
  tx.exec_params("UPDATE account SET cents = cents - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET cents = cents + $1 WHERE id = $2", cents, to);
  tx.commit();
}

void good_both_at_once(pqxx::connection &c, int from, int to, long cents) {
  pqxx::work tx(c);
  tx.exec_params("SELECT id FROM account WHERE id IN ($1, $2) ORDER BY id FOR UPDATE", from, to);
  tx.exec_params("UPDATE account SET cents = cents - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET cents = cents + $1 WHERE id = $2", cents, to);
  tx.commit();
}

void good_parent(pqxx::connection &c, int bank, int from, int to, long cents) {
  pqxx::work tx(c);
  tx.exec_params("SELECT 1 FROM bank WHERE id = $1 FOR UPDATE", bank);
  tx.exec_params("UPDATE account SET cents = cents - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET cents = cents + $1 WHERE id = $2", cents, to);
  tx.commit();
}

void good_autocommit(pqxx::connection &c, int from, int to, long cents) {
  pqxx::nontransaction n(c);
  n.exec_params("UPDATE account SET cents = cents - $1 WHERE id = $2", cents, from);
  n.exec_params("UPDATE account SET cents = cents + $1 WHERE id = $2", cents, to);
}

void good_again(pqxx::connection &c, int from, int to, long cents) {
  for (int tries = 0;; ++tries)
    try {
      pqxx::work tx(c);
      tx.exec_params("UPDATE account SET cents = cents - $1 WHERE id = $2", cents, from);
      tx.exec_params("UPDATE account SET cents = cents + $1 WHERE id = $2", cents, to);
      tx.commit();
      return;
    } catch (const pqxx::transaction_rollback &) {
      if (tries == 5)
        throw;
    }
}

// One row: it is locked already.
void good_same_row(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  tx.exec_params("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", id);
  tx.exec_params("UPDATE account SET seen = true WHERE id = $1", id);
  tx.commit();
}
