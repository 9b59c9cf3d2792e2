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

//===--- A transaction that callers hand on -------------------------------===//

template <class F> static void retried(pqxx::connection &c, F f) {
  for (int attempt = 0;; ++attempt)
    try {
      pqxx::transaction<pqxx::serializable> tx(c);
      f(tx);
      tx.commit();
      return;
    } catch (const pqxx::serialization_failure &) {
      if (attempt > 4)
        throw;
    }
}
template <class F> static void worked(pqxx::connection &c, F f) {
  pqxx::work tx(c);
  f(tx);
  tx.commit();
}
// Some callers protect it: it is told where they do not.
static void nudge(pqxx::transaction_base &tx, int id) {
  long n = tx.exec_params1(Read, id)[0].as<long>();
  tx.exec_params0(Write, n + 1, id);
}
void good_day(pqxx::connection &c, int id) {
  retried(c, [&](pqxx::transaction_base &tx) { nudge(tx, id); });
}
void bad_night(pqxx::connection &c, int id) {
  worked(c, [&](pqxx::transaction_base &tx) { nudge(tx, id); });
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-8]] and this write
}
void bad_morning(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  nudge(tx, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-13]] and this write
  tx.commit();
}
// None does: it is told where it is written.
static void push(pqxx::transaction_base &tx, int id) {
  long n = tx.exec_params1(Read, id)[0].as<long>();
  tx.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: {{.*}}'n' of 'counter'
}
void pushes(pqxx::connection &c, int id) {
  worked(c, [&](pqxx::transaction_base &tx) { push(tx, id); });
}

//===--- A lambda that a helper calls belongs to who wrote it -------------===//

template <class F> static void each(SQLite::Database &db, int id, F f) {
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  while (q.executeStep())
    f(q);
}
static void change(SQLite::Database &db, int id, long n) {
  SQLite::Statement u(db, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, n);
  u.bind(2, id);
  u.exec();
}
void bad_each(SQLite::Database &db, int id) {
  each(db, id, [&](SQLite::Statement &row) {
    long n = row.getColumn(0).getInt64();
    change(db, id, n + 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: {{.*}}'n' of 'counter'
  });
}
void good_each(SQLite::Database &db, int id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  each(db, id, [&](SQLite::Statement &row) {
    long n = row.getColumn(0).getInt64();
    change(db, id, n + 1);
  });
  tx.commit();
}
