// ODB: what is done outside the database while a transaction is open.
// RUN: %check %s -- -isystem %stubs/odb -I%stubs/odb/shop -I%stubs/odb/shop/pgsql

#include <odb/pgsql/database.hxx>
#include <odb/transaction.hxx>

#include "shop.hxx"
#include "shop-odb.hxx"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

namespace fs = std::filesystem;

void bad_remove_file(odb::database &db, unsigned long id, const fs::path &folder) {
  odb::transaction t(db.begin());
  auto document = db.load<Document>(id);
  db.erase(*document);
  fs::remove(folder / document->title);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-4]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
  t.commit();
}

void bad_mail(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  auto account = db.query_one<Account>(odb::query<Account>::id == id);
  account->state("closed");
  std::system("sendmail owner < closed.txt");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this starts another program inside of the transaction of line [[#@LINE-4]]: the program has run all the same if that is rolled back, and the transaction stays open until it has ended [rowlock-side-effect-in-transaction]
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this save puts back 'owner' and 'balance' of 'Account' as line [[#@LINE-5]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  t.commit();
}

void bad_sleep(odb::database &db) {
  odb::transaction t(db.begin());
  db.execute("UPDATE Account SET state = 'new' WHERE state = ''");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sleeps inside of the transaction of line [[#@LINE-3]]: the rows that it has changed are locked until it wakes up [rowlock-side-effect-in-transaction]
  t.commit();
}

void good_remove_file(odb::database &db, unsigned long id, const fs::path &folder) {
  std::string title;
  {
    odb::transaction t(db.begin());
    auto document = db.load<Document>(id);
    title = document->title;
    db.erase(*document);
    t.commit();
  }
  fs::remove(folder / title);
}

void good_read_only(odb::database &db, unsigned long id, const fs::path &folder) {
  odb::transaction t(db.begin());
  auto document = db.load<Document>(id);
  fs::remove(folder / document->title);
  t.commit();
}

void good_wait_before_the_next(odb::database &db, unsigned long id) {
  for (;;) {
    try {
      odb::transaction t(db.begin());
      auto document = db.load<Document>(id);
      document->views++;
      db.update(document);
      t.commit();
      return;
    } catch (const odb::object_changed &) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
}
