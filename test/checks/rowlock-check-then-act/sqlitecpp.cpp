// The same decisions on SQLite, where only the write lock of the database keeps
// others away.
// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %check %s --
#include <SQLiteCpp/SQLiteCpp.h>
#include <mutex>
#include <string>

void bad_tag(SQLite::Database &db, const std::string &tag) {
  SQLite::Statement find(db, "SELECT id FROM tag WHERE name = ?");
  find.bind(1, tag);
  if (find.executeStep())
    return;
  find.reset();
  SQLite::Statement add(db, "INSERT INTO tag (name) VALUES (?)");
  add.bind(1, tag);
  add.exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both find no row of 'tag' with this 'name' and both insert one [rowlock-check-then-act]
// CHECK-MESSAGES: note: whether there is a row is read here; no transaction holds the write lock from here to the write
}

void good_tag(SQLite::Database &db, const std::string &tag) {
  SQLite::Statement add(db, "INSERT OR IGNORE INTO tag (name) VALUES (?)");
  add.bind(1, tag);
  add.exec();
}

void good_tag_immediate(SQLite::Database &db, const std::string &tag) {
  SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement find(db, "SELECT id FROM tag WHERE name = ?");
  find.bind(1, tag);
  if (!find.executeStep()) {
    SQLite::Statement add(db, "INSERT INTO tag (name) VALUES (?)");
    add.bind(1, tag);
    add.exec();
  }
  tx.commit();
}

// The constraint speaks: what else should fail in there?
bool good_insert_may_fail(SQLite::Database &db, const std::string &tag) {
  SQLite::Statement find(db, "SELECT id FROM tag WHERE name = ?");
  find.bind(1, tag);
  if (find.executeStep())
    return false;
  try {
    SQLite::Statement add(db, "INSERT INTO tag (name) VALUES (?)");
    add.bind(1, tag);
    add.exec();
    return true;
  } catch (const SQLite::Exception &) {
    return false;
  }
}

bool good_code_is_asked(SQLite::Database &db, const std::string &tag) try {
  if (db.execAndGet("SELECT COUNT(*) FROM tag WHERE name = 'x'").getInt() == 0)
    db.exec("INSERT INTO tag (name) VALUES ('x')");
  return true;
} catch (const SQLite::Exception &e) {
  if (e.getErrorCode() == 19)
    return false;
  throw;
}

void bad_logged_and_gone(SQLite::Database &db) try {
  if (db.execAndGet("SELECT COUNT(*) FROM tag WHERE name = 'x'").getInt() == 0)
    db.exec("INSERT INTO tag (name) VALUES ('x')");
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both find no row of 'tag'
} catch (const SQLite::Exception &) {
}

std::mutex gate;

void good_one_process(SQLite::Database &db) {
  std::lock_guard<std::mutex> held(gate);
  if (db.execAndGet("SELECT COUNT(*) FROM tag WHERE name = 'x'").getInt() == 0)
    db.exec("INSERT INTO tag (name) VALUES ('x')");
}

bool bad_deferred(SQLite::Database &db, int slot, const std::string &who) {
  SQLite::Transaction tx(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this transaction fails under load: it reads 'slot' in line [[@LINE+3]] and writes 'slot' in line [[@LINE+8]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  SQLite::Statement q(db, "SELECT booked_by FROM slot WHERE id = ?");
  q.bind(1, slot);
  if (!q.executeStep() || !q.isColumnNull(0))
    return false;
  SQLite::Statement u(db, "UPDATE slot SET booked_by = ? WHERE id = ?");
  u.bind(1, who);
  u.bind(2, slot);
  u.exec();
  tx.commit();
  return true;
}

bool good_count_is_looked_at(SQLite::Database &db, int slot, const std::string &who) {
  SQLite::Statement q(db, "SELECT booked_by FROM slot WHERE id = ?");
  q.bind(1, slot);
  if (!q.executeStep() || !q.isColumnNull(0))
    return false;
  q.reset();
  SQLite::Statement u(db, "UPDATE slot SET booked_by = ? WHERE id = ? AND booked_by IS NULL");
  u.bind(1, who);
  u.bind(2, slot);
  return u.exec() == 1;
}

// Zero where there is no row: both ways of going on are a decision.
bool bad_quota(SQLite::Database &db, const std::string &user, int limit) {
  int used = 0;
  SQLite::Statement q(db, "SELECT used FROM quota WHERE user = ?");
  q.bind(1, user);
  if (q.executeStep())
    used = q.getColumn(0);
  q.reset();
  if (used >= limit)
    return false;
  SQLite::Statement u(db, "UPDATE quota SET used = used + 1 WHERE user = ?");
  u.bind(1, user);
  u.exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both pass the test of 'used' of 'quota' and both change it
  return true;
}

// -1 where there is no row: who asks for it asks for the row.
bool good_row_is_known(SQLite::Database &db, const std::string &user) {
  int used = -1;
  SQLite::Statement q(db, "SELECT used FROM quota WHERE user = ?");
  q.bind(1, user);
  if (q.executeStep())
    used = q.getColumn(0);
  q.reset();
  if (used < 0)
    return false;
  SQLite::Statement u(db, "UPDATE quota SET used = used + 1 WHERE user = ?");
  u.bind(1, user);
  u.exec();
  return true;
}

void bad_high_score(SQLite::Database &db, int player, int score) {
  SQLite::Statement q(db, "SELECT best FROM player WHERE id = ?");
  q.bind(1, player);
  int best = q.executeStep() ? q.getColumn(0).getInt() : 0;
  q.reset();
  if (score > best) {
    SQLite::Statement u(db, "UPDATE player SET best = ? WHERE id = ?");
    u.bind(1, score);
    u.bind(2, player);
    u.exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: 'best' of 'player' may have changed since line [[#@LINE-7]] read it
  }
}

void good_high_score(SQLite::Database &db, int player, int score) {
  SQLite::Statement u(db, "UPDATE player SET best = MAX(best, ?) WHERE id = ?");
  u.bind(1, score);
  u.bind(2, player);
  u.exec();
}

// A batch: what was expired a moment ago may have been renewed.
void bad_expire(SQLite::Database &db) {
  SQLite::Statement q(db, "SELECT id FROM lease WHERE state = 'active' AND until < strftime('%s', 'now')");
  while (q.executeStep()) {
    SQLite::Statement u(db, "UPDATE lease SET state = 'expired' WHERE id = ?");
    u.bind(1, q.getColumn(0).getInt());
    u.exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: this write fails under load
  }
}

void good_expire(SQLite::Database &db) {
  SQLite::Statement q(db, "SELECT id FROM lease WHERE state = 'active' AND until < strftime('%s', 'now')");
  while (q.executeStep()) {
    SQLite::Statement u(db, "UPDATE lease SET state = 'expired' WHERE id = ? AND state = 'active' AND until < strftime('%s', 'now')");
    u.bind(1, q.getColumn(0).getInt());
    u.exec();
  }
}
