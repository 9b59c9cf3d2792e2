// The stub compiles this, and so does the real header: see stubs-real.test.
// RUN: %clangxx -std=c++17 -fsyntax-only -Wall -Werror \
// RUN:   -isystem %S/../stubs/sqlitecpp %s

#include <SQLiteCpp/ExecuteMany.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/Savepoint.h>
#include <SQLiteCpp/VariadicBind.h>
#include <iostream>
#include <stdexcept>

void bad_increment(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  if (!q.executeStep())
    return;
  int n = q.getColumn(0);
  SQLite::Statement u(db, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, n + 1);
  u.bind(2, id);
  u.exec();
}

void good_increment(SQLite::Database &db, int id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement u(db, "UPDATE counter SET n = n + 1 WHERE id = ?");
  u.bind(1, id);
  if (u.exec() != 1)
    throw std::runtime_error("no such counter");
  tx.commit();
}

struct Counter {
  int Id;
  std::string Name;
};

void every_form(const std::string &name) {
  SQLite::Database db("counters.db",
                      SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  db.setBusyTimeout(1000);
  SQLite::Transaction tx(db);
  SQLite::Savepoint point(db, "inner");
  int changed = db.exec("UPDATE t SET a = 1");
  if (db.tryExec("DELETE FROM t") != 0)
    point.rollback();
  point.release();
  int n = db.execAndGet("SELECT COUNT(*) FROM t").getInt();
  int64_t big = db.execAndGet(std::string("SELECT ") + name);
  SQLite::Statement s(db, "SELECT id, name FROM t WHERE a = :a AND b = ?2");
  s.bind(":a", name);
  s.bind(2);
  s.bindNoCopy(2, name);
  SQLite::bind(s, 1, 2, name);
  while (s.executeStep()) {
    const char *text = s.getColumn("name");
    std::string copy = s.getColumn(1);
    auto counter = s.getColumns<Counter, 2>();
    if (!s.getColumn(0).isNull() && !s.isColumnNull(1) && s.hasRow())
      std::cout << text << copy << counter.Id << s.getColumn(0)
                << s.getColumn(1).getText("none");
  }
  s.reset();
  s.clearBindings();
  if (s.tryExecuteStep() == 100 && s.isDone())
    std::cout << db.getChanges() << db.getLastInsertRowid() << n << big;
  SQLite::execute_many(db, "INSERT INTO t VALUES (?)", 1, 2, 3);
  std::cout << changed;
  try {
    tx.commit();
  } catch (const SQLite::Exception &e) {
    std::cerr << e.getErrorCode() << e.getErrorStr();
  }
}
