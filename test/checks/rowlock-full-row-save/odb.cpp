// ODB over PostgreSQL: update() writes every column, as it was read.
// RUN: %check %s -- -isystem %stubs/odb -I%stubs/odb/shop -I%stubs/odb/shop/pgsql

#include <odb/pgsql/database.hxx>
#include <odb/transaction.hxx>

#include "shop.hxx"
#include "shop-odb.hxx"

#include <memory>
#include <string>

typedef odb::query<Account> Query;

void bad_close(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  std::shared_ptr<Account> account(db.load<Account>(id));
  account->state("closed");
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this save puts back 'owner' and 'balance' of 'Account' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  t.commit();
}

void bad_find(odb::database &db, unsigned long id, const std::string &state) {
  odb::transaction t(db.begin());
  if (auto account = db.find<Account>(id)) {
    account->state(state);
    db.update(*account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this save puts back 'owner' and 'balance' of 'Account' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  }
  t.commit();
}

void bad_all(odb::database &db) {
  odb::transaction t(db.begin());
  for (Account &account : db.query<Account>(Query::balance < 0)) {
    account.state("closed");
    db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this save puts back 'owner' and 'balance' of 'Account' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  }
  t.commit();
}

void bad_setting(odb::database &db, const std::string &key, const std::string &value) {
  odb::transaction t(db.begin());
  Setting setting;
  if (db.find(key, setting)) {
    setting.value = value;
    db.update(setting);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this save puts back 'used' of 'Setting' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  }
  t.commit();
}

void bad_lock_given_back(odb::database &db, unsigned long id) {
  std::shared_ptr<Account> account;
  {
    odb::transaction t(db.begin());
    account = db.query_one<Account>((Query::id == id) + "FOR UPDATE");
    t.commit();
  }
  odb::transaction t(db.begin());
  account->state("closed");
  db.update(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this save puts back 'owner' and 'balance' of 'Account' as line [[#@LINE-6]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  t.commit();
}

void good_locked(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  std::shared_ptr<Account> account(db.query_one<Account>((Query::id == id) + "FOR UPDATE"));
  if (account) {
    account->state("closed");
    db.update(*account);
  }
  t.commit();
}

void good_locked_text(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  auto account = db.query_one<Account>("id = " + Query::_val(id) + "FOR UPDATE");
  account->state("closed");
  db.update(account);
  t.commit();
}

void good_versioned(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  auto document = db.load<Document>(id);
  document->title = "closed";
  db.update(document);
  t.commit();
}

void good_versioned_between(odb::database &db, unsigned long id, const std::string &title) {
  std::shared_ptr<Document> document;
  {
    odb::transaction t(db.begin());
    document = db.load<Document>(id);
    t.commit();
  }
  document->title = title;
  odb::transaction t(db.begin());
  db.update(*document);
  t.commit();
}

void good_column(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  db.execute("UPDATE Account SET state = 'closed' WHERE id = " + std::to_string(id));
  t.commit();
}

void good_given(odb::database &db, const std::shared_ptr<Account> &edited) {
  odb::transaction t(db.begin());
  db.update(edited);
  t.commit();
}
