// Rows that are locked in opposite order, by the C API of MySQL and MariaDB.
// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}
#include <cstdarg>
#include <cstdio>
#include <mariadb/mysql.h>

static int run(MYSQL *db, const char *format, ...) {
  char text[256];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return mysql_query(db, text);
}

int bad_settle(MYSQL *db, int debtor, int creditor, long cents) {
  if (run(db, "BEGIN"))
    return -1;
  if (run(db, "UPDATE member SET due = due - %ld WHERE id = %d", cents, debtor) ||
      run(db, "UPDATE member SET due = due + %ld WHERE id = %d", cents, creditor) || run(db, "COMMIT")) {
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks the row of 'member' that is 'creditor' behind the one that is 'debtor' (line [[#@LINE-2]]): called with the two exchanged at the same time, each waits for the other [rowlock-lock-order]
    // CHECK-MESSAGES: note: the first row is locked here
    // CHECK-MESSAGES: note: two at a time:
    // CHECK-MESSAGES: note: possible repair:
    run(db, "ROLLBACK");
    return -1;
  }
  return 0;
}

int good_settle_under_a_name(MYSQL *db, int debtor, int creditor, long cents) {
  if (run(db, "SELECT GET_LOCK('members', 10)"))
    return -1;
  MYSQL_RES *answer = mysql_store_result(db);
  MYSQL_ROW row = mysql_fetch_row(answer);
  bool given = row && row[0] && row[0][0] == '1';
  mysql_free_result(answer);
  if (!given || run(db, "BEGIN"))
    return -1;
  int rc = 0;
  if (run(db, "UPDATE member SET due = due - %ld WHERE id = %d", cents, debtor) ||
      run(db, "UPDATE member SET due = due + %ld WHERE id = %d", cents, creditor) || run(db, "COMMIT")) {
    run(db, "ROLLBACK");
    rc = -1;
  }
  run(db, "DO RELEASE_LOCK('members')");
  return rc;
}

int good_autocommit(MYSQL *db, int debtor, int creditor) {
  return run(db, "UPDATE member SET reminded = 1 WHERE id = %d", debtor) ||
         run(db, "UPDATE member SET reminded = 0 WHERE id = %d", creditor);
}

int good_sorted(MYSQL *db, int a, int b) {
  int first = a < b ? a : b, second = a < b ? b : a;
  if (run(db, "START TRANSACTION") || run(db, "UPDATE member SET pair = %d WHERE id = %d", second, first) ||
      run(db, "UPDATE member SET pair = %d WHERE id = %d", first, second) || run(db, "COMMIT")) {
    run(db, "ROLLBACK");
    return -1;
  }
  return 0;
}
