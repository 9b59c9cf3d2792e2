// Texts that grow in nested loops and behind many branches: as many texts as
// stars, and yet no more work than there is code.
// RUN: %check %s -- -isystem %stubs/sqlitecpp

#include <SQLiteCpp/SQLiteCpp.h>
#include <string>

void grows(SQLite::Database &db, int n, unsigned flags) {
  std::string text;
  for (int batch = 0; batch < n; ++batch) {
    text += "UPDATE item SET a = CASE";
    for (int i = 0; i < n; ++i)
      text += " WHEN slot = ? THEN ?";
    text += " END, b = CASE";
    for (int i = 0; i < n; ++i)
      text += " WHEN slot = ? THEN ?";
    text += " END, c = CASE";
    for (int i = 0; i < n; ++i)
      text += " WHEN slot = ? THEN ?";
    text += " END, d = CASE";
    for (int i = 0; i < n; ++i)
      text += " WHEN slot = ? THEN ?";
    text += " END";
    SQLite::Statement update(db, text);
    update.exec();
  }
  std::string where = "DELETE FROM item WHERE id > 0";
  if (flags & 1)
    where += " AND a = 1";
  if (flags & 2)
    where += " AND b = 1";
  if (flags & 4)
    where += " AND c = 1";
  if (flags & 8)
    where += " AND d = 1";
  if (flags & 16)
    where += " AND e = 1";
  if (flags & 32)
    where += " AND f = 1";
  db.exec(where);
}

void bump(SQLite::Database &db) {
  int n = db.execAndGet("SELECT n FROM counter WHERE id = 1");
  db.exec("UPDATE counter SET n = " + std::to_string(n + 1) + " WHERE id = 1");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter'
}
