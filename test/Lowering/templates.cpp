// Instantiations, never patterns; each has a name of its own, as has each
// overload.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <string>

template <typename T> void put(pqxx::work &tx, const T &v) {
  tx.exec_params("INSERT INTO t VALUES ($1)", v);
}
// CHECK-LABEL: func @put(%tx: transaction<read committed>, %v) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "INSERT INTO t VALUES ($1)", values [%v] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: func @put#2(%tx: transaction<read committed>, %v) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "INSERT INTO t VALUES ($1)", values [%v] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

template <typename T> void unused(pqxx::work &tx, T v) { tx.exec_params("SELECT $1", v); }

void both(pqxx::work &tx, const std::string &name) {
  put(tx, 1);
  put(tx, name);
}
// CHECK-LABEL: func @both(%tx: transaction<read committed>, %name) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      call @put, values [%tx, 1]
// CHECK-NEXT:      call @put#2, values [%tx, %name]
// CHECK-NEXT:      return
// CHECK-NEXT: }

template <typename Tx> struct Store {
  Tx &tx;
  void save(int id) { tx.exec_params("SELECT $1", id); }
};
// CHECK-LABEL: func @Store::save(%id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on this.tx:transaction<read committed>, text "SELECT $1", values [%id] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
void stored(pqxx::work &tx) {
  Store<pqxx::work> store{tx};
  store.save(1);
}
// CHECK-LABEL: func @stored(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $store.tx:transaction<read committed> = %tx
// CHECK-NEXT:      call @Store::save, on &$store, values [1]
// CHECK-NEXT:      return
// CHECK-NEXT: }

void overloaded(pqxx::work &tx, int id) { tx.exec_params("SELECT $1", id); }
// CHECK-LABEL: func @overloaded(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [%id] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
void overloaded(pqxx::work &tx, const char *name, bool exact = false) {
  tx.exec_params(exact ? "SELECT $1" : "SELECT lower($1)", name);
}
// CHECK-LABEL: func @overloaded#2(%tx: transaction<read committed>, %name, %exact) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text preserve(select(%exact, "SELECT $1", "SELECT lower($1)")), values [%name] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
void calls(pqxx::work &tx) {
  overloaded(tx, 1);
  overloaded(tx, "x");
}
// CHECK-LABEL: func @calls(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      call @overloaded, values [%tx, 1]
// CHECK-NEXT:      call @overloaded#2, values [%tx, "x", false]
// CHECK-NEXT:      return
// CHECK-NEXT: }
