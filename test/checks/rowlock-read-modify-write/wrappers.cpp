// Through wrappers: each hazard beside its safe twin.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <memory>
#include <mutex>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <utility>

//===--- A record that is loaded and saved ------------------------------===//

struct Account {
  long id;
  long cents;
  std::string label;
};

static std::optional<Account> load(pqxx::work &tx, long id, bool lock) {
  std::string sql = "SELECT id, cents, label FROM account WHERE id = $1";
  if (lock)
    sql += " FOR UPDATE";
  auto rows = tx.exec_params(sql, id);
  if (rows.empty())
    return std::nullopt;
  return Account{rows[0][0].as<long>(), rows[0][1].as<long>(), rows[0]["label"].as<std::string>()};
}

static void save(pqxx::work &tx, const Account &a) {
  tx.exec_params("UPDATE account SET cents = $1 WHERE id = $2", a.cents, a.id);
}

void bad_record(pqxx::work &tx, long id, long by) {
  auto a = load(tx, id, false);
  if (!a)
    return;
  a->cents += by;
  save(tx, *a);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'cents' of 'account' between line [[#@LINE-5]] and this write is overwritten
}

void good_record(pqxx::work &tx, long id, long by) {
  auto a = load(tx, id, true);
  if (!a)
    return;
  a->cents += by;
  save(tx, *a);
}

//===--- Filled through a reference, in a class with a constructor --------===//

class Settings {
public:
  explicit Settings(SQLite::Database &db)
      : db_(db), get_(db, "SELECT value FROM setting WHERE name = ?"),
        set_(db, "UPDATE setting SET value = ? WHERE name = ?") {}

  bool read(const std::string &name, long &out) {
    get_.reset();
    get_.bind(1, name);
    if (!get_.executeStep())
      return false;
    out = get_.getColumn(0).getInt64();
    get_.reset();
    return true;
  }
  void write(const std::string &name, long value) {
    set_.reset();
    set_.bind(1, value);
    set_.bind(2, name);
    set_.exec();
  }
  SQLite::Database &database() { return db_; }

private:
  SQLite::Database &db_;
  SQLite::Statement get_;
  SQLite::Statement set_;
};

void bad_members(Settings &settings, long by) {
  long value = 0;
  if (settings.read("quota", value))
    settings.write("quota", value + by);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'value' of 'setting'
}

void good_other_key(Settings &settings, long by) {
  long value = 0;
  if (settings.read("quota", value))
    settings.write("limit", value + by);
}

//===--- Transactions that begin in a constructor --------------------------===//

class Scope {
public:
  Scope(SQLite::Database &db, const char *begin) : db_(db) { db_.exec(begin); }
  ~Scope() {
    if (!done_)
      db_.tryExec("ROLLBACK");
  }
  void commit() {
    db_.exec("COMMIT");
    done_ = true;
  }

private:
  SQLite::Database &db_;
  bool done_ = false;
};

void bad_deferred_scope(Settings &settings, long by) {
  Scope scope(settings.database(), "BEGIN");
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: this transaction fails under load: it reads 'setting' in line [[@LINE+2]] and writes 'setting' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  long value = 0;
  settings.read("quota", value);
  settings.write("quota", value + by);
  scope.commit();
}

void good_immediate_scope(Settings &settings, long by) {
  Scope scope(settings.database(), "BEGIN IMMEDIATE");
  long value = 0;
  settings.read("quota", value);
  settings.write("quota", value + by);
  scope.commit();
}

// The lock is given back by the destructor, before the write.
class Named {
public:
  Named(pqxx::work &tx, long key) : tx_(tx), key_(key) {
    tx_.exec_params("SELECT pg_advisory_lock($1)", key_);
  }
  ~Named() { tx_.exec_params("SELECT pg_advisory_unlock($1)", key_); }

private:
  pqxx::work &tx_;
  long key_;
};

void bad_guard_ends(pqxx::work &tx, long id) {
  long n = 0;
  {
    Named guard(tx, id);
    n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<long>();
  }
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter'
}

void good_guard_holds(pqxx::work &tx, long id) {
  Named guard(tx, id);
  long n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<long>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
}

//===--- Closures ------------------------------------------------------------===//

template <class F> static void inTransaction(SQLite::Database &db, F &&body) {
  SQLite::Transaction tx(db);
  body();
  tx.commit();
}

template <class F> static void inWriteTransaction(SQLite::Database &db, F &&body) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  body();
  tx.commit();
}

template <class F>
static void inSome(SQLite::Database &db, SQLite::TransactionBehavior how, F &&body) {
  SQLite::Transaction tx(db, how);
  body();
  tx.commit();
}

static long current(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  return q.executeStep() ? q.getColumn(0).getInt64() : 0;
}

static void assign(SQLite::Database &db, int id, long n) {
  SQLite::Statement u(db, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, n);
  u.bind(2, id);
  u.exec();
}

void bad_closure(SQLite::Database &db, int id) {
  inTransaction(db, [&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'counter' in line [[@LINE+1]] and writes 'counter' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    assign(db, id, current(db, id) + 1);
  });
}

void good_closure(SQLite::Database &db, int id) {
  inWriteTransaction(db, [&] {
    assign(db, id, current(db, id) + 1);
  });
}

// Chosen where nobody can see it: only possible, and off by default.
void possible_closure(SQLite::Database &db, int id, SQLite::TransactionBehavior how) {
  inSome(db, how, [&] {
    assign(db, id, current(db, id) + 1);
  });
}

// Tried again as a whole when the database refuses it.
long good_retried(pqxx::connection &c, int id) {
  return pqxx::perform([&c, id] {
    pqxx::transaction<pqxx::serializable> tx(c);
    long n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<long>() + 1;
    tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n, id);
    tx.commit();
    return n;
  });
}

//===--- Prepared elsewhere, quoted, chosen -----------------------------------===//

void prepareAll(pqxx::connection &c) {
  c.prepare("seen.get", "SELECT seen FROM page WHERE id = $1");
  c.prepare("seen.lock", "SELECT seen FROM page WHERE id = $1 FOR UPDATE");
  c.prepare("seen.set", "UPDATE page SET seen = $2 WHERE id = $1");
}

void bad_prepared_elsewhere(pqxx::work &tx, int id) {
  int seen = tx.exec_prepared1("seen.get", id)[0].as<int>();
  tx.exec_prepared0("seen.set", id, seen + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'seen' of 'page'
}

void good_prepared_elsewhere(pqxx::work &tx, int id) {
  int seen = tx.exec_prepared1("seen.lock", id)[0].as<int>();
  tx.exec_prepared0("seen.set", id, seen + 1);
}

static std::string where(int id) { return " WHERE id = " + std::to_string(id); }

void bad_quoted(pqxx::work &tx, int id, const std::string &tag) {
  std::string tags = tx.exec1("SELECT tags FROM page" + where(id))[0].c_str();
  if (!tags.empty())
    tags += ",";
  tags += tag;
  tx.exec("UPDATE page SET tags = " + tx.quote(tags) + where(id));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'tags' of 'page'
}

void good_quoted(pqxx::work &tx, int id, const std::string &tag) {
  std::string old = tx.exec1("SELECT tags FROM page" + where(id))[0].c_str();
  std::string tags = tag + "," + tag;
  tx.exec("UPDATE page SET tags = " + tx.quote(tags) + where(id));
}

bool bad_toggle(pqxx::work &tx, int id) {
  bool on = tx.exec_params1("SELECT enabled FROM flag WHERE id = $1", id)[0].as<bool>();
  tx.exec_params0("UPDATE flag SET enabled = $1 WHERE id = $2", on ? false : true, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'enabled' of 'flag'
  return !on;
}

// A helper whose only caller locks.
static void bump(pqxx::work &tx, int id) {
  long n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<long>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
}

void good_caller_locks(pqxx::work &tx, int id) {
  tx.exec_params("SELECT 1 FROM counter WHERE id = $1 FOR UPDATE", id);
  bump(tx, id);
}
