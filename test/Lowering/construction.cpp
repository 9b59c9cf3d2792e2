// Constructors are entered, whoever calls them.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | sed 's/  *!.*//' | FileCheck %s
#include <memory>
#include <pqxx/pqxx>
#include <string>

struct Options {
  bool lock = true;
};

class Repo {
public:
  explicit Repo(pqxx::work &tx, Options options = {}) : tx_(tx), options_(options) {}
  Repo(pqxx::work &tx, const std::string &tail) : Repo(tx) { tx_.exec(tail); }
  void run() { tx_.exec("SELECT 1"); }

private:
  pqxx::work &tx_;
  Options options_;
};
// CHECK-LABEL: func @Repo::Repo(%tx: transaction<read committed>, %options) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store this.tx_:transaction<read committed> = %tx
// CHECK-NEXT:      store this.options_ = %options
// A delegating constructor makes `this`.
// CHECK-LABEL: func @Repo::Repo#2(%tx: transaction<read committed>, %tail) {
// CHECK:           call @Repo::Repo, on this, values [%tx,
// CHECK-NEXT:      execute on this.tx_:transaction<read committed>, text %tail

class Named : public Repo {
public:
  using Repo::Repo;
  std::string name = "named";
};

void makes(pqxx::work &tx) {
  Repo automatic(tx, "SELECT 2");
  automatic.run();
  Repo *raw = new Repo(tx, "SELECT 2");
  raw->run();
  auto unique = std::make_unique<Repo>(tx, "SELECT 2");
  unique->run();
  auto shared = std::make_shared<Repo>(tx, "SELECT 2");
  shared->run();
  Named named(tx, "SELECT 2");
  named.run();
}
// What is made by new is referred to by its address.
// CHECK-LABEL: func @makes(%tx: transaction<read committed>) {
// CHECK:           [[A:%.*]] = call @Repo::Repo#2, values [%tx, "SELECT 2"]{{$}}
// CHECK:           [[R:%.*]] = call @Repo::Repo#2, values [%tx, "SELECT 2"], new=yes
// CHECK:           call @Repo::Repo#2, values [%tx, "SELECT 2"], new=yes
// CHECK:           call @Repo::Repo#2, values [%tx, "SELECT 2"], new=yes
// CHECK:           call @Named::Named, values [%tx, "SELECT 2"]{{$}}

// Written by the compiler: passes its arguments on, and runs the initialisers
// that stand at the members.
// CHECK-LABEL: func @Named::Named(%unnamed: transaction<read committed>, %unnamed#2) {
// CHECK:           call @Repo::Repo#2, on this, values [%unnamed, %unnamed#2]
// CHECK:           store this.name = "named"
