// Totals of rows that are stored in the row that they belong to, as SQLiteCpp spells
// it.
// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %check %s --
#include <SQLiteCpp/SQLiteCpp.h>

static int minutes(SQLite::Database &db, int album) {
  SQLite::Statement q(db, "SELECT TOTAL(minutes) FROM song WHERE album = ?");
  q.bind(1, album);
  return q.executeStep() ? q.getColumn(0).getInt() : 0;
}

static void store(SQLite::Database &db, int album, int n) {
  SQLite::Statement q(db, "UPDATE album SET minutes = ? WHERE id = ?");
  q.bind(1, n);
  q.bind(2, album);
  q.exec();
}

void bad_autocommit(SQLite::Database &db, int album) {
  store(db, album, minutes(db, album));
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the sum of rows of 'song', as line [[#@LINE-1]] saw them, in 'minutes' of 'album': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  // CHECK-MESSAGES: note: the sum of rows of 'song' is read here; nothing keeps others from changing them before it is stored
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: two at a time: A reads the total, B changes a row of 'song' and stores the new total, A stores the old one over it (on SQLite with a transaction for each statement)
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: possible repair: read and write in one transaction that begins with the write lock (BEGIN IMMEDIATE); there is no transaction here that holds both
  // CHECK-MESSAGES: note: possible repair: let one UPDATE compute the total: SET ... = (SELECT ...)
}

void good_immediate(SQLite::Database &db, int album) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  store(db, album, minutes(db, album));
  tx.commit();
}

void good_written_before(SQLite::Database &db, int album) {
  SQLite::Transaction tx(db);
  SQLite::Statement q(db, "INSERT INTO song (album, minutes) VALUES (?, 4)");
  q.bind(1, album);
  q.exec();
  store(db, album, minutes(db, album));
  tx.commit();
}

void bad_counted(SQLite::Database &db, int album) {
  SQLite::Statement q(db, "SELECT minutes FROM song WHERE album = ?");
  q.bind(1, album);
  int n = 0;
  while (q.executeStep())
    n++;
  SQLite::Statement u(db, "UPDATE album SET songs = ? WHERE id = ?");
  u.bind(1, n);
  u.bind(2, album);
  u.exec();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the number of rows of 'song', as line [[#@LINE-6]] saw them, in 'songs' of 'album': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
}
