// A lock protects only while it is held.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <mutex>
#include <pqxx/pqxx>
#include <string>
#include <utility>

//===--- A lock of the session --------------------------------------------===//

static long get(pqxx::transaction_base &tx, int id) {
  return tx.exec_params1("SELECT n FROM t WHERE id = $1", id)[0].as<long>();
}
static void set(pqxx::transaction_base &tx, int id, long n) {
  tx.exec_params0("UPDATE t SET n = $1 WHERE id = $2", n, id);
}

class Lock {
public:
  Lock(pqxx::transaction_base &tx, int key) : tx_(&tx), key_(key) {
    tx_->exec_params("SELECT pg_advisory_lock($1)", key_);
    held_ = true;
  }
  Lock(Lock &&other) noexcept : tx_(other.tx_), key_(other.key_), held_(std::exchange(other.held_, false)) {}
  ~Lock() { release(); }
  void release() {
    if (held_)
      tx_->exec_params("SELECT pg_advisory_unlock($1)", key_);
    held_ = false;
  }

private:
  pqxx::transaction_base *tx_;
  int key_;
  bool held_ = false;
};
static Lock locked(pqxx::transaction_base &tx, int key) { return Lock(tx, key); }

void good_held(pqxx::nontransaction &tx, int id) {
  Lock lock(tx, id);
  long n = get(tx, id);
  set(tx, id, n + 1);
}
void bad_temp_scope(pqxx::nontransaction &tx, int id) {
  {
    Lock lock(tx, id);
  }
  long n = get(tx, id);
  set(tx, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void bad_scope(pqxx::nontransaction &tx, int id) {
  long n;
  {
    Lock lock(tx, id);
    n = get(tx, id);
  }
  set(tx, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void bad_discarded(pqxx::nontransaction &tx, int id) {
  Lock{tx, id};
  long n = get(tx, id);
  set(tx, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_made(pqxx::nontransaction &tx, int id) {
  auto lock = locked(tx, id);
  long n = get(tx, id);
  set(tx, id, n + 1);
}
void bad_made_discarded(pqxx::nontransaction &tx, int id) {
  locked(tx, id);
  long n = get(tx, id);
  set(tx, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void bad_released(pqxx::nontransaction &tx, int id) {
  Lock lock(tx, id);
  long n = get(tx, id);
  lock.release();
  set(tx, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void bad_released_on_some_path(pqxx::nontransaction &tx, int id, bool early) {
  Lock lock(tx, id);
  long n = get(tx, id);
  if (early)
    lock.release();
  set(tx, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_released_on_the_way_out(pqxx::nontransaction &tx, int id, bool early) {
  Lock lock(tx, id);
  long n = get(tx, id);
  if (early) {
    lock.release();
    return;
  }
  set(tx, id, n + 1);
}
void good_moved(pqxx::nontransaction &tx, int id) {
  Lock lock(tx, id);
  Lock other(std::move(lock));
  long n = get(tx, id);
  set(tx, id, n + 1);
}
void bad_moved2(pqxx::nontransaction &tx, int id) {
  Lock lock(tx, id);
  long n = get(tx, id);
  {
    Lock inner(std::move(lock));
  }
  set(tx, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_another_key(pqxx::nontransaction &tx, int id) {
  Lock lock(tx, id);
  long n = get(tx, id);
  {
    Lock other(tx, id + 1);
  }
  set(tx, id, n + 1);
}
void good_twice(pqxx::nontransaction &tx, int id) {
  Lock lock(tx, id);
  long n = get(tx, id);
  {
    Lock again(tx, id);
  }
  set(tx, id, n + 1);
}

//===--- A mutex ----------------------------------------------------------===//

static long get(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT n FROM t WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  return q.getColumn(0).getInt64();
}
static void set(SQLite::Database &db, int id, long n) {
  SQLite::Statement u(db, "UPDATE t SET n = ? WHERE id = ?");
  u.bind(1, n);
  u.bind(2, id);
  u.exec();
}

static std::mutex Mutex;
class Guard {
public:
  explicit Guard(std::mutex &m) : m_(&m) {
    m_->lock();
    held_ = true;
  }
  Guard(Guard &&other) : m_(other.m_), held_(other.held_) { other.held_ = false; }
  ~Guard() {
    if (held_)
      m_->unlock();
  }
  void release() {
    if (held_)
      m_->unlock();
    held_ = false;
  }

private:
  std::mutex *m_;
  bool held_ = false;
};
void good_guard(SQLite::Database &db, int id) {
  Guard guard(Mutex);
  long n = get(db, id);
  set(db, id, n + 1);
}
void bad_guard_scope(SQLite::Database &db, int id) {
  long n;
  {
    Guard guard(Mutex);
    n = get(db, id);
  }
  set(db, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void bad_guard_discarded(SQLite::Database &db, int id) {
  Guard{Mutex};
  long n = get(db, id);
  set(db, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void bad_guard_on_some_path(SQLite::Database &db, int id, bool early) {
  Guard guard(Mutex);
  long n = get(db, id);
  if (early)
    guard.release();
  set(db, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_guard_moved(SQLite::Database &db, int id) {
  Guard guard(Mutex);
  Guard other(std::move(guard));
  long n = get(db, id);
  set(db, id, n + 1);
}
void bad_guard_moved(SQLite::Database &db, int id) {
  Guard guard(Mutex);
  long n = get(db, id);
  {
    Guard inner(std::move(guard));
  }
  set(db, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
