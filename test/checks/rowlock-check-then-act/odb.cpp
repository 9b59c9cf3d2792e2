// ODB over PostgreSQL: decisions, and the writes that follow from them.
// RUN: %check %s -- -isystem %stubs/odb -I%stubs/odb/shop -I%stubs/odb/shop/pgsql

#include <odb/pgsql/database.hxx>
#include <odb/transaction.hxx>

#include "shop.hxx"
#include "shop-odb.hxx"

#include <memory>
#include <stdexcept>
#include <string>

typedef odb::query<Account> Query;
typedef odb::query<Setting> Settings;

void bad_register(odb::database &db, const std::string &owner) {
  odb::transaction t(db.begin());
  if (db.query<Account>(Query::owner == owner).empty()) {
    Account account(owner);
    db.persist(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: two callers can both find no row of 'Account' with this 'owner' and both insert one [rowlock-check-then-act]
  }
  t.commit();
}

void bad_register_one(odb::database &db, const std::string &owner) {
  odb::transaction t(db.begin());
  if (db.query_one<Account>(Query::owner == owner))
    throw std::runtime_error("taken");
  auto account = std::make_shared<Account>(owner);
  db.persist(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: two callers can both find no row of 'Account' with this 'owner' and both insert one [rowlock-check-then-act]
  t.commit();
}

void bad_setting(odb::database &db, const std::string &key) {
  odb::transaction t(db.begin());
  std::unique_ptr<Setting> known(db.find<Setting>(key));
  if (!known) {
    Setting setting(key, "default");
    db.persist(setting);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: two callers can both find no row of 'Setting' with this 'key' and both insert one [rowlock-check-then-act]
  }
  t.commit();
}

void bad_spend(odb::database &db, unsigned long id, int price) {
  odb::transaction t(db.begin());
  auto account = db.load<Account>(id);
  if (account->balance() >= price)
    db.execute("UPDATE Account SET balance = balance - " + std::to_string(price) +
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: two callers can both pass the test of 'balance' of 'Account' and both change it: together they may pass the limit [rowlock-check-then-act]
               " WHERE id = " + std::to_string(id));
  t.commit();
}

void bad_erase(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  auto account = db.load<Account>(id);
  if (account->balance() == 0)
    db.erase<Account>(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'balance' of 'Account' may have changed since line [[#@LINE-3]] read it: two callers can both pass the test and both delete it [rowlock-check-then-act]
  t.commit();
}

void bad_erase_object(odb::database &db, const std::string &owner) {
  odb::transaction t(db.begin());
  for (Account &account : db.query<Account>(Query::owner == owner))
    if (account.balance() == 0)
      db.erase(account);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'balance' of 'Account' may have changed since line [[#@LINE-3]] read it: two callers can both pass the test and both delete it [rowlock-check-then-act]
  t.commit();
}

void good_locked(odb::database &db, unsigned long id, int price) {
  odb::transaction t(db.begin());
  auto account = db.query_one<Account>((Query::id == id) + "FOR UPDATE");
  if (account && account->balance() >= price)
    db.execute("UPDATE Account SET balance = balance - " + std::to_string(price) +
               " WHERE id = " + std::to_string(id));
  t.commit();
}

bool good_condition(odb::database &db, unsigned long id, int price) {
  odb::transaction t(db.begin());
  unsigned long long paid =
      db.execute("UPDATE Account SET balance = balance - " + std::to_string(price) +
                 " WHERE id = " + std::to_string(id) +
                 " AND balance >= " + std::to_string(price));
  t.commit();
  return paid == 1;
}

unsigned long long good_erase(odb::database &db, unsigned long id) {
  odb::transaction t(db.begin());
  auto gone = db.erase_query<Account>(Query::id == id && Query::balance == 0);
  t.commit();
  return gone;
}

void good_already(odb::database &db, const std::string &key) {
  try {
    odb::transaction t(db.begin());
    std::unique_ptr<Setting> known(db.find<Setting>(key));
    if (!known) {
      Setting setting(key, "default");
      db.persist(setting);
    }
    t.commit();
  } catch (const odb::object_already_persistent &) {
  }
}

void good_upsert(odb::database &db, const std::string &key) {
  odb::transaction t(db.begin());
  if (db.query<Setting>(Settings::key == key).empty())
    db.execute("INSERT INTO Setting (key, value) VALUES ('a', 'b') ON CONFLICT DO NOTHING");
  t.commit();
}

bool good_look(odb::database &db, const std::string &owner) {
  odb::transaction t(db.begin());
  bool known = !db.query<Account>(Query::owner == owner).empty();
  t.commit();
  return known;
}
