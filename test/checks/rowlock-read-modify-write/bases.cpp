// Bases: a library's, the user's own; inherited and delegating constructors.
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

class Tx : public SQLite::Transaction {
public:
  explicit Tx(SQLite::Database &db)
      : SQLite::Transaction(db), db_(db) {}
  long get(int id) { SQLite::Statement q(db_, "SELECT n FROM counter WHERE id = ?"); q.bind(1, id); return q.executeStep() ? q.getColumn(0).getInt64() : 0; }
  void set(int id, long n) { SQLite::Statement u(db_, "UPDATE counter SET n = ? WHERE id = ?"); u.bind(1, (int64_t)n); u.bind(2, id); u.exec(); }
  void done() { commit(); }
private:
  SQLite::Database &db_;
};
class NowTx : public SQLite::Transaction {
public:
  explicit NowTx(SQLite::Database &db) : SQLite::Transaction(db, SQLite::TransactionBehavior::IMMEDIATE), db_(db) {}
  long get(int id) { SQLite::Statement q(db_, "SELECT n FROM counter WHERE id = ?"); q.bind(1, id); return q.executeStep() ? q.getColumn(0).getInt64() : 0; }
  void set(int id, long n) { SQLite::Statement u(db_, "UPDATE counter SET n = ? WHERE id = ?"); u.bind(1, (int64_t)n); u.bind(2, id); u.exec(); }
  void done() { commit(); }
private:
  SQLite::Database &db_;
};
void bad_sub(SQLite::Database &db, int id) {
  Tx tx(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: this transaction fails under load: it reads 'counter' in line [[@LINE+1]] and writes 'counter' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  tx.set(id, tx.get(id) + 1);
  tx.done();
}
void good_sub(SQLite::Database &db, int id) {
  NowTx tx(db);
  tx.set(id, tx.get(id) + 1);
  tx.done();
}
// Own bases.
class Base {
public:
  Base(pqxx::work &tx, bool lock) : tx_(tx), lock_(lock) {}
protected:
  std::string tail() const { return lock_ ? " FOR UPDATE" : ""; }
  pqxx::work &tx_;
  bool lock_;
};
class Counter : public Base {
public:
  explicit Counter(pqxx::work &tx, bool lock) : Base(tx, lock) {}
  long get(int id) { return tx_.exec_params1(Read + tail(), id)[0].as<long>(); }
  void set(int id, long n) { tx_.exec_params0(Write, n, id); }
};
void bad_base(pqxx::work &tx, int id) {
  Counter c(tx, false);
  c.set(id, c.get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_base(pqxx::work &tx, int id) {
  Counter c(tx, true);
  c.set(id, c.get(id) + 1);
}
class Inherits : public Base {
public:
  using Base::Base;
  long get(int id) { return tx_.exec_params1(Read + tail(), id)[0].as<long>(); }
  void set(int id, long n) { tx_.exec_params0(Write, n, id); }
};
void bad_inherits(pqxx::work &tx, int id) {
  Inherits c(tx, false);
  c.set(id, c.get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_inherits(pqxx::work &tx, int id) {
  Inherits c(tx, true);
  c.set(id, c.get(id) + 1);
}
void good_inherits_unique(pqxx::work &tx, int id) {
  auto c = std::make_unique<Inherits>(tx, true);
  c->set(id, c->get(id) + 1);
}
void bad_inherits_unique(pqxx::work &tx, int id) {
  auto c = std::make_unique<Inherits>(tx, false);
  c->set(id, c->get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
class Delegates {
public:
  Delegates(pqxx::work &tx, const char *tail) : tx_(tx), tail_(tail) {}
  explicit Delegates(pqxx::work &tx, bool lock) : Delegates(tx, lock ? " FOR UPDATE" : "") {}
  long get(int id) { return tx_.exec_params1(std::string(Read) + tail_, id)[0].as<long>(); }
  void set(int id, long n) { tx_.exec_params0(Write, n, id); }
private:
  pqxx::work &tx_;
  std::string tail_;
};
void bad_delegates(pqxx::work &tx, int id) {
  Delegates c(tx, false);
  c.set(id, c.get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_delegates(pqxx::work &tx, int id) {
  Delegates c(tx, true);
  c.set(id, c.get(id) + 1);
}
