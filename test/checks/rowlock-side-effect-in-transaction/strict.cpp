// RUN: %check %s --config="{CheckOptions: {rowlock-side-effect-in-transaction.SideEffects: strict}}" -- -isystem %stubs/sqlitecpp -isystem %stubs/effects
// RUN: %check %s --config="{CheckOptions: {rowlock.SideEffects: strict}}" -- -isystem %stubs/effects
// What is right as often as not is told to those who ask for it.
#include <QThread>
#include <SQLiteCpp/SQLiteCpp.h>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <future>
#include <hiredis/hiredis.h>
#include <iostream>
#include <string>
#include <thread>

void bad_entry(SQLite::Database &db, redisContext *redis, int id) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE article SET hidden = 1");
  freeReplyObject(redisCommand(redis, "DEL article:%d", id));
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: this changes a cache inside of the transaction of line [[@LINE-3]]: the cache keeps the change if that is rolled back
  tx.commit();
}

void bad_thread(SQLite::Database &db) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE article SET hidden = 1");
  std::thread worker([] { std::puts("hidden"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: this hands work to another thread inside of the transaction
  tx.commit();
  worker.join();
}

void bad_async(SQLite::Database &db) {
  SQLite::Transaction tx(db);
  auto later = std::async(std::launch::async, [] { return 1; });
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: this hands work to another thread inside of the transaction
  db.exec("UPDATE article SET hidden = 1");
  tx.commit();
  later.get();
}

void bad_wait(SQLite::Database &db, std::future<int> &answer) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE article SET hidden = 1");
  if (answer.get() == 1)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this waits for something else inside of the transaction
    tx.commit();
}

void bad_file(SQLite::Database &db, const std::string &path) {
  SQLite::Transaction tx(db);
  db.exec("INSERT INTO document (path) VALUES ('new')");
  std::ofstream out(path);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: this writes a file inside of the transaction of line [[@LINE-3]]: the file stays as it was written if that is rolled back
  // CHECK-MESSAGES: note: possible repair: write to a name of its own before the transaction begins, and give the file its name behind the commit
  tx.commit();
}

void bad_c_file(SQLite::Database &db, const char *path) {
  SQLite::Transaction tx(db);
  db.exec("INSERT INTO document (path) VALUES ('new')");
  FILE *out = fopen(path, "wb");
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: this writes a file inside of the transaction
  if (!out)
    return;
  fclose(out);
  tx.commit();
}

void bad_unknown_sleep(SQLite::Database &db, std::chrono::milliseconds chosen) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE article SET hidden = 1");
  std::this_thread::sleep_for(chosen);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sleeps inside of the transaction
  tx.commit();
}

// Reading a file and writing for people are none in any mode.
void good_always(SQLite::Database &db, const char *path) {
  SQLite::Transaction tx(db);
  db.exec("INSERT INTO document (path) VALUES ('new')");
  std::ifstream in(path);
  FILE *also = fopen(path, "rb");
  if (also)
    fclose(also);
  std::cerr << path << '\n';
  fprintf(stderr, "%s\n", path);
  fputs(path, stdout);
  tx.commit();
}
