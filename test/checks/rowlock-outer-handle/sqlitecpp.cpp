// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %if sqlitecpp %{ %check %s -- %}
#include <SQLiteCpp/SQLiteCpp.h>
#include <string>

class Station {
public:
  Station(const std::string &file, const std::string &log)
      : db_(file, SQLite::OPEN_READWRITE), events_(file, SQLite::OPEN_READWRITE),
        weather_("weather.sqlite", SQLite::OPEN_READWRITE),
        log_(log, SQLite::OPEN_READWRITE) {}

  void bad_second(int id) {
    SQLite::Transaction t(db_);
    db_.exec("UPDATE sensor SET on_duty = 1 WHERE id = " + std::to_string(id));
    // CHECK-MESSAGES: :[[@LINE+2]]:5: warning: this is no part of the transaction of line [[@LINE-2]]: it goes to another connection to the same database, which may not write to 'event' before the transaction has ended [rowlock-outer-handle]
    // CHECK-MESSAGES: :[[@LINE+1]]:5: note: SQLite lets one connection write at a time: this one waits for the transaction, the transaction waits for this line, and when the busy timeout is over it fails (SQLITE_BUSY)
    events_.exec("INSERT INTO event(what) VALUES ('on duty')");
    t.commit();
  }

  void good_other_file(int id) {
    SQLite::Transaction t(db_);
    db_.exec("UPDATE sensor SET on_duty = 1 WHERE id = " + std::to_string(id));
    weather_.exec("INSERT INTO event(what) VALUES ('on duty')");
    log_.exec("INSERT INTO event(what) VALUES ('on duty')");
    t.commit();
  }

  void good_behind(int id) {
    SQLite::Transaction t(db_);
    db_.exec("UPDATE sensor SET on_duty = 1 WHERE id = " + std::to_string(id));
    t.commit();
    events_.exec("INSERT INTO event(what) VALUES ('on duty')");
  }

private:
  SQLite::Database db_, events_, weather_, log_;
};

// Each is a database of its own.
void good_in_memory() {
  SQLite::Database a(":memory:", SQLite::OPEN_READWRITE);
  SQLite::Database b(":memory:", SQLite::OPEN_READWRITE);
  SQLite::Transaction t(a);
  a.exec("INSERT INTO one(n) VALUES (1)");
  b.exec("INSERT INTO one(n) VALUES (1)");
  t.commit();
}

// From one file to another.
void good_migration(const std::string &from, const std::string &to) {
  SQLite::Database old(from, SQLite::OPEN_READWRITE);
  SQLite::Database fresh(to, SQLite::OPEN_READWRITE);
  SQLite::Transaction in(old, SQLite::TransactionBehavior::IMMEDIATE),
      out(fresh);
  SQLite::Statement q(old, "SELECT n FROM one");
  while (q.executeStep()) {
    SQLite::Statement i(fresh, "INSERT INTO one(n) VALUES (?)");
    i.bind(1, q.getColumn(0).getInt());
    i.exec();
  }
  old.exec("DELETE FROM one");
  out.commit();
  in.commit();
}
