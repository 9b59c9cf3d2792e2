// sqlite_orm, against the stub header and, where there is one, the real one.
// RUN: %check %s -- -isystem %stubs/sqlite_orm
// RUN: %if sqlite_orm %{ %check %s -- -isystem %sqlite-orm %}

#include <sqlite_orm/sqlite_orm.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

using namespace sqlite_orm;

struct Account {
  int id = 0;
  std::string owner;
  int balance = 0;
  int version = 0;
};

// Mapped by functions; the key is a text.
class Counter {
public:
  const std::string &name() const { return m_name; }
  void setName(std::string name) { m_name = std::move(name); }
  int hits() const { return m_hits; }
  void setHits(int hits) { m_hits = hits; }

private:
  std::string m_name;
  int m_hits = 0;
};

struct Item {
  int order_id = 0;
  int line = 0;
  int quantity = 0;
};

inline auto open(const std::string &file) {
  return make_storage(
      file,
      make_table("accounts", make_column("id", &Account::id, primary_key().autoincrement()),
                 make_column("owner", &Account::owner, unique()),
                 make_column("balance", &Account::balance),
                 make_column("version", &Account::version)),
      make_table("counter", make_column("name", &Counter::setName, &Counter::name, primary_key()),
                 make_column("hits", &Counter::setHits, &Counter::hits)),
      make_table("item", make_column("order_id", &Item::order_id),
                 make_column("line", &Item::line), make_column("qty", &Item::quantity),
                 primary_key(&Item::order_id, &Item::line)));
}
using Storage = decltype(open(""));

//===--- by key --------------------------------------------------------------//

void bad_get(Storage &db, int id, int amount) {
  auto account = db.get<Account>(id);
  account.balance -= amount;
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_pointer(Storage &db, int id) {
  if (auto account = db.get_pointer<Account>(id)) {
    account->balance += 5;
    db.update(*account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  }
}

void bad_shared(Storage &db, int id) {
  std::shared_ptr<Account> account = db.get_no_throw<Account>(id);
  if (!account)
    return;
  ++account->balance;
  db.update(*account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-5]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_optional(Storage &db, int id) {
  std::optional<Account> account = db.get_optional<Account>(id);
  if (!account.has_value())
    throw std::runtime_error("no such account");
  account->balance++;
  db.update(account.value());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-5]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_copy(Storage &db, int id) {
  const Account before = db.get<Account>(id);
  Account after = before;
  after.balance = before.balance + 10;
  db.update(after);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-4]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_new_object(Storage &db, int id) {
  auto old = db.get<Account>(id);
  db.update(Account{id, old.owner, old.balance + 1, old.version});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-2]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_accessors(Storage &db, const std::string &name) {
  auto counter = db.get<Counter>(name);
  counter.setHits(counter.hits() + 1);
  db.update(counter);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'hits' of 'counter' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_two_keys(Storage &db, int order, int line) {
  auto item = db.get<Item>(order, line);
  item.quantity *= 2;
  db.update(item);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'qty' of 'item' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_replace(Storage &db, int id) {
  auto account = db.get<Account>(id);
  account.balance = account.balance * 2;
  db.replace(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
}

//===--- by conditions -------------------------------------------------------//

void bad_first(Storage &db, const std::string &owner) {
  auto found = db.get_all<Account>(where(c(&Account::owner) == owner));
  if (found.empty())
    return;
  auto &account = found.front();
  account.balance += 1;
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-6]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_element(Storage &db, const std::string &owner) {
  auto found = db.get_all<Account>(where(c(&Account::owner) == owner), limit(1));
  Account account = found[0];
  account.balance += 1;
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-4]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_loop(Storage &db) {
  for (auto &account : db.get_all<Account>(where(c(&Account::balance) < 0))) {
    account.balance += 10;
    db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  }
}

void bad_pointers(Storage &db) {
  for (auto &account : db.get_all_pointer<Account>(where(c(&Account::balance) < 0))) {
    account->balance += 10;
    db.update(*account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  }
}

void bad_iterate(Storage &db, int percent) {
  for (auto &account : db.iterate<Account>()) {
    account.balance += account.balance * percent / 100;
    db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  }
}

void bad_update_all(Storage &db, int id) {
  auto account = db.get<Account>(id);
  db.update_all(set(c(&Account::balance) = account.balance + 1), where(c(&Account::id) == id));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-2]] and this write is overwritten [rowlock-read-modify-write]
}

void bad_words(Storage &db, int id) {
  auto balances = db.select(&Account::balance, where(is_equal(&Account::id, id)));
  if (balances.empty())
    return;
  db.update_all(set(assign(&Account::balance, balances.at(0) * 2)),
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-4]] and this write is overwritten [rowlock-read-modify-write]
                where(is_equal(&Account::id, id)));
}

void bad_tuple(Storage &db, int id) {
  auto rows = db.select(columns(&Account::balance, &Account::version), where(c(&Account::id) == id));
  for (auto &row : rows)
    db.update_all(set(c(&Account::balance) = std::get<0>(row) + 1), where(c(&Account::id) == id));
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
}

//===--- through functions ---------------------------------------------------//

static Account loadAccount(Storage &db, int id) { return db.get<Account>(id); }
static void save(Storage &db, const Account &account) { db.update(account); }

void bad_helpers(Storage &db, int id) {
  Account account = loadAccount(db, id);
  account.balance += 1;
  save(db, account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
}

static std::vector<Account> overdrawn(Storage &db) {
  return db.get_all<Account>(where(c(&Account::balance) < 0));
}

void bad_list_helper(Storage &db) {
  for (Account &account : overdrawn(db)) {
    account.balance -= 5;
    db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  }
}

class Bank {
public:
  explicit Bank(const std::string &file) : db(open(file)) {}
  void bad_member(int id, int amount) {
    auto account = db.get<Account>(id);
    account.balance += amount;
    db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  }
  void good_member(int id, int amount) {
    auto guard = db.immediate_transaction_guard();
    auto account = db.get<Account>(id);
    account.balance += amount;
    db.update(account);
    guard.commit();
  }

private:
  Storage db;
};

//===--- transactions --------------------------------------------------------//

void bad_guard(Storage &db, int id) {
  auto guard = db.deferred_transaction_guard();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: this transaction fails under load: it reads 'accounts' in line [[@LINE+1]] and writes 'accounts' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.get<Account>(id);
  account.balance += 1;
  db.update(account);
  guard.commit();
}

void bad_callback(Storage &db, int id) {
  db.transaction([&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'accounts' in line [[@LINE+1]] and writes 'accounts' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    auto account = db.get<Account>(id);
    account.balance += 1;
    db.update(account);
    return true;
  });
}

void bad_read_before(Storage &db, int id) {
  auto account = db.get<Account>(id);
  auto guard = db.immediate_transaction_guard();
  account.balance += 1;
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-4]] and this write is overwritten [rowlock-read-modify-write]
  guard.commit();
}

void good_guard(Storage &db, int id) {
  auto guard = db.immediate_transaction_guard();
  auto account = db.get<Account>(id);
  account.balance += 1;
  db.update(account);
  guard.commit();
}

void good_exclusive(Storage &db, int id) {
  auto guard = db.exclusive_transaction_guard();
  auto account = db.get_pointer<Account>(id);
  if (!account)
    return;
  account->balance += 1;
  db.update(*account);
  guard.commit();
}

void good_by_hand(Storage &db, int id) {
  db.begin_immediate_transaction();
  try {
    auto account = db.get<Account>(id);
    account.balance += 1;
    db.update(account);
    db.commit();
  } catch (...) {
    db.rollback();
    throw;
  }
}

void good_helpers(Storage &db, int id) {
  auto guard = db.immediate_transaction_guard();
  Account account = loadAccount(db, id);
  account.balance += 1;
  save(db, account);
  guard.commit();
}

//===--- computed by the database --------------------------------------------//

void good_expression(Storage &db, int id) {
  db.update_all(set(c(&Account::balance) = c(&Account::balance) + 1), where(c(&Account::id) == id));
}

void good_word(Storage &db, int id, int amount) {
  db.update_all(set(assign(&Account::balance, add(&Account::balance, amount))),
                where(is_equal(&Account::id, id)));
}

void good_upsert(Storage &db, const std::string &owner) {
  db.insert(into<Account>(), columns(&Account::owner, &Account::balance),
            values(std::make_tuple(owner, 1)),
            on_conflict(&Account::owner)
                .do_update(set(c(&Account::balance) = c(&Account::balance) + 1)));
}

void good_shown_only(Storage &db, int id, int &shown) {
  shown = db.get<Account>(id).balance;
  db.update_all(set(c(&Account::balance) = c(&Account::balance) + 1), where(c(&Account::id) == id));
}

//===--- compare and set -----------------------------------------------------//

bool good_version(Storage &db, int id) {
  auto account = db.get<Account>(id);
  auto guard = db.immediate_transaction_guard();
  db.update_all(set(c(&Account::balance) = account.balance + 1,
                    c(&Account::version) = account.version + 1),
                where(c(&Account::id) == id and c(&Account::version) == account.version));
  const bool won = db.changes() == 1;
  guard.commit();
  return won;
}

void bad_version_unasked(Storage &db, int id) {
  auto account = db.get<Account>(id);
  db.update_all(set(c(&Account::balance) = account.balance + 1,
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'balance' and 'version' of 'accounts' does nothing if the row has changed since line [[#@LINE-2]] read it, and nobody looks at whether it did [rowlock-read-modify-write]
                    c(&Account::version) = account.version + 1),
                where(c(&Account::id) == id and c(&Account::version) == account.version));
}

//===--- other rows, other values --------------------------------------------//

void good_other_row(Storage &db, int from, int to) {
  auto account = db.get<Account>(from);
  db.update_all(set(c(&Account::balance) = account.balance), where(c(&Account::id) == to));
}

void good_given(Storage &db, const Account &account) { db.update(account); }

void good_insert(Storage &db, const std::string &owner) {
  Account account;
  account.owner = owner;
  account.id = db.insert(account);
}

void good_set(Storage &db, int id, int balance) {
  db.update_all(set(c(&Account::balance) = balance), where(c(&Account::id) == id));
}

std::string good_read(Storage &db, int id) {
  if (auto account = db.get_optional<Account>(id))
    return account->owner;
  return {};
}
