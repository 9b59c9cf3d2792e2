// Get or create, where a text of several statements, a list of migrations or a
// helper makes the tables, by SQLite's C API.
// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}
#include <sqlite3.h>
#include <string>

static const char kSchema[] = "CREATE TABLE IF NOT EXISTS genre (id INTEGER PRIMARY KEY, title TEXT);"
                              "CREATE TABLE IF NOT EXISTS artist (id INTEGER PRIMARY KEY, name TEXT UNIQUE);";

static const char *const kMigrations[] = {
    "CREATE TABLE label (id INTEGER PRIMARY KEY, code TEXT NOT NULL)",
    "CREATE TABLE shop (id INTEGER PRIMARY KEY, city TEXT, street TEXT)",
    "CREATE UNIQUE INDEX shop_place ON shop (city, street)",
};

static bool run(sqlite3 *db, const char *sql) { return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

bool open_store(const char *path, sqlite3 **db) {
  if (sqlite3_open(path, db) != SQLITE_OK || !run(*db, kSchema))
    return false;
  for (const char *step : kMigrations)
    if (!run(*db, step))
      return false;
  return run(*db, "CREATE TABLE IF NOT EXISTS crate (id INTEGER PRIMARY KEY, colour TEXT)");
}

static sqlite3_int64 look(sqlite3 *db, const char *sql, const char *text) {
  sqlite3_stmt *st = nullptr;
  sqlite3_int64 id = 0;
  sqlite3_prepare_v2(db, sql, -1, &st, nullptr);
  sqlite3_bind_text(st, 1, text, -1, SQLITE_TRANSIENT);
  if (sqlite3_step(st) == SQLITE_ROW)
    id = sqlite3_column_int64(st, 0);
  sqlite3_finalize(st);
  return id;
}

static bool put(sqlite3 *db, const char *sql, const char *text) {
  sqlite3_stmt *st = nullptr;
  sqlite3_prepare_v2(db, sql, -1, &st, nullptr);
  sqlite3_bind_text(st, 1, text, -1, SQLITE_TRANSIENT);
  bool ok = sqlite3_step(st) == SQLITE_DONE;
  sqlite3_finalize(st);
  return ok;
}

sqlite3_int64 bad_genre(sqlite3 *db, const char *title) {
  sqlite3_int64 id = look(db, "SELECT id FROM genre WHERE title = ?", title);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this finds no row of 'genre', line [[#@LINE+9]] inserts one, and two callers can both do so: 'genre' has no unique constraint on 'title' that refuses the second row [rowlock-non-unique-lookup]
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: the row is inserted here; 'genre' is defined in test.cpp:20, and
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: two at a time:
  // CHECK-MESSAGES: note: possible repair: add the constraint, CREATE UNIQUE INDEX ... ON genre (title), once no row is there twice
  // CHECK-MESSAGES: note: possible repair:
  if (id)
    return id;
  put(db, "INSERT INTO genre (title) VALUES (?)", title);
  return sqlite3_last_insert_rowid(db);
}

bool bad_label(sqlite3 *db, const char *code) {
  if (look(db, "SELECT id FROM label WHERE code = ?", code) != 0)
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this finds no row of 'label', line [[#@LINE+8]] inserts one
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    return false;
  return put(db, "INSERT INTO label (code) VALUES (?)", code);
}

bool bad_crate(sqlite3 *db, const char *colour) {
  if (look(db, "SELECT id FROM crate WHERE colour = ?", colour) != 0)
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this finds no row of 'crate', line [[#@LINE+8]] inserts one
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    // CHECK-MESSAGES: note:
    return true;
  return put(db, "INSERT INTO crate (colour) VALUES (?)", colour);
}

// The constraint is there, and a refusal is the answer that the caller gets.
bool good_artist(sqlite3 *db, const char *name) {
  return put(db, "INSERT OR IGNORE INTO artist (name) VALUES (?)", name);
}

bool good_begun_with_the_write_lock(sqlite3 *db, const char *title) {
  if (!run(db, "BEGIN IMMEDIATE"))
    return false;
  bool ok = look(db, "SELECT id FROM genre WHERE title = ?", title) != 0 || put(db, "INSERT INTO genre (title) VALUES (?)", title);
  run(db, ok ? "COMMIT" : "ROLLBACK");
  return ok;
}
