// Only what can reach a database is lowered; the rest is not even named.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 > %t
// RUN: FileCheck %s < %t
// RUN: FileCheck %s --check-prefix=NONE --implicit-check-not=unrelated --implicit-check-not=printed < %t
#include <iostream>
#include <pqxx/pqxx>
#include <string>

// NONE: func @outer
int unrelated(int n) { return n + 1; }
std::string unrelatedText() { return std::string("a") + "b"; }

static void inner(pqxx::work &tx) { tx.exec("SELECT 1"); }
// CHECK-LABEL: internal func @inner(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
static void middle(pqxx::work &tx, int depth) {
  if (depth > 0)
    middle(tx, depth - 1);
  inner(tx);
}
// CHECK-LABEL: internal func @middle(%tx: transaction<read committed>, %depth) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      branch compute(>, %depth, 0) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      call @middle, values [%tx, compute(-, %depth, 1)]
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      call @inner, values [%tx]
// CHECK-NEXT:      return
// CHECK-NEXT: }
void outer(pqxx::work &tx) {
  middle(tx, 3);
  std::cout << "printed " << 1 << std::endl;
}
// CHECK-LABEL: func @outer(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      call @middle, values [%tx, 3]
// CHECK-NEXT:      return
// CHECK-NEXT: }
