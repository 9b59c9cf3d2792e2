// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6 -isystem %stubs/effects
// RUN: %check %s -- -isystem %stubs/effects
// Statements that are moved behind the commit, and those that are not.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <httplib.h>
#include <pqxx/pqxx>
#include <string>

void moved(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  relay.Post("/mail", "welcome", "text/plain");
  tx.commit();
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this sends a request
// CHECK-FIXES-LABEL: void moved(
// CHECK-FIXES-NEXT:   pqxx::work tx(c);
// CHECK-FIXES-NEXT:   tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
// CHECK-FIXES-NEXT:   tx.commit();
// CHECK-FIXES-NEXT:   relay.Post("/mail", "welcome", "text/plain");
// CHECK-FIXES-NEXT: }

void moved_with_comment(SQLite::Database &db, const std::filesystem::path &file) {
  SQLite::Transaction tx(db);

  // The file first, it is the larger one.
  std::filesystem::remove(
      file); // gone
  db.exec("DELETE FROM photo WHERE id = 1"); // and the row

  tx.commit(); // both
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: this removes, renames or cuts off a file
// CHECK-FIXES-LABEL: void moved_with_comment(
// CHECK-FIXES:        SQLite::Transaction tx(db);
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT:   db.exec("DELETE FROM photo WHERE id = 1"); // and the row
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT:   tx.commit(); // both
// CHECK-FIXES-NEXT:   // The file first, it is the larger one.
// CHECK-FIXES-NEXT:   std::filesystem::remove(
// CHECK-FIXES-NEXT:       file); // gone
// CHECK-FIXES-NEXT: }

void needs_the_transaction(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  relay.Post("/mail", tx.quote(id), "text/plain");
  tx.commit();
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this sends a request
// CHECK-MESSAGES: note: possible repair: do it behind the commit; what stands between it and the commit may not stay the same

void value_changes(pqxx::connection &c, httplib::Client &relay, std::string text) {
  pqxx::work tx(c);
  relay.Post("/mail", text, "text/plain");
  text += "!";
  tx.exec_params0("UPDATE account SET note = $1", text);
  tx.commit();
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: this sends a request
// CHECK-MESSAGES: note: possible repair: do it behind the commit; what stands between it and the commit may not stay the same

void own_scope(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  {
    std::string text = "welcome";
    relay.Post("/mail", text, "text/plain");
  }
  tx.commit();
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: this sends a request
// CHECK-MESSAGES: note: possible repair: do it behind the commit; what stands between it and the commit may not stay the same

void governed(pqxx::connection &c, httplib::Client &relay, int id, bool tell) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  if (tell)
    relay.Post("/mail", "welcome", "text/plain");
  tx.commit();
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: this sends a request
// CHECK-MESSAGES: note: possible repair: do it behind the commit; no commit follows it in the same block

#define TELL(relay) relay.Post("/mail", "welcome", "text/plain")
void macro(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  TELL(relay);
  tx.commit();
}
// CHECK-MESSAGES: :[[@LINE-3]]:8: warning: this sends a request
// CHECK-MESSAGES: note: possible repair: do it behind the commit; it is no statement of its own

// The end of a transaction that may be its rollback.
static void end(SQLite::Database &db, bool ok) { db.exec(ok ? "COMMIT" : "ROLLBACK"); }
void either_end(SQLite::Database &db) {
  db.exec("BEGIN");
  bool ok = db.exec("UPDATE log SET rotated = 1") > 0;
  std::rename("app.log", "app.log.1");
  end(db, ok);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this removes, renames or cuts off a file
// CHECK-MESSAGES: note: possible repair: do it behind the commit; what ends the transaction may also roll it back

static void finish(pqxx::work &tx, bool ok) {
  if (ok)
    tx.commit();
}
void perhaps(pqxx::connection &c, httplib::Client &relay, bool ok) {
  pqxx::work tx(c);
  tx.exec0("UPDATE account SET welcomed = true");
  relay.Post("/mail", "welcome", "text/plain");
  finish(tx, ok);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this sends a request
// CHECK-MESSAGES: note: possible repair: do it behind the commit; what ends the transaction may also roll it back

// A helper that says no by throwing.
static void tell(httplib::Client &relay) {
  if (!relay.Post("/mail", "welcome", "text/plain"))
    throw std::runtime_error("not sent");
}
void refuses(pqxx::connection &c, httplib::Client &relay) {
  pqxx::work tx(c);
  tx.exec0("UPDATE account SET welcomed = true");
  tell(relay);
  tx.commit();
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this sends a request
// CHECK-MESSAGES: note: possible repair: do it behind the commit; where it fails it throws, and the transaction is rolled back
