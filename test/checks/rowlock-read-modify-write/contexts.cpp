// What only a caller's arguments make a hazard.
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

static void bumpIn(pqxx::work &tx, const std::string &table, int id) {
  long n = tx.exec_params1("SELECT n FROM " + table + " WHERE id = $1", id)[0].as<long>();
  tx.exec_params0("UPDATE " + table + " SET n = $1 WHERE id = $2", n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void caller(pqxx::work &tx, int id) { bumpIn(tx, "counter", id); }
static void bumpSafe(pqxx::work &tx, const std::string &table, int id) {
  long n = tx.exec_params1("SELECT n FROM " + table + " WHERE id = $1", id)[0].as<long>();
  tx.exec_params0("UPDATE " + table + " SET n = $1 WHERE id = $2", n + 1, id);
}
void caller2(pqxx::work &tx, int id) { tx.exec_params(Locked, id); bumpSafe(tx, "counter", id); }
struct Adder {
  pqxx::work &tx;
  const char *sql;
  void operator()(int id) const {
    long n = tx.exec_params1(sql, id)[0].as<long>();
    tx.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  }
};
void bad_functor(pqxx::work &tx, int id) { Adder a{tx, Read}; a(id); }
void good_functor(pqxx::work &tx, int id) { Adder a{tx, Locked}; a(id); }
