// Copies of a row that are saved after something else has changed it, as SQLiteCpp
// spells it.
// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %check %s --
#include <SQLiteCpp/SQLiteCpp.h>
#include <optional>
#include <string>

struct Task {
  long id = 0;
  std::string title;
  int state = 0;
  int tries = 0;
};

class Tasks {
public:
  explicit Tasks(SQLite::Database &db) : Db(db) {}

  std::optional<Task> find(long id) {
    SQLite::Statement q(Db, "SELECT id, title, state, tries FROM task WHERE id = ?");
    q.bind(1, static_cast<int64_t>(id));
    if (!q.executeStep())
      return std::nullopt;
    return Task{q.getColumn(0).getInt64(), q.getColumn(1).getString(), q.getColumn(2).getInt(), q.getColumn(3).getInt()};
  }

  void update(const Task &t) {
    SQLite::Statement q(Db, "UPDATE task SET title = ?, state = ?, tries = ? WHERE id = ?");
    q.bind(1, t.title);
    q.bind(2, t.state);
    q.bind(3, t.tries);
    q.bind(4, static_cast<int64_t>(t.id));
    q.exec();
  }

  void countTry(long id) {
    SQLite::Statement q(Db, "UPDATE task SET tries = tries + 1 WHERE id = ?");
    q.bind(1, static_cast<int64_t>(id));
    q.exec();
  }

private:
  SQLite::Database &Db;
};

void bad_start(SQLite::Database &db, long id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  Tasks tasks(db);
  auto t = tasks.find(id);
  if (!t)
    return;
  tasks.countTry(id);
  t->state = 1;
  tasks.update(*t);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-3]] has changed: it writes 'tries' of 'task' as line [[#@LINE-6]] read it [rowlock-stale-instance]
  tx.commit();
}

void good_start(SQLite::Database &db, long id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  Tasks tasks(db);
  auto t = tasks.find(id);
  if (!t)
    return;
  ++t->tries;
  t->state = 1;
  tasks.update(*t);
  tx.commit();
}

void good_start_counts_first(SQLite::Database &db, long id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  Tasks tasks(db);
  tasks.countTry(id);
  if (auto t = tasks.find(id)) {
    t->state = 1;
    tasks.update(*t);
  }
  tx.commit();
}

void good_next_one(SQLite::Database &db, long id) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  Tasks tasks(db);
  if (auto t = tasks.find(id)) {
    tasks.countTry(id + 1);
    t->state = 1;
    tasks.update(*t);
  }
  tx.commit();
}

// A copy in a function of its own.
static void fail(Tasks &tasks, long id) {
  auto t = tasks.find(id);
  if (t) {
    t->state = 9;
    tasks.update(*t);
  }
}

void bad_failed_and_renamed(SQLite::Database &db, long id, const std::string &title) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  Tasks tasks(db);
  Task t = tasks.find(id).value();
  fail(tasks, t.id);
  t.title = title;
  tasks.update(t);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-3]] has changed: it writes 'state' of 'task' as line [[#@LINE-4]] read it [rowlock-stale-instance]
  tx.commit();
}
