// An error in one function leaves the others alone, and is not passed over.
// RUN: not rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 > %t
// RUN: FileCheck %s < %t
#include <pqxx/pqxx>

void before(pqxx::work &tx) { tx.exec("SELECT 1"); }
// CHECK-LABEL: func @before(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void unknownName(pqxx::work &tx) {
  tx.exec("SELECT 2");
  undeclared(tx);
}
// CHECK-LABEL: func @unknownName() {
// CHECK-NEXT:    skipped "the source has an error here"
// CHECK-NEXT: }

void inTheCall(pqxx::work &tx) { tx.exec(undeclared); }
// CHECK-LABEL: func @inTheCall() {
// CHECK-NEXT:    skipped "the source has an error here"
// CHECK-NEXT: }

void after(pqxx::work &tx) { tx.exec("SELECT 3"); }
// CHECK-LABEL: func @after(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT 3" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
