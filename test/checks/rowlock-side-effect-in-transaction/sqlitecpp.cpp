// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/effects
// RUN: %check %s -- -isystem %stubs/effects
// Files, sockets, sleeping and dialogs between begin and commit.
#include <QFile>
#include <QMessageBox>
#include <QMutex>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QThread>
#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;

void bad_delete_photo(SQLite::Database &db, int id, const fs::path &file) {
  SQLite::Transaction tx(db);
  SQLite::Statement del(db, "DELETE FROM photo WHERE id = ?");
  del.bind(1, id);
  del.exec();
  fs::remove(file);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this removes, renames or cuts off a file inside of the transaction of line [[@LINE-5]]: the file does not come back if that is rolled back [rowlock
  // CHECK-MESSAGES: note: repair: do it behind the commit
  tx.commit();
}

void good_delete_photo(SQLite::Database &db, int id, const fs::path &file) {
  SQLite::Transaction tx(db);
  SQLite::Statement del(db, "DELETE FROM photo WHERE id = ?");
  del.bind(1, id);
  del.exec();
  tx.commit();
  fs::remove(file);
}

void bad_rename(SQLite::Database &db, int id, const std::string &from, const std::string &to) {
  SQLite::Transaction tx(db);
  if (std::rename(from.c_str(), to.c_str()) != 0)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this removes, renames or cuts off a file inside of the transaction
    return;
  SQLite::Statement upd(db, "UPDATE document SET path = ? WHERE id = ?");
  upd.bind(1, to);
  upd.bind(2, id);
  upd.exec();
  tx.commit();
}

// The algorithm of that name, and reading.
void good_reads_files(SQLite::Database &db, std::vector<int> ids, const std::string &path) {
  SQLite::Transaction tx(db);
  ids.erase(std::remove(ids.begin(), ids.end(), 0), ids.end());
  std::ifstream in(path);
  std::string line;
  SQLite::Statement ins(db, "INSERT INTO line (text) VALUES (?)");
  while (std::getline(in, line)) {
    ins.bind(1, line);
    ins.exec();
    ins.reset();
  }
  if (fs::exists(path))
    tx.commit();
}

// Written first and committed afterwards is right: strict mode only.
void good_writes_files(SQLite::Database &db, const std::string &path) {
  SQLite::Transaction tx(db);
  std::ofstream out(path);
  out << "hello\n";
  db.exec("INSERT INTO document (path) VALUES ('new')");
  tx.commit();
}

void bad_socket(SQLite::Database &db, int fd) {
  db.exec("BEGIN IMMEDIATE");
  db.exec("UPDATE device SET pinged = 1");
  const char ping[] = "ping";
  ::send(fd, ping, sizeof ping, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends to another machine inside of the transaction of line [[@LINE-4]]: what was sent is not taken back if that is rolled back, and the database is locked for all other writers until it is sent
  // CHECK-MESSAGES: note: repair: do it behind the commit
  db.exec("COMMIT");
}

void good_socket(SQLite::Database &db, int fd) {
  db.exec("BEGIN IMMEDIATE");
  db.exec("UPDATE device SET pinged = 1");
  db.exec("COMMIT");
  const char ping[] = "ping";
  ::send(fd, ping, sizeof ping, 0);
}

void bad_sleep(SQLite::Database &db) {
  using namespace std::chrono_literals;
  SQLite::Transaction tx(db);
  db.exec("UPDATE relay SET closed = 1");
  std::this_thread::sleep_for(250ms);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sleeps inside of the transaction of line [[@LINE-3]]: the database is locked for all other writers until it wakes up
  // CHECK-MESSAGES: note: two at a time: A has written in line [[@LINE-3]] and waits here, B wants to write anything and waits as long, or gives up
  // CHECK-MESSAGES: note: repair: do it behind the commit
  tx.commit();
}

constexpr auto Settle = std::chrono::seconds(2);
void bad_sleep_constant(SQLite::Database &db) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE relay SET closed = 1");
  std::this_thread::sleep_for(Settle);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sleeps
  db.exec("UPDATE relay SET settled = 1");
  tx.commit();
}

void bad_sleep_c(SQLite::Database &db) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE relay SET closed = 1");
  usleep(20 * 1000);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sleeps
  tx.commit();
}

static void pause(unsigned long ms) { QThread::msleep(ms); }
void bad_sleep_in_helper(SQLite::Database &db) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE relay SET closed = 1");
  pause(100);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sleeps
  // CHECK-MESSAGES: note: 'QThread::msleep' is called here
  tx.commit();
}

// So short that nobody notices; chosen at run time; behind the commit.
void good_sleep(SQLite::Database &db, std::chrono::milliseconds chosen) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE relay SET closed = 1");
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  usleep(900);
  pause(1);
  std::this_thread::sleep_for(chosen);
  tx.commit();
  sleep(1);
}

// Between two tries nothing is open.
void good_sleep_between_tries(SQLite::Database &db) {
  for (int i = 0; i < 5; ++i) {
    try {
      SQLite::Transaction tx(db);
      db.exec("UPDATE relay SET closed = 1");
      tx.commit();
      return;
    } catch (const SQLite::Exception &) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
}

void bad_question(SQLite::Database &db, QWidget *parent) {
  SQLite::Transaction tx(db);
  db.exec("DELETE FROM history");
  if (QMessageBox::question(parent, "History", "Really delete all?") == QMessageBox::Yes)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this waits for a person inside of the transaction of line [[@LINE-3]]: the database is locked for all other writers until the person has answered
    tx.commit();
}

void good_question(SQLite::Database &db, QWidget *parent) {
  if (QMessageBox::question(parent, "History", "Really delete all?") != QMessageBox::Yes)
    return;
  SQLite::Transaction tx(db);
  db.exec("DELETE FROM history");
  tx.commit();
}

void bad_console(SQLite::Database &db) {
  db.exec("BEGIN");
  db.exec("DELETE FROM history");
  std::string answer;
  std::cout << "really? ";
  std::getline(std::cin, answer);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this waits for a person
  if (answer == "y")
    db.exec("COMMIT");
  else
    db.exec("ROLLBACK");
}

void bad_qt_request(SQLite::Database &db, QNetworkAccessManager &net) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE sync SET asked = 1");
  net.post(QNetworkRequest("https://example.org/sync"), "{}");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends a request inside of the transaction of line [[@LINE-3]]: the request is not taken back if that is rolled back [rowlock
  tx.commit();
}

void bad_qt_program(SQLite::Database &db) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE backup SET running = 1");
  QProcess::startDetached("backup.sh");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this starts another program inside of the transaction of line [[@LINE-3]]: the program has run all the same if that is rolled back [rowlock
  tx.commit();
}

void good_qt_program(SQLite::Database &db) {
  {
    SQLite::Transaction tx(db);
    db.exec("UPDATE backup SET running = 1");
    tx.commit();
  }
  QProcess::execute("backup.sh");
}

// Work of other threads is told in strict mode only; locks never.
void good_threads(SQLite::Database &db, std::mutex &guard, QMutex &other) {
  SQLite::Transaction tx(db);
  std::lock_guard<std::mutex> lock(guard);
  QMutexLocker locker(&other);
  std::thread worker([] {});
  auto later = std::async(std::launch::async, [] { return 1; });
  db.exec("UPDATE backup SET running = 1");
  worker.join();
  later.get();
  tx.commit();
}
