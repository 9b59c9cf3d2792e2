// Guards and units of work that are handed on.
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

class Guard {
public:
  Guard(pqxx::work &tx, long key) : tx_(&tx), key_(key) { tx_->exec_params("SELECT pg_advisory_lock($1)", key_); }
  Guard(Guard &&o) noexcept : tx_(std::exchange(o.tx_, nullptr)), key_(o.key_) {}
  ~Guard() { if (tx_) tx_->exec_params("SELECT pg_advisory_unlock($1)", key_); }
private:
  pqxx::work *tx_;
  long key_;
};
static Guard take(pqxx::work &tx, long key) { Guard g(tx, key); return g; }
static Guard takeTemp(pqxx::work &tx, long key) { return Guard(tx, key); }
void good_nrvo(pqxx::work &tx, int id) {
  auto g = take(tx, 7);
  long n = tx.exec_params1(Read, id)[0].as<long>();
  tx.exec_params0(Write, n + 1, id);
}
void good_temp(pqxx::work &tx, int id) {
  auto g = takeTemp(tx, 7);
  long n = tx.exec_params1(Read, id)[0].as<long>();
  tx.exec_params0(Write, n + 1, id);
}
void good_moved(pqxx::work &tx, int id) {
  std::optional<long> n;
  Guard outer = [&] { Guard g(tx, 7); n = tx.exec_params1(Read, id)[0].as<long>(); return g; }();
  tx.exec_params0(Write, *n + 1, id);
}
void good_moved2(pqxx::work &tx, int id) {
  Guard a(tx, 7);
  Guard b = std::move(a);
  long n = tx.exec_params1(Read, id)[0].as<long>();
  tx.exec_params0(Write, n + 1, id);
}
static std::unique_ptr<pqxx::work> begin(pqxx::connection &c) { return std::make_unique<pqxx::work>(c); }
void good_factory(pqxx::connection &c, int id) {
  auto tx = begin(c);
  long n = tx->exec_params1(Locked, id)[0].as<long>();
  tx->exec_params0(Write, n + 1, id);
  tx->commit();
}
void bad_factory(pqxx::connection &c, int id) {
  auto tx = begin(c);
  long n = tx->exec_params1(Read, id)[0].as<long>();
  tx->exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  tx->commit();
}
void bad_two(pqxx::connection &c, int id) {
  long n;
  { auto tx = begin(c); n = tx->exec_params1(Locked, id)[0].as<long>(); tx->commit(); }
  auto tx = begin(c);
  tx->exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  tx->commit();
}
class Unit {
public:
  explicit Unit(pqxx::connection &c) : tx_(std::make_unique<pqxx::work>(c)) {}
  pqxx::work &tx() { return *tx_; }
  long get(int id) { return tx_->exec_params1(Locked, id)[0].as<long>(); }
  long peek(int id) { return tx_->exec_params1(Read, id)[0].as<long>(); }
  void set(int id, long n) { tx_->exec_params0(Write, n, id); }
  void commit() { tx_->commit(); }
private:
  std::unique_ptr<pqxx::work> tx_;
};
static Unit open(pqxx::connection &c) { return Unit(c); }
static std::unique_ptr<Unit> openPtr(pqxx::connection &c) { auto u = std::make_unique<Unit>(c); return u; }
void good_unit(pqxx::connection &c, int id) { auto u = open(c); u.set(id, u.get(id) + 1); u.commit(); }
void bad_unit(pqxx::connection &c, int id) { auto u = open(c); u.set(id, u.peek(id) + 1); u.commit(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_unit_ptr(pqxx::connection &c, int id) { auto u = openPtr(c); u->set(id, u->get(id) + 1); u->commit(); }
void bad_unit_ptr(pqxx::connection &c, int id) { auto u = openPtr(c); u->set(id, u->peek(id) + 1); u->commit(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void bad_unit_two(pqxx::connection &c, int id) {
  long n;
  { auto u = open(c); n = u.get(id); u.commit(); }
  auto u = open(c);
  u.set(id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  u.commit();
}
