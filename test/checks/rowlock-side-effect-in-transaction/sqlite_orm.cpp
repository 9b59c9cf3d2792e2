// sqlite_orm: what is done outside the database while a transaction is open.
// RUN: %check %s -- -isystem %stubs/sqlite_orm
// RUN: %if sqlite_orm %{ %check %s -- -isystem %sqlite-orm %}

#include <sqlite_orm/sqlite_orm.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

using namespace sqlite_orm;
namespace fs = std::filesystem;

struct Photo {
  int id = 0;
  std::string path;
};

inline auto open(const std::string &file) {
  return make_storage(file,
                      make_table("photo", make_column("id", &Photo::id, primary_key()),
                                 make_column("path", &Photo::path)));
}
using Storage = decltype(open(""));

void bad_remove_file(Storage &db, int id) {
  auto guard = db.immediate_transaction_guard();
  auto photo = db.get<Photo>(id);
  db.remove<Photo>(id);
  fs::remove(photo.path);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-4]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
  guard.commit();
}

void bad_in_callback(Storage &db, int id) {
  db.transaction([&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'photo' in line [[@LINE+1]] and writes 'photo' in line [[@LINE+4]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    auto photo = db.get<Photo>(id);
    fs::remove(photo.path);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-4]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
    db.remove<Photo>(id);
    return true;
  });
}

void bad_by_hand(Storage &db, const std::string &command) {
  db.begin_transaction();
  db.insert(Photo{0, "new"});
  std::system(command.c_str());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this starts another program inside of the transaction of line [[#@LINE-3]]: the program has run all the same if that is rolled back, and the database is locked for all other writers until it has ended [rowlock-side-effect-in-transaction]
  db.commit();
}

void bad_sleep(Storage &db) {
  auto guard = db.transaction_guard();
  db.update_all(set(c(&Photo::path) = ""));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sleeps inside of the transaction of line [[#@LINE-3]]: the database is locked for all other writers until it wakes up [rowlock-side-effect-in-transaction]
  guard.commit();
}

void good_remove_file(Storage &db, int id) {
  auto guard = db.immediate_transaction_guard();
  auto photo = db.get<Photo>(id);
  db.remove<Photo>(id);
  guard.commit();
  fs::remove(photo.path);
}

void good_after_callback(Storage &db, int id) {
  std::string path;
  bool done = db.transaction([&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: this transaction fails under load: it reads 'photo' in line [[@LINE+1]] and writes 'photo' in line [[@LINE+2]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    path = db.get<Photo>(id).path;
    db.remove<Photo>(id);
    return true;
  });
  if (done)
    fs::remove(path);
}

void good_no_transaction(Storage &db, int id) {
  db.remove<Photo>(id);
  std::this_thread::sleep_for(std::chrono::seconds(1));
}

void good_only_reads(Storage &db, int id) {
  auto guard = db.transaction_guard();
  auto photo = db.get<Photo>(id);
  fs::remove(photo.path);
  guard.commit();
}
