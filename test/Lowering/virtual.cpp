// What a virtual call runs is decided later; a call that names its class is not
// virtual.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | sed 's/  *!.*//' | FileCheck %s
#include <pqxx/pqxx>

struct Store {
  virtual ~Store() = default;
  virtual long get(int id) = 0;
  virtual long twice(int id) { return 2 * get(id); }
};

class PgStore : public Store {
public:
  explicit PgStore(pqxx::work &tx) : tx_(tx) {}
  long get(int id) override { return tx_.exec_params1("SELECT n FROM t WHERE id = $1", id)[0].as<long>(); }

private:
  pqxx::work &tx_;
};

class Sealed final : public PgStore {
public:
  using PgStore::PgStore;
};

// CHECK: {{^}}class @PgStore runs @PgStore::get for @Store::get, @Store::twice for @Store::twice{{$}}

// CHECK-LABEL: func @Store::twice(%id) {
// CHECK:           call @Store::get, on &this, values [%id], virtual=yes

long calls(Store &any, Sealed &sealed, pqxx::work &tx) {
  PgStore own(tx);
  return any.get(1) + any.twice(1) + sealed.get(2) + own.get(3) + own.PgStore::get(4);
}
// CHECK-LABEL: func @calls(%any, %sealed, %tx: transaction<read committed>) {
// CHECK:           call @Store::get, on %any, values [1], virtual=yes
// CHECK:           call @Store::twice, on %any, values [1], virtual=yes
// CHECK:           call @PgStore::get, on %sealed, values [2]{{$}}
// CHECK:           call @PgStore::get, on &$own, values [3]{{$}}
// CHECK:           call @PgStore::get, on &$own, values [4]{{$}}
