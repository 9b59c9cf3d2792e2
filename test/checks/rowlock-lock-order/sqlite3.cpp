// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}
// SQLite has one write lock: whoever has it waits for nobody.
#include <sqlite3.h>
#include <string>

static int run(sqlite3 *db, const std::string &sql) {
  return sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
}

bool good_transfer(sqlite3 *db, int from, int to) {
  if (run(db, "BEGIN IMMEDIATE"))
    return false;
  if (run(db, "UPDATE account SET cents = cents - 1 WHERE id = " + std::to_string(from)) ||
      run(db, "UPDATE account SET cents = cents + 1 WHERE id = " + std::to_string(to))) {
    run(db, "ROLLBACK");
    return false;
  }
  return run(db, "COMMIT") == 0;
}
