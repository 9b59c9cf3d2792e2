// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}
#include <mariadb/mysql.h>
#include <string>

static bool add(MYSQL *m, int hive, int frames) {
  return mysql_query(m, ("UPDATE hive SET frames = frames + " + std::to_string(frames) + " WHERE id = " + std::to_string(hive)).c_str()) == 0;
}

bool bad_move(MYSQL *m, int from, int to, int n) {
  if (mysql_query(m, "START TRANSACTION"))
    return false;
  if (!add(m, from, -n) || !add(m, to, n)) {
    // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: this locks the row of 'hive' that is 'to' after the one that is 'from' (line [[@LINE-1]]): called at the same time with the two exchanged, each waits for the other [rowlock-lock-order]
    mysql_query(m, "ROLLBACK");
    return false;
  }
  return mysql_query(m, "COMMIT") == 0;
}

bool good_ordered(MYSQL *m, int from, int to, int n) {
  if (mysql_query(m, "START TRANSACTION"))
    return false;
  bool ok = from < to ? add(m, from, -n) && add(m, to, n)
                      : add(m, to, n) && add(m, from, -n);
  if (!ok) {
    mysql_query(m, "ROLLBACK");
    return false;
  }
  return mysql_query(m, "COMMIT") == 0;
}
