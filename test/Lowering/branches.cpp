// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <string>

int early(pqxx::work &tx, int id) {
  pqxx::result r = tx.exec_params("SELECT n FROM t WHERE id = $1", id);
  if (r.empty())
    return -1;
  int n = r[0][0].as<int>();
  if (n > 3 && id != 4 || n == 0)
    return 0;
  return n;
}
// CHECK-LABEL: func @early(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %r = execute on %tx, text "SELECT n FROM t WHERE id = $1", values [%id] via libpqxx
// CHECK-NEXT:      %1 = outcome on %r, kind=empty via libpqxx
// CHECK-NEXT:      branch %1 ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      return -1
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      %2 = row on %r, index 0 via libpqxx
// CHECK-NEXT:      %n = column on %2, index 0 via libpqxx
// CHECK-NEXT:      branch compute(>, %n, 3) ? ^3 : ^4
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      branch compute(!=, %id, 4) ? ^5 : ^4
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      branch compute(==, %n, 0) ? ^5 : ^6
// CHECK-NEXT:    ^5:
// CHECK-NEXT:      return 0
// CHECK-NEXT:    ^6:
// CHECK-NEXT:      return %n
// CHECK-NEXT: }

// Pure on both sides: a select. With an effect: blocks, and a select of what
// they gave.
void ternary(pqxx::work &tx, bool a) {
  tx.exec(a ? "SELECT 1" : "SELECT 2");
  pqxx::result r = a ? tx.exec("SELECT 3") : tx.exec("SELECT 4");
  bool both = a && r.size() == 1;
  tx.exec_params("SELECT $1", both);
}
// CHECK-LABEL: func @ternary(%tx: transaction<read committed>, %a) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text preserve(select(%a, "SELECT 1", "SELECT 2")) via libpqxx
// CHECK-NEXT:      branch %a ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT 3" via libpqxx
// CHECK-NEXT:      jump ^3
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      %2 = execute on %tx, text "SELECT 4" via libpqxx
// CHECK-NEXT:      jump ^3
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      %r = let select(%a, %1, %2):result
// CHECK-NEXT:      branch %a ? ^4 : ^5
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      %3 = outcome on %r:result, kind=rows via libpqxx
// CHECK-NEXT:      jump ^5
// CHECK-NEXT:    ^5:
// CHECK-NEXT:      %both = let compute(&&, %a, compute(==, %3, 1))
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [%both] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

int chosen(pqxx::work &tx, int kind) {
  switch (kind) {
  case 1:
    tx.exec("SELECT 1");
    break;
  case 2:
  case 3:
    tx.exec("SELECT 2");
    [[fallthrough]];
  case 4:
    return 4;
  default:
    return 5;
  }
  return 6;
}
// CHECK-LABEL: func @chosen(%tx: transaction<read committed>, %kind) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      switch %kind [1: ^1, 3: ^2, 2: ^2, 4: ^3, default: ^4]
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      return 6
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      jump ^3
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      return 4
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      return 5
// CHECK-NEXT: }

// All enumerators have a case: nothing else is expected.
enum class Mode { Fast = 10, Slow };
void enumerated(pqxx::work &tx, Mode mode) {
  switch (mode) {
  case Mode::Fast:
    tx.exec("SELECT 1");
  case Mode::Slow:
    break;
  }
  tx.exec_params("SELECT $1", static_cast<int>(Mode::Slow));
}
// CHECK-LABEL: func @enumerated(%tx: transaction<read committed>, %mode) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      switch %mode [10: ^1, 11: ^2, default: ^3]
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [11] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      unreachable
// CHECK-NEXT: }

void initialised(pqxx::work &tx) {
  if (auto r = tx.exec("SELECT 1"); !r.empty())
    tx.exec("SELECT 2");
  else
    tx.exec("SELECT 3");
  tx.exec("SELECT 4");
}
// CHECK-LABEL: func @initialised(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %r = execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      %1 = outcome on %r, kind=empty via libpqxx
// CHECK-NEXT:      branch compute(!, %1) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      jump ^3
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      execute on %tx, text "SELECT 3" via libpqxx
// CHECK-NEXT:      jump ^3
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      execute on %tx, text "SELECT 4" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

// What can never be taken is not there.
void constant(pqxx::work &tx) {
  if (false)
    tx.exec("SELECT 1");
  if constexpr (sizeof(int) == 4)
    tx.exec("SELECT 2");
}
// CHECK-LABEL: func @constant(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void again(pqxx::work &tx, int n) {
retry:
  if (tx.exec("SELECT 1").empty() && --n > 0)
    goto retry;
}
// CHECK-LABEL: func @again(%tx: transaction<read committed>, %n) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $n = %n
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      %2 = outcome on %1, kind=empty via libpqxx
// CHECK-NEXT:      branch %2 ? ^2 : ^3
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      store $n = compute(-, $n, 1)
// CHECK-NEXT:      jump ^3
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      branch compute(&&, %2, compute(>, $n, 0)) ? ^1 : ^4
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      return
// CHECK-NEXT: }

int thrown(pqxx::work &tx, int n) {
  int m = n > 0 ? n : throw n;
  tx.exec_params("SELECT $1", m);
  return m;
}
// CHECK-LABEL: func @thrown(%tx: transaction<read committed>, %n) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      branch compute(>, %n, 0) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %m = let %n
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [%m] via libpqxx
// CHECK-NEXT:      return %m
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      throw %n
// CHECK-NEXT: }

[[noreturn]] void fail();
void stopped(pqxx::work &tx, int n) {
  if (n < 0)
    fail();
  tx.exec("SELECT 1");
}
// CHECK-LABEL: func @stopped(%tx: transaction<read committed>, %n) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      branch compute(<, %n, 0) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      call @fail
// CHECK-NEXT:      unreachable
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
