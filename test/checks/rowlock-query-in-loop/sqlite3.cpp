// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}
#include <sqlite3.h>
#include <vector>

int bad_prepared_each_time(sqlite3 *db, const std::vector<int> &ids) {
  int total = 0;
  for (int id : ids) {
    sqlite3_stmt *q = nullptr;
    sqlite3_prepare_v2(db, "SELECT price FROM article WHERE id = ?", -1, &q, nullptr);
    sqlite3_bind_int(q, 1, id);
    if (sqlite3_step(q) == SQLITE_ROW)
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: this reads 'article' once for each element of a list: as many queries as there are elements where one would do [rowlock-query-in-loop]
      total += sqlite3_column_int(q, 0);
    sqlite3_finalize(q);
  }
  return total;
}

int good_prepared_once(sqlite3 *db, const std::vector<int> &ids) {
  int total = 0;
  sqlite3_stmt *q = nullptr;
  sqlite3_prepare_v2(db, "SELECT price FROM article WHERE id = ?", -1, &q, nullptr);
  for (int id : ids) {
    sqlite3_bind_int(q, 1, id);
    if (sqlite3_step(q) == SQLITE_ROW)
      total += sqlite3_column_int(q, 0);
    sqlite3_reset(q);
  }
  sqlite3_finalize(q);
  return total;
}
