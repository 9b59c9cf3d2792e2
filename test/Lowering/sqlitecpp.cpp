// SQLiteCpp, as its fact sheet shows it.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/sqlitecpp | FileCheck %s
#include <SQLiteCpp/SQLiteCpp.h>
#include <stdexcept>
#include <string>

void bump_racy(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  if (!q.executeStep())
    return;
  int n = q.getColumn(0);
  SQLite::Statement u(db, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, n + 1);
  u.bind(2, id);
  u.exec();
}
// CHECK-LABEL: func @bump_racy(%db: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %q = prepare on %db, text "SELECT n FROM counter WHERE id = ?" via sqlitecpp
// CHECK-NEXT:      bind on %q, index 0, value %id via sqlitecpp
// CHECK-NEXT:      %1 = fetch on %q via sqlitecpp
// CHECK-NEXT:      branch compute(!, %1) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      leave on %q, leave=nothing via sqlitecpp
// CHECK-NEXT:      return
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      %n = column on %q, index 0 via sqlitecpp
// CHECK-NEXT:      %u = prepare on %db, text "UPDATE counter SET n = ? WHERE id = ?" via sqlitecpp
// CHECK-NEXT:      bind on %u, index 0, value compute(+, %n, 1) via sqlitecpp
// CHECK-NEXT:      bind on %u, index 1, value %id via sqlitecpp
// CHECK-NEXT:      execute on %u via sqlitecpp
// CHECK-NEXT:      leave on %u, leave=nothing via sqlitecpp
// CHECK-NEXT:      leave on %q, leave=nothing via sqlitecpp
// CHECK-NEXT:      return
// CHECK-NEXT: }

void bump(SQLite::Database &db, int id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement u(db, "UPDATE counter SET n = n + 1 WHERE id = ?");
  u.bind(1, id);
  if (u.exec() != 1)
    throw std::runtime_error("no such counter");
  tx.commit();
}
// CHECK-LABEL: func @bump(%db: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on %db, mode=immediate, leave=rollback via sqlitecpp
// CHECK-NEXT:      %u = prepare on %db, text "UPDATE counter SET n = n + 1 WHERE id = ?" via sqlitecpp
// CHECK-NEXT:      bind on %u, index 0, value %id via sqlitecpp
// CHECK-NEXT:      %1 = execute on %u via sqlitecpp
// CHECK-NEXT:      %2 = outcome on %1, kind=affected via sqlitecpp
// CHECK-NEXT:      branch compute(!=, %2, 1) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %3 = call @std::runtime_error::runtime_error, values ["no such counter"]
// CHECK-NEXT:      throw %3
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      commit on %tx via sqlitecpp
// CHECK-NEXT:      leave on %u, leave=nothing via sqlitecpp
// CHECK-NEXT:      leave on %tx, leave=rollback via sqlitecpp
// CHECK-NEXT:      return
// CHECK-NEXT: }

// Names instead of positions, conversions, one statement used twice.
void names(SQLite::Database &db, const std::string &who) {
  SQLite::Statement q(db, "SELECT a, b FROM t WHERE who = :who");
  q.bind(":who", who);
  while (q.executeStep()) {
    const std::string b = q.getColumn("b");
    if (q.isColumnNull(0))
      continue;
    db.exec("UPDATE t SET a = " + std::to_string(q.getColumn(0).getInt64() + 1) + " WHERE b = '" + b + "'");
  }
  q.reset();
  q.clearBindings();
  q.bind(1);
}
// CHECK-LABEL: func @names(%db: connection, %who) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %q = prepare on %db, text "SELECT a, b FROM t WHERE who = :who" via sqlitecpp
// CHECK-NEXT:      bind on %q, name ":who", value %who via sqlitecpp
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      %1 = fetch on %q via sqlitecpp
// CHECK-NEXT:      branch %1 ? ^2 : ^4
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      %b = column on %q, name "b" via sqlitecpp
// CHECK-NEXT:      %2 = column on %q, index 0 via sqlitecpp
// CHECK-NEXT:      %3 = outcome on %2, kind=is-null via sqlitecpp
// CHECK-NEXT:      branch %3 ? ^1 : ^3
// CHECK-NEXT:    ^3 in 1:
// CHECK-NEXT:      %4 = column on %q, index 0 via sqlitecpp
// CHECK-NEXT:      execute on %db, text concat("UPDATE t SET a = ", preserve(compute(+, preserve(%4), 1)), " WHERE b = '", %b, "'") via sqlitecpp
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      reset on %q via sqlitecpp
// CHECK-NEXT:      clear_bindings on %q via sqlitecpp
// CHECK-NEXT:      bind on %q, index 0, value null via sqlitecpp
// CHECK-NEXT:      leave on %q, leave=nothing via sqlitecpp
// CHECK-NEXT:      return
// CHECK-NEXT: }

int codes(SQLite::Database &db, int position) {
  if (db.tryExec("BEGIN") != 0)
    return 1;
  SQLite::Statement(db, "DELETE FROM t").exec();
  SQLite::Statement q(db, "SELECT n FROM t");
  q.bind(position, 7);
  return db.execAndGet("SELECT count(*) FROM t").getInt();
}
// CHECK-LABEL: func @codes(%db: connection, %position) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = execute on %db, text "BEGIN", fails=code via sqlitecpp
// CHECK-NEXT:      %2 = outcome on %1, kind=ok via sqlitecpp
// CHECK-NEXT:      branch compute(!=, select(%2, 0, unknown("another code", 0, 100, 101)), 0) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      return 1
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      %3 = prepare on %db, text "DELETE FROM t" via sqlitecpp
// CHECK-NEXT:      execute on %3 via sqlitecpp
// CHECK-NEXT:      leave on %3, leave=nothing via sqlitecpp
// CHECK-NEXT:      %q = prepare on %db, text "SELECT n FROM t" via sqlitecpp
// CHECK-NEXT:      bind on %q, index compute(-, %position, 1), value 7 via sqlitecpp
// CHECK-NEXT:      %4 = execute on %db, text "SELECT count(*) FROM t", expects=at-least-one via sqlitecpp
// CHECK-NEXT:      %5 = row on %4 via sqlitecpp
// CHECK-NEXT:      %6 = column on %5, index 0 via sqlitecpp
// CHECK-NEXT:      leave on %q, leave=nothing via sqlitecpp
// CHECK-NEXT:      return preserve(%6)
// CHECK-NEXT: }

// How a transaction begins: a word where it is constant, else a value. An
// enumerator that the model lists is the word it stands for.
template <SQLite::TransactionBehavior Mode> void as(SQLite::Database &db) {
  SQLite::Transaction tx(db, Mode);
}
void modes(SQLite::Database &db, SQLite::TransactionBehavior mode, bool write) {
  constexpr auto Writing = SQLite::TransactionBehavior::EXCLUSIVE;
  { SQLite::Transaction tx(db, Writing); }
  { SQLite::Transaction tx(db, mode); }
  { SQLite::Transaction tx(db, write ? SQLite::TransactionBehavior::IMMEDIATE : SQLite::TransactionBehavior::DEFERRED); }
  as<SQLite::TransactionBehavior::IMMEDIATE>(db);
}
// CHECK-LABEL: func @as(
// CHECK:         begin on %db, mode=immediate, leave=rollback
// CHECK-LABEL: func @modes(
// CHECK:         begin on %db, mode=exclusive, leave=rollback
// CHECK:         begin on %db, mode %mode, leave=rollback
// CHECK:         begin on %db, mode select(%write, "immediate", "deferred"), leave=rollback
