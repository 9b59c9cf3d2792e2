// MySQL's C API: results that wait on the connection, rows as arrays of texts,
// arrays of bindings.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %stubs/mysql | FileCheck %s

#include <mariadb/mysql.h>
#include <stdlib.h>
#include <string.h>

// CHECK: library mysql: database mysql, placeholders question

// CHECK-LABEL: func @query(
int query(MYSQL *db, const char *text) {
  // CHECK: %[[#RAN:]] = execute on %db, text %text, fails=non-zero, pending=yes via mysql
  // CHECK: %[[#OK:]] = outcome on %[[#RAN]], kind=ok
  // CHECK: branch compute(!=, select(%[[#OK]], 0, unknown("another code", 0, 100, 101)), 0)
  if (mysql_query(db, text))
    return -1;
  // CHECK: %result = pending_result on %db, fails=null via mysql
  MYSQL_RES *result = mysql_store_result(db);
  MYSQL_ROW row;
  int sum = 0;
  // CHECK: %[[#FOUND:]] = outcome on %result, kind=found
  // CHECK: store $row = select(%[[#FOUND]], %{{[0-9]+}}, null)
  // CHECK: branch compute(!=, $row, null)
  while ((row = mysql_fetch_row(result)))
    // CHECK: store $sum = compute(+, $sum, preserve($row[1]))
    sum += atoi(row[1]);
  // CHECK: outcome on %db, kind=affected
  return mysql_affected_rows(db) + sum;
}

// CHECK-LABEL: func @transaction(
bool transaction(MYSQL *db) {
  // CHECK: set_autocommit on %db, value {{0|compute\(!=, 0, 0\)}}, fails=non-zero
  mysql_autocommit(db, 0);
  // CHECK: %[[#C:]] = commit on %db, fails=non-zero
  // CHECK: %[[#DONE:]] = outcome on %[[#C]], kind=ok
  // CHECK: branch {{(compute\(!=, )?}}select(%[[#DONE]], 0, unknown("another code", 0, 100, 101)){{(, 0\))? }}
  if (mysql_commit(db))
    // CHECK: rollback on %db
    mysql_rollback(db);
  return true;
}

// CHECK-LABEL: func @prepared(
int prepared(MYSQL *db, int id) {
  // CHECK: %st = prepare on %db, fails=null via mysql
  MYSQL_STMT *st = mysql_stmt_init(db);
  // CHECK: prepare on %st, text "SELECT n FROM t WHERE id = ?", again=yes, fails=non-zero
  mysql_stmt_prepare(st, "SELECT n FROM t WHERE id = ?", 28);
  MYSQL_BIND in[1], out;
  char name[20];
  int n = 0;
  // CHECK: store $in = null
  memset(in, 0, sizeof(in));
  // CHECK: store $in[0].buffer = &$id
  in[0].buffer = &id;
  // CHECK: bind_all on %st, values $in, by=reference, member=buffer
  mysql_stmt_bind_param(st, in);
  // CHECK: store $out.buffer = &$name
  out.buffer = name;
  // CHECK: store $out.buffer = &$n
  out.buffer = (char *)&n;
  // CHECK: bind_output on %st, values &$out, member=buffer
  mysql_stmt_bind_result(st, &out);
  // CHECK: execute on %st, fails=non-zero
  mysql_stmt_execute(st);
  // CHECK: next_row on %st
  mysql_stmt_fetch(st);
  // CHECK: reset on %st
  mysql_stmt_close(st);
  // CHECK: return $n
  return n;
}

// CHECK-LABEL: func @escaped(
void escaped(MYSQL *db, const char *name) {
  char to[100];
  // CHECK: store $to = quote(%name)
  mysql_real_escape_string(db, to, name, strlen(name));
  mysql_query(db, to);
}
