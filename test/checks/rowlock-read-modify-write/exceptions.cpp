// Exceptions lead to the handler that fits, and close the scopes that they leave.
// RUN: %check %s -- -isystem %stubs/pqxx-6 -isystem %stubs/sqlitecpp
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <mutex>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

struct NotFound : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Conflict : std::runtime_error {
  using std::runtime_error::runtime_error;
};
void log(const char *);

static int readLocked(pqxx::work &tx, int id) {
  auto rows = tx.exec_params("SELECT n FROM counter WHERE id = $1 FOR UPDATE", id);
  if (rows.empty())
    throw NotFound("no such counter");
  return rows[0][0].as<int>();
}

//===--- The transaction is over in the handler --------------------------===//

void bad_handler_writes(pqxx::connection &c, int id) {
  int n = 0;
  try {
    pqxx::work tx{c};
    n = readLocked(tx, id);
    tx.exec_params("INSERT INTO history (id) VALUES ($1)", id);
    tx.commit();
  } catch (const std::exception &) {
    pqxx::work again{c};
    again.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter'
    again.commit();
  }
}

// It was begun before the try, and is open still.
void good_handler_writes(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  int n = 0;
  try {
    n = readLocked(tx, id);
    log("read");
  } catch (const NotFound &) {
    throw;
  } catch (const std::exception &) {
    tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  }
  tx.commit();
}

//===--- A lock that could not be had ------------------------------------===//

static bool lockRow(pqxx::work &tx, int id) {
  try {
    tx.exec_params("SELECT 1 FROM counter WHERE id = $1 FOR UPDATE NOWAIT", id);
    return true;
  } catch (const pqxx::sql_error &e) {
    log(e.what());
    return false;
  }
}

bool good_lock_asked(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  if (!lockRow(tx, id))
    return false;
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  tx.commit();
  return true;
}

void bad_lock_not_asked(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  lockRow(tx, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: if this lock is not given, that is caught, and the code goes on to write in line {{[0-9]+}} as if it held the lock [rowlock-swallowed-lock-error]
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  tx.commit();
}

enum class Lock { Held, Busy };

static Lock tryLock(pqxx::work &tx, int id) {
  try {
    tx.exec_params("SELECT 1 FROM counter WHERE id = $1 FOR UPDATE NOWAIT", id);
  } catch (...) {
    return Lock::Busy;
  }
  return Lock::Held;
}

bool good_lock_status(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  const Lock lock = tryLock(tx, id);
  if (lock != Lock::Held)
    return false;
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  tx.commit();
  return true;
}

bool bad_lock_status(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  if (tryLock(tx, id) == Lock::Busy)
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: if this lock is not given, that is caught, and the code goes on to write in line {{[0-9]+}} as if it held the lock [rowlock-swallowed-lock-error]
    log("somebody else is at it");
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  tx.commit();
  return true;
}

void good_lock_rethrown(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  try {
    tx.exec_params("SELECT 1 FROM counter WHERE id = $1 FOR UPDATE NOWAIT", id);
  } catch (const pqxx::sql_error &e) {
    log(e.what());
    throw Conflict(e.what());
  }
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  tx.commit();
}

void bad_lock_swallowed(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  try {
    tx.exec_params("SELECT 1 FROM counter WHERE id = $1 FOR UPDATE NOWAIT", id);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: if this lock is not given, that is caught, and the code goes on to write in line {{[0-9]+}} as if it held the lock [rowlock-swallowed-lock-error]
  } catch (const pqxx::sql_error &e) {
    log(e.what());
  }
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  tx.commit();
}

// What is caught is not what the lock throws.
void good_lock_other_class(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  int n = 0;
  try {
    n = readLocked(tx, id);
    if (n < 0)
      throw Conflict("below zero");
  } catch (const Conflict &) {
    return;
  }
  tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  tx.commit();
}

//===--- Guards of one's own ---------------------------------------------===//

class Guard {
public:
  explicit Guard(SQLite::Database &db) : db_(db) { db_.exec("BEGIN IMMEDIATE"); }
  ~Guard() {
    if (!done_)
      db_.exec("ROLLBACK");
  }
  void commit() {
    db_.exec("COMMIT");
    done_ = true;
  }

private:
  SQLite::Database &db_;
  bool done_ = false;
};

static int readLite(SQLite::Database &db, int id) {
  SQLite::Statement get(db, "SELECT n FROM counter WHERE id = ?");
  get.bind(1, id);
  if (!get.executeStep())
    throw NotFound("no such counter");
  return get.getColumn(0).getInt();
}

static void writeLite(SQLite::Database &db, int id, int n) {
  SQLite::Statement set(db, "UPDATE counter SET n = ? WHERE id = ?");
  set.bind(1, n);
  set.bind(2, id);
  set.exec();
}

void good_guard(SQLite::Database &db, int id) {
  try {
    Guard guard(db);
    writeLite(db, id, readLite(db, id) * 2);
    guard.commit();
  } catch (const NotFound &) {
    log("nothing to do");
  }
}

// The guard has rolled back by then.
void bad_guard_handler(SQLite::Database &db, int id) {
  int n = 0;
  try {
    Guard guard(db);
    n = readLite(db, id);
    guard.commit();
  } catch (const std::exception &) {
    writeLite(db, id, n * 2);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter'
  }
}

// A mutex that the exception unlocks.
std::mutex m;
void bad_mutex_handler(SQLite::Database &db, int id) {
  int n = 0;
  try {
    std::lock_guard<std::mutex> lock(m);
    n = readLite(db, id);
    writeLite(db, id + 1, 0);
  } catch (const std::exception &) {
    writeLite(db, id, n * 2);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter'
  }
}

void good_mutex_handler(SQLite::Database &db, int id) {
  std::lock_guard<std::mutex> lock(m);
  int n = 0;
  try {
    n = readLite(db, id);
    writeLite(db, id + 1, 0);
  } catch (const std::exception &) {
    writeLite(db, id, n * 2);
  }
}
