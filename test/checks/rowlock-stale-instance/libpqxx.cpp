// Copies of a row that are saved after something else has changed it, as libpqxx
// spells it.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

//===--- A statement in between -------------------------------------------===//

void bad_inline(pqxx::connection &c, int id, const std::string &note) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state, seats FROM reservation WHERE id = $1 FOR UPDATE", id);
  auto state = row[0].as<std::string>();
  auto seats = row[1].as<int>();
  tx.exec_params("UPDATE reservation SET state = 'cancelled' WHERE id = $1 AND paid = 0", id);
  tx.exec_params("UPDATE reservation SET state = $1, seats = $2, note = $3 WHERE id = $4", state, seats, note, id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-2]] has changed: it writes 'state' of 'reservation' as line [[#@LINE-5]] read it [rowlock-stale-instance]
  // CHECK-MESSAGES: note: this copy of the row is read here
  // CHECK-MESSAGES: note: 'state' is changed in the database here; the copy in memory does not know of it
  // CHECK-MESSAGES: note: it takes no second transaction: the row is read, 'state' is changed, and this save puts the old value back, every time
  // CHECK-MESSAGES: note: possible repair: leave 'state' and 'seats' out of the save: write only what has changed; the text or its values stand where they cannot be edited
  // CHECK-MESSAGES: note: possible repair: read the row again behind line [[#@LINE-7]], or hand this object on instead of the key
  tx.commit();
}

void good_inline_is_narrow(pqxx::connection &c, int id, const std::string &note) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state, seats FROM reservation WHERE id = $1 FOR UPDATE", id);
  auto seats = row[1].as<int>();
  tx.exec_params("UPDATE reservation SET state = 'cancelled' WHERE id = $1 AND paid = 0", id);
  tx.exec_params("UPDATE reservation SET seats = $1, note = $2 WHERE id = $3", seats, note, id);
  tx.commit();
}

void good_inline_other_row(pqxx::connection &c, int id, int other, const std::string &note) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state FROM reservation WHERE id = $1 FOR UPDATE", id);
  auto state = row[0].as<std::string>();
  tx.exec_params("UPDATE reservation SET state = 'cancelled' WHERE id = $1", other);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks the row of 'reservation' that is 'other' behind the one that is 'id' {{.*}} [rowlock-lock-order]
  tx.exec_params("UPDATE reservation SET state = $1, note = $2 WHERE id = $3", state, note, id);
  tx.commit();
}

void good_inline_last_word(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state FROM reservation WHERE id = $1 FOR UPDATE", id);
  if (row[0].as<std::string>() == "new") {
    tx.exec_params("UPDATE reservation SET state = 'checking' WHERE id = $1", id);
    tx.exec_params("UPDATE reservation SET state = 'held' WHERE id = $1", id);
  }
  tx.commit();
}

//===--- A function that loads and saves its own --------------------------===//

struct Account {
  int id = 0;
  std::string owner;
  long balance = 0;
  int flags = 0;
};

static Account load_account(pqxx::transaction_base &tx, int id) {
  auto r = tx.exec_params1("SELECT id, owner, balance, flags FROM account WHERE id = $1 FOR UPDATE", id);
  return {r[0].as<int>(), r[1].as<std::string>(), r[2].as<long>(), r[3].as<int>()};
}

static void save_account(pqxx::transaction_base &tx, const Account &a) {
  tx.exec_params("UPDATE account SET owner = $1, balance = $2, flags = $3 WHERE id = $4", a.owner, a.balance, a.flags, a.id);
}

static void charge_fee(pqxx::transaction_base &tx, int id, long fee) {
  Account a = load_account(tx, id);
  a.balance -= fee;
  save_account(tx, a);
}

static void charge_fee(Account &a, long fee) { a.balance -= fee; }

void bad_two_objects(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Account a = load_account(tx, id);
  a.flags |= 4;
  charge_fee(tx, id, 5);
  save_account(tx, a);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-2]] has changed: it writes 'balance' of 'account' as line [[#@LINE-4]] read it [rowlock-stale-instance]
  // CHECK-MESSAGES: note: this copy of the row is read here
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: 'balance' is changed in the database here; the copy in memory does not know of it
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: it takes no second transaction: the row is read, 'balance' is changed, and this save puts the old value back, every time
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: possible repair: read the row again behind line [[#@LINE-9]], or hand this object on instead of the key
  tx.commit();
}

void bad_key_of_the_object(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Account mine = load_account(tx, id);
  charge_fee(tx, mine.id, 5);
  mine.flags = 0;
  save_account(tx, mine);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-3]] has changed: it writes 'balance' of 'account' as line [[#@LINE-4]] read it [rowlock-stale-instance]
  tx.commit();
}

void good_one_object(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Account a = load_account(tx, id);
  a.flags |= 4;
  charge_fee(a, 5);
  save_account(tx, a);
  tx.commit();
}

void good_loaded_again(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Account a = load_account(tx, id);
  if (a.balance > 100)
    charge_fee(tx, id, 5);
  a = load_account(tx, id);
  a.flags |= 4;
  save_account(tx, a);
  tx.commit();
}

void good_saved_before(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Account a = load_account(tx, id);
  a.flags |= 4;
  save_account(tx, a);
  charge_fee(tx, id, 5);
  tx.commit();
}

// The first save is in the second one, too.
void good_saved_twice(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Account a = load_account(tx, id);
  a.flags |= 4;
  save_account(tx, a);
  a.owner = "nobody";
  save_account(tx, a);
  tx.commit();
}

void good_other_path(pqxx::connection &c, int id, bool fee) {
  pqxx::work tx(c);
  Account a = load_account(tx, id);
  if (fee) {
    charge_fee(tx, id, 5);
  } else {
    a.flags |= 4;
    save_account(tx, a);
  }
  tx.commit();
}

//===--- Relative changes in between --------------------------------------===//

class Ledger {
public:
  explicit Ledger(pqxx::work &tx) : Tx(tx) {}
  void bump(int id) { Tx.exec_params("UPDATE ledger SET entries = entries + 1 WHERE id = $1", id); }

private:
  pqxx::work &Tx;
};

void bad_bump_between(pqxx::work &tx, int id, int more) {
  auto r = tx.exec_params1("SELECT entries FROM ledger WHERE id = $1 FOR UPDATE", id);
  int entries = r[0].as<int>();
  Ledger(tx).bump(id);
  tx.exec_params("UPDATE ledger SET entries = $1 WHERE id = $2", entries + more, id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-2]] has changed: it writes 'entries' of 'ledger' as line [[#@LINE-4]] read it [rowlock-stale-instance]
}

void good_bump_after(pqxx::work &tx, int id, int more) {
  auto r = tx.exec_params1("SELECT entries FROM ledger WHERE id = $1 FOR UPDATE", id);
  int entries = r[0].as<int>();
  tx.exec_params("UPDATE ledger SET entries = $1 WHERE id = $2", entries + more, id);
  Ledger(tx).bump(id);
}

// What the change came to is asked for.
void good_returning(pqxx::work &tx, int id, int more) {
  auto r = tx.exec_params1("SELECT entries FROM ledger WHERE id = $1 FOR UPDATE", id);
  int entries = r[0].as<int>();
  if (entries > 7)
    entries = tx.exec_params1("UPDATE ledger SET entries = entries + 1 WHERE id = $1 RETURNING entries", id)[0].as<int>();
  tx.exec_params("UPDATE ledger SET entries = $1 WHERE id = $2", entries + more, id);
}

// A version refuses the second save.
bool good_version(pqxx::work &tx, int id, const std::string &owner) {
  auto r = tx.exec_params1("SELECT balance, version FROM account WHERE id = $1", id);
  auto balance = r[0].as<long>();
  auto version = r[1].as<int>();
  tx.exec_params("UPDATE account SET balance = balance - 5, version = version + 1 WHERE id = $1", id);
  return tx.exec_params("UPDATE account SET balance = $1, owner = $2, version = version + 1 WHERE id = $3 AND version = $4",
                        balance, owner, id, version).affected_rows() == 1;
}
