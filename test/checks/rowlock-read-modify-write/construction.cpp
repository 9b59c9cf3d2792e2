// Objects of the user's own, made in every way there is.
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

class Repo {
public:
  explicit Repo(pqxx::work &tx) : tx_(tx) {}
  Repo(pqxx::work &tx, bool lock) : tx_(tx), lock_(lock) {}
  long get(int id) { return tx_.exec_params1(lock_ ? Locked : Read, id)[0].as<long>(); }
  void set(int id, long n) { tx_.exec_params0(Write, n, id); }
private:
  pqxx::work &tx_;
  bool lock_ = false;
};
void bad_unique(pqxx::work &tx, int id) {
  auto r = std::make_unique<Repo>(tx);
  r->set(id, r->get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_unique(pqxx::work &tx, int id) {
  auto r = std::make_unique<Repo>(tx, true);
  r->set(id, r->get(id) + 1);
}
void bad_shared(pqxx::work &tx, int id) {
  auto r = std::make_shared<Repo>(tx, false);
  r->set(id, r->get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_shared(pqxx::work &tx, int id) {
  auto r = std::make_shared<Repo>(tx, true);
  r->set(id, r->get(id) + 1);
}
void bad_new(pqxx::work &tx, int id) {
  Repo *r = new Repo(tx);
  long n = r->get(id);
  r->set(id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  delete r;
}
void good_new(pqxx::work &tx, int id) {
  Repo *r = new Repo(tx, true);
  long n = r->get(id);
  r->set(id, n + 1);
  delete r;
}
void bad_unique_new(pqxx::work &tx, int id) {
  std::unique_ptr<Repo> r(new Repo(tx, false));
  r->set(id, r->get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_unique_new(pqxx::work &tx, int id) {
  std::unique_ptr<Repo> r(new Repo(tx, true));
  r->set(id, r->get(id) + 1);
}
void bad_brace(pqxx::work &tx, int id) {
  Repo r{tx};
  r.set(id, r.get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_brace(pqxx::work &tx, int id) {
  Repo r{tx, true};
  r.set(id, r.get(id) + 1);
}
void bad_auto(pqxx::work &tx, int id) {
  auto r = Repo(tx, false);
  r.set(id, r.get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_auto(pqxx::work &tx, int id) {
  auto r = Repo(tx, true);
  r.set(id, r.get(id) + 1);
}
std::unique_ptr<Repo> make(pqxx::work &tx, bool l) { return std::unique_ptr<Repo>(new Repo(tx, l)); }
void bad_factory(pqxx::work &tx, int id) {
  auto r = make(tx, false);
  r->set(id, r->get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_factory(pqxx::work &tx, int id) {
  auto r = make(tx, true);
  r->set(id, r->get(id) + 1);
}
void bad_reset(pqxx::work &tx, int id) {
  std::unique_ptr<Repo> r;
  r.reset(new Repo(tx, false));
  r->set(id, r->get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_reset(pqxx::work &tx, int id) {
  std::unique_ptr<Repo> r;
  r = std::make_unique<Repo>(tx, true);
  r->set(id, r->get(id) + 1);
}
