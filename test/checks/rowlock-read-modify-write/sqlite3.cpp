// SQLite's C API, against the stub header; sqlite3-headers.test lints this file
// against the real one.
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
// Statements, as the manual has them
//===----------------------------------------------------------------------===//

int bad_increment(sqlite3 *db, int id) {
  sqlite3_stmt *q = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT n FROM counter WHERE id = ?1", -1, &q, nullptr) != SQLITE_OK)
    return -1;
  sqlite3_bind_int(q, 1, id);
  if (sqlite3_step(q) != SQLITE_ROW) {
    sqlite3_finalize(q);
    return -1;
  }
  int n = sqlite3_column_int(q, 0);
  sqlite3_finalize(q);
  sqlite3_stmt *u = nullptr;
  // CHECK-FIXES: sqlite3_prepare_v2(db, "UPDATE counter SET n = n + ?1 WHERE id = ?2", -1, &u, nullptr);
  // CHECK-FIXES: sqlite3_bind_int(u, 1, 1);
  sqlite3_prepare_v2(db, "UPDATE counter SET n = ?1 WHERE id = ?2", -1, &u, nullptr);
  sqlite3_bind_int(u, 1, n + 1);
  sqlite3_bind_int(u, 2, id);
  int rc = sqlite3_step(u);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-13]] and this write is overwritten
  // CHECK-MESSAGES: note: repair: let the database compute 'n' from the current value, and pass only the change
  sqlite3_finalize(u);
  return rc;
}

bool good_increment(sqlite3 *db, int id) {
  sqlite3_stmt *u = nullptr;
  sqlite3_prepare_v2(db, "UPDATE counter SET n = n + 1 WHERE id = ?1", -1, &u, nullptr);
  sqlite3_bind_int(u, 1, id);
  int rc = sqlite3_step(u);
  sqlite3_finalize(u);
  return rc == SQLITE_DONE && sqlite3_changes(db) == 1;
}

// Names instead of positions, prepare_v3, a deferred transaction.
int bad_names(sqlite3 *db, sqlite3_int64 account, sqlite3_int64 amount) {
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'account' in line [[@LINE+5]] and writes 'account' in line [[@LINE+12]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  sqlite3_stmt *st;
  sqlite3_prepare_v3(db, "SELECT balance FROM account WHERE id = :id", -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
  sqlite3_bind_int64(st, sqlite3_bind_parameter_index(st, ":id"), account);
  sqlite3_int64 balance = 0;
  while (sqlite3_step(st) == SQLITE_ROW)
    balance = sqlite3_column_int64(st, 0);
  sqlite3_finalize(st);
  sqlite3_prepare_v3(db, "UPDATE account SET balance = :b WHERE id = :id", -1, 0, &st, NULL);
  int at = sqlite3_bind_parameter_index(st, ":b");
  sqlite3_bind_int64(st, at, balance - amount);
  sqlite3_bind_int64(st, sqlite3_bind_parameter_index(st, ":id"), account);
  int rc = sqlite3_step(st);
  sqlite3_finalize(st);
  sqlite3_exec(db, rc == SQLITE_DONE ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

int good_names(sqlite3 *db, sqlite3_int64 account, sqlite3_int64 amount) {
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return SQLITE_BUSY;
  sqlite3_stmt *st;
  sqlite3_prepare_v3(db, "SELECT balance FROM account WHERE id = :id", -1, 0, &st, NULL);
  sqlite3_bind_int64(st, sqlite3_bind_parameter_index(st, ":id"), account);
  sqlite3_int64 balance = 0;
  while (sqlite3_step(st) == SQLITE_ROW)
    balance = sqlite3_column_int64(st, 0);
  sqlite3_finalize(st);
  sqlite3_prepare_v3(db, "UPDATE account SET balance = :b WHERE id = :id", -1, 0, &st, NULL);
  sqlite3_bind_int64(st, sqlite3_bind_parameter_index(st, ":b"), balance - amount);
  sqlite3_bind_int64(st, sqlite3_bind_parameter_index(st, ":id"), account);
  int rc = sqlite3_step(st);
  sqlite3_finalize(st);
  sqlite3_exec(db, rc == SQLITE_DONE ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

// One statement for many rows: reset, and what was bound stays.
void bad_reset(sqlite3 *db, const std::vector<int> &players, int tournament) {
  sqlite3_stmt *get, *set;
  sqlite3_prepare_v2(db, "SELECT rating FROM player WHERE id = ? AND t = ?", -1, &get, 0);
  sqlite3_prepare_v2(db, "UPDATE player SET rating = ? WHERE id = ? AND t = ?", -1, &set, 0);
  sqlite3_bind_int(get, 2, tournament);
  sqlite3_bind_int(set, 3, tournament);
  for (int player : players) {
    sqlite3_bind_int(get, 1, player);
    double rating = 0;
    if (sqlite3_step(get) == SQLITE_ROW)
      rating = sqlite3_column_double(get, 0);
    sqlite3_reset(get);
    sqlite3_bind_double(set, 1, rating * 0.99);
    sqlite3_bind_int(set, 2, player);
    sqlite3_step(set);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'rating' of 'player' between line [[#@LINE-6]] and this write is overwritten
    sqlite3_reset(set);
  }
  sqlite3_finalize(get);
  sqlite3_finalize(set);
}

void good_reset(sqlite3 *db, const std::vector<int> &players, int tournament) {
  sqlite3_stmt *get, *set;
  sqlite3_prepare_v2(db, "SELECT bonus FROM bonus WHERE player = ? AND t = ?", -1, &get, 0);
  sqlite3_prepare_v2(db, "UPDATE player SET rating = rating + ? WHERE id = ? AND t = ?", -1, &set, 0);
  sqlite3_bind_int(get, 2, tournament);
  sqlite3_bind_int(set, 3, tournament);
  for (int player : players) {
    sqlite3_bind_int(get, 1, player);
    double bonus = 0;
    if (sqlite3_step(get) == SQLITE_ROW)
      bonus = sqlite3_column_double(get, 0);
    sqlite3_reset(get);
    sqlite3_bind_double(set, 1, bonus);
    sqlite3_bind_int(set, 2, player);
    sqlite3_step(set);
    sqlite3_reset(set);
  }
  sqlite3_finalize(get);
  sqlite3_finalize(set);
}

// A text that grows.
int bad_text(sqlite3 *db, const char *page, const char *line) {
  sqlite3_stmt *q = NULL;
  std::string body;
  sqlite3_prepare_v2(db, "SELECT body FROM page WHERE title = @t", -1, &q, NULL);
  sqlite3_bind_text(q, 1, page, -1, SQLITE_STATIC);
  if (sqlite3_step(q) == SQLITE_ROW)
    body = reinterpret_cast<const char *>(sqlite3_column_text(q, 0));
  sqlite3_finalize(q);
  body += "\n";
  body += line;
  sqlite3_prepare_v2(db, "UPDATE page SET body = ? WHERE title = ?", -1, &q, NULL);
  sqlite3_bind_text(q, 1, body.c_str(), (int)body.size(), SQLITE_TRANSIENT);
  sqlite3_bind_text(q, 2, page, -1, SQLITE_TRANSIENT);
  int rc = sqlite3_step(q);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'body' of 'page' between line [[#@LINE-9]] and this write is overwritten
  sqlite3_finalize(q);
  return rc;
}

int good_text(sqlite3 *db, const char *page, const char *line) {
  sqlite3_stmt *q = NULL;
  std::string body;
  sqlite3_prepare_v2(db, "SELECT body FROM page WHERE title = @t", -1, &q, NULL);
  sqlite3_bind_text(q, 1, page, -1, SQLITE_STATIC);
  if (sqlite3_step(q) == SQLITE_ROW)
    body = reinterpret_cast<const char *>(sqlite3_column_text(q, 0));
  sqlite3_finalize(q);
  // Another page: a copy that nobody else writes.
  sqlite3_prepare_v2(db, "INSERT INTO draft (title, body) VALUES (?, ?)", -1, &q, NULL);
  sqlite3_bind_text(q, 1, line, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(q, 2, body.c_str(), (int)body.size(), SQLITE_TRANSIENT);
  int rc = sqlite3_step(q);
  sqlite3_finalize(q);
  return rc;
}

//===----------------------------------------------------------------------===//
// sqlite3_exec: callbacks, tables, formats
//===----------------------------------------------------------------------===//

static int readInt(void *out, int columns, char **row, char **) {
  if (columns > 0 && row[0])
    *static_cast<int *>(out) = atoi(row[0]);
  return 0;
}

bool bad_callback(sqlite3 *db, int item) {
  int stock = 0;
  char *error = nullptr;
  std::string q = "SELECT stock FROM item WHERE id = " + std::to_string(item);
  if (sqlite3_exec(db, q.c_str(), readInt, &stock, &error) != SQLITE_OK) {
    fprintf(stderr, "%s\n", error);
    sqlite3_free(error);
    return false;
  }
  std::string u = "UPDATE item SET stock = " + std::to_string(stock - 1) + " WHERE id = " + std::to_string(item);
  return sqlite3_exec(db, u.c_str(), nullptr, nullptr, &error) == SQLITE_OK;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'stock' of 'item' between line [[#@LINE-7]] and this write is overwritten
}

bool good_callback(sqlite3 *db, int item) {
  int stock = 0;
  std::string q = "SELECT stock FROM item WHERE id = " + std::to_string(item);
  sqlite3_exec(db, q.c_str(), readInt, &stock, nullptr);
  std::string u = "UPDATE item SET stock = " + std::to_string(stock - 1) + " WHERE id = " + std::to_string(item) +
                  " AND stock = " + std::to_string(stock);
  sqlite3_exec(db, u.c_str(), nullptr, nullptr, nullptr);
  return sqlite3_changes(db) == 1;
}

bool bad_concatenation(sqlite3 *db, int shop, int item, int sold) {
  sqlite3_stmt *q = nullptr;
  std::string text = "SELECT sold FROM item WHERE id = " + std::to_string(item) + " AND shop = " + std::to_string(shop);
  if (sqlite3_prepare_v2(db, text.c_str(), -1, &q, nullptr) != SQLITE_OK || sqlite3_step(q) != SQLITE_ROW)
    return false;
  int before = sqlite3_column_int(q, 0);
  sqlite3_finalize(q);
  // CHECK-FIXES: std::string set = "UPDATE item SET sold = sold + " + std::to_string(sold) + " WHERE id = " + std::to_string(item) +
  std::string set = "UPDATE item SET sold = " + std::to_string(before + sold) + " WHERE id = " + std::to_string(item) +
                    " AND shop = " + std::to_string(shop);
  return sqlite3_exec(db, set.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'sold' of 'item' between line [[#@LINE-8]] and this write is overwritten
  // CHECK-MESSAGES: note: repair: let the database compute 'sold' from the current value, and pass only the change
}

// The total comes from the caller.
bool good_concatenation(sqlite3 *db, int item, int sold) {
  sqlite3_stmt *q = nullptr;
  std::string text = "SELECT sold FROM item WHERE id = " + std::to_string(item);
  if (sqlite3_prepare_v2(db, text.c_str(), -1, &q, nullptr) != SQLITE_OK || sqlite3_step(q) != SQLITE_ROW)
    return false;
  printf("sold before: %d\n", sqlite3_column_int(q, 0));
  sqlite3_finalize(q);
  text = "UPDATE item SET sold = " + std::to_string(sold) + " WHERE id = " + std::to_string(item);
  return sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

struct Seat {
  int row;
  long taken;
  std::string note;
};

static int readSeat(void *context, int n, char **cell, char **name) {
  Seat *seat = (Seat *)context;
  (void)n, (void)name;
  seat->taken = strtol(cell[0], NULL, 10);
  seat->note = cell[1] ? cell[1] : "";
  return 0;
}

int bad_context(sqlite3 *db, int flight) {
  Seat seat = {0, 0, ""};
  char sql[256];
  snprintf(sql, sizeof(sql), "SELECT taken, note FROM flight WHERE id = %d", flight);
  if (sqlite3_exec(db, sql, readSeat, &seat, 0))
    return -1;
  char *change = sqlite3_mprintf("UPDATE flight SET taken = %ld, note = '%q' WHERE id = %d", seat.taken + 1,
                                 "booked", flight);
  int rc = sqlite3_exec(db, change, 0, 0, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'taken' of 'flight' between line [[#@LINE-5]] and this write is overwritten
  sqlite3_free(change);
  return rc;
}

int good_context(sqlite3 *db, int flight) {
  Seat seat = {0, 0, ""};
  char sql[256];
  if (sqlite3_exec(db, "BEGIN EXCLUSIVE", 0, 0, 0) != SQLITE_OK)
    return -1;
  snprintf(sql, sizeof(sql), "SELECT taken, note FROM flight WHERE id = %d", flight);
  if (sqlite3_exec(db, sql, readSeat, &seat, 0)) {
    sqlite3_exec(db, "ROLLBACK", 0, 0, 0);
    return -1;
  }
  char *change = sqlite3_mprintf("UPDATE flight SET taken = %ld, note = '%q' WHERE id = %d", seat.taken + 1,
                                 "booked", flight);
  int rc = sqlite3_exec(db, change, 0, 0, 0);
  sqlite3_free(change);
  sqlite3_exec(db, rc == SQLITE_OK ? "COMMIT" : "ROLLBACK", 0, 0, 0);
  return rc;
}

void bad_lambda(sqlite3 *db) {
  long long next = 0;
  sqlite3_exec(
      db, "SELECT value FROM sequence WHERE name = 'invoice'",
      [](void *p, int, char **v, char **) {
        *(long long *)p = atoll(v[0]);
        return 0;
      },
      &next, nullptr);
  char *sql = sqlite3_mprintf("UPDATE sequence SET value = %lld WHERE name = %Q", next + 1, "invoice");
  sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'value' of 'sequence' between line [[#@LINE-9]] and this write is overwritten
  sqlite3_free(sql);
}

void good_lambda(sqlite3 *db) {
  long long next = 0;
  sqlite3_exec(
      db, "UPDATE sequence SET value = value + 1 WHERE name = 'invoice' RETURNING value",
      [](void *p, int, char **v, char **) {
        *(long long *)p = atoll(v[0]);
        return 0;
      },
      &next, nullptr);
  char *sql = sqlite3_mprintf("INSERT INTO invoice (number, state) VALUES (%lld, %Q)", next, "new");
  sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  sqlite3_free(sql);
}

// Row 0 of the table is the names of the columns.
void bad_table(sqlite3 *db, int id) {
  char **table;
  int rows, columns;
  char sql[128];
  sqlite3_snprintf(sizeof(sql), sql, "SELECT hits, misses FROM cache WHERE id = %d", id);
  if (sqlite3_get_table(db, sql, &table, &rows, &columns, nullptr) != SQLITE_OK)
    return;
  if (rows > 0) {
    int hits = atoi(table[columns]);
    // CHECK-FIXES: sqlite3_snprintf(sizeof(sql), sql, "UPDATE cache SET hits = hits + %d WHERE id = %d", 1, id);
    sqlite3_snprintf(sizeof(sql), sql, "UPDATE cache SET hits = %d WHERE id = %d", hits + 1, id);
    sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'hits' of 'cache' between line [[#@LINE-7]] and this write is overwritten
    // CHECK-MESSAGES: note: repair: let the database compute 'hits' from the current value, and pass only the change
  }
  sqlite3_free_table(table);
}

void good_table(sqlite3 *db, int id) {
  char **table;
  int rows, columns;
  char sql[128];
  sqlite3_snprintf(sizeof(sql), sql, "SELECT hits, misses FROM cache WHERE id = %d", id);
  if (sqlite3_get_table(db, sql, &table, &rows, &columns, nullptr) != SQLITE_OK)
    return;
  if (rows > 0) {
    int misses = atoi(table[columns + 1]);
    sqlite3_snprintf(sizeof(sql), sql, "UPDATE report SET misses = %d WHERE id = %d", misses, id);
    sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  }
  sqlite3_free_table(table);
}

//===----------------------------------------------------------------------===//
// C with goto
//===----------------------------------------------------------------------===//

static int prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out) {
  int rc = sqlite3_prepare_v2(db, sql, -1, out, NULL);
  if (rc != SQLITE_OK)
    fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
  return rc;
}

int bad_goto(sqlite3 *db, int id, int taken) {
  sqlite3_stmt *get = NULL, *set = NULL;
  int rc, qty = 0;

  // CHECK-FIXES: rc = sqlite3_exec(db, "BEGIN IMMEDIATE TRANSACTION", NULL, NULL, NULL);
  rc = sqlite3_exec(db, "BEGIN DEFERRED TRANSACTION", NULL, NULL, NULL);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: this transaction fails under load: it reads 'stock' in line [[@LINE+6]] and writes 'stock' in line [[@LINE+13]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  if (rc)
    return rc;
  if ((rc = prepare(db, "SELECT qty FROM stock WHERE id = ?", &get)) != SQLITE_OK)
    goto done;
  sqlite3_bind_int(get, 1, id);
  if ((rc = sqlite3_step(get)) != SQLITE_ROW)
    goto done;
  qty = sqlite3_column_int(get, 0);
  if ((rc = prepare(db, "UPDATE stock SET qty = ? WHERE id = ?", &set)) != SQLITE_OK)
    goto done;
  sqlite3_bind_int(set, 1, qty - taken);
  sqlite3_bind_int(set, 2, id);
  rc = sqlite3_step(set);
done:
  sqlite3_finalize(get);
  sqlite3_finalize(set);
  sqlite3_exec(db, rc == SQLITE_DONE ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

int good_goto(sqlite3 *db, int id, int taken) {
  sqlite3_stmt *get = NULL, *set = NULL;
  int rc, qty = 0;

  rc = sqlite3_exec(db, "BEGIN IMMEDIATE TRANSACTION", NULL, NULL, NULL);
  if (rc)
    return rc;
  if ((rc = prepare(db, "SELECT qty FROM stock WHERE id = ?", &get)) != SQLITE_OK)
    goto done;
  sqlite3_bind_int(get, 1, id);
  if ((rc = sqlite3_step(get)) != SQLITE_ROW)
    goto done;
  qty = sqlite3_column_int(get, 0);
  if ((rc = prepare(db, "UPDATE stock SET qty = ? WHERE id = ?", &set)) != SQLITE_OK)
    goto done;
  sqlite3_bind_int(set, 1, qty - taken);
  sqlite3_bind_int(set, 2, id);
  rc = sqlite3_step(set);
done:
  sqlite3_finalize(get);
  sqlite3_finalize(set);
  sqlite3_exec(db, rc == SQLITE_DONE ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

// Busy is met by trying again.
int good_retry(sqlite3 *db, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    sqlite3_stmt *get = NULL, *set = NULL;
    int rc, n = 0;
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    prepare(db, "SELECT n FROM ticket WHERE id = ?", &get);
    sqlite3_bind_int(get, 1, id);
    if (sqlite3_step(get) == SQLITE_ROW)
      n = sqlite3_column_int(get, 0);
    sqlite3_finalize(get);
    prepare(db, "UPDATE ticket SET n = ? WHERE id = ?", &set);
    sqlite3_bind_int(set, 1, n + 1);
    sqlite3_bind_int(set, 2, id);
    rc = sqlite3_step(set);
    sqlite3_finalize(set);
    if (rc == SQLITE_DONE) {
      sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
      return SQLITE_OK;
    }
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_sleep(20);
  }
  return SQLITE_BUSY;
}

// What is tried again is only the step, in the same snapshot.
int bad_retry(sqlite3 *db, int id) {
  sqlite3_stmt *get = NULL, *set = NULL;
  int rc, n = 0;
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'ticket' in line [[@LINE+3]] and writes 'ticket' in line [[@LINE+9]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  prepare(db, "SELECT n FROM ticket WHERE id = ?", &get);
  sqlite3_bind_int(get, 1, id);
  if (sqlite3_step(get) == SQLITE_ROW)
    n = sqlite3_column_int(get, 0);
  sqlite3_finalize(get);
  prepare(db, "UPDATE ticket SET n = ? WHERE id = ?", &set);
  sqlite3_bind_int(set, 1, n + 1);
  sqlite3_bind_int(set, 2, id);
  while ((rc = sqlite3_step(set)) == SQLITE_BUSY) {
    sqlite3_reset(set);
    sqlite3_sleep(20);
  }
  sqlite3_finalize(set);
  sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  return rc;
}
