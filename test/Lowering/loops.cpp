// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <vector>

void counted(pqxx::work &tx) {
  for (int i = 0; i < 3; ++i) {
    if (i == 1)
      continue;
    tx.exec_params("SELECT $1", i);
  }
}
// CHECK-LABEL: func @counted(%tx: transaction<read committed>) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $i = 0
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      branch compute(<, $i, 3) ? ^2 : ^5
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      branch compute(==, $i, 1) ? ^4 : ^3
// CHECK-NEXT:    ^3 in 1:
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [$i] via libpqxx
// CHECK-NEXT:      jump ^4
// CHECK-NEXT:    ^4 in 1:
// CHECK-NEXT:      store $i = compute(+, $i, 1)
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^5:
// CHECK-NEXT:      return
// CHECK-NEXT: }

// The rows of a result: a loop that asks for one and takes it.
int rows(pqxx::work &tx) {
  int total = 0;
  for (const auto &row : tx.exec("SELECT n FROM t")) {
    int n = row["n"].as<int>();
    if (n < 0)
      break;
    total += n;
  }
  return total;
}
// CHECK-LABEL: func @rows(%tx: transaction<read committed>) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $total = 0
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT n FROM t" via libpqxx
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      %2 = outcome on %1, kind=found via libpqxx
// CHECK-NEXT:      branch %2 ? ^2 : ^4
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      %row = row on %1 via libpqxx
// CHECK-NEXT:      %n = column on %row, name "n" via libpqxx
// CHECK-NEXT:      branch compute(<, %n, 0) ? ^4 : ^3
// CHECK-NEXT:    ^3 in 1:
// CHECK-NEXT:      store $total = compute(+, $total, %n)
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      return $total
// CHECK-NEXT: }

int cursor(pqxx::work &tx) {
  int total = 0;
  const pqxx::result r = tx.exec("SELECT n FROM t");
  for (auto it = r.begin(); it != r.end(); ++it)
    total += (*it)[0].as<int>();
  return total;
}
// CHECK-LABEL: func @cursor(%tx: transaction<read committed>) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $total = 0
// CHECK-NEXT:      %r = execute on %tx, text "SELECT n FROM t" via libpqxx
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      %1 = outcome on %r, kind=found via libpqxx
// CHECK-NEXT:      branch %1 ? ^2 : ^3
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      %2 = row on %r via libpqxx
// CHECK-NEXT:      %3 = column on %2, index 0 via libpqxx
// CHECK-NEXT:      store $total = compute(+, $total, preserve(%3))
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      return $total
// CHECK-NEXT: }

void elements(pqxx::work &tx, const std::vector<int> &ids) {
  for (int id : ids)
    tx.exec_params("DELETE FROM t WHERE id = $1", id);
}
// CHECK-LABEL: func @elements(%tx: transaction<read committed>, %ids) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $position = 0
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      branch compute(<, $position, compute(size, %ids)) ? ^2 : ^3
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      %id = let %ids[$position]
// CHECK-NEXT:      execute on %tx, text "DELETE FROM t WHERE id = $1", values [%id] via libpqxx
// CHECK-NEXT:      store $position = compute(+, $position, 1)
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      return
// CHECK-NEXT: }

void nested(pqxx::work &tx, int n) {
  while (n > 0) {
    do {
      tx.exec_params("SELECT $1", n);
    } while (n % 2 == 1);
    n--;
  }
}
// CHECK-LABEL: func @nested(%tx: transaction<read committed>, %n) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    region 2: loop in 1
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $n = %n
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      branch compute(>, $n, 0) ? ^2 : ^4
// CHECK-NEXT:    ^2 in 2:
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [$n] via libpqxx
// CHECK-NEXT:      branch compute(==, compute(%, $n, 2), 1) ? ^2 : ^3
// CHECK-NEXT:    ^3 in 1:
// CHECK-NEXT:      store $n = compute(-, $n, 1)
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      return
// CHECK-NEXT: }

void forever(pqxx::work &tx) {
  for (;;)
    if (!tx.exec("SELECT 1").empty())
      return;
}
// CHECK-LABEL: func @forever(%tx: transaction<read committed>) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      %2 = outcome on %1, kind=empty via libpqxx
// CHECK-NEXT:      branch compute(!, %2) ? ^2 : ^1
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      return
// CHECK-NEXT: }
