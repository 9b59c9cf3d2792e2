// A base that is told its derived class as a template argument.
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

template <class D> class Entity {
public:
  explicit Entity(pqxx::work &tx) : tx_(tx) {}
  long get(int id) { return tx_.exec_params1(std::string("SELECT n FROM ") + D::table + " WHERE id = $1" + self().tail(), id)[0].template as<long>(); }
  void set(int id, long n) { tx_.exec_params0(std::string("UPDATE ") + static_cast<D *>(this)->name() + " SET n = $1 WHERE id = $2", n, id); }
private:
  D &self() { return static_cast<D &>(*this); }
  pqxx::work &tx_;
};
class Counter : public Entity<Counter> {
public:
  static constexpr const char *table = "counter";
  using Entity::Entity;
  std::string name() const { return "counter"; }
  std::string tail() const { return ""; }
};
class LockedCounter : public Entity<LockedCounter> {
public:
  static constexpr const char *table = "locked";
  explicit LockedCounter(pqxx::work &tx) : Entity(tx) {}
  std::string name() const { return table; }
  std::string tail() const { return " FOR UPDATE"; }
};
void bad_crtp(pqxx::work &tx, int id) { Counter c(tx); c.set(id, c.get(id) + 1); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_crtp(pqxx::work &tx, int id) { LockedCounter c(tx); c.set(id, c.get(id) + 1); }
