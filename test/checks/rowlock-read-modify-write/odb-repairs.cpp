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
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(*account);
  t.commit();
}

// The base class has no such function.
void bad_any_database(odb::database &db, unsigned long id) {
  // CHECK-FIXES: odb::transaction t(db.begin());
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(*account);
  t.commit();
}
