// One connection for all: static, global, made when it is needed, behind a pointer.
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

class Db {
public:
  static Db &getInstance() { static Db db("f"); return db; }
  SQLite::Database &db() { return db_; }
  long get(int id) { SQLite::Statement q(db_, "SELECT n FROM counter WHERE id = ?"); q.bind(1, id); return q.executeStep() ? q.getColumn(0).getInt64() : 0; }
  void set(int id, long n) { SQLite::Statement u(db_, "UPDATE counter SET n = ? WHERE id = ?"); u.bind(1, (int64_t)n); u.bind(2, id); u.exec(); }
private:
  explicit Db(const char *f) : db_(f) {}
  SQLite::Database db_;
};
void bad_instance(int id) { Db::getInstance().set(id, Db::getInstance().get(id) + 1); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_instance(int id) {
  SQLite::Transaction t(Db::getInstance().db(), SQLite::TransactionBehavior::IMMEDIATE);
  Db::getInstance().set(id, Db::getInstance().get(id) + 1);
  t.commit();
}
std::unique_ptr<SQLite::Database> g_db;
thread_local SQLite::Database *t_db;
static long gget(int id) { SQLite::Statement q(*g_db, "SELECT n FROM counter WHERE id = ?"); q.bind(1, id); return q.executeStep() ? q.getColumn(0).getInt64() : 0; }
void bad_global(int id) { SQLite::Statement u(*g_db, "UPDATE counter SET n = ? WHERE id = ?"); u.bind(1, (int64_t)gget(id) + 1); u.bind(2, id); u.exec(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_global(int id) { SQLite::Transaction t(*g_db, SQLite::TransactionBehavior::IMMEDIATE); SQLite::Statement u(*g_db, "UPDATE counter SET n = ? WHERE id = ?"); u.bind(1, (int64_t)gget(id) + 1); u.bind(2, id); u.exec(); t.commit(); }
static SQLite::Database &tdb() { if (!t_db) t_db = new SQLite::Database("f"); return *t_db; }
static long tget(int id) { SQLite::Statement q(tdb(), "SELECT n FROM counter WHERE id = ?"); q.bind(1, id); return q.executeStep() ? q.getColumn(0).getInt64() : 0; }
void bad_thread(int id) { SQLite::Statement u(tdb(), "UPDATE counter SET n = ? WHERE id = ?"); u.bind(1, (int64_t)tget(id) + 1); u.bind(2, id); u.exec(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_thread(int id) { SQLite::Transaction t(tdb(), SQLite::TransactionBehavior::IMMEDIATE); SQLite::Statement u(tdb(), "UPDATE counter SET n = ? WHERE id = ?"); u.bind(1, (int64_t)tget(id) + 1); u.bind(2, id); u.exec(); t.commit(); }
// cheap handle
class Handle {
public:
  explicit Handle(pqxx::work *tx) : tx_(tx) {}
  long get(int id) const { return tx_->exec_params1(Read, id)[0].as<long>(); }
  void set(int id, long n) const { tx_->exec_params0(Write, n, id); }
  void lock(int id) const { tx_->exec_params(Locked, id); }
private:
  pqxx::work *tx_;
};
static long getBy(Handle h, int id) { return h.get(id); }
void bad_copy(pqxx::work &tx, int id) { Handle h(&tx); Handle k = h; k.set(id, getBy(h, id) + 1); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
void good_copy(pqxx::work &tx, int id) { Handle h(&tx); Handle k = h; k.lock(id); k.set(id, getBy(h, id) + 1); }
// pimpl
class Pimpl {
  struct Impl { pqxx::connection c; explicit Impl(const std::string &s) : c(s) {} };
  std::unique_ptr<Impl> impl_;
public:
  explicit Pimpl(const std::string &s) : impl_(std::make_unique<Impl>(s)) {}
  void bad_add(int id) { pqxx::work tx(impl_->c); long n = tx.exec_params1(Read, id)[0].as<long>(); tx.exec_params0(Write, n + 1, id); tx.commit(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  void good_add(int id) { pqxx::work tx(impl_->c); long n = tx.exec_params1(Locked, id)[0].as<long>(); tx.exec_params0(Write, n + 1, id); tx.commit(); }
};
