// SQLite's C API in wrappers, against the stub header; sqlite3-headers.test lints
// this file against the real one.
// RUN: %check %s -- -isystem %stubs/sqlite3

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

//===----------------------------------------------------------------------===//
// Wrappers
//===----------------------------------------------------------------------===//

class Statement {
public:
  Statement(sqlite3 *db, const char *sql) {
    if (sqlite3_prepare_v2(db, sql, -1, &stmt_, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(db));
  }
  ~Statement() { sqlite3_finalize(stmt_); }
  Statement(const Statement &) = delete;
  Statement &bind(int index, int value) {
    sqlite3_bind_int(stmt_, index, value);
    return *this;
  }
  Statement &bind(int index, const std::string &value) {
    sqlite3_bind_text(stmt_, index, value.c_str(), -1, SQLITE_TRANSIENT);
    return *this;
  }
  bool step() {
    int rc = sqlite3_step(stmt_);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
      throw std::runtime_error("step");
    return rc == SQLITE_ROW;
  }
  int getInt(int column) { return sqlite3_column_int(stmt_, column); }

private:
  sqlite3_stmt *stmt_ = nullptr;
};

void bad_wrapped(sqlite3 *db, int user) {
  Statement q(db, "SELECT credit FROM user WHERE id = ?");
  q.bind(1, user);
  if (!q.step())
    return;
  int credit = q.getInt(0);
  // CHECK-FIXES: Statement(db, "UPDATE user SET credit = credit - ? WHERE id = ?").bind(1, 5).bind(2, user).step();
  Statement(db, "UPDATE user SET credit = ? WHERE id = ?").bind(1, credit - 5).bind(2, user).step();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'credit' of 'user' between line [[#@LINE-5]] and this write is overwritten
  // CHECK-MESSAGES: note: repair: let the database compute 'credit' from the current value, and pass only the change
}

void good_wrapped(sqlite3 *db, int user) {
  Statement(db, "UPDATE user SET credit = credit - ? WHERE id = ?").bind(1, 5).bind(2, user).step();
}

class Transaction {
public:
  explicit Transaction(sqlite3 *db, const char *begin = "BEGIN IMMEDIATE") : db_(db) { exec(begin); }
  ~Transaction() {
    if (db_)
      sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  void commit() {
    exec("COMMIT");
    db_ = nullptr;
  }

private:
  void exec(const char *sql) {
    char *error = nullptr;
    if (sqlite3_exec(db_, sql, nullptr, nullptr, &error) != SQLITE_OK) {
      std::string text = error ? error : "unknown";
      sqlite3_free(error);
      throw std::runtime_error(text);
    }
  }
  sqlite3 *db_;
};

void bad_transaction(sqlite3 *db, int user) {
  // CHECK-FIXES: Transaction tx(db, "BEGIN IMMEDIATE");
  Transaction tx(db, "BEGIN");
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: this transaction fails under load: it reads 'user' in line [[@LINE+3]] and writes 'user' in line [[@LINE+7]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  Statement q(db, "SELECT credit FROM user WHERE id = ?");
  q.bind(1, user);
  int credit = q.step() ? q.getInt(0) : 0;
  Statement u(db, "UPDATE user SET credit = ? WHERE id = ?");
  u.bind(1, credit + 10);
  u.bind(2, user);
  u.step();
  tx.commit();
}

void good_transaction(sqlite3 *db, int user) {
  Transaction tx(db);
  Statement q(db, "SELECT credit FROM user WHERE id = ?");
  q.bind(1, user);
  int credit = q.step() ? q.getInt(0) : 0;
  Statement u(db, "UPDATE user SET credit = ? WHERE id = ?");
  u.bind(1, credit + 10);
  u.bind(2, user);
  u.step();
  tx.commit();
}

using Handle = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

static Handle make(sqlite3 *db, const std::string &sql) {
  sqlite3_stmt *raw = nullptr;
  sqlite3_prepare_v2(db, sql.c_str(), (int)sql.size(), &raw, nullptr);
  return Handle(raw, &sqlite3_finalize);
}

void bad_unique(sqlite3 *db, const std::string &key) {
  int uses = 0;
  {
    Handle q = make(db, "SELECT uses FROM coupon WHERE code = ?");
    sqlite3_bind_text(q.get(), 1, key.c_str(), -1, SQLITE_TRANSIENT);
    if (sqlite3_step(q.get()) == SQLITE_ROW)
      uses = sqlite3_column_int(q.get(), 0);
  }
  Handle u = make(db, "UPDATE coupon SET uses = ? WHERE code = ?");
  sqlite3_bind_int(u.get(), 1, ++uses);
  sqlite3_bind_text(u.get(), 2, key.c_str(), -1, SQLITE_TRANSIENT);
  sqlite3_step(u.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'uses' of 'coupon' between line [[#@LINE-7]] and this write is overwritten
}

bool good_unique(sqlite3 *db, const std::string &key) {
  int uses = 0;
  {
    Handle q = make(db, "SELECT uses FROM coupon WHERE code = ?");
    sqlite3_bind_text(q.get(), 1, key.c_str(), -1, SQLITE_TRANSIENT);
    if (sqlite3_step(q.get()) == SQLITE_ROW)
      uses = sqlite3_column_int(q.get(), 0);
  }
  Handle u = make(db, "UPDATE coupon SET uses = ?1 + 1 WHERE code = ?2 AND uses = ?1");
  sqlite3_bind_int(u.get(), 1, uses);
  sqlite3_bind_text(u.get(), 2, key.c_str(), -1, SQLITE_TRANSIENT);
  return sqlite3_step(u.get()) == SQLITE_DONE && sqlite3_changes(db) > 0;
}

// A repository that keeps its statements.
class Inventory {
public:
  explicit Inventory(const char *file) {
    sqlite3_open(file, &db_);
    sqlite3_prepare_v2(db_, "SELECT qty FROM part WHERE id = ?", -1, &get_, nullptr);
    sqlite3_prepare_v2(db_, "UPDATE part SET qty = ? WHERE id = ?", -1, &set_, nullptr);
    sqlite3_prepare_v2(db_, "UPDATE part SET qty = qty - ? WHERE id = ? AND qty >= ?", -1, &take_, nullptr);
  }
  ~Inventory() {
    for (sqlite3_stmt *each : {get_, set_, take_})
      sqlite3_finalize(each);
    sqlite3_close(db_);
    db_ = nullptr;
  }
  void bad_take(int part, int count) {
    sqlite3_bind_int(get_, 1, part);
    int qty = sqlite3_step(get_) == SQLITE_ROW ? sqlite3_column_int(get_, 0) : 0;
    sqlite3_reset(get_);
    sqlite3_bind_int(set_, 1, qty - count);
    sqlite3_bind_int(set_, 2, part);
    sqlite3_step(set_);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'qty' of 'part' between line [[#@LINE-5]] and this write is overwritten
    sqlite3_reset(set_);
  }
  bool good_take(int part, int count) {
    sqlite3_bind_int(take_, 1, count);
    sqlite3_bind_int(take_, 2, part);
    sqlite3_bind_int(take_, 3, count);
    sqlite3_step(take_);
    sqlite3_reset(take_);
    return sqlite3_changes(db_) == 1;
  }

private:
  sqlite3 *db_ = nullptr;
  sqlite3_stmt *get_ = nullptr;
  sqlite3_stmt *set_ = nullptr;
  sqlite3_stmt *take_ = nullptr;
};

// A vector of rows of texts, gathered by a callback.
typedef std::vector<std::string> Row;

static int collect(void *to, int n, char **cells, char **) {
  Row row;
  for (int i = 0; i < n; i++)
    row.push_back(cells[i] ? cells[i] : "");
  static_cast<std::vector<Row> *>(to)->push_back(row);
  return 0;
}

static std::vector<Row> query(sqlite3 *db, const std::string &sql) {
  std::vector<Row> rows;
  sqlite3_exec(db, sql.c_str(), collect, &rows, nullptr);
  return rows;
}

void bad_rows(sqlite3 *db, const std::string &song) {
  std::vector<Row> rows = query(db, "SELECT plays, title FROM song WHERE id = '" + song + "'");
  if (rows.empty())
    return;
  int plays = std::stoi(rows[0][0]);
  query(db, "UPDATE song SET plays = " + std::to_string(plays + 1) + " WHERE id = '" + song + "'");
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'plays' of 'song' between line [[#@LINE-5]] and this write is overwritten
}

void good_rows(sqlite3 *db, const std::string &song) {
  std::vector<Row> rows = query(db, "SELECT length, title FROM song WHERE id = '" + song + "'");
  if (rows.empty())
    return;
  int length = std::stoi(rows[0][0]);
  query(db, "UPDATE song SET plays = plays + 1 WHERE id = '" + song + "'");
  query(db, "INSERT INTO played (song, seconds) VALUES ('" + song + "', " + std::to_string(length / 1000) + ")");
}

// An exec that binds what it is given.
static void bindOne(sqlite3_stmt *s, int at, int v) { sqlite3_bind_int(s, at, v); }
static void bindOne(sqlite3_stmt *s, int at, const char *v) { sqlite3_bind_text(s, at, v, -1, SQLITE_TRANSIENT); }

template <typename... Values> static int run(sqlite3 *db, const char *sql, int *out, Values... values) {
  sqlite3_stmt *s = nullptr;
  int at = 0;
  sqlite3_prepare_v2(db, sql, -1, &s, nullptr);
  (bindOne(s, ++at, values), ...);
  int rc = sqlite3_step(s);
  if (rc == SQLITE_ROW && out)
    *out = sqlite3_column_int(s, 0);
  sqlite3_finalize(s);
  return rc;
}

void bad_variadic(sqlite3 *db, const char *team, int points) {
  int total = 0;
  run(db, "SELECT points FROM team WHERE name = ?", &total, team);
  run(db, "UPDATE team SET points = ? WHERE name = ?", nullptr, total + points, team);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'points' of 'team' between line [[#@LINE-2]] and this write is overwritten
}

void good_variadic(sqlite3 *db, const char *team, int points) {
  int total = 0;
  run(db, "SELECT points FROM rule WHERE name = ?", &total, team);
  run(db, "UPDATE team SET points = points + ? WHERE name = ?", nullptr, total * points, team);
}

// A lock of this process is enough where SQLite is used.
static std::mutex guard;

void good_mutex(sqlite3 *db, int id) {
  std::lock_guard<std::mutex> lock(guard);
  int n = 0;
  run(db, "SELECT n FROM local WHERE id = ?", &n, id);
  run(db, "UPDATE local SET n = ? WHERE id = ?", nullptr, n + 1, id);
}

// Settings of the connection change nothing.
int good_settings(sqlite3 *db) {
  sqlite3_busy_timeout(db, 5000);
  sqlite3_exec(db, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
  return sqlite3_get_autocommit(db);
}

//===----------------------------------------------------------------------===//
// Statements that one function prepares and others run
//===----------------------------------------------------------------------===//

static sqlite3 *registry;
static sqlite3_stmt *readRegister;
static sqlite3_stmt *writeRegister;

int openRegistry(const char *path) {
  if (sqlite3_open_v2(path, &registry, SQLITE_OPEN_READWRITE, NULL))
    return -1;
  if (sqlite3_prepare_v2(registry, "SELECT value FROM register WHERE address = ?", -1, &readRegister, NULL))
    return -1;
  return sqlite3_prepare_v2(registry, "UPDATE register SET value = ? WHERE address = ?", -1, &writeRegister, NULL);
}

static int setBits(int address, int bits) {
  int value = 0;
  sqlite3_bind_int(readRegister, 1, address);
  if (sqlite3_step(readRegister) == SQLITE_ROW)
    value = sqlite3_column_int(readRegister, 0);
  sqlite3_reset(readRegister);
  sqlite3_bind_int(writeRegister, 1, value | bits);
  sqlite3_bind_int(writeRegister, 2, address);
  int rc = sqlite3_step(writeRegister);
  sqlite3_reset(writeRegister);
  return rc;
}

int good_global(int address, int bits) {
  if (sqlite3_exec(registry, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return SQLITE_BUSY;
  int rc = setBits(address, bits);
  sqlite3_exec(registry, rc == SQLITE_DONE ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

int bad_global(int address) {
  int value = 0;
  sqlite3_bind_int(readRegister, 1, address);
  if (sqlite3_step(readRegister) == SQLITE_ROW)
    value = sqlite3_column_int(readRegister, 0);
  sqlite3_reset(readRegister);
  sqlite3_bind_int(writeRegister, 1, value ^ 1);
  sqlite3_bind_int(writeRegister, 2, address);
  int rc = sqlite3_step(writeRegister);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'value' of 'register' between line [[#@LINE-6]] and this write is overwritten
  sqlite3_reset(writeRegister);
  return rc;
}

class Counters {
public:
  bool open(const char *path) {
    return sqlite3_open(path, &db_) == SQLITE_OK &&
           prepare("SELECT value FROM counters WHERE name = ?", select_) &&
           prepare("UPDATE counters SET value = ? WHERE name = ?", update_);
  }
  void bad_bump(const char *name) {
    put(name, get(name) + 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'value' of 'counters' between line [[#@LINE-1]] and this write is overwritten
  }
  bool good_bump(const char *name) {
    if (sqlite3_exec(db_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
      return false;
    put(name, get(name) + 1);
    return sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK;
  }

private:
  bool prepare(const char *sql, sqlite3_stmt *&to) {
    return sqlite3_prepare_v2(db_, sql, -1, &to, nullptr) == SQLITE_OK;
  }
  sqlite3_int64 get(const char *name) {
    sqlite3_int64 value = 0;
    sqlite3_bind_text(select_, 1, name, -1, SQLITE_STATIC);
    if (sqlite3_step(select_) == SQLITE_ROW)
      value = sqlite3_column_int64(select_, 0);
    sqlite3_reset(select_);
    return value;
  }
  void put(const char *name, sqlite3_int64 value) {
    sqlite3_bind_int64(update_, 1, value);
    sqlite3_bind_text(update_, 2, name, -1, SQLITE_STATIC);
    sqlite3_step(update_);
    sqlite3_reset(update_);
  }
  sqlite3 *db_ = nullptr;
  sqlite3_stmt *select_ = nullptr;
  sqlite3_stmt *update_ = nullptr;
};

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

// One macro for functions of all kinds: each returns only some of the codes.
#define CHECKED(call)                                                          \
  do {                                                                         \
    int rc_ = (call);                                                          \
    if (rc_ != SQLITE_OK && rc_ != SQLITE_ROW && rc_ != SQLITE_DONE)           \
      abort();                                                                 \
  } while (0)

static void drain(sqlite3 *db, const char *begin, int tank) {
  sqlite3_stmt *s;
  CHECKED(sqlite3_exec(db, begin, 0, 0, 0));
  CHECKED(sqlite3_prepare_v2(db, "SELECT litres FROM tank WHERE id = ?", -1, &s, 0));
  CHECKED(sqlite3_bind_int(s, 1, tank));
  CHECKED(sqlite3_step(s));
  double litres = sqlite3_column_double(s, 0);
  CHECKED(sqlite3_finalize(s));
  CHECKED(sqlite3_prepare_v2(db, "UPDATE tank SET litres = ? WHERE id = ?", -1, &s, 0));
  CHECKED(sqlite3_bind_double(s, 1, litres - 20));
  CHECKED(sqlite3_bind_int(s, 2, tank));
  CHECKED(sqlite3_step(s));
  CHECKED(sqlite3_finalize(s));
  CHECKED(sqlite3_exec(db, "COMMIT", 0, 0, 0));
}

void good_macro(sqlite3 *db, int tank) { drain(db, "BEGIN EXCLUSIVE", tank); }

// A transaction that says how it went, and is tried until it went well.
static bool attempt(sqlite3 *db, int id) {
  if (sqlite3_exec(db, "BEGIN", 0, 0, 0) != SQLITE_OK)
    return false;
  int n = 0;
  run(db, "SELECT n FROM meter WHERE id = ?", &n, id);
  bool ok = run(db, "UPDATE meter SET n = ? WHERE id = ?", nullptr, n + 1, id) == SQLITE_DONE;
  if (ok)
    ok = sqlite3_exec(db, "COMMIT", 0, 0, 0) == SQLITE_OK;
  if (!ok)
    sqlite3_exec(db, "ROLLBACK", 0, 0, 0);
  return ok;
}

void good_attempts(sqlite3 *db, int id) {
  while (!attempt(db, id))
    sqlite3_sleep(5);
}

// Who went well goes on; who did not gives up.
static bool attemptAll(sqlite3 *db, int id) {
  if (sqlite3_exec(db, "BEGIN", 0, 0, 0) != SQLITE_OK)
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this transaction fails under load: it reads 'meter' in line [[@LINE+3]] and writes 'meter' in line [[@LINE+4]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    return false;
  int n = 0;
  run(db, "SELECT n FROM meter WHERE id = ?", &n, id);
  bool ok = run(db, "UPDATE meter SET n = ? WHERE id = ?", nullptr, n + 1, id) == SQLITE_DONE;
  if (ok)
    ok = sqlite3_exec(db, "COMMIT", 0, 0, 0) == SQLITE_OK;
  if (!ok)
    sqlite3_exec(db, "ROLLBACK", 0, 0, 0);
  return ok;
}

void bad_attempts(sqlite3 *db, int id) {
  while (attemptAll(db, id))
    ++id;
}


// What a smart pointer gives up is finished: the read is over, and the old value
// is overwritten, not refused.
void bad_given_up(sqlite3 *db, int id) {
  struct Finalize {
    void operator()(sqlite3_stmt *s) const { sqlite3_finalize(s); }
  };
  sqlite3_stmt *raw = nullptr;
  sqlite3_prepare_v2(db, "SELECT value FROM gauge WHERE id = ?", -1, &raw, nullptr);
  std::unique_ptr<sqlite3_stmt, Finalize> q(raw);
  sqlite3_bind_int(q.get(), 1, id);
  if (sqlite3_step(q.get()) != SQLITE_ROW)
    return;
  int value = sqlite3_column_int(q.get(), 0);
  q.reset();
  Statement(db, "UPDATE gauge SET value = ? WHERE id = ?").bind(1, value / 2).bind(2, id).step();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'value' of 'gauge' between line [[#@LINE-5]] and this write is overwritten
}
