// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}
#include <sqlite3.h>

static const char *const File = "shed.db";

static sqlite3 *open(const char *file) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(file, &db) != SQLITE_OK)
    return nullptr;
  return db;
}

static int run(sqlite3 *db, const char *sql) {
  return sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
}

void bad_same_file() {
  sqlite3 *db = open(File), *ledger = open(File);
  run(db, "BEGIN IMMEDIATE");
  run(db, "UPDATE member SET owes = owes + 5 WHERE id = 1");
  run(ledger, "INSERT INTO ledger(cents) VALUES (5)");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this is no part of the transaction of line [[@LINE-3]]: it goes to another connection to the same database, which may not write to 'ledger' before the transaction has ended [rowlock-outer-handle]
  run(db, "COMMIT");
}

void good_other_file() {
  sqlite3 *db = open(File), *ledger = open("ledger.db");
  run(db, "BEGIN IMMEDIATE");
  run(db, "UPDATE member SET owes = owes + 5 WHERE id = 1");
  run(ledger, "INSERT INTO ledger(cents) VALUES (5)");
  run(db, "COMMIT");
}

// Its own transaction has ended.
void good_in_turn() {
  sqlite3 *db = open(File), *ledger = open(File);
  run(db, "BEGIN IMMEDIATE");
  run(db, "UPDATE member SET owes = owes + 5 WHERE id = 1");
  run(db, "COMMIT");
  run(ledger, "BEGIN IMMEDIATE");
  run(ledger, "INSERT INTO ledger(cents) VALUES (5)");
  run(ledger, "COMMIT");
}
