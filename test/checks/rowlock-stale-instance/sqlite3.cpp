// Copies of a row that are saved after something else has changed it, by SQLite's C
// API.
// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}

#include <cstdio>
#include <sqlite3.h>

struct sensor {
  int id;
  int state;
  int faults;
  double offset;
};

static int sensor_load(sqlite3 *db, int id, struct sensor *out) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT state, faults, offset FROM sensor WHERE id = ?", -1, &st, NULL);
  if (rc != SQLITE_OK)
    return rc;
  sqlite3_bind_int(st, 1, id);
  rc = sqlite3_step(st);
  if (rc == SQLITE_ROW) {
    out->id = id;
    out->state = sqlite3_column_int(st, 0);
    out->faults = sqlite3_column_int(st, 1);
    out->offset = sqlite3_column_double(st, 2);
    rc = SQLITE_OK;
  }
  sqlite3_finalize(st);
  return rc;
}

static int sensor_save(sqlite3 *db, const struct sensor *s) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "UPDATE sensor SET state = ?, faults = ?, offset = ? WHERE id = ?", -1, &st, NULL);
  if (rc != SQLITE_OK)
    return rc;
  sqlite3_bind_int(st, 1, s->state);
  sqlite3_bind_int(st, 2, s->faults);
  sqlite3_bind_double(st, 3, s->offset);
  sqlite3_bind_int(st, 4, s->id);
  rc = sqlite3_step(st) == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(db);
  sqlite3_finalize(st);
  return rc;
}

static int sensor_fault(sqlite3 *db, int id) {
  char *sql = sqlite3_mprintf("UPDATE sensor SET faults = faults + 1 WHERE id = %d", id);
  int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  return rc;
}

int bad_calibrate(sqlite3 *db, int id, double offset) {
  struct sensor s;
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return -1;
  int rc = sensor_load(db, id, &s);
  if (rc == SQLITE_OK) {
    if (offset > 10)
      sensor_fault(db, id);
    s.offset = offset;
    rc = sensor_save(db, &s);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-3]] has changed: it writes 'faults' of 'sensor' as line [[#@LINE-6]] read it [rowlock-stale-instance]
  }
  sqlite3_exec(db, rc == SQLITE_OK ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

int good_calibrate(sqlite3 *db, int id, double offset) {
  struct sensor s;
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return -1;
  int rc = sensor_load(db, id, &s);
  if (rc == SQLITE_OK) {
    if (offset > 10)
      s.faults++;
    s.offset = offset;
    rc = sensor_save(db, &s);
  }
  sqlite3_exec(db, rc == SQLITE_OK ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

int good_fault_instead(sqlite3 *db, int id, double offset) {
  struct sensor s;
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return -1;
  int rc = sensor_load(db, id, &s);
  if (rc == SQLITE_OK && offset > 10) {
    rc = sensor_fault(db, id);
  } else if (rc == SQLITE_OK) {
    s.offset = offset;
    rc = sensor_save(db, &s);
  }
  sqlite3_exec(db, rc == SQLITE_OK ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

int bad_replace(sqlite3 *db, int id) {
  struct sensor s;
  if (sensor_load(db, id, &s) != SQLITE_OK)
    return -1;
  sensor_fault(db, id);
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "REPLACE INTO sensor (id, state, faults) VALUES (?, ?, ?)", -1, &st, NULL);
  sqlite3_bind_int(st, 1, id);
  sqlite3_bind_int(st, 2, 1);
  sqlite3_bind_int(st, 3, s.faults);
  int rc = sqlite3_step(st);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-7]] has changed: it writes 'faults' of 'sensor' as line [[#@LINE-9]] read it [rowlock-stale-instance]
  sqlite3_finalize(st);
  return rc == SQLITE_DONE ? 0 : -1;
}
