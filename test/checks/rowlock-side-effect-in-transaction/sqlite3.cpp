// What is done outside the database in transactions of SQLite's C API, against
// the stub header and the real one.
// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>
#include <vector>

//===--- C ----------------------------------------------------------------===//

int bad_purge(sqlite3 *db, const char *path) {
  char *sql;
  int rc = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    return rc;
  sql = sqlite3_mprintf("DELETE FROM thumbnail WHERE path = %Q", path);
  rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  if (rc != SQLITE_OK)
    goto rollback;
  if (unlink(path) != 0 && errno != ENOENT)
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-9]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
    goto rollback;
  rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    return rc;
rollback:
  sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return SQLITE_ERROR;
}

int good_purge(sqlite3 *db, const char *path) {
  int rc = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    return rc;
  char *sql = sqlite3_mprintf("DELETE FROM thumbnail WHERE path = %Q", path);
  rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  if (rc != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
  }
  unlink(path);
  return SQLITE_OK;
}

// What was put down for nothing is taken away again.
int good_cleans_up_after_failure(sqlite3 *db, const char *path) {
  char *sql;
  FILE *f;
  int rc;
  sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  f = fopen(path, "r");
  if (f)
    fclose(f);
  sql = sqlite3_mprintf("INSERT INTO upload (path) VALUES (%Q)", path);
  rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  if (rc != SQLITE_OK) {
    unlink(path);
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
  }
  return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

// CHECK-FIXES: sqlite3_exec(db, "END", NULL, NULL, NULL);
// CHECK-FIXES-NEXT: system("/usr/local/bin/run-jobs");
int bad_command(sqlite3 *db, int job) {
  sqlite3_stmt *st = NULL;
  sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  sqlite3_prepare_v2(db, "UPDATE job SET started = 1 WHERE id = ?", -1, &st, NULL);
  sqlite3_bind_int(st, 1, job);
  sqlite3_step(st);
  sqlite3_finalize(st);
  system("/usr/local/bin/run-jobs");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this starts another program inside of the transaction of line [[#@LINE-6]]: the program has run all the same if that is rolled back, and the database is locked for all other writers until it has ended [rowlock-side-effect-in-transaction]
  sqlite3_exec(db, "END", NULL, NULL, NULL);
  return 0;
}

int good_command(sqlite3 *db, int job) {
  sqlite3_stmt *st = NULL;
  sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  sqlite3_prepare_v2(db, "UPDATE job SET started = 1 WHERE id = ?", -1, &st, NULL);
  sqlite3_bind_int(st, 1, job);
  sqlite3_step(st);
  sqlite3_finalize(st);
  if (sqlite3_exec(db, "END", NULL, NULL, NULL) != SQLITE_OK)
    return -1;
  return system("/usr/local/bin/run-jobs");
}

// Asked beforehand, written when the answer is there.
int good_asked_before(sqlite3 *db) {
  char line[80];
  FILE *p = popen("uname -r", "r");
  if (!p)
    return -1;
  char *got = fgets(line, sizeof line, p);
  pclose(p);
  if (!got)
    return -1;
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  char *sql = sqlite3_mprintf("UPDATE host SET kernel = %Q", line);
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  return 0;
}

int bad_asked_inside(sqlite3 *db) {
  char line[80] = "";
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  sqlite3_exec(db, "DELETE FROM kernel", NULL, NULL, NULL);
  FILE *p = popen("uname -r", "r");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this starts another program inside of the transaction of line [[#@LINE-3]]: the program has run all the same if that is rolled back, and the database is locked for all other writers until it has ended [rowlock-side-effect-in-transaction]
  if (p) {
    if (!fgets(line, sizeof line, p))
      line[0] = 0;
    pclose(p);
  }
  char *sql = sqlite3_mprintf("INSERT INTO kernel (name) VALUES (%Q)", line);
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

// It only looks.
int good_reads_only(sqlite3 *db, int fd) {
  sqlite3_stmt *st = NULL;
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  sqlite3_prepare_v2(db, "SELECT name FROM topic", -1, &st, NULL);
  while (sqlite3_step(st) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(st, 0);
    send(fd, name, strlen(name), 0);
  }
  sqlite3_finalize(st);
  return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

int bad_sends_rows(sqlite3 *db, int fd) {
  sqlite3_stmt *st = NULL;
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'topic' in line [[@LINE+2]] and writes 'topic' in line [[@LINE+8]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  sqlite3_prepare_v2(db, "SELECT name FROM topic WHERE sent = 0", -1, &st, NULL);
  while (sqlite3_step(st) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(st, 0);
    send(fd, name, strlen(name), 0);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sends to another machine inside of the transaction of line [[#@LINE-6]]: what was sent is not taken back if that is rolled back, and the transaction stays open until it is sent [rowlock-side-effect-in-transaction]
  }
  sqlite3_finalize(st);
  sqlite3_exec(db, "UPDATE topic SET sent = 1 WHERE sent = 0", NULL, NULL, NULL);
  return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

int bad_waits(sqlite3 *db) {
  int tries = 0;
  sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
  sqlite3_exec(db, "UPDATE valve SET open = 1", NULL, NULL, NULL);
  while (tries++ < 10)
    usleep(200000);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sleeps inside of the transaction of line [[#@LINE-4]]: the database is locked for all other writers until it wakes up [rowlock-side-effect-in-transaction]
  return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

// The database is busy, and nothing is open yet.
int good_waits_for_the_lock(sqlite3 *db) {
  while (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_BUSY)
    usleep(50000);
  sqlite3_exec(db, "UPDATE valve SET open = 1", NULL, NULL, NULL);
  return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

int good_logs(sqlite3 *db) {
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  fprintf(stderr, "closing the valve\n");
  if (sqlite3_exec(db, "UPDATE valve SET open = 0", NULL, NULL, NULL) != SQLITE_OK)
    fprintf(stderr, "failed: %s\n", sqlite3_errmsg(db));
  puts("done");
  return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

//===--- C++ --------------------------------------------------------------===//

namespace fs = std::filesystem;

class Database {
public:
  explicit Database(sqlite3 *raw) : raw(raw) {}
  void exec(const std::string &sql) {
    if (sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(raw));
  }
  sqlite3 *handle() { return raw; }

private:
  sqlite3 *raw;
};

class Savior {
public:
  explicit Savior(Database &db) : db(db) { db.exec("BEGIN IMMEDIATE"); }
  ~Savior() {
    if (open)
      sqlite3_exec(db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  void commit() {
    db.exec("COMMIT");
    open = false;
  }

private:
  Database &db;
  bool open = true;
};

class Album {
public:
  Album(Database &db, fs::path folder) : db(db), folder(std::move(folder)) {}
  void forget(int id) { db.exec("DELETE FROM picture WHERE id = " + std::to_string(id)); }
  void erase(int id) { fs::remove(folder / std::to_string(id)); }

private:
  Database &db;
  fs::path folder;
};

void bad_remove_picture(Database &db, const fs::path &folder, int id) {
  Album album(db, folder);
  Savior tx(db);
  album.forget(id);
  album.erase(id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-3]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
  tx.commit();
}

void good_remove_picture(Database &db, const fs::path &folder, int id) {
  Album album(db, folder);
  {
    Savior tx(db);
    album.forget(id);
    tx.commit();
  }
  album.erase(id);
}

// The work is handed over and done in a transaction.
void transact(Database &db, const std::function<void()> &work) {
  db.exec("BEGIN");
  try {
    work();
    db.exec("COMMIT");
  } catch (...) {
    db.exec("ROLLBACK");
    throw;
  }
}

void bad_in_work(Database &db, const std::string &from, const std::string &to) {
  transact(db, [&] {
    db.exec("UPDATE picture SET folder = 'archive'");
    fs::rename(from, to);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-3]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
  });
}

void good_behind_work(Database &db, const std::string &from, const std::string &to) {
  transact(db, [&] { db.exec("UPDATE picture SET folder = 'archive'"); });
  fs::rename(from, to);
}

void good_files_before(Database &db, const std::vector<fs::path> &old) {
  for (const fs::path &each : old)
    fs::remove(each);
  Savior tx(db);
  db.exec("DELETE FROM picture WHERE folder = 'old'");
  tx.commit();
}

// It is called once the commit is done.
void good_hook(sqlite3 *db) {
  sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  sqlite3_exec(db, "DELETE FROM picture WHERE folder = 'old'", nullptr, nullptr, nullptr);
  sqlite3_wal_hook(
      db, [](void *, sqlite3 *, const char *, int) { return unlink("/srv/album/old.idx"); }, nullptr);
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}
