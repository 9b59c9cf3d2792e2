// ODB over SQLite, against stub headers and, where there are some, the real ones.
// RUN: %check %s -- -isystem %stubs/odb -I%stubs/odb/shop -I%stubs/odb/shop/sqlite
// RUN: %if odb %{ %check %s -- -isystem %odb -I%odb/shop %}

#include <odb/sqlite/database.hxx>
#include <odb/sqlite/transaction.hxx>
#include <odb/transaction.hxx>

#include "shop.hxx"
#include "shop-odb.hxx"

#include <memory>
#include <string>

typedef odb::query<Account> Query;
typedef odb::result<Account> Result;

//===--- a deferred transaction: SQLite refuses the second writer ------------//

void bad_load(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  std::shared_ptr<Account> account(db.load<Account>(id));
  account->balance(account->balance() + 1);
  db.update(account);
  t.commit();
}

void bad_method(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(*account);
  t.commit();
}

void bad_into(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+2]] and writes 'Account' in line [[@LINE+4]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  Account account;
  db.load(id, account);
  account.deposit(5);
  db.update(account);
  t.commit();
}

void bad_find(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  if (auto account = db.find<Account>(id)) {
    account->deposit(3);
    db.update(account);
  }
  t.commit();
}

void bad_reload(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+4]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.load<Account>(id);
  db.reload(*account);
  account->deposit(3);
  db.update(account);
  t.commit();
}

void bad_query_one(odb::database &db, const std::string &owner) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+5]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.query_one<Account>(Query::owner == owner);
  if (!account)
    return;
  account->deposit(1);
  db.update(*account);
  t.commit();
}

void bad_range(odb::database &db) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  for (Account &account : db.query<Account>(Query::balance < 0 && Query::state == "open")) {
    account.deposit(10);
    db.update(account);
  }
  t.commit();
}

void bad_iterator(odb::database &db) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+4]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  Result all(db.query<Account>("balance < 0"));
  for (Result::iterator i(all.begin()); i != all.end(); ++i) {
    i->deposit(10);
    db.update(*i);
  }
  t.commit();
}

void bad_raw_pointer(odb::database &db, const std::string &key) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Setting' in line [[@LINE+1]] and writes 'Setting' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  std::unique_ptr<Setting> setting(db.load<Setting>(key));
  setting->used++;
  db.update(*setting);
  t.commit();
}

void bad_sqlite(odb::sqlite::database &db, unsigned long id) {
  odb::sqlite::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(*account);
  t.commit();
}

void bad_native(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+2]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  int balance = db.load<Account>(id)->balance();
  db.execute("UPDATE Account SET balance = " + std::to_string(balance * 2) +
             " WHERE id = " + std::to_string(id));
  t.commit();
}

//===--- two transactions: the second overwrites -----------------------------//

void bad_two_transactions(odb::database &db, unsigned long id) {
  int seen;
  {
    odb::transaction t(db.begin());
    seen = db.load<Account>(id)->balance();
    t.commit();
  }
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Account' in line [[@LINE+1]] and writes 'Account' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto account = db.load<Account>(id);
  account->balance(seen + 1);
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'Account' between line [[#@LINE-8]] and this write is overwritten [rowlock-read-modify-write]
  t.commit();
}

static std::shared_ptr<Account> read(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  std::shared_ptr<Account> account(db.load<Account>(id));
  t.commit();
  return account;
}

static void write(odb::database &db, const std::shared_ptr<Account> &account) {
  odb::transaction t(db.begin());
  db.update(account);
  t.commit();
}

void bad_helpers(odb::database &db, unsigned long id) {
  auto account = read(db, id);
  account->deposit(1);
  write(db, account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'Account' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
}

//===--- safe ----------------------------------------------------------------//

void good_native(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  db.execute("UPDATE Account SET balance = balance + 1 WHERE id = " + std::to_string(id));
  t.commit();
}

void good_immediate(odb::sqlite::database &db, unsigned long id) {
  odb::sqlite::transaction t(db.begin_immediate());
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(*account);
  t.commit();
}

void good_connection(odb::sqlite::database &db, unsigned long id) {
  odb::sqlite::connection_ptr c(db.connection());
  odb::transaction t(c->begin_exclusive());
  auto account = db.load<Account>(id);
  account->deposit(5);
  db.update(*account);
  t.commit();
}

void good_versioned(odb::database &db, unsigned long id) {
  for (;;) {
    try {
      odb::transaction t(db.begin());
      auto document = db.load<Document>(id);
      document->views++;
      db.update(document);
      t.commit();
      return;
    } catch (const odb::object_changed &) {
    } catch (const odb::recoverable &) {
    }
  }
}

void good_versioned_once(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this transaction fails under load: it reads 'Document' in line [[@LINE+1]] and writes 'Document' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  auto document = db.load<Document>(id);
  document->views++;
  db.update(document);
  t.commit();
}

void good_retried(odb::database &db, unsigned long id) {
  for (int attempt = 0; attempt != 5; ++attempt) {
    try {
      odb::transaction t(db.begin());
      auto account = db.load<Account>(id);
      account->deposit(1);
      db.update(account);
      t.commit();
      break;
    } catch (const odb::recoverable &) {
    }
  }
}

int good_read(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  int balance = db.load<Account>(id)->balance();
  t.commit();
  return balance;
}

void good_new(odb::database &db) {
  odb::transaction t(db.begin());
  Account account("somebody");
  db.persist(account);
  t.commit();
}

void good_given(odb::database &db, Account &account) {
  odb::transaction t(db.begin());
  db.update(account);
  t.commit();
}
