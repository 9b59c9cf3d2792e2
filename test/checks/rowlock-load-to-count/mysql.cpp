// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}
#include <mariadb/mysql.h>

unsigned long bad_num_rows(MYSQL *db) {
  mysql_query(db, "SELECT * FROM sensor WHERE broken = 1");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this loads rows of 'sensor' only to count them in line [[@LINE+2]]: the database can tell that without sending one [rowlock-load-to-count]
  MYSQL_RES *r = mysql_store_result(db);
  unsigned long n = mysql_num_rows(r);
  mysql_free_result(r);
  return n;
}

int good_rows(MYSQL *db) {
  mysql_query(db, "SELECT * FROM sensor WHERE broken = 1");
  MYSQL_RES *r = mysql_store_result(db);
  int n = static_cast<int>(mysql_num_rows(r));
  MYSQL_ROW row = mysql_fetch_row(r);
  if (row && row[0][0] == 'x')
    n = 0;
  mysql_free_result(r);
  return n;
}
