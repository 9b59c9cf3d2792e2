// Which of several constructors runs, and what it leaves to defaults.
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

// Same arity: chosen by type.
class Repo {
public:
  Repo(pqxx::work &tx, const char *tail) : tx_(tx), tail_(tail) {}
  Repo(pqxx::work &tx, const std::string &tail) : tx_(tx), tail_(tail) {}
  Repo(pqxx::work &tx, bool lock) : tx_(tx), tail_(lock ? " FOR UPDATE" : "") {}
  Repo(pqxx::work &tx, int) : tx_(tx), tail_(" FOR UPDATE") {}
  long get(int id) { return tx_.exec_params1("SELECT n FROM counter WHERE id = $1" + tail_, id)[0].as<long>(); }
  void set(int id, long n) { tx_.exec_params0(Write, n, id); }
private:
  pqxx::work &tx_;
  std::string tail_;
};
void bad_bool(pqxx::work &tx, int id) {
  auto r = std::make_unique<Repo>(tx, false);
  r->set(id, r->get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_bool(pqxx::work &tx, int id) {
  auto r = std::make_unique<Repo>(tx, true);
  r->set(id, r->get(id) + 1);
}
void good_int(pqxx::work &tx, int id) {
  auto r = std::make_unique<Repo>(tx, 0);
  r->set(id, r->get(id) + 1);
}
void bad_text(pqxx::work &tx, int id) {
  auto r = std::make_unique<Repo>(tx, "");
  r->set(id, r->get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_text(pqxx::work &tx, int id) {
  auto r = std::make_unique<Repo>(tx, std::string(" FOR UPDATE"));
  r->set(id, r->get(id) + 1);
}
// Aggregates.
struct Ctx { pqxx::work &tx; int id; const char *sql = Read; };
static void run(const Ctx &c) {
  long n = c.tx.exec_params1(c.sql, c.id)[0].as<long>();
  c.tx.exec_params0(Write, n + 1, c.id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void bad_aggregate(pqxx::work &tx, int id) {
  auto c = std::unique_ptr<Ctx>(new Ctx{tx, id});
  run(*c);
}
void good_aggregate(pqxx::work &tx, int id) {
  auto c = std::unique_ptr<Ctx>(new Ctx{tx, id, Locked});
  run(*c);
}
void good_aggregate_stack(pqxx::work &tx, int id) {
  Ctx c{tx, id, Locked};
  run(c);
}
// default member initialiser
struct Opts { bool lock = true; };
class Safe {
public:
  explicit Safe(pqxx::work &tx, Opts o = {}) : tx_(tx), o_(o) {}
  long get(int id) { std::string s = Read; if (o_.lock) s += " FOR UPDATE"; return tx_.exec_params1(s, id)[0].as<long>(); }
  void set(int id, long n) { tx_.exec_params0(Write, n, id); }
private:
  pqxx::work &tx_;
  Opts o_;
};
void good_opts(pqxx::work &tx, int id) {
  Safe r(tx);
  r.set(id, r.get(id) + 1);
}
void bad_opts(pqxx::work &tx, int id) {
  Opts o; o.lock = false;
  Safe r(tx, o);
  r.set(id, r.get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_opts_unique(pqxx::work &tx, int id) {
  auto r = std::make_unique<Safe>(tx);
  r->set(id, r->get(id) + 1);
}
