// Rows and tables that are locked in opposite order, as libpqxx spells it.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <algorithm>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

//===--- Two rows of one table --------------------------------------------===//

void bad_transfer(pqxx::connection &c, int from, int to, int cents) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks the row of 'account' that is 'to' behind the one that is 'from' (line [[#@LINE-2]]): called with the two exchanged at the same time, each waits for the other [rowlock-lock-order]
  // CHECK-MESSAGES: :[[#@LINE-3]]:{{[0-9]+}}: note: the first row is locked here, until the transaction ends
  // CHECK-MESSAGES: note: two at a time: A has locked row 1 and wants row 2 here, B, called with 2 and 1, has locked row 2 and wants row 1; the database ends one of them with an error, and nothing tries again
  // CHECK-MESSAGES: note: possible repair: lock both rows first, the one with the smaller 'id' before the other (SELECT ... ORDER BY ... FOR UPDATE)
  tx.commit();
}

struct Stall {
  int id;
  std::string name;
};

// Locked to be read, and through a helper; what comes behind waits for nothing.
static int free_places(pqxx::work &tx, int id) {
  return tx.exec_params1("SELECT places FROM stall WHERE id = $1 FOR UPDATE", id)[0].as<int>();
}

void bad_move_places(pqxx::connection &c, const Stall &giver, const Stall &taker) {
  pqxx::work tx(c);
  int there = free_places(tx, giver.id);
  int here = free_places(tx, taker.id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks the row of 'stall' that is 'taker.id' behind the one that is 'giver.id' (line [[#@LINE-2]]): called with the two exchanged at the same time, each waits for the other [rowlock-lock-order]
  // CHECK-MESSAGES: note: the first row is locked here, until the transaction ends
  // CHECK-MESSAGES: note: two at a time:
  // CHECK-MESSAGES: note: possible repair:
  if (there == 0)
    throw std::runtime_error("full");
  tx.exec_params("UPDATE stall SET places = $1 WHERE id = $2", there - 1, giver.id);
  tx.exec_params("UPDATE stall SET places = $1 WHERE id = $2", here + 1, taker.id);
  tx.commit();
}

void good_smaller_first(pqxx::connection &c, int from, int to, int cents) {
  pqxx::work tx(c);
  const int low = std::min(from, to), high = std::max(from, to);
  tx.exec_params("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", low);
  tx.exec_params("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", high);
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
  tx.commit();
}

void good_swapped(pqxx::connection &c, int a, int b) {
  if (a > b)
    std::swap(a, b);
  pqxx::work tx(c);
  tx.exec_params("UPDATE account SET checked = now() WHERE id = $1", a);
  tx.exec_params("UPDATE account SET checked = now() WHERE id = $1", b);
  tx.commit();
}

void good_two_orders(pqxx::connection &c, int from, int to, int cents) {
  pqxx::work tx(c);
  if (from < to) {
    tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", cents, from);
    tx.exec_params("UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
  } else {
    tx.exec_params("UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
    tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", cents, from);
  }
  tx.commit();
}

void good_both_at_once(pqxx::connection &c, int from, int to, int cents) {
  pqxx::work tx(c);
  tx.exec_params("SELECT 1 FROM account WHERE id IN ($1, $2) ORDER BY id FOR UPDATE", from, to);
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
  tx.commit();
}

void good_owner_first(pqxx::connection &c, int owner, int from, int to, int cents) {
  pqxx::work tx(c);
  tx.exec_params("SELECT 1 FROM owner WHERE id = $1 FOR UPDATE", owner);
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", cents, from);
  tx.exec_params("UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
  tx.commit();
}

void good_tried_again(pqxx::connection &c, int from, int to, int cents) {
  for (int i = 0; i < 5; ++i)
    try {
      pqxx::work tx(c);
      tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", cents, from);
      tx.exec_params("UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
      tx.commit();
      return;
    } catch (const pqxx::deadlock_detected &) {
    }
  throw std::runtime_error("busy");
}

void good_house_account(pqxx::connection &c, int to, int cents) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = 1", cents);
  tx.exec_params("UPDATE account SET balance = balance + $1 WHERE id = $2", cents, to);
  tx.commit();
}

void good_each_for_itself(pqxx::connection &c, int from, int to) {
  pqxx::nontransaction n(c);
  n.exec_params("UPDATE account SET seen = now() WHERE id = $1", from);
  n.exec_params("UPDATE account SET seen = now() WHERE id = $1", to);
}

// Each has its own row of another table.
void good_pair_of_tables(pqxx::connection &c, int from, int to) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE sender SET sent = sent + 1 WHERE id = $1", from);
  tx.exec_params("UPDATE receiver SET got = got + 1 WHERE id = $1", to);
  tx.commit();
}

//===--- Two tables -------------------------------------------------------===//

void first_of_the_pair(pqxx::connection &c, int order, int customer) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE orders SET paid = true WHERE id = $1", order);
  tx.exec_params("UPDATE customer SET bought = bought + 1 WHERE id = $1", customer);
  tx.commit();
}

void bad_other_way_round(pqxx::connection &c, int order, int customer) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE customer SET last_seen = now() WHERE id = $1", customer);
  tx.exec_params("UPDATE orders SET seen = true WHERE id = $1", order);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks a row of 'orders' behind one of 'customer' (line [[#@LINE-2]]), and line [[#@LINE-8]] does it the other way round: each may wait for the other [rowlock-lock-order]
  // CHECK-MESSAGES: :[[#@LINE-10]]:{{[0-9]+}}: note: the other transaction locks 'orders' first
  // CHECK-MESSAGES: :[[#@LINE-10]]:{{[0-9]+}}: note: and 'customer' here
  // CHECK-MESSAGES: note: two at a time: A has locked 'customer' and wants 'orders' here, B has locked 'orders' and wants 'customer'; the database ends one of them with an error, and nothing tries again
  // CHECK-MESSAGES: note: possible repair: lock the two tables in the same order everywhere
  tx.commit();
}

void good_same_way_round(pqxx::connection &c, int invoice, int client) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE invoice SET open = false WHERE id = $1", invoice);
  tx.exec_params("DELETE FROM client WHERE id = $1", client);
  tx.commit();
}

void good_same_way_again(pqxx::connection &c, int invoice, int client) {
  pqxx::work tx(c);
  tx.exec_params("DELETE FROM invoice WHERE id = $1", invoice);
  tx.exec_params("UPDATE client SET invoices = invoices - 1 WHERE id = $1", client);
  tx.commit();
}
