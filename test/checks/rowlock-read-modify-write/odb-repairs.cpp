// Repairs are spelled as ODB spells them.
// RUN: %check %s -- -isystem %stubs/odb -I%stubs/odb/shop -I%stubs/odb/shop/sqlite
// RUN: %if odb %{ %check %s -- -isystem %odb -I%odb/shop %}

#include <odb/sqlite/database.hxx>
#include <odb/sqlite/transaction.hxx>

#include "shop.hxx"
#include "shop-odb.hxx"

#include <memory>

void bad_begin(odb::sqlite::database &db, unsigned long id) {
  // CHECK-FIXES: odb::sqlite::transaction t(db.begin_immediate());
  odb::sqlite::transaction t(db.begin());
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(*account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'balance' of 'Account' fails under load
  // CHECK-MESSAGES: note: repair: begin the transaction with the write lock (BEGIN IMMEDIATE)
  t.commit();
}

// The base class has no such function.
void bad_any_database(odb::database &db, unsigned long id) {
  // CHECK-FIXES: odb::transaction t(db.begin());
  odb::transaction t(db.begin());
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(*account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'balance' of 'Account' fails under load
  // CHECK-MESSAGES: note: possible repair: let the database compute 'balance' from the current value: execute("UPDATE Account SET balance = balance ... WHERE id = ...");
  t.commit();
}
