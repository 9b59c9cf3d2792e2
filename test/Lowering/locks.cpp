// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <mutex>
#include <pqxx/pqxx>
#include <shared_mutex>

struct Guarded {
  std::mutex first, second;
  std::shared_mutex shared;
  void scoped(pqxx::work &tx) {
    std::lock_guard<std::mutex> guard(first);
    tx.exec("SELECT 1");
  }
  void both(pqxx::work &tx) {
    std::scoped_lock guard(first, second);
    tx.exec("SELECT 1");
  }
  void early(pqxx::work &tx) {
    std::unique_lock<std::mutex> guard(first);
    tx.exec("SELECT 1");
    guard.unlock();
    tx.exec("SELECT 2");
  }
  void byHand(pqxx::work &tx) {
    first.lock();
    tx.exec("SELECT 1");
    first.unlock();
    std::shared_lock read(shared);
    if (second.try_lock())
      tx.exec("SELECT 2");
  }
};
// CHECK-LABEL: func @Guarded::scoped(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %guard = lock_mutex value this.first:mutex, leave=unlock
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      leave on %guard, leave=unlock
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: func @Guarded::both(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %guard = lock_mutex value this.first:mutex, leave=unlock
// CHECK-NEXT:      %1 = lock_mutex value this.second:mutex, leave=unlock
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      leave on %guard, leave=unlock
// CHECK-NEXT:      leave on %1, leave=unlock
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: func @Guarded::early(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %guard = lock_mutex value this.first:mutex, leave=unlock
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      unlock_mutex on %guard
// CHECK-NEXT:      execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      leave on %guard, leave=unlock
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: func @Guarded::byHand(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      lock_mutex value this.first:mutex
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      unlock_mutex on this.first:mutex
// CHECK-NEXT:      %read = lock_mutex value this.shared:mutex, leave=unlock, shared=yes
// CHECK-NEXT:      %1 = lock_mutex value this.second:mutex, fails=false
// CHECK-NEXT:      %2 = outcome on %1, kind=ok
// CHECK-NEXT:      branch %2 ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      leave on %read, leave=unlock
// CHECK-NEXT:      return
// CHECK-NEXT: }
