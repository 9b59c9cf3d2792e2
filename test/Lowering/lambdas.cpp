// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <functional>

void captures(pqxx::work &tx, int id) {
  int total = 0;
  int limit = id * 2;
  auto add = [&total, limit, &tx](int n) {
    total += n;
    tx.exec_params("SELECT $1, $2", total, limit);
  };
  add(3);
  tx.exec_params("SELECT $1", total);
}
// CHECK-LABEL: func @captures(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $total = 0
// CHECK-NEXT:      %limit = let compute(*, %id, 2)
// CHECK-NEXT:      %add = let closure @captures::lambda(&$total, %limit, %tx)
// CHECK-NEXT:      call name %add, values [3]
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [$total] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: internal func @captures::lambda(%total, %limit, %tx: transaction<read committed>, %n) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store %total = compute(+, %total, %n)
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2", values [%total, %limit] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

struct Worker {
  pqxx::connection &db;
  int id = 0;
  void run() {
    pqxx::perform([this] {
      pqxx::work tx{db};
      tx.exec_params("SELECT $1", id);
      tx.commit();
    });
  }
};
// CHECK-LABEL: func @Worker::run() {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      call name closure @Worker::run::lambda(), callback=yes, retry=yes via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: internal func @Worker::run::lambda() {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on this.db:connection, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [this.id] via libpqxx
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

// Each body once, the generic one by what it was called with.
void several(pqxx::work &tx) {
  auto first = [&](int n) { tx.exec_params("SELECT $1", n); };
  auto second = [&](auto v) {
    auto inner = [&] { tx.exec_params("SELECT $1", v); };
    inner();
  };
  first(1);
  second(2);
}
// CHECK-LABEL: func @several(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %first = let closure @several::lambda(%tx)
// CHECK-NEXT:      %second = let closure @several::lambda#2(%tx)
// CHECK-NEXT:      call name %first, values [1]
// CHECK-NEXT:      call name %second, values [2]
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: internal func @several::lambda(%tx: transaction<read committed>, %n) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [%n] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: internal func @several::lambda#2(%tx: transaction<read committed>, %v) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %inner = let closure @several::lambda#2::lambda(%tx, %v)
// CHECK-NEXT:      call name %inner
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: internal func @several::lambda#2::lambda(%tx: transaction<read committed>, %v) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values [%v] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void passed(pqxx::work &tx, const std::function<void(int)> &f) {
  f(tx.exec("SELECT 1")[0][0].as<int>());
}
// CHECK-LABEL: func @passed(%tx: transaction<read committed>, %f) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      %2 = row on %1, index 0 via libpqxx
// CHECK-NEXT:      %3 = column on %2, index 0 via libpqxx
// CHECK-NEXT:      call name %f, values [preserve(%3)], callback=yes
// CHECK-NEXT:      return
// CHECK-NEXT: }
