// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %if sqlitecpp %{ %check %s -- %}
#include <SQLiteCpp/SQLiteCpp.h>
#include <memory>
#include <vector>

void bad_never(SQLite::Database &db, int id) {
  SQLite::Transaction t(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: what this transaction writes to 'book' is thrown away: nothing commits it [rowlock-uncommitted-transaction]
  SQLite::Statement s(db, "UPDATE book SET lent = lent + 1 WHERE id = ?");
  s.bind(1, id);
  s.exec();
}

void good_commit(SQLite::Database &db, int id) {
  SQLite::Transaction t(db);
  SQLite::Statement s(db, "UPDATE book SET lent = lent + 1 WHERE id = ?");
  s.bind(1, id);
  s.exec();
  t.commit();
}

enum class Result { Ok, Missing };

Result bad_way(SQLite::Database &db, int id, const std::vector<int> &notes) {
  SQLite::Transaction t(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: what this transaction writes to 'book' is thrown away where line [[@LINE+6]] returns: only other ways commit it [rowlock-uncommitted-transaction]
  SQLite::Statement s(db, "UPDATE book SET lent = lent + 1 WHERE id = ?");
  s.bind(1, id);
  if (s.exec() == 0)
    return Result::Missing;
  if (notes.size() == 0)
    return Result::Ok;
  for (int note : notes) {
    SQLite::Statement n(db, "INSERT INTO note (book_id, n) VALUES (?, ?)");
    n.bind(1, id);
    n.bind(2, note);
    n.exec();
  }
  t.commit();
  return Result::Ok;
}

Result good_way(SQLite::Database &db, int id, int limit) {
  SQLite::Transaction t(db);
  SQLite::Statement s(db, "UPDATE book SET lent = lent + 1 WHERE id = ?");
  s.bind(1, id);
  if (s.exec() == 0)
    return Result::Missing;
  if (limit < 0)
    return Result::Missing;
  t.commit();
  return Result::Ok;
}

// The commit is a member's, and so is the transaction.
class Session {
public:
  explicit Session(SQLite::Database &db) : db(db) {}
  void start() { t = std::make_unique<SQLite::Transaction>(db); }
  void lend(int id) {
    SQLite::Statement s(db, "UPDATE book SET lent = lent + 1 WHERE id = ?");
    s.bind(1, id);
    s.exec();
  }
  void finish() { t->commit(); }

private:
  SQLite::Database &db;
  std::unique_ptr<SQLite::Transaction> t;
};

void good_session(SQLite::Database &db) {
  Session s(db);
  s.start();
  s.lend(1);
  s.finish();
}

void good_savepoint(SQLite::Database &db, int id) {
  SQLite::Transaction t(db);
  db.exec("SAVEPOINT one");
  db.exec("UPDATE book SET lent = 0");
  db.exec("RELEASE one");
  t.commit();
}

std::unique_ptr<SQLite::Transaction> good_returned(SQLite::Database &db) {
  auto t = std::make_unique<SQLite::Transaction>(db);
  db.exec("UPDATE book SET lent = 0");
  return t;
}
