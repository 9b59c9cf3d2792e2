// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}
// BEGIN as text: no scope ends it.
#include <sqlite3.h>

static bool run(sqlite3 *db, const char *sql) {
  return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

int bad_failure(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this transaction stays open where line [[@LINE+8]] returns after a failure: what it has written to 'stock' is neither committed nor rolled back [rowlock-uncommitted-transaction]
    // CHECK-MESSAGES: :[[@LINE+4]]:7: note: update of 'stock' is part of it
    // CHECK-MESSAGES: :[[@LINE+5]]:7: note: this way leads past the commit and the rollback
    // CHECK-MESSAGES: :[[@LINE+5]]:5: note: one after another: line [[@LINE+2]] writes, this returns, and the connection stays in the transaction: nobody else can write to the database, and what the connection is used for next becomes part of it
    return -1;
  if (sqlite3_exec(db, "UPDATE stock SET n = n - 1 WHERE id = 7", nullptr, nullptr, nullptr) != SQLITE_OK)
    return -1;
  if (sqlite3_exec(db, "INSERT INTO sale (article) VALUES (7)", nullptr, nullptr, nullptr) != SQLITE_OK)
    return -1;
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK ? 0 : -1;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: note: other ways end it here
}

int good_failure(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
    return -1;
  if (sqlite3_exec(db, "UPDATE stock SET n = n - 1 WHERE id = 7", nullptr, nullptr, nullptr) != SQLITE_OK ||
      sqlite3_exec(db, "INSERT INTO sale (article) VALUES (7)", nullptr, nullptr, nullptr) != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    return -1;
  }
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK ? 0 : -1;
}

int good_goto(sqlite3 *db) {
  int rc = sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_exec(db, "UPDATE stock SET n = n - 1 WHERE id = 7", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    goto undo;
  rc = sqlite3_exec(db, "INSERT INTO sale (article) VALUES (7)", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    goto undo;
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
undo:
  sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  return rc;
}

bool good_choice(sqlite3 *db) {
  if (!run(db, "BEGIN"))
    return false;
  bool ok = run(db, "UPDATE stock SET n = n - 1 WHERE id = 7");
  ok = ok && run(db, "INSERT INTO sale (article) VALUES (7)");
  run(db, ok ? "COMMIT" : "ROLLBACK");
  return ok;
}

bool bad_helper(sqlite3 *db, int n) {
  run(db, "BEGIN");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction stays open where line [[@LINE+3]] returns: what it has written to 'stock' is neither committed nor rolled back [rowlock-uncommitted-transaction]
  run(db, "UPDATE stock SET n = n - 1 WHERE id = 7");
  if (n == 0)
    return false;
  run(db, "UPDATE stock SET n = n + 1 WHERE id = 8");
  return run(db, "COMMIT");
}

// Only one of the two changed a row, and the other leaves nothing behind.
bool good_no_row(sqlite3 *db) {
  run(db, "BEGIN");
  run(db, "UPDATE seat SET taken = 1 WHERE id = 7 AND taken = 0");
  if (sqlite3_changes(db) == 0)
    return false;
  run(db, "INSERT INTO ticket (seat) VALUES (7)");
  return run(db, "COMMIT");
}

// Helpers: callers have the rest.
bool good_begins(sqlite3 *db) {
  return run(db, "BEGIN") && run(db, "UPDATE stamp SET n = n + 1");
}
bool good_ends(sqlite3 *db) { return run(db, "COMMIT"); }

static bool charge(sqlite3 *db, int n) {
  run(db, "BEGIN");
  run(db, "UPDATE stock SET n = n - 1 WHERE id = 7");
  if (n == 0)
    return false;
  return run(db, "COMMIT");
}
bool good_caller(sqlite3 *db, int n) {
  if (charge(db, n))
    return true;
  run(db, "ROLLBACK");
  return false;
}

// Who begins only if nobody has, ends only then.
bool good_nested(sqlite3 *db) {
  bool own = sqlite3_get_autocommit(db) != 0;
  if (own)
    run(db, "BEGIN");
  bool ok = run(db, "UPDATE stock SET n = n - 1 WHERE id = 7");
  if (own)
    run(db, ok ? "COMMIT" : "ROLLBACK");
  return ok;
}

class Depth {
public:
  void begin() {
    if (depth++ == 0)
      run(db, "BEGIN");
  }
  void end() {
    if (--depth == 0)
      run(db, "COMMIT");
  }
  void good_work() {
    begin();
    run(db, "UPDATE stock SET n = n - 1 WHERE id = 7");
    end();
  }

private:
  sqlite3 *db = nullptr;
  int depth = 0;
};

// Undone by a scope of its own making.
class Scope {
public:
  explicit Scope(sqlite3 *db) : db(db) { run(db, "BEGIN"); }
  ~Scope() {
    if (!done)
      run(db, "ROLLBACK");
  }
  bool commit() { return done = run(db, "COMMIT"); }

private:
  sqlite3 *db;
  bool done = false;
};

bool good_scope(sqlite3 *db) {
  Scope scope(db);
  if (!run(db, "UPDATE stock SET n = n - 1 WHERE id = 7"))
    return false;
  if (!run(db, "INSERT INTO sale (article) VALUES (7)"))
    return false;
  return scope.commit();
}

void bad_scope(sqlite3 *db) {
  Scope scope(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: what this transaction writes to 'stock' is thrown away: nothing commits it [rowlock-uncommitted-transaction]
  run(db, "UPDATE stock SET n = n - 1 WHERE id = 7");
}
