// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %if sqlitecpp %{ %check %s -- %}
#include <SQLiteCpp/SQLiteCpp.h>
#include <mutex>
#include <string>

// What is read does not matter.
void bad_other_table(SQLite::Database &db, int id) {
  SQLite::Transaction t(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this transaction fails under load: it reads 'setting' in line [[@LINE+3]] and writes 'parcel' in line [[@LINE+7]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: it reads here: the write lock is not taken before its first write
  SQLite::Statement q(db, "SELECT value FROM setting WHERE name = 'depot'");
  q.executeStep();
  SQLite::Statement u(db, "UPDATE parcel SET depot = ? WHERE id = ?");
  u.bind(1, q.getColumn(0).getInt());
  u.bind(2, id);
  u.exec();
  t.commit();
}

void good_immediate(SQLite::Database &db, int id) {
  SQLite::Transaction t(db, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement q(db, "SELECT value FROM setting WHERE name = 'depot'");
  q.executeStep();
  SQLite::Statement u(db, "UPDATE parcel SET depot = ? WHERE id = ?");
  u.bind(1, q.getColumn(0).getInt());
  u.bind(2, id);
  u.exec();
  t.commit();
}

// The write lock is there when it reads.
void good_write_first(SQLite::Database &db, int id) {
  SQLite::Transaction t(db);
  db.exec("UPDATE depot SET load = load + 1");
  SQLite::Statement q(db, "SELECT load FROM depot");
  q.executeStep();
  SQLite::Statement u(db, "UPDATE parcel SET depot = ? WHERE id = ?");
  u.bind(1, q.getColumn(0).getInt());
  u.bind(2, id);
  u.exec();
  t.commit();
}

int good_only_reads(SQLite::Database &db) {
  SQLite::Transaction t(db);
  SQLite::Statement q(db, "SELECT load FROM depot");
  q.executeStep();
  int load = q.getColumn(0).getInt();
  t.commit();
  return load;
}

void good_only_writes(SQLite::Database &db) {
  SQLite::Transaction t(db);
  db.exec("UPDATE depot SET load = load + 1");
  db.exec("DELETE FROM parcel");
  t.commit();
}

void good_no_table(SQLite::Database &db) {
  SQLite::Transaction t(db);
  db.exec("PRAGMA foreign_keys = ON");
  SQLite::Statement q(db, "SELECT sqlite_version()");
  q.executeStep();
  db.exec("DELETE FROM parcel");
  t.commit();
}

void good_separate(SQLite::Database &db) {
  SQLite::Statement q(db, "SELECT load FROM depot");
  q.executeStep();
  int load = q.getColumn(0).getInt();
  q.reset();
  SQLite::Transaction t(db);
  if (load > 3)
    db.exec("DELETE FROM parcel WHERE lost = 1");
  t.commit();
}

bool good_retry(SQLite::Database &db) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      SQLite::Transaction t(db);
      SQLite::Statement q(db, "SELECT load FROM depot");
      q.executeStep();
      SQLite::Statement u(db, "INSERT INTO log (load) VALUES (?)");
      u.bind(1, q.getColumn(0).getInt());
      u.exec();
      t.commit();
      return true;
    } catch (const SQLite::Exception &) {
    }
  }
  return false;
}

class Depot {
public:
  void good_mutex() {
    std::lock_guard<std::mutex> guard(mutex);
    SQLite::Transaction t(db);
    SQLite::Statement q(db, "SELECT load FROM depot");
    q.executeStep();
    SQLite::Statement u(db, "INSERT INTO log (load) VALUES (?)");
    u.bind(1, q.getColumn(0).getInt());
    u.exec();
    t.commit();
  }

private:
  SQLite::Database &db;
  std::mutex mutex;
};
