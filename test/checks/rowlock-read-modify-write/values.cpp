// Records with initialisers at their members, and copies of them.
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

// Copies of objects are objects of their own.
struct Row { long id = 0; long n = 0; };
static Row load(pqxx::work &tx, int id) {
  Row r;
  r.id = id;
  r.n = tx.exec_params1(Read, id)[0].as<long>();
  return r;
}
static void save(pqxx::work &tx, const Row &r) { tx.exec_params0(Write, r.n, r.id); }
void bad_copy(pqxx::work &tx, int id) {
  Row old = load(tx, id);
  Row now = old;
  now.n += 1;
  save(tx, now);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_copy(pqxx::work &tx, int id, long n) {
  Row old = load(tx, id);
  Row now;
  now.id = old.id;
  now.n = n;
  save(tx, now);
}
void good_old(pqxx::work &tx, int id) {
  Row fresh;
  Row used = fresh;
  used.n = tx.exec_params1(Read, id)[0].as<long>() + 1;
  fresh.id = id;
  save(tx, fresh);
}
struct Part { std::string tail = ""; };
struct Whole : Part { Part part; bool lock = false; };
static long get(pqxx::work &tx, int id, const Whole &w) { return tx.exec_params1(Read + (w.lock ? std::string(" FOR UPDATE") : w.part.tail), id)[0].as<long>(); }
void bad_whole(pqxx::work &tx, int id) { Whole w; tx.exec_params0(Write, get(tx, id, w) + 1, id); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_whole(pqxx::work &tx, int id) { Whole w; w.lock = true; tx.exec_params0(Write, get(tx, id, w) + 1, id); }
void good_part(pqxx::work &tx, int id) { Whole w; w.part.tail = " FOR UPDATE"; tx.exec_params0(Write, get(tx, id, w) + 1, id); }
