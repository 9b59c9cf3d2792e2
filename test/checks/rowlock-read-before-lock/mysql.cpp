// Locks that are taken behind the read that they are for, or behind the read that
// has fixed the snapshot, by the C API of MySQL and MariaDB.
// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}

#include <cstdio>
#include <cstdlib>
#include <mariadb/mysql.h>

static long number(MYSQL *db, const char *sql) {
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
  long n = row && row[0] ? atol(row[0]) : 0;
  mysql_free_result(res);
  return n;
}

static int set_free(MYSQL *db, int id, long n) {
  char sql[128];
  snprintf(sql, sizeof sql, "UPDATE depot SET free = %ld WHERE id = %d", n, id);
  return mysql_query(db, sql);
}

int bad_value(MYSQL *db, int id) {
  char sql[128];
  mysql_query(db, "START TRANSACTION");
  snprintf(sql, sizeof sql, "SELECT free FROM depot WHERE id = %d", id);
  long n = number(db, sql);
  snprintf(sql, sizeof sql, "SELECT 1 FROM depot WHERE id = %d FOR UPDATE", id);
  number(db, sql);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock comes too late: the write in line [[#@LINE+1]] goes by what line [[#@LINE-3]] read of 'depot' before the lock was held [rowlock-read-before-lock]
  set_free(db, id, n - 1);
  return mysql_commit(db);
}

int good_value(MYSQL *db, int id) {
  char sql[128];
  mysql_query(db, "START TRANSACTION");
  snprintf(sql, sizeof sql, "SELECT free FROM depot WHERE id = %d FOR UPDATE", id);
  long n = number(db, sql);
  set_free(db, id, n - 1);
  return mysql_commit(db);
}

int bad_snapshot(MYSQL *db, int id, int customer) {
  char sql[128];
  mysql_query(db, "START TRANSACTION");
  snprintf(sql, sizeof sql, "SELECT credit FROM customer WHERE id = %d", customer);
  if (number(db, sql) < 0)
    return -1;
  snprintf(sql, sizeof sql, "SELECT 1 FROM depot WHERE id = %d FOR UPDATE", id);
  number(db, sql);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock comes too late: line [[#@LINE+10]] reads under it what line [[#@LINE-4]] has fixed before, and the write in line [[#@LINE+11]] overwrites what others did in between [rowlock-read-before-lock]
  // CHECK-MESSAGES: note: this is the transaction's first plain read: from here on its plain reads see the database as it is now
  // CHECK-MESSAGES: note: this reads 'free' under the lock, but as it was then; a locking read would see what is there
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: this write depends on it
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: two at a time: A reads something, B has the lock, writes and commits, A gets the lock, reads what was there before B, and writes: B's change is gone (on MySQL at repeatable read)
  // CHECK-MESSAGES: note: repair: lock the row when it is read (FOR UPDATE)
  // CHECK-MESSAGES: note: possible repair: take the lock before the transaction reads anything
  snprintf(sql, sizeof sql, "SELECT free FROM depot WHERE id = %d", id);
  long n = number(db, sql);
  set_free(db, id, n - 1);
  return mysql_commit(db);
}

int good_snapshot_is_of_the_lock(MYSQL *db, int id, int customer) {
  char sql[128];
  mysql_query(db, "START TRANSACTION");
  snprintf(sql, sizeof sql, "SELECT 1 FROM depot WHERE id = %d FOR UPDATE", id);
  number(db, sql);
  snprintf(sql, sizeof sql, "SELECT credit FROM customer WHERE id = %d", customer);
  if (number(db, sql) < 0)
    return -1;
  snprintf(sql, sizeof sql, "SELECT free FROM depot WHERE id = %d", id);
  long n = number(db, sql);
  set_free(db, id, n - 1);
  return mysql_commit(db);
}

int good_read_committed(MYSQL *db, int id, int customer) {
  char sql[128];
  mysql_query(db, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
  mysql_query(db, "START TRANSACTION");
  snprintf(sql, sizeof sql, "SELECT credit FROM customer WHERE id = %d", customer);
  if (number(db, sql) < 0)
    return -1;
  snprintf(sql, sizeof sql, "SELECT 1 FROM depot WHERE id = %d FOR UPDATE", id);
  number(db, sql);
  snprintf(sql, sizeof sql, "SELECT free FROM depot WHERE id = %d", id);
  long n = number(db, sql);
  set_free(db, id, n - 1);
  return mysql_commit(db);
}
