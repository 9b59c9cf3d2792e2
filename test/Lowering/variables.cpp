// Assigned once: a name. Assigned again, or within reach of others: a place.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <string>

void change(int &);
void keep(const int &);
void viaPointer(int *);

void once(pqxx::work &tx, int id) {
  const int next = id + 1;
  int same = next;
  keep(same);
  tx.exec_params("SELECT $1, $2", same, next);
}
// CHECK-LABEL: func @once(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %next = let compute(+, %id, 1)
// CHECK-NEXT:      %same = let %next
// CHECK-NEXT:      call @keep, values [%same]
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2", values [%same, %next] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void again(pqxx::work &tx, int id) {
  int n = id;
  n += 2;
  int before = n++;
  int m = 0;
  change(m);
  int k = 5;
  viaPointer(&k);
  tx.exec_params("SELECT $1, $2, $3, $4", n, before, m, k);
}
// CHECK-LABEL: func @again(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $n = %id
// CHECK-NEXT:      store $n = compute(+, $n, 2)
// CHECK-NEXT:      %before = let $n
// CHECK-NEXT:      store $n = compute(+, $n, 1)
// CHECK-NEXT:      store $m = 0
// CHECK-NEXT:      call @change, values [&$m]
// CHECK-NEXT:      store $k = 5
// CHECK-NEXT:      call @viaPointer, values [&$k]
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2, $3, $4", values [$n, %before, $m, $k] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

// A parameter of the function's own, and one of the caller's.
void parameters(pqxx::work &tx, int own, int &out, int *pointer) {
  own = own * 2;
  out = own;
  *pointer = 7;
  tx.exec_params("SELECT $1, $2, $3", own, out, *pointer);
}
// CHECK-LABEL: func @parameters(%tx: transaction<read committed>, %own, %out, %pointer) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $own = %own
// CHECK-NEXT:      store $own = compute(*, $own, 2)
// CHECK-NEXT:      store %out = $own
// CHECK-NEXT:      store %pointer = 7
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2, $3", values [$own, %out, %pointer] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void shadowed(pqxx::work &tx, int id) {
  int n = id;
  {
    int n = 1;
    n = 2;
    tx.exec_params("SELECT $1", n);
  }
  {
    int n = 3;
    n = 4;
    int id = n;
    tx.exec_params("SELECT $1", id);
  }
  tx.exec_params("SELECT $1", n);
}
// CHECK-LABEL: func @shadowed(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %n = let %id
// CHECK-NEXT:      store $n = 1
// CHECK-NEXT:      store $n = 2
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [$n] via libpqxx
// CHECK-NEXT:      store $n#2 = 3
// CHECK-NEXT:      store $n#2 = 4
// CHECK-NEXT:      %id#2 = let $n#2
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [%id#2] via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [%n] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void references(pqxx::work &tx, int id) {
  int n = id;
  int &alias = n;
  alias = 4;
  const pqxx::result &r = tx.exec("SELECT 1");
  auto &also = tx;
  also.exec_params("SELECT $1, $2", n, r.size());
}
// CHECK-LABEL: func @references(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $n = %id
// CHECK-NEXT:      store $n = 4
// CHECK-NEXT:      %r = execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      %1 = outcome on %r, kind=rows via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2", values [$n, %1] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void handle(pqxx::work &tx) {
  pqxx::result r = tx.exec("SELECT 1");
  r = tx.exec("SELECT 2");
  tx.exec_params("SELECT $1", r[0][0].as<int>());
}
// CHECK-LABEL: func @handle(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      store $r:result = %1
// CHECK-NEXT:      %2 = execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      store $r:result = %2
// CHECK-NEXT:      %3 = row on $r:result, index 0 via libpqxx
// CHECK-NEXT:      %4 = column on %3, index 0 via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [preserve(%4)] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

int counter = 0;
static int limit = 3;
static int seen = 0;
void globals(pqxx::work &tx) {
  counter = counter + 1;
  ++seen;
  static int calls = 0;
  calls++;
  tx.exec_params("SELECT $1, $2, $3, $4", counter, limit, seen, calls);
}
// CHECK-LABEL: func @globals(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $"::counter" = compute(+, $"::counter", 1)
// CHECK-NEXT:      store $"::seen" = compute(+, $"::seen", 1)
// CHECK-NEXT:      store $"::globals::calls" = compute(+, $"::globals::calls", 1)
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2, $3, $4", values [$"::counter", 3, $"::seen", $"::globals::calls"] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

// Not a place of its own: what holds it is not known any more.
struct Pair {
  int first, second;
};
void inPart(pqxx::work &tx, bool which, std::string text) {
  text[0] = 'x';
  int a = 1, b = 2;
  (which ? a : b) = 3;
  Pair pair{4, 5};
  auto &[first, second] = pair;
  first = 6;
  int *pointer = &a;
  *pointer = 7;
  tx.exec_params(text, a, b, pair.first, second);
}
// CHECK-LABEL: func @inPart(%tx: transaction<read committed>, %which, %text) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $text = %text
// CHECK-NEXT:      store $text = compute("changed in part", $text, 120)
// CHECK-NEXT:      store $a = 1
// CHECK-NEXT:      store $b = 2
// CHECK-NEXT:      store $a = select(unknown("which of two places"), 3, $a)
// CHECK-NEXT:      store $b = select(unknown("which of two places"), 3, $b)
// CHECK-NEXT:      store $pair.first = 4
// CHECK-NEXT:      store $pair.second = 5
// CHECK-NEXT:      store $pair.first = 6
// CHECK-NEXT:      %pointer = let &$a
// CHECK-NEXT:      store $a = 7
// CHECK-NEXT:      execute on %tx, text $text, values [$a, $b, $pair.first, $pair.second] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
