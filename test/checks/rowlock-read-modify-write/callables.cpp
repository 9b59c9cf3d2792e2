// Functions in members, arguments and variables.
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

template <class F> void apply(F &&f, int id) { std::forward<F>(f)(id); }
class Runner {
public:
  explicit Runner(std::function<long(int)> read) : read_(std::move(read)) {}
  long read(int id) { return read_(id); }
private:
  std::function<long(int)> read_;
};
void bad_member(pqxx::work &tx, int id) {
  Runner r([&tx](int i) { return tx.exec_params1(Read, i)[0].as<long>(); });
  tx.exec_params0(Write, r.read(id) + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_member(pqxx::work &tx, int id) {
  Runner r([&tx](int i) { return tx.exec_params1(Locked, i)[0].as<long>(); });
  tx.exec_params0(Write, r.read(id) + 1, id);
}
class Svc {
public:
  explicit Svc(pqxx::work &tx) : tx_(tx) { read_ = [this](int i) { return get(i); }; }
  void bad_add(int id) { long n = read_(id); tx_.exec_params0(Write, n + 1, id); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  void good_add(int id) { tx_.exec_params(Locked, id); long n = read_(id); tx_.exec_params0(Write, n + 1, id); }
private:
  long get(int id) { return tx_.exec_params1(Read, id)[0].as<long>(); }
  pqxx::work &tx_;
  std::function<long(int)> read_;
};
class Pm {
public:
  explicit Pm(pqxx::work &tx) : tx_(tx) {}
  long plain(int id) { return tx_.exec_params1(Read, id)[0].as<long>(); }
  long locked(int id) { return tx_.exec_params1(Locked, id)[0].as<long>(); }
  void add(long (Pm::*f)(int), int id) { long n = (this->*f)(id); tx_.exec_params0(Write, n + 1, id); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
private:
  pqxx::work &tx_;
};
void bad_pm(Pm &p, int id) { p.add(&Pm::plain, id); } 
void good_pm(Pm &p, int id) { p.add(&Pm::locked, id); }
static long rd(pqxx::work &tx, int id, const std::string &tail = "") { return tx.exec_params1(Read + tail, id)[0].as<long>(); }
void bad_default(pqxx::work &tx, int id) { tx.exec_params0(Write, rd(tx, id) + 1, id); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_default(pqxx::work &tx, int id) { tx.exec_params0(Write, rd(tx, id, " FOR UPDATE") + 1, id); }
void bad_generic(pqxx::work &tx, int id) {
  auto get = [](auto &t, auto i) { return t.exec_params1(Read, i)[0].template as<long>(); };
  tx.exec_params0(Write, get(tx, id) + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_generic(pqxx::work &tx, int id) {
  auto get = [](auto &t, auto i) { return t.exec_params1(Locked, i)[0].template as<long>(); };
  tx.exec_params0(Write, get(tx, id) + 1, id);
}
template <class F> auto with(pqxx::connection &c, F &&f) { pqxx::work tx(c); auto r = f(tx); tx.commit(); return r; }
void bad_with(pqxx::connection &c, int id) {
  with(c, [&](auto &tx) { long n = tx.exec_params1(Read, id)[0].template as<long>(); tx.exec_params0(Write, n + 1, id); return n; });
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_with(pqxx::connection &c, int id) {
  with(c, [&](auto &tx) { long n = tx.exec_params1(Locked, id)[0].template as<long>(); tx.exec_params0(Write, n + 1, id); return n; });
}
template <class... Args> pqxx::result q(pqxx::work &tx, const std::string &sql, Args &&...args) { return tx.exec_params(sql, std::forward<Args>(args)...); }
void bad_forward(pqxx::work &tx, int id) { long n = q(tx, Read, id)[0][0].as<long>(); q(tx, Write, n + 1, id); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_forward(pqxx::work &tx, int id) { long n = q(tx, Locked, id)[0][0].as<long>(); q(tx, Write, n + 1, id); }
void bad_stdfunction(pqxx::work &tx, int id) {
  std::function<void(int)> f = [&](int i) { long n = tx.exec_params1(Read, i)[0].as<long>(); tx.exec_params0(Write, n + 1, i); };
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  f(id);
}
static void call(const std::function<void(pqxx::work &)> &f, pqxx::work &tx) { f(tx); }
void bad_callback(pqxx::work &tx, int id) {
  call([id](pqxx::work &t) { long n = t.exec_params1(Read, id)[0].as<long>(); t.exec_params0(Write, n + 1, id); }, tx);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
static long plainFn(pqxx::work &tx, int id) { return tx.exec_params1(Read, id)[0].as<long>(); }
static long lockFn(pqxx::work &tx, int id) { return tx.exec_params1(Locked, id)[0].as<long>(); }
static void addBy(long (*read)(pqxx::work &, int), pqxx::work &tx, int id) { tx.exec_params0(Write, read(tx, id) + 1, id); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void bad_pointer(pqxx::work &tx, int id) { addBy(plainFn, tx, id); } 
void good_pointer(pqxx::work &tx, int id) { addBy(&lockFn, tx, id); }
