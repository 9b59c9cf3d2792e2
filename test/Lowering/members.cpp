// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <memory>
#include <string>

namespace shop {

// Kept in a member, made in one, held by a pointer.
class Accounts {
public:
  explicit Accounts(const std::string &address, pqxx::connection &other)
      : other_(other), own_(address), count_(2) {}
  ~Accounts() { pqxx::work(own_).exec("SELECT 1"); }
  int load(int id) const;
  void save(int id);

private:
  pqxx::connection &other_;
  mutable pqxx::connection own_;
  std::unique_ptr<pqxx::connection> held_;
  int count_;
  bool done_ = false;
};
// CHECK-LABEL: func @shop::Accounts::Accounts(%address, %other: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store this.other_:connection = %other
// CHECK-NEXT:      %1 = connect %address via libpqxx
// CHECK-NEXT:      store this.own_:connection = %1
// CHECK-NEXT:      store this.held_:connection = null
// CHECK-NEXT:      store this.count_ = 2
// CHECK-NEXT:      store this.done_ = false
// CHECK-NEXT:      return
// CHECK-NEXT: }
// CHECK-LABEL: func @shop::Accounts::~Accounts() {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = begin on this.own_:connection, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      execute on %1, text "SELECT 1" via libpqxx
// CHECK-NEXT:      leave on %1, leave=rollback via libpqxx
// CHECK-NEXT:      leave on this.held_:connection, leave=close via libpqxx
// CHECK-NEXT:      leave on this.own_:connection, leave=close via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

int Accounts::load(int id) const {
  pqxx::work tx{own_};
  return tx.exec_params1("SELECT n FROM t WHERE id = $1", id)[0].as<int>();
}
// CHECK-LABEL: func @shop::Accounts::load(%id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on this.own_:connection, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT n FROM t WHERE id = $1", values [%id], expects=one via libpqxx
// CHECK-NEXT:      %2 = row on %1 via libpqxx
// CHECK-NEXT:      %3 = column on %2, index 0 via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return preserve(%3)
// CHECK-NEXT: }

void Accounts::save(int id) {
  pqxx::work tx{other_};
  count_ += load(id);
  this->done_ = true;
  tx.exec_params("UPDATE t SET n = $1, done = $2", count_, done_);
  tx.commit();
  pqxx::work second(*held_);
  second.exec("SELECT 1");
}
// CHECK-LABEL: func @shop::Accounts::save(%id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on this.other_:connection, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      %1 = call @shop::Accounts::load, on this, values [%id]
// CHECK-NEXT:      store this.count_ = compute(+, this.count_, %1)
// CHECK-NEXT:      store this.done_ = true
// CHECK-NEXT:      execute on %tx, text "UPDATE t SET n = $1, done = $2", values [this.count_, this.done_] via libpqxx
// CHECK-NEXT:      commit on %tx via libpqxx
// CHECK-NEXT:      %second = begin on this.held_:connection, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      execute on %second, text "SELECT 1" via libpqxx
// CHECK-NEXT:      leave on %second, leave=rollback via libpqxx
// CHECK-NEXT:      leave on %tx, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

} // namespace shop

void owned(pqxx::connection &c, bool wanted) {
  std::unique_ptr<pqxx::work> tx;
  if (wanted)
    tx = std::make_unique<pqxx::work>(c);
  if (tx)
    tx->commit();
}
// CHECK-LABEL: func @owned(%c: connection, %wanted) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $tx:transaction<read committed> = null
// CHECK-NEXT:      branch %wanted ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %1 = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      store $tx:transaction<read committed> = %1
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      branch compute(!=, $tx:transaction<read committed>, null) ? ^3 : ^4
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      commit on $tx:transaction<read committed> via libpqxx
// CHECK-NEXT:      jump ^4
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      leave on $tx:transaction<read committed>, leave=rollback via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

std::unique_ptr<pqxx::work> given(pqxx::connection &c) {
  auto tx = std::make_unique<pqxx::work>(c);
  tx->exec("SELECT 1");
  return tx;
}
// CHECK-LABEL: func @given(%c: connection) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tx = begin on %c, level="read committed", leave=rollback via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      return %tx
// CHECK-NEXT: }
