// Destructors: of what is deleted, owned, a base or a part.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <functional>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <utility>

static constexpr const char *Read = "SELECT n FROM counter WHERE id = $1";
static constexpr const char *Locked = "SELECT n FROM counter WHERE id = $1 FOR UPDATE";
static constexpr const char *Write = "UPDATE counter SET n = $1 WHERE id = $2";

class Lock {
public:
  Lock(pqxx::work &tx, long key) : tx_(tx), key_(key) { tx_.exec_params("SELECT pg_advisory_lock($1)", key_); }
  ~Lock() { tx_.exec_params("SELECT pg_advisory_unlock($1)", key_); }
private:
  pqxx::work &tx_;
  long key_;
};
void bad_delete(pqxx::work &tx, int id) {
  auto *g = new Lock(tx, id);
  long n = tx.exec_params1(Read, id)[0].as<long>();
  delete g;
  tx.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_delete(pqxx::work &tx, int id) {
  auto *g = new Lock(tx, id);
  long n = tx.exec_params1(Read, id)[0].as<long>();
  tx.exec_params0(Write, n + 1, id);
  delete g;
}
void bad_unique(pqxx::work &tx, int id) {
  long n;
  {
    auto g = std::make_unique<Lock>(tx, id);
    n = tx.exec_params1(Read, id)[0].as<long>();
  }
  tx.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_unique(pqxx::work &tx, int id) {
  auto g = std::make_unique<Lock>(tx, id);
  long n = tx.exec_params1(Read, id)[0].as<long>();
  tx.exec_params0(Write, n + 1, id);
}
void bad_reset(pqxx::work &tx, int id) {
  auto g = std::make_unique<Lock>(tx, id);
  long n = tx.exec_params1(Read, id)[0].as<long>();
  g.reset();
  tx.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
// base destructor unlocks
class Guard {
public:
  Guard(pqxx::work &tx, long key) : tx_(tx), key_(key) { tx_.exec_params("SELECT pg_advisory_lock($1)", key_); }
  ~Guard() { tx_.exec_params("SELECT pg_advisory_unlock($1)", key_); }
protected:
  pqxx::work &tx_;
  long key_;
};
class Named : public Guard { public: explicit Named(pqxx::work &tx) : Guard(tx, 7) {} };
void bad_guard(pqxx::work &tx, int id) {
  long n;
  { Named g(tx); n = tx.exec_params1(Read, id)[0].as<long>(); }
  tx.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_guard(pqxx::work &tx, int id) {
  Named g(tx);
  long n = tx.exec_params1(Read, id)[0].as<long>();
  tx.exec_params0(Write, n + 1, id);
}
