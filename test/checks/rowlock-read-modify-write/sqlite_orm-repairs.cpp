// Repairs are spelled as sqlite_orm spells them.
// RUN: %check %s -- -isystem %stubs/sqlite_orm
// RUN: %if sqlite_orm %{ %check %s -- -isystem %sqlite-orm %}

#include <sqlite_orm/sqlite_orm.h>

#include <string>

using namespace sqlite_orm;

struct Account {
  int id = 0;
  std::string owner;
  int balance = 0;
};

inline auto open(const std::string &file) {
  return make_storage(file, make_table("accounts", make_column("id", &Account::id, primary_key()),
                                       make_column("owner", &Account::owner),
                                       make_column("balance", &Account::balance)));
}
using Storage = decltype(open(""));

void bad_sum(Storage &db, int id, int amount) {
  auto account = db.get<Account>(id);
  // CHECK-FIXES: db.update_all(set(c(&Account::balance) = c(&Account::balance) + amount),
  db.update_all(set(c(&Account::balance) = account.balance + amount),
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
                where(c(&Account::id) == id));
}

void bad_difference(Storage &db, int id, int amount, int fee) {
  int balance = db.get<Account>(id).balance;
  // CHECK-FIXES: db.update_all(set(assign(&Account::balance, c(&Account::balance) - (amount + fee))),
  db.update_all(set(assign(&Account::balance, balance - amount - fee)),
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
                where(is_equal(&Account::id, id)));
}

void bad_branch(Storage &db, int id, int amount) {
  auto account = db.get<Account>(id);
  if (account.balance > 100)
    amount = 1;
  // CHECK-FIXES: db.update_all(set(c(&Account::balance) = account.balance + amount),
  db.update_all(set(c(&Account::balance) = account.balance + amount),
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-5]] and this write is overwritten [rowlock-read-modify-write]
                where(c(&Account::id) == id));
}

void bad_guard(Storage &db, int id) {
  // CHECK-FIXES: auto guard = db.immediate_transaction_guard();
  auto guard = db.transaction_guard();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: this transaction fails under load: it reads 'accounts' in line [[@LINE+1]] and writes 'accounts' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.get<Account>(id);
  account.balance *= 2;
  db.update(account);
  guard.commit();
}

void bad_by_hand(Storage &db, int id) {
  // CHECK-FIXES: db.begin_immediate_transaction();
  db.begin_deferred_transaction();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'accounts' in line [[@LINE+1]] and writes 'accounts' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.get<Account>(id);
  account.balance *= 2;
  db.update(account);
  db.commit();
}

void bad_object(Storage &db, int id) {
  auto account = db.get<Account>(id);
  account.balance += 5;
  // CHECK-FIXES: db.update(account);
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'accounts' between line [[#@LINE-4]] and this write is overwritten [rowlock-read-modify-write]
  // CHECK-MESSAGES: note: possible repair: let the database compute 'balance' from the current value: update_all(set(c(&Account::balance) = c(&Account::balance) ...), where(c(&Account::id) == ...));
}
