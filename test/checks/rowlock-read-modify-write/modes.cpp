// How a transaction begins is a value: each hazard beside its safe twin.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <pqxx/pqxx>
#include <string>

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

//===--- The mode is a parameter, a template argument, a member -----------===//

template <class F>
static void with(SQLite::Database &db, F f, SQLite::TransactionBehavior mode = SQLite::TransactionBehavior::DEFERRED) {
  SQLite::Transaction tx(db, mode);
  f();
  tx.commit();
}
void bad_parameter(SQLite::Database &db, int id) {
  with(db, [&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 't' in line [[@LINE+1]] and writes 't' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    set(db, id, get(db, id) + 1);
  }, SQLite::TransactionBehavior::DEFERRED);
}
void good_parameter(SQLite::Database &db, int id) {
  with(db, [&] {
    set(db, id, get(db, id) + 1);
  }, SQLite::TransactionBehavior::IMMEDIATE);
}
void bad_default(SQLite::Database &db, int id) {
  with(db, [&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 't' in line [[@LINE+1]] and writes 't' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    set(db, id, get(db, id) + 1);
  });
}
static constexpr auto Writing = SQLite::TransactionBehavior::EXCLUSIVE;
void good_constant(SQLite::Database &db, int id) {
  with(db, [&] {
    set(db, id, get(db, id) + 1);
  }, Writing);
}
static SQLite::TransactionBehavior behavior(bool write) {
  return write ? SQLite::TransactionBehavior::IMMEDIATE : SQLite::TransactionBehavior::DEFERRED;
}
void bad_choice(SQLite::Database &db, int id) {
  with(db, [&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 't' in line [[@LINE+1]] and writes 't' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    set(db, id, get(db, id) + 1);
  }, behavior(false));
}
void good_choice(SQLite::Database &db, int id) {
  with(db, [&] {
    set(db, id, get(db, id) + 1);
  }, behavior(true));
}
// Nobody knows here: only possible.
void good_open(SQLite::Database &db, int id, bool write) {
  with(db, [&] {
    set(db, id, get(db, id) + 1);
  }, behavior(write));
}

template <SQLite::TransactionBehavior Mode> struct Scoped {
  explicit Scoped(SQLite::Database &db) : tx(db, Mode) {}
  SQLite::Transaction tx;
};
void bad_template(SQLite::Database &db, int id) {
  Scoped<SQLite::TransactionBehavior::DEFERRED> scope(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:49: warning: this transaction fails under load: it reads 't' in line [[@LINE+1]] and writes 't' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  set(db, id, get(db, id) + 1);
  scope.tx.commit();
}
void good_template(SQLite::Database &db, int id) {
  Scoped<SQLite::TransactionBehavior::IMMEDIATE> scope(db);
  set(db, id, get(db, id) + 1);
  scope.tx.commit();
}

class Work {
public:
  Work(SQLite::Database &db, SQLite::TransactionBehavior mode) : db_(db), mode_(mode) {}
  template <class F> void run(F f) {
    SQLite::Transaction tx(db_, mode_);
    f();
    tx.commit();
  }

private:
  SQLite::Database &db_;
  SQLite::TransactionBehavior mode_;
};
void bad_member(SQLite::Database &db, int id) {
  Work work(db, SQLite::TransactionBehavior::DEFERRED);
  work.run([&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 't' in line [[@LINE+1]] and writes 't' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    set(db, id, get(db, id) + 1);
  });
}
void good_member(SQLite::Database &db, int id) {
  Work work(db, SQLite::TransactionBehavior::IMMEDIATE);
  work.run([&] {
    set(db, id, get(db, id) + 1);
  });
}

//===--- An enumeration of one's own --------------------------------------===//

enum class Access { Read, Write };
template <class F> static void in(SQLite::Database &db, Access a, F f) {
  SQLite::Transaction tx(db, a == Access::Write ? SQLite::TransactionBehavior::IMMEDIATE
                                                : SQLite::TransactionBehavior::DEFERRED);
  f();
  tx.commit();
}
void bad_access(SQLite::Database &db, int id) {
  in(db, Access::Read, [&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 't' in line [[@LINE+1]] and writes 't' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    set(db, id, get(db, id) + 1);
  });
}
void good_access(SQLite::Database &db, int id) {
  in(db, Access::Write, [&] {
    set(db, id, get(db, id) + 1);
  });
}

static const char *begin(Access a) {
  switch (a) {
  case Access::Read:
    return "BEGIN";
  case Access::Write:
    return "BEGIN IMMEDIATE";
  }
  return "BEGIN";
}
void bad_text(SQLite::Database &db, int id) {
  db.exec(begin(Access::Read));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 't' in line [[@LINE+1]] and writes 't' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  set(db, id, get(db, id) + 1);
  db.exec("COMMIT");
}
void good_text(SQLite::Database &db, int id) {
  db.exec(begin(Access::Write));
  set(db, id, get(db, id) + 1);
  db.exec("COMMIT");
}

static const char *begin(SQLite::TransactionBehavior mode) {
  switch (mode) {
  case SQLite::TransactionBehavior::IMMEDIATE:
    return "BEGIN IMMEDIATE";
  default:
    return "BEGIN";
  }
}
void bad_library_enumerator(SQLite::Database &db, int id) {
  db.exec(begin(SQLite::TransactionBehavior::DEFERRED));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 't' in line [[@LINE+1]] and writes 't' in line [[@LINE+1]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  set(db, id, get(db, id) + 1);
  db.exec("COMMIT");
}
void good_library_enumerator(SQLite::Database &db, int id) {
  db.exec(begin(SQLite::TransactionBehavior::IMMEDIATE));
  set(db, id, get(db, id) + 1);
  db.exec("COMMIT");
}

//===--- Isolation levels -------------------------------------------------===//

static long get(pqxx::transaction_base &tx, int id) {
  return tx.exec_params1("SELECT n FROM t WHERE id = $1", id)[0].as<long>();
}
static void set(pqxx::transaction_base &tx, int id, long n) {
  tx.exec_params0("UPDATE t SET n = $1 WHERE id = $2", n, id);
}

template <pqxx::isolation_level Level, class F> static void retried(pqxx::connection &c, F f) {
  for (int attempt = 0;; ++attempt)
    try {
      pqxx::transaction<Level> tx(c);
      f(tx);
      tx.commit();
      return;
    } catch (const pqxx::serialization_failure &) {
      if (attempt > 4)
        throw;
    }
}
void bad_level(pqxx::connection &c, int id) {
  retried<pqxx::read_committed>(c, [&](pqxx::transaction_base &tx) {
    set(tx, id, get(tx, id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
  });
}
void good_level(pqxx::connection &c, int id) {
  retried<pqxx::serializable>(c, [&](pqxx::transaction_base &tx) {
    set(tx, id, get(tx, id) + 1);
  });
}

template <class F> static void at(pqxx::connection &c, const std::string &level, F f) {
  for (int attempt = 0;; ++attempt)
    try {
      pqxx::nontransaction tx(c);
      tx.exec("BEGIN");
      tx.exec("SET TRANSACTION ISOLATION LEVEL " + level);
      f(tx);
      tx.exec("COMMIT");
      return;
    } catch (const pqxx::serialization_failure &) {
      if (attempt > 4)
        throw;
    }
}
void bad_level_in_text(pqxx::connection &c, int id) {
  at(c, "READ COMMITTED", [&](pqxx::transaction_base &tx) {
    set(tx, id, get(tx, id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
  });
}
void good_level_in_text(pqxx::connection &c, int id) {
  at(c, "SERIALIZABLE", [&](pqxx::transaction_base &tx) {
    set(tx, id, get(tx, id) + 1);
  });
}
