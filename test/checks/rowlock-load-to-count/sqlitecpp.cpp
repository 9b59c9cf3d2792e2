// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %if sqlitecpp %{ %check %s -- %}
#include <SQLiteCpp/SQLiteCpp.h>

int bad_loop(SQLite::Database &db) {
  SQLite::Statement q(db, "SELECT * FROM parcel WHERE state = 'lost'");
  int n = 0;
  while (q.executeStep())
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: this loads rows of 'parcel' only to count them in line [[@LINE-1]]: the database can tell that without sending one [rowlock-load-to-count]
    ++n;
  return n;
}

int good_loop(SQLite::Database &db) {
  SQLite::Statement q(db, "SELECT * FROM parcel WHERE state = 'lost'");
  int n = 0;
  while (q.executeStep())
    n += q.getColumn(2).getInt();
  return n;
}

bool good_first(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT id FROM parcel WHERE id = ?");
  q.bind(1, id);
  return q.executeStep();
}
