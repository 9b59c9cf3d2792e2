// SQLiteCpp, against the stub headers and against the real ones.
// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <stdexcept>
#include <string>

// The read is over when the write begins.
void bad_increment(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  if (!q.executeStep())
    return;
  int n = q.getColumn(0);
  q.reset();
  // CHECK-FIXES: SQLite::Statement u(db, "UPDATE counter SET n = n + ? WHERE id = ?");
  // CHECK-FIXES: u.bind(1, 1);
  SQLite::Statement u(db, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, n + 1);
  u.bind(2, id);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-10]] and this write is overwritten [rowlock-read-modify-write]
  // CHECK-MESSAGES: note: 'n' is read here; no transaction holds the write lock from here to the write
  // CHECK-MESSAGES: note: two at a time: {{.*}} (on SQLite with a transaction for each statement)
  // CHECK-MESSAGES: note: repair: let the database compute 'n' from the current value, and pass only the change
  // CHECK-MESSAGES: note: possible repair: read and write in one transaction that begins with the write lock (BEGIN IMMEDIATE)
}

// Refused, not overwritten: the SELECT is still open.
void bad_open_select(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  int n = q.getColumn("n").getInt();
  SQLite::Statement u(db, "UPDATE counter SET n = :n WHERE id = :id");
  u.bind(":n", n - 3);
  u.bind(":id", id);
  u.exec();
  // CHECK-FIXES: "UPDATE counter SET n = n - :n WHERE id = :id"
  // CHECK-FIXES: u.bind(":n", 3);
  // CHECK-MESSAGES: :[[@LINE-3]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' fails under load: if another transaction changes the row after line [[#@LINE-8]] has read it, SQLite refuses it (SQLITE_BUSY) and nothing tries again
}

void bad_deferred(SQLite::Database &db, int id) {
  // CHECK-FIXES: SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Transaction tx(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this transaction fails under load: it reads 'player' in line [[@LINE+3]] and writes 'player' in line [[@LINE+11]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  SQLite::Statement q(db, "SELECT points, level FROM player WHERE id = ?1");
  q.bind(1, id);
  q.executeStep();
  int points = q.getColumn(0);
  int level = q.getColumn(1).getInt();
  if (points > 100)
    ++level;
  SQLite::Statement u(db, "UPDATE player SET level = ?2 WHERE id = ?1");
  u.bind(2, level);
  u.bind(1, id);
  u.exec();
  tx.commit();
}

void good_immediate(SQLite::Database &db, int id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  q.executeStep();
  int n = q.getColumn(0);
  SQLite::Statement u(db, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, n + 1);
  u.bind(2, id);
  u.exec();
  tx.commit();
}

// Begun as text; the repair is in the text.
void bad_text_begin(SQLite::Database &db, int id) {
  // CHECK-FIXES: db.exec("BEGIN IMMEDIATE");
  db.exec("BEGIN");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'counter' in line [[@LINE+1]] and writes 'counter' in line [[@LINE+2]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  int n = db.execAndGet("SELECT n FROM counter WHERE id = " + std::to_string(id));
  db.exec("UPDATE counter SET n = " + std::to_string(n * 2) + " WHERE id = " + std::to_string(id));
  db.exec("COMMIT");
}

void good_increment(SQLite::Database &db, int id) {
  SQLite::Statement u(db, "UPDATE counter SET n = n + 1 WHERE id = ?");
  u.bind(1, id);
  if (u.exec() != 1)
    throw std::runtime_error("no such counter");
}

// Two columns, totals in locals, and the text in two pieces.
class Ledger {
public:
  explicit Ledger(SQLite::Database &Db) : Db(Db) {}

  void bad_book(int event, long price, long fee) {
    long revenue = 0;
    long fees = 0;
    {
      SQLite::Statement q(Db, "SELECT revenue, fees FROM ledger WHERE event = ?");
      q.bind(1, event);
      if (q.executeStep()) {
        revenue = q.getColumn(0).getInt64();
        fees = q.getColumn(1).getInt64();
      }
    }
    SQLite::Statement u(Db, "UPDATE ledger SET revenue = ?, fees = ? "
                            "WHERE event = ?");
    u.bind(1, revenue + price);
    u.bind(2, fees + fee);
    u.bind(3, event);
    u.exec();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'revenue' and 'fees' of 'ledger'
  }

private:
  SQLite::Database &Db;
};

// A row that the caller names, and one that it does not.
void good_other_row(SQLite::Database &db, int from, int to) {
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, from);
  q.executeStep();
  SQLite::Statement u(db, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, q.getColumn(0).getInt() + 1);
  u.bind(2, to);
  u.exec();
}
