// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}
#include <mariadb/mysql.h>

bool bad_failure(MYSQL *db) {
  mysql_query(db, "START TRANSACTION");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction stays open where line [[@LINE+4]] returns after a failure: what it has written to 'bed' is neither committed nor rolled back [rowlock-uncommitted-transaction]
  if (mysql_query(db, "UPDATE bed SET free = 0 WHERE id = 4"))
    return false;
  if (mysql_query(db, "INSERT INTO stay (bed) VALUES (4)"))
    return false;
  return mysql_query(db, "COMMIT") == 0;
}

bool good_failure(MYSQL *db) {
  mysql_query(db, "START TRANSACTION");
  if (mysql_query(db, "UPDATE bed SET free = 0 WHERE id = 4") ||
      mysql_query(db, "INSERT INTO stay (bed) VALUES (4)")) {
    mysql_rollback(db);
    return false;
  }
  return mysql_commit(db) == 0;
}

bool bad_autocommit(MYSQL *db) {
  mysql_autocommit(db, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction stays open where line [[@LINE+3]] returns after a failure: what it has written to 'bed' is neither committed nor rolled back [rowlock-uncommitted-transaction]
  mysql_query(db, "UPDATE bed SET free = 0 WHERE id = 4");
  if (mysql_query(db, "INSERT INTO stay (bed) VALUES (4)") != 0)
    return false;
  mysql_commit(db);
  mysql_autocommit(db, 1);
  return true;
}

bool good_no_row(MYSQL *db) {
  mysql_query(db, "START TRANSACTION");
  mysql_query(db, "UPDATE bed SET free = 0 WHERE id = 4 AND free = 1");
  if (mysql_affected_rows(db) == 0)
    return false;
  mysql_query(db, "INSERT INTO stay (bed) VALUES (4)");
  return mysql_query(db, "COMMIT") == 0;
}
