// A known miss: the number of rows that sqlite3_get_table stores through an
// argument is not described by the model.
// XFAIL: *
// RUN: %check %s -- -isystem %stubs/sqlite3

#include <sqlite3.h>
#include <string>

int bad_number_of_rows(sqlite3 *db, int user) {
  char **table = nullptr;
  int rows = 0, columns = 0;
  std::string sql = "SELECT id FROM seat WHERE user_id = " + std::to_string(user);
  if (sqlite3_get_table(db, sql.c_str(), &table, &rows, &columns, nullptr) != SQLITE_OK)
    return -1;
  sqlite3_free_table(table);
  if (rows > 0)
    return 1;
  sql = "INSERT INTO seat (user_id) VALUES (" + std::to_string(user) + ")";
  return sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'seat' with this 'user_id' and both insert one [rowlock-check-then-act]
}
