// libpqxx 7, as its fact sheet shows it.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-7 | FileCheck %s
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

void bump_racy(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1", pqxx::params{id});
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n + 1, id}).no_rows();
  tx.commit();
}
// CHECK-LABEL: func @bump_racy(%c: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT n FROM counter WHERE id = $1", values [%id], expects=one via libpqxx
// CHECK-NEXT:      %2 = row on %1 via libpqxx
// CHECK-NEXT:      %n = column on %2, index 0 via libpqxx
// CHECK-NEXT:      %3 = execute on %tx, text "UPDATE counter SET n = $1 WHERE id = $2", values [compute(+, %n, 1), %id] via libpqxx
// CHECK-NEXT:      outcome on %3, kind=expect, expects=none via libpqxx
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void bump(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  auto r = tx.exec("UPDATE counter SET n = n + 1 WHERE id = $1", pqxx::params{id});
  if (r.affected_rows() != 1)
    throw std::runtime_error("no such counter");
  tx.commit();
}
// CHECK-LABEL: func @bump(%c: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      %r = execute on %tx, text "UPDATE counter SET n = n + 1 WHERE id = $1", values [%id] via libpqxx
// CHECK-NEXT:      %1 = outcome on %r, kind=affected via libpqxx
// CHECK-NEXT:      branch compute(!=, %1, 1) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %2 = call @std::runtime_error::runtime_error, values ["no such counter"]
// CHECK-NEXT:      throw %2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

// Tuples: each name is a column.
void tuples(pqxx::work &tx) {
  for (auto [id, name] : tx.query<int, std::string>("SELECT id, name FROM t"))
    tx.exec("UPDATE u SET name = $1 WHERE id = $2", {name, id});
  auto [a, b] = tx.query1<int, int>("SELECT a, b FROM t");
  tx.exec(pqxx::prepped{"put"}, {a, b + 1});
}
// CHECK-LABEL: func @tuples(%tx: transaction<read committed>) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT id, name FROM t" via libpqxx
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      %2 = outcome on %1, kind=found via libpqxx
// CHECK-NEXT:      branch %2 ? ^2 : ^3
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      %3 = row on %1 via libpqxx
// CHECK-NEXT:      %id = column on %3, index 0 via libpqxx
// CHECK-NEXT:      %name = column on %3, index 1 via libpqxx
// CHECK-NEXT:      execute on %tx, text "UPDATE u SET name = $1 WHERE id = $2", values [%name, %id] via libpqxx
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      %4 = execute on %tx, text "SELECT a, b FROM t", expects=one via libpqxx
// CHECK-NEXT:      %bound = row on %4 via libpqxx
// CHECK-NEXT:      %a = column on %bound, index 0 via libpqxx
// CHECK-NEXT:      %b = column on %bound, index 1 via libpqxx
// CHECK-NEXT:      execute on %tx, name "put", values [%a, compute(+, %b, 1)] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

// A list that grows.
void appended(pqxx::work &tx, int id, bool both) {
  pqxx::params p;
  p.append(id);
  if (both)
    p.append("x");
  tx.exec("SELECT 1 WHERE $1 = 2", p);
}
// CHECK-LABEL: func @appended(%tx: transaction<read committed>, %id, %both) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $p = []
// CHECK-NEXT:      append on &$p, values [%id]
// CHECK-NEXT:      branch %both ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      append on &$p, values ["x"]
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      execute on %tx, text "SELECT 1 WHERE $1 = 2", values $p via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

// What is called back stays a call.
void callbacks(pqxx::connection &c) {
  pqxx::perform([&c] {
    pqxx::work tx{c};
    tx.for_query("SELECT id FROM t", [&tx](int id) {
      tx.exec("DELETE FROM t WHERE id = $1", {id});
    });
    tx.commit();
  });
}
// CHECK-LABEL: func @callbacks(%c: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      call name closure @callbacks::lambda(%c), callback=yes, retry=yes via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: internal func @callbacks::lambda(%c: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT id FROM t" via libpqxx
// CHECK-NEXT:      %2 = row on %1 via libpqxx
// CHECK-NEXT:      %3 = column on %2, index 0 via libpqxx
// CHECK-NEXT:      call name closure @callbacks::lambda::lambda(%tx), values [%3], callback=yes, passes=columns via libpqxx
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: internal func @callbacks::lambda::lambda(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "DELETE FROM t WHERE id = $1", values [%id] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

pqxx::read_transaction *reader(pqxx::connection &c) {
  auto *tx = new pqxx::read_transaction(c);
  tx->exec("SELECT 1");
  return tx;
}
// CHECK-LABEL: func @reader(%c: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", read-only=yes, leave=rollback via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      return %tx
// CHECK-NEXT: }
