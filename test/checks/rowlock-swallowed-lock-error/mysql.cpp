// Named locks whose answer nobody reads, and table locks that failed.
// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}

#include <cstdlib>
#include <mariadb/mysql.h>
#include <string>

static bool run(MYSQL *db, const std::string &sql) { return mysql_query(db, sql.c_str()) == 0; }

static long number(MYSQL *db, const std::string &sql) {
  if (!run(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = res ? mysql_fetch_row(res) : nullptr;
  long n = row && row[0] ? std::atol(row[0]) : -1;
  mysql_free_result(res);
  return n;
}

bool bad_named(MYSQL *db, int id) {
  number(db, "SELECT GET_LOCK('stock', 5)");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this lock is not given, nobody notices, and the code goes on to write in line [[#@LINE+1]] as if it held the lock [rowlock-swallowed-lock-error]
  bool done = run(db, "UPDATE stock SET n = n - 1 WHERE id = " + std::to_string(id));
  run(db, "DO RELEASE_LOCK('stock')");
  return done;
}

bool good_named(MYSQL *db, int id) {
  if (number(db, "SELECT GET_LOCK('stock', 5)") != 1)
    return false;
  bool done = run(db, "UPDATE stock SET n = n - 1 WHERE id = " + std::to_string(id));
  run(db, "DO RELEASE_LOCK('stock')");
  return done;
}

bool bad_tables(MYSQL *db, int id) {
  run(db, "LOCK TABLES stock WRITE");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this lock is not given, nobody notices, and the code goes on to write in line [[#@LINE+1]] as if it held the lock [rowlock-swallowed-lock-error]
  bool done = run(db, "UPDATE stock SET n = n - 1 WHERE id = " + std::to_string(id));
  run(db, "UNLOCK TABLES");
  return done;
}

bool good_tables(MYSQL *db, int id) {
  if (!run(db, "LOCK TABLES stock WRITE"))
    return false;
  bool done = run(db, "UPDATE stock SET n = n - 1 WHERE id = " + std::to_string(id));
  run(db, "UNLOCK TABLES");
  return done;
}
