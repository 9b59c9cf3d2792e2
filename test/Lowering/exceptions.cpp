// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <exception>

void log(const char *);

// Handlers have no predecessors. Their regions follow that of their try block.
bool caught(pqxx::connection &c) {
  log("begin");
  try {
    pqxx::work tx{c};
    tx.exec("INSERT INTO t VALUES (1)");
    tx.commit();
  } catch (const pqxx::unique_violation &e) {
    log(e.what());
    return false;
  } catch (const std::exception &) {
    throw;
  } catch (...) {
    log("unknown");
  }
  return true;
}
// CHECK-LABEL: func @caught(%c: connection) {
// CHECK-NEXT:    region 1: try in 0
// CHECK-NEXT:    region 2: handler in 0
// CHECK-NEXT:    region 3: handler in 0
// CHECK-NEXT:    region 4: handler in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      call @log, values ["begin"]
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      execute on %tx, text "INSERT INTO t VALUES (1)" via libpqxx
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      return true
// CHECK-NEXT:    ^3 in 2:
// CHECK-NEXT:      %e = let unknown("caught pqxx::unique_violation"):error<unique violation>, class="pqxx::unique_violation;{{.*}};std::exception"
// CHECK-NEXT:      %1 = call @std::runtime_error::what, on %e:error<unique violation>
// CHECK-NEXT:      call @log, values [%1]
// CHECK-NEXT:      return false
// CHECK-NEXT:    ^4 in 3:
// CHECK-NEXT:      %exception = let unknown("caught std::exception"), class="std::exception"
// CHECK-NEXT:      throw
// CHECK-NEXT:    ^5 in 4:
// CHECK-NEXT:      %exception#2 = let unknown("any exception"), class="..."
// CHECK-NEXT:      call @log, values ["unknown"]
// CHECK-NEXT:      jump ^2
// CHECK-NEXT: }

// Thrown within the block: it unwinds like what a call throws.
void thrown(pqxx::work &tx, int n) {
  try {
    if (tx.exec("SELECT 1").empty())
      throw n;
    tx.exec("SELECT 2");
  } catch (int code) {
    tx.exec_params("SELECT $1", code);
  }
}
// CHECK-LABEL: func @thrown(%tx: transaction<read committed>, %n) {
// CHECK-NEXT:    region 1: try in 0
// CHECK-NEXT:    region 2: handler in 0
// CHECK-NEXT:    ^0 in 1:
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      %2 = outcome on %1, kind=empty via libpqxx
// CHECK-NEXT:      branch %2 ? ^1 : ^2
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      throw %n, class=int
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT:    ^3 in 2:
// CHECK-NEXT:      %code = let unknown("an exception"), class=int
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [%code] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void inLoop(pqxx::connection &c) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    try {
      pqxx::work tx{c};
      tx.exec("SELECT 1");
      tx.commit();
      return;
    } catch (const pqxx::serialization_failure &) {
      continue;
    }
  }
}
// CHECK-LABEL: func @inLoop(%c: connection) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    region 2: try in 1
// CHECK-NEXT:    region 3: handler in 1
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $attempt = 0
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      branch compute(<, $attempt, 3) ? ^2 : ^3
// CHECK-NEXT:    ^2 in 2:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      return
// CHECK-NEXT:    ^4 in 3:
// CHECK-NEXT:      %exception = let unknown("caught pqxx::serialization_failure"):error<serialization failure>
// CHECK-NEXT:      jump ^5
// CHECK-NEXT:    ^5 in 1:
// CHECK-NEXT:      store $attempt = compute(+, $attempt, 1)
// CHECK-NEXT:      jump ^1
// CHECK-NEXT: }

void functionTry(pqxx::work &tx) try {
  tx.exec("SELECT 1");
} catch (...) {
  tx.abort();
}
// CHECK-LABEL: func @functionTry(%tx: transaction<read committed>) {
// CHECK-NEXT:    region 1: try in 0
// CHECK-NEXT:    region 2: handler in 0
// CHECK-NEXT:    ^0 in 1:
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT:    ^1 in 2:
// CHECK-NEXT:      %exception = let unknown("any exception")
// CHECK-NEXT:      rollback on %tx via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
