// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6 -isystem %stubs/effects
// RUN: %check %s -- -isystem %stubs/effects
// Helpers, wrappers, lambdas, retries, and paths that are rolled back.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdlib>
#include <functional>
#include <httplib.h>
#include <pqxx/pqxx>
#include <string>
#include <utility>
#include <vector>

//===-- A class that sends --------------------------------------------------===//

class Mailer {
public:
  explicit Mailer(httplib::Client &relay) : relay_(relay) {}
  void send(const std::string &to, const std::string &text) { relay_.Post("/mail", to + "\n" + text, "text/plain"); }

private:
  httplib::Client &relay_;
};

void bad_mailer(pqxx::connection &c, Mailer &mailer, int id, const std::string &to) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET active = true WHERE id = $1", id);
  mailer.send(to, "welcome");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends a request inside of the transaction of line [[@LINE-3]]
  // CHECK-MESSAGES: :18:63: note: 'httplib::Client::Post' is called here
  // CHECK-MESSAGES: note: repair: do it behind the commit
  tx.commit();
}

void good_mailer(pqxx::connection &c, Mailer &mailer, int id, const std::string &to) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET active = true WHERE id = $1", id);
  tx.commit();
  mailer.send(to, "welcome");
}

//===-- A function that is handed a transaction -----------------------------===//

// All callers are known: they are told.
static void welcome(pqxx::work &tx, httplib::Client &relay, int id) {
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  relay.Post("/mail", "welcome", "text/plain");
}

void bad_caller(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  welcome(tx, relay, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends a request inside of the transaction of line [[@LINE-2]]
  // CHECK-MESSAGES: note: 'httplib::Client::Post' is called here
  // CHECK-MESSAGES: note: possible repair: do it behind the commit; what stands between it and the commit may not stay the same
  tx.commit();
}

// Nobody is known to call this.
void bad_handed(pqxx::work &tx, httplib::Client &relay, int id) {
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  relay.Post("/mail", "welcome", "text/plain");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends a request inside of the transaction of its caller: the request is not taken back if that is rolled back
  // CHECK-MESSAGES: note: possible repair: do it behind the commit; the transaction is a caller's
}

// Its only caller rolls back: a rehearsal.
static void rehearsed(pqxx::work &tx, httplib::Client &relay, int id) {
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  relay.Post("/rehearsal", "welcome", "text/plain");
}
void good_rehearsal(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  rehearsed(tx, relay, id);
  tx.abort();
}

// Only reads, as far as anybody can see.
void good_handed_reads(pqxx::work &tx, httplib::Client &relay, int id) {
  auto row = tx.exec_params1("SELECT mail FROM account WHERE id = $1", id);
  relay.Post("/mail", row[0].as<std::string>(), "text/plain");
}

//===-- Wrappers that run a body --------------------------------------------===//

template <typename F> void in_transaction(pqxx::connection &c, F &&body) {
  pqxx::work tx(c);
  body(tx);
  tx.commit();
}

void bad_body(pqxx::connection &c, httplib::Client &relay, int id) {
  in_transaction(c, [&](pqxx::work &tx) {
    tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
    relay.Post("/mail", "welcome", "text/plain");
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this sends a request inside of the transaction of line [[@LINE-3]]
  });
}

void good_body(pqxx::connection &c, httplib::Client &relay, int id) {
  in_transaction(c, [&](pqxx::work &tx) { tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id); });
  relay.Post("/mail", "welcome", "text/plain");
}

void bad_body_unknown(const std::function<void(std::function<void(pqxx::work &)>)> &run, httplib::Client &relay, int id) {
  run([&](pqxx::work &tx) {
    tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
    relay.Post("/mail", "welcome", "text/plain");
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this sends a request inside of the transaction of its caller
  });
}

class Unit {
public:
  explicit Unit(SQLite::Database &db) : db_(db) { db_.exec("BEGIN IMMEDIATE"); }
  ~Unit() {
    if (!done_)
      db_.exec("ROLLBACK");
  }
  void commit() {
    db_.exec("COMMIT");
    done_ = true;
  }

private:
  SQLite::Database &db_;
  bool done_ = false;
};

void bad_unit(SQLite::Database &db) {
  Unit unit(db);
  db.exec("UPDATE job SET running = 1");
  std::system("run-job");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this starts another program inside of the transaction of line [[@LINE-3]]
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: the transaction begins here
  // CHECK-MESSAGES: note: repair: do it behind the commit
  unit.commit();
}

void good_unit(SQLite::Database &db) {
  {
    Unit unit(db);
    db.exec("UPDATE job SET running = 1");
    unit.commit();
  }
  std::system("run-job");
}

//===-- Retries -------------------------------------------------------------===//

void bad_perform(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::perform([&] {
    pqxx::work tx(c);
    tx.exec_params0("UPDATE account SET credit = credit - 1 WHERE id = $1", id);
    relay.Post("/mail", "one credit is gone", "text/plain");
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this sends a request inside of the transaction of line [[@LINE-3]]: the request is not taken back if that is rolled back, the rows that it has changed are locked until it is answered, and it happens again at each try
    // CHECK-MESSAGES: note: one after another: {{.*}}; the next try does it once more
    tx.commit();
  });
}

void good_perform(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::perform([&] {
    pqxx::work tx(c);
    tx.exec_params0("UPDATE account SET credit = credit - 1 WHERE id = $1", id);
    tx.commit();
  });
  relay.Post("/mail", "one credit is gone", "text/plain");
}

void bad_loop(pqxx::connection &c, httplib::Client &relay, int id) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    try {
      pqxx::transaction<pqxx::serializable> tx(c);
      tx.exec_params0("UPDATE account SET credit = credit - 1 WHERE id = $1", id);
      relay.Post("/mail", "one credit is gone", "text/plain");
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this sends a request {{.*}} and it happens again at each try
      tx.commit();
      return;
    } catch (const pqxx::serialization_failure &) {
    }
  }
}

// One transaction for each row is no retry.
void bad_each(pqxx::connection &c, httplib::Client &relay, const std::vector<int> &ids) {
  for (int id : ids) {
    pqxx::work tx(c);
    tx.exec_params0("UPDATE account SET credit = credit - 1 WHERE id = $1", id);
    relay.Post("/mail", "one credit is gone", "text/plain");
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this sends a request {{.*}} are locked until it is answered [rowlock
    tx.commit();
  }
}

//===-- Paths that are rolled back ------------------------------------------===//

void good_alarm(pqxx::connection &c, httplib::Client &admin, int id) {
  pqxx::work tx(c);
  try {
    tx.exec_params0("UPDATE account SET credit = credit - 1 WHERE id = $1", id);
    tx.commit();
  } catch (const std::exception &e) {
    tx.abort();
    admin.Post("/alarm", e.what(), "text/plain");
    throw;
  }
}

void good_alarm_then_abort(pqxx::connection &c, httplib::Client &admin, int id) {
  pqxx::work tx(c);
  auto r = tx.exec_params("UPDATE account SET credit = credit - 1 WHERE id = $1 AND credit > 0", id);
  if (r.affected_rows() != 1) {
    admin.Post("/alarm", "no credit", "text/plain");
    return;
  }
  tx.commit();
}

void good_alarm_then_throw(SQLite::Database &db, httplib::Client &admin) {
  SQLite::Transaction tx(db);
  if (db.exec("UPDATE seat SET free = 0 WHERE id = 1 AND free = 1") == 0) {
    admin.Post("/alarm", "taken", "text/plain");
    throw std::runtime_error("taken");
  }
  tx.commit();
}

// One way out of two commits.
void bad_either(SQLite::Database &db, httplib::Client &admin, bool strict) {
  SQLite::Transaction tx(db);
  if (db.exec("UPDATE seat SET free = 0 WHERE id = 1 AND free = 1") == 0)
    admin.Post("/alarm", "taken", "text/plain");
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this sends a request
  // CHECK-MESSAGES: note: possible repair: do it behind the commit; no commit follows it in the same block
  if (strict)
    return;
  tx.commit();
}

//===-- Kept for later ------------------------------------------------------===//

void good_collected(pqxx::connection &c, httplib::Client &relay, int id) {
  std::vector<std::function<void()>> later;
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  later.push_back([&relay] { relay.Post("/mail", "welcome", "text/plain"); });
  tx.commit();
  for (auto &each : later)
    each();
}

void good_named_lambda(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  auto tell = [&] { relay.Post("/mail", "welcome", "text/plain"); };
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  tx.commit();
  tell();
}

void bad_named_lambda(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  auto tell = [&] {
    relay.Post("/mail", "welcome", "text/plain");
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this sends a request inside of the transaction of line [[@LINE-3]]
  };
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  tell();
  tx.commit();
}

void on_commit(std::function<void()> hook);
void good_hook(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  on_commit([&] { relay.Post("/mail", tx.quote(id), "text/plain"); });
  tx.commit();
}

struct AtExit {
  httplib::Client &relay;
  ~AtExit() { relay.Post("/done", "", "text/plain"); }
};
void good_behind_scope(pqxx::connection &c, httplib::Client &relay, int id) {
  AtExit done{relay};
  pqxx::work tx(c);
  tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
  tx.commit();
}

//===-- Paths through and round the transaction -----------------------------===//

void good_other_branch(pqxx::connection &c, httplib::Client &relay, int id, bool dry) {
  if (dry) {
    relay.Post("/plan", "welcome", "text/plain");
  } else {
    pqxx::work tx(c);
    tx.exec_params0("UPDATE account SET welcomed = true WHERE id = $1", id);
    tx.commit();
  }
}

// Two connections: the one that is open counts.
void bad_two(pqxx::connection &a, pqxx::connection &b, httplib::Client &relay) {
  pqxx::work first(a);
  first.exec0("UPDATE stock SET n = n - 1 WHERE id = 1");
  {
    pqxx::work second(b);
    second.exec0("UPDATE stock SET n = n + 1 WHERE id = 1");
    second.commit();
  }
  relay.Post("/moved", "1", "text/plain");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends a request inside of the transaction of line [[@LINE-8]]
  first.commit();
}

// Who calls what is not known may write: no more than possible.
void store(pqxx::work &tx, int id);
void good_unknown(pqxx::connection &c, httplib::Client &relay, int id) {
  pqxx::work tx(c);
  store(tx, id);
  relay.Post("/mail", "welcome", "text/plain");
  tx.commit();
}
