// libpqxx 6.4, as its fact sheet shows it.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <stdexcept>

void bump_racy(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  tx.commit();
}
// CHECK-LABEL: func @bump_racy(%c: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT n FROM counter WHERE id = $1", values [%id], expects=one via libpqxx
// CHECK-NEXT:      %2 = row on %1 via libpqxx
// CHECK-NEXT:      %n = column on %2, index 0 via libpqxx
// CHECK-NEXT:      execute on %tx, text "UPDATE counter SET n = $1 WHERE id = $2", values [compute(+, %n, 1), %id], expects=none via libpqxx
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void bump(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  pqxx::result r = tx.exec_params("UPDATE counter SET n = n + 1 WHERE id = $1", id);
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

// The level stands in the type; a nontransaction is none.
void levels(pqxx::connection &c) {
  pqxx::transaction<pqxx::serializable> strict(c);
  strict.exec("SELECT 1");
  strict.abort();
  pqxx::nontransaction loose(c, "loose");
  loose.exec("SELECT 2");
  loose.commit();
}
// CHECK-LABEL: func @levels(%c: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %strict = begin on %c, level=serializable, leave=rollback via libpqxx
// CHECK-NEXT:      execute on %strict, text "SELECT 1" via libpqxx
// CHECK-NEXT:      rollback on %strict via libpqxx
// CHECK-NEXT:      %loose = begin on %c, autocommit=yes, leave=nothing via libpqxx
// CHECK-NEXT:      execute on %loose, text "SELECT 2" via libpqxx
// CHECK-NEXT:      leave on %loose, leave=nothing via libpqxx
// CHECK-NEXT:      leave on %strict, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

// Prepared by name on the connection, executed by the transaction.
void prepared(pqxx::connection &c, int id) {
  c.prepare("find", "SELECT n FROM counter WHERE id = $1");
  pqxx::work tx{c};
  pqxx::row found = tx.exec_prepared1("find", id);
  int n = 0;
  if (!found["n"].is_null() && found[0].to(n))
    tx.exec("DELETE FROM counter WHERE n = " + tx.quote(n));
  tx.conn().prepare("other", "SELECT 1");
}
// CHECK-LABEL: func @prepared(%c: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      prepare on %c, text "SELECT n FROM counter WHERE id = $1", name "find" via libpqxx
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      %1 = execute on %tx, name "find", values [%id], expects=one via libpqxx
// CHECK-NEXT:      %found = row on %1 via libpqxx
// CHECK-NEXT:      store $n = 0
// CHECK-NEXT:      %2 = column on %found, name "n" via libpqxx
// CHECK-NEXT:      %3 = outcome on %2, kind=is-null via libpqxx
// CHECK-NEXT:      branch compute(!, %3) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %4 = column on %found, index 0 via libpqxx
// CHECK-NEXT:      store $n = preserve(%4)
// CHECK-NEXT:      %5 = outcome on %4, kind=is-null via libpqxx
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      branch compute(&&, compute(!, %3), compute(!, %5)) ? ^3 : ^4
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      execute on %tx, text concat("DELETE FROM counter WHERE n = ", quote($n)) via libpqxx
// CHECK-NEXT:      jump ^4
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      %6 = connection_of on %tx via libpqxx
// CHECK-NEXT:      prepare on %6, text "SELECT 1", name "other" via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void nested(pqxx::connection &c) {
  pqxx::work tx{c};
  pqxx::subtransaction part(tx, "part");
  part.exec("DELETE FROM counter");
  part.commit();
  tx.commit();
}
// CHECK-LABEL: func @nested(%c: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      %part = savepoint on %tx, name "part", leave=rollback-to via libpqxx
// CHECK-NEXT:      execute on %part, text "DELETE FROM counter" via libpqxx
// CHECK-NEXT:      release on %part via libpqxx
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      leave on %part, leave=rollback-to via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void fallback(pqxx::work &tx) {
  int n = tx.exec1("SELECT max(n) FROM counter")[0].as<int>(0);
  tx.exec_params("UPDATE counter SET n = $1", n);
}
// CHECK-LABEL: func @fallback(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT max(n) FROM counter", expects=one via libpqxx
// CHECK-NEXT:      %2 = row on %1 via libpqxx
// CHECK-NEXT:      %3 = column on %2, index 0 via libpqxx
// CHECK-NEXT:      %4 = outcome on %3, kind=is-null via libpqxx
// CHECK-NEXT:      %n = let select(%4, 0, preserve(%3))
// CHECK-NEXT:      execute on %tx, text "UPDATE counter SET n = $1", values [%n] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
