// Classes derived from a library's have the roles of their bases. Their own
// constructors are entered: `this` is the handle that the base's makes.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/sqlitecpp | FileCheck %s
#include <SQLiteCpp/SQLiteCpp.h>

class Audited : public SQLite::Transaction {
public:
  explicit Audited(SQLite::Database &db) : SQLite::Transaction(db), db(db) {}
  void finish() {
    db.exec("INSERT INTO audit VALUES (1)");
    commit();
  }

private:
  SQLite::Database &db;
};
// CHECK-LABEL: func @Audited::Audited(%db: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = begin on %db, leave=rollback via sqlitecpp
// CHECK-NEXT:      store this = %1
// CHECK-NEXT:      store this.db:connection = %db
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: func @Audited::finish() {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on this.db:connection, text "INSERT INTO audit VALUES (1)" via sqlitecpp
// CHECK-NEXT:      commit on this:transaction via sqlitecpp
// CHECK-NEXT:      return
// CHECK-NEXT: }

void audited(SQLite::Database &db) {
  Audited tx(db);
  tx.finish();
}
// CHECK-LABEL: func @audited(%db: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = call @Audited::Audited, values [%db]
// CHECK-NEXT:      call @Audited::finish, on %tx:transaction
// CHECK-NEXT:      leave on %tx:transaction, leave=rollback via sqlitecpp
// CHECK-NEXT:      return
// CHECK-NEXT: }

class Shop : public SQLite::Database {
public:
  using SQLite::Database::Database;
  int open() { return execAndGet("SELECT count(*) FROM shop").getInt(); }
  int twice() {
    SQLite::Statement q(*this, "SELECT 1");
    return q.executeStep() ? this->open() : 0;
  }
};
// CHECK-LABEL: func @Shop::open() {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = execute on this:connection, text "SELECT count(*) FROM shop", expects=at-least-one via sqlitecpp
// CHECK-NEXT:      %2 = row on %1 via sqlitecpp
// CHECK-NEXT:      %3 = column on %2, index 0 via sqlitecpp
// CHECK-NEXT:      return preserve(%3)
// CHECK-NEXT: }
// CHECK-LABEL: func @Shop::twice() {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %q = prepare on this:connection, text "SELECT 1" via sqlitecpp
// CHECK-NEXT:      %1 = fetch on %q via sqlitecpp
// CHECK-NEXT:      branch %1 ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %2 = call @Shop::open, on this:connection
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      leave on %q, leave=nothing via sqlitecpp
// CHECK-NEXT:      return select(%1, %2, 0)
// CHECK-NEXT: }

int opened(const char *file) {
  Shop shop(file);
  shop.exec("DELETE FROM shop");
  return shop.open();
}
// CHECK-LABEL: func @opened(%file) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %shop = connect %file via sqlitecpp
// CHECK-NEXT:      execute on %shop, text "DELETE FROM shop" via sqlitecpp
// CHECK-NEXT:      %1 = call @Shop::open, on %shop
// CHECK-NEXT:      leave on %shop, leave=close via sqlitecpp
// CHECK-NEXT:      return %1
// CHECK-NEXT: }
