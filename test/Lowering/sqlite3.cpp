// SQLite's C API: handles through out-parameters, names for positions, codes,
// rows as arrays of texts.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %stubs/sqlite3 | FileCheck %s

#include <sqlite3.h>
#include <stdlib.h>

// CHECK: library sqlite3: database sqlite, placeholders question, question-numbered, colon, at, dollar

// CHECK-LABEL: func @statement(
int statement(sqlite3 *db, int id) {
  sqlite3_stmt *s = 0;
  // CHECK: %[[#ST:]] = prepare on %db, text "SELECT n FROM t WHERE id = :id", fails=code via sqlite3
  // CHECK-NEXT: store $s:statement = %[[#ST]]
  sqlite3_prepare_v2(db, "SELECT n FROM t WHERE id = :id", -1, &s, 0);
  // CHECK: bind on $s:statement, name ":id", value $id, fails=code
  sqlite3_bind_int(s, sqlite3_bind_parameter_index(s, ":id"), id);
  // CHECK: bind on $s:statement, index 1, value null
  sqlite3_bind_null(s, 2);
  // CHECK: %[[#F:]] = fetch on $s:statement, fails=code
  // CHECK: branch compute(==, select(%[[#F]], 100, select(compute(!, %[[#F]]), 101, unknown("another code", 0, 100, 101))), 100)
  if (sqlite3_step(s) == SQLITE_ROW)
    // CHECK: column on $s:statement, index 0
    id = sqlite3_column_int(s, 0);
  // CHECK: reset on $s:statement
  sqlite3_finalize(s);
  return id;
}

// CHECK-LABEL: func @open(
sqlite3 *open(const char *file) {
  sqlite3 *db;
  // CHECK: %[[#DB:]] = connect %file, fails=code via sqlite3
  // CHECK-NEXT: store $db:connection = %[[#DB]]
  // CHECK-NEXT: %[[#OK:]] = outcome on %[[#DB]], kind=ok
  // CHECK: branch compute(!=, select(%[[#OK]], 0, unknown("another code", 0, 100, 101)), 0)
  if (sqlite3_open(file, &db) != SQLITE_OK)
    return 0;
  return db;
}

// A caller's handle is given to the caller.
// CHECK-LABEL: func @out(
// CHECK: %[[#MADE:]] = prepare on %db, text %sql
// CHECK-NEXT: store %to = %[[#MADE]]
int out(sqlite3 *db, const char *sql, sqlite3_stmt **to) { return sqlite3_prepare_v2(db, sql, -1, to, 0); }

// CHECK-LABEL: func @callback(
static int callback(void *context, int n, char **row, char **names) {
  // CHECK: store %context = preserve(%row[0])
  *(int *)context = atoi(row[0]);
  return 0;
}

// CHECK-LABEL: func @exec(
int exec(sqlite3 *db) {
  int n = 0;
  char *error = 0;
  // CHECK: %[[#RAN:]] = execute on %db, text "SELECT n FROM t", fails=code via sqlite3
  // CHECK: %[[#COLUMNS:]] = outcome on %[[#RAN]], kind=columns
  // CHECK: %[[#ROW:]] = row on %[[#RAN]]
  // CHECK: call name closure @callback(), values [&$n, %[[#COLUMNS]], %[[#ROW]], unknown("the names of columns")], callback=yes, passes=context-and-row
  // CHECK: store $error = unknown("set by sqlite3_exec")
  sqlite3_exec(db, "SELECT n FROM t", callback, &n, &error);
  // Without a callback none is called.
  // CHECK-NOT: call
  // CHECK: execute on %db, text "DELETE FROM t"
  sqlite3_exec(db, "DELETE FROM t", NULL, NULL, NULL);
  return n;
}

// CHECK-LABEL: func @table(
int table(sqlite3 *db) {
  char **cells;
  int rows, columns;
  // CHECK: %[[#ALL:]] = execute on %db, text "SELECT a, b FROM t", fails=code, cells=flat
  // CHECK: store $cells = %[[#ALL]]
  // CHECK: store $rows = unknown("set by sqlite3_get_table")
  sqlite3_get_table(db, "SELECT a, b FROM t", &cells, &rows, &columns, NULL);
  // CHECK: return preserve($cells[compute(+, $columns, 1)])
  return atoi(cells[columns + 1]);
}

// CHECK-LABEL: func @format(
void format(sqlite3 *db, const char *name) {
  // CHECK: %sql = let format(printf, "DELETE FROM t WHERE name = %Q", %name)
  char *sql = sqlite3_mprintf("DELETE FROM t WHERE name = %Q", name);
  // CHECK: execute on %db, text %sql
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
}
