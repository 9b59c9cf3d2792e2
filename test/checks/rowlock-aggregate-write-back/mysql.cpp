// Totals of rows that are stored in the row that they belong to, by the C API of
// MySQL and MariaDB.
// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}

#include <cstdio>
#include <cstdlib>
#include <mariadb/mysql.h>

int bad_total(MYSQL *db, int basket) {
  char sql[128];
  snprintf(sql, sizeof sql, "SELECT SUM(price) FROM item WHERE basket = %d", basket);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = mysql_fetch_row(res);
  long total = row[0] ? atol(row[0]) : 0;
  mysql_free_result(res);
  snprintf(sql, sizeof sql, "UPDATE basket SET total = %ld WHERE id = %d", total, basket);
  return mysql_query(db, sql);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the sum of rows of 'item', as line [[#@LINE-8]] saw them, in 'total' of 'basket': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  // CHECK-MESSAGES: note: the sum of rows of 'item' is read here; nothing keeps others from changing them before it is stored
  // CHECK-MESSAGES: note: two at a time: A reads the total, B changes a row of 'item' and stores the new total, A stores the old one over it (on MySQL at any isolation level, in separate transactions)
  // CHECK-MESSAGES: note: possible repair: in one transaction, lock the row of 'basket' (SELECT ... FOR UPDATE) before the rows of 'item' are changed and read
  // CHECK-MESSAGES: note: possible repair: or add the change to the total: SET n = n + ?
}

int bad_added_up(MYSQL *db, int basket) {
  char sql[128];
  snprintf(sql, sizeof sql, "SELECT price FROM item WHERE basket = %d", basket);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row;
  long total = 0;
  while ((row = mysql_fetch_row(res)))
    total += atol(row[0]);
  mysql_free_result(res);
  snprintf(sql, sizeof sql, "UPDATE basket SET total = %ld WHERE id = %d", total, basket);
  return mysql_query(db, sql);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the sum of rows of 'item', as line [[#@LINE-10]] saw them, in 'total' of 'basket': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
}

int good_locked(MYSQL *db, int basket) {
  char sql[128];
  mysql_query(db, "START TRANSACTION");
  snprintf(sql, sizeof sql, "SELECT id FROM basket WHERE id = %d FOR UPDATE", basket);
  if (mysql_query(db, sql))
    return -1;
  mysql_free_result(mysql_store_result(db));
  snprintf(sql, sizeof sql, "SELECT SUM(price) FROM item WHERE basket = %d", basket);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = mysql_fetch_row(res);
  long total = row[0] ? atol(row[0]) : 0;
  mysql_free_result(res);
  snprintf(sql, sizeof sql, "UPDATE basket SET total = %ld WHERE id = %d", total, basket);
  if (mysql_query(db, sql))
    return -1;
  return mysql_commit(db);
}

int good_by_the_database(MYSQL *db, int basket, long price) {
  char sql[128];
  snprintf(sql, sizeof sql, "UPDATE basket SET total = total + %ld WHERE id = %d", price, basket);
  return mysql_query(db, sql);
}
