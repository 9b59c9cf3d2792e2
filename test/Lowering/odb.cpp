// ODB: the SQL that it would send.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/odb -I%S/../stubs/odb/shop -I%S/../stubs/odb/shop/sqlite | FileCheck %s
// RUN: %if odb %{ rowlock dump --effects %s -- -std=c++17 -isystem %odb -I%odb/shop | FileCheck %s %}
#include <odb/sqlite/database.hxx>
#include <odb/transaction.hxx>
#include "shop.hxx"
#include "shop-odb.hxx"
#include <memory>
#include <string>

typedef odb::query<Account> Query;
// CHECK: library odb: database sqlite, placeholders question

void load_and_save(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(account);
  t.commit();
}
// CHECK-LABEL: func @load_and_save(%db: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %t = begin on %db via odb
// CHECK-NEXT:      %1 = execute on %db, text "SELECT id, owner, balance, state FROM Account WHERE id = ?", values [%id], expects=one via odb
// CHECK:           store $Account.id_ = %id
// CHECK:           store $account = &$Account
// CHECK-NEXT:      call @Account::deposit, on &$account, values [5]
// CHECK-NEXT:      execute on %db, text "UPDATE Account SET owner = ?, balance = ?, state = ? WHERE id = ?", values [$account.owner_, $account.balance_, $account.state_, $account.id_], changes=one via odb
// CHECK-NEXT:      commit on %t via odb
// CHECK-NEXT:      leave on %t, leave=rollback via odb

void versioned(odb::database &db, unsigned long id) {
  Document document;
  db.load(id, document);
  db.update(document);
  db.erase(document);
}
// CHECK-LABEL: func @versioned(
// CHECK:           execute on %db, text "UPDATE Document SET title = ?, views = ?, version = version + 1 WHERE id = ? AND version = ?", values [$document.title, $document.views, $document.id_, $document.version_], changes=one via odb
// CHECK:           execute on %db, text "DELETE FROM Document WHERE id = ? AND version = ?", values [$document.id_, $document.version_], changes=one via odb

void queries(odb::database &db, const std::string &owner, unsigned long id) {
  db.query_one<Account>((Query::id == id) + "FOR UPDATE");
  db.query<Account>(Query::owner == owner && (Query::balance < 3 || !(Query::state == "open")));
  db.query<Account>("balance < 0 ORDER BY id");
  db.query<Account>();
  db.erase_query<Account>(Query::owner == Query::_val(owner));
}
// CHECK-LABEL: func @queries(
// CHECK:           text concat("SELECT id, owner, balance, state FROM Account WHERE id = ", quote(%id), " FOR UPDATE"), expects=at-most-one via odb
// CHECK:           text concat("SELECT id, owner, balance, state FROM Account WHERE (owner = ", quote(%owner), " AND (balance < ", quote(3), " OR NOT (state = ", quote("open"), ")))"), members="id_,owner_,balance_,state_"
// CHECK:           text "SELECT id, owner, balance, state FROM Account WHERE balance < 0 ORDER BY id"
// CHECK:           text "SELECT id, owner, balance, state FROM Account"
// CHECK:           text concat("DELETE FROM Account WHERE owner = ", quote(%owner))

unsigned long persist(odb::database &db, const std::string &key) {
  Setting setting(key, "v");
  db.persist(setting);
  Account account("somebody");
  db.persist(account);
  return account.id();
}
// The database makes the keys of one class, and not those of the other.
// CHECK-LABEL: func @persist(
// CHECK:           text "INSERT INTO Setting (\"key\", value, used) VALUES (?, ?, ?)"
// CHECK:           text "INSERT INTO Account (owner, balance, state) VALUES (?, ?, ?)"
// CHECK:           store %account.id_ = %

void iterators(odb::database &db) {
  odb::result<Account> all(db.query<Account>(Query::balance < 0));
  for (odb::result<Account>::iterator i(all.begin()); i != all.end(); ++i)
    db.update(*i);
}
// CHECK-LABEL: func @iterators(
// CHECK:           %all = execute on %db, {{.*}}members="id_,owner_,balance_,state_"
// CHECK:           execute on %db, text "UPDATE Account SET
