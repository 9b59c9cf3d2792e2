// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}
#include <sqlite3.h>

static bool run(sqlite3 *db, const char *sql) {
  return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

static int load(sqlite3 *db) {
  sqlite3_stmt *q = nullptr;
  int n = 0;
  sqlite3_prepare_v2(db, "SELECT load FROM depot", -1, &q, nullptr);
  if (sqlite3_step(q) == SQLITE_ROW)
    n = sqlite3_column_int(q, 0);
  sqlite3_finalize(q);
  return n;
}

bool bad_begin(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this transaction fails under load: it reads 'depot' in line [[@LINE+2]] and writes 'log' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    return false;
  int n = load(db);
  bool ok = run(db, n > 3 ? "DELETE FROM log" : "DELETE FROM log WHERE old") &&
            run(db, "INSERT INTO log (text) VALUES ('cleaned')");
  run(db, ok ? "COMMIT" : "ROLLBACK");
  return ok;
}

bool good_begin(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
    return false;
  load(db);
  bool ok = run(db, "INSERT INTO log (text) VALUES ('cleaned')");
  run(db, ok ? "COMMIT" : "ROLLBACK");
  return ok;
}

int good_preview(sqlite3 *db) {
  run(db, "BEGIN");
  load(db);
  run(db, "DELETE FROM log");
  int left = load(db);
  run(db, "ROLLBACK");
  return left;
}

// Each step runs only if the one before went well; a busy database begins again.
bool good_chain_starts_over(sqlite3 *db, int id) {
  for (int attempt = 0; attempt < 20; attempt++) {
    if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
      return false;
    int rc = sqlite3_exec(db, "SELECT id FROM show_item", nullptr, nullptr, nullptr);
    if (rc == SQLITE_OK)
      rc = sqlite3_exec(db, "UPDATE show SET ready = 1", nullptr, nullptr, nullptr);
    if (rc == SQLITE_OK)
      rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
    if (rc == SQLITE_OK)
      return true;
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    if (rc != SQLITE_BUSY)
      return false;
  }
  return false;
}

// A loop over work is no second try.
void bad_chain_goes_on(sqlite3 *db, int rounds) {
  for (int round = 0; round < rounds; round++) {
    if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
      // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this transaction fails under load: it reads 'show_item' in line [[#@LINE+2]] and writes 'show' in line [[#@LINE+4]]
      return;
    int rc = sqlite3_exec(db, "SELECT id FROM show_item", nullptr, nullptr, nullptr);
    if (rc == SQLITE_OK)
      rc = sqlite3_exec(db, "UPDATE show SET ready = 1", nullptr, nullptr, nullptr);
    if (rc == SQLITE_OK)
      rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK)
      sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}
