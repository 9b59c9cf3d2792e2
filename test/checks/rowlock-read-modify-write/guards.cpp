// Guards that stand in helpers: previews, counts in results, callbacks, texts
// that a switch chooses, singletons, a handle for each statement.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <functional>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <variant>

//===--- Previews ---------------------------------------------------------===//

static long stock(pqxx::transaction_base &tx, int id) {
  return tx.exec_params1("SELECT pieces FROM stock WHERE id = $1", id)[0].as<long>();
}
static void setStock(pqxx::transaction_base &tx, int id, long pieces) {
  tx.exec_params0("UPDATE stock SET pieces = $1 WHERE id = $2", pieces, id);
}
void good_preview(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  setStock(tx, id, stock(tx, id) / 2);
  tx.abort();
}
void bad_preview_that_may_stay(pqxx::connection &c, int id, bool stay) {
  pqxx::work tx(c);
  setStock(tx, id, stock(tx, id) / 2);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'pieces' of 'stock'
  if (stay)
    tx.commit();
  else
    tx.abort();
}

//===--- A count within a result ------------------------------------------===//

template <class T> struct Outcome {
  Outcome(T v) : data(std::move(v)) {}
  Outcome(std::string why) : data(std::move(why)) {}
  bool ok() const { return std::holds_alternative<T>(data); }
  const T &value() const { return std::get<T>(data); }
  std::variant<T, std::string> data;
};
static Outcome<pqxx::result> run(pqxx::work &tx, const char *sql, long a, int b, long d) {
  try {
    return tx.exec_params(sql, a, b, d);
  } catch (const std::exception &e) {
    return std::string(e.what());
  }
}
static Outcome<bool> swapStock(pqxx::work &tx, int id, long from, long to) {
  auto r = run(tx, "UPDATE stock SET pieces = $1 WHERE id = $2 AND pieces = $3", to, id, from);
  if (!r.ok())
    return std::string("failed");
  return r.value().affected_rows() == 1;
}
bool good_result(pqxx::work &tx, int id) {
  long pieces = stock(tx, id);
  auto swapped = swapStock(tx, id, pieces, pieces - 1);
  return swapped.ok() && swapped.value();
}
void bad_result_of_nobody(pqxx::work &tx, int id) {
  long pieces = stock(tx, id);
  run(tx, "UPDATE stock SET pieces = $1 WHERE id = $2 AND pieces = $3", pieces - 1, id, pieces);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'pieces' of 'stock' does nothing if
}

//===--- A singleton that holds the transaction ----------------------------===//

class Store {
public:
  static Store &get() {
    static Store s;
    return s;
  }
  void begin() { tx.reset(new pqxx::transaction<pqxx::serializable>(*c)); }
  void commit() { tx->commit(); tx.reset(); }
  void drop() { tx.reset(); }
  pqxx::result run(const std::string &sql, long a, int b = 0) {
    if (tx)
      return tx->exec_params(sql, a, b);
    pqxx::work once(*c);
    auto r = once.exec_params(sql, a, b);
    once.commit();
    return r;
  }

private:
  std::unique_ptr<pqxx::connection> c;
  std::unique_ptr<pqxx::transaction_base> tx;
};
void good_retried(int id) {
  for (int left = 3; left > 0; --left)
    try {
      Store::get().begin();
      long n = Store::get().run("SELECT n FROM seat WHERE id = $1", id)[0][0].as<long>();
      Store::get().run("UPDATE seat SET n = $1 WHERE id = $2", n - 1, id);
      Store::get().commit();
      return;
    } catch (const pqxx::serialization_failure &) {
      Store::get().drop();
    }
}
void bad_without_begin(int id) {
  for (int left = 3; left > 0; --left)
    try {
      long n = Store::get().run("SELECT n FROM seat WHERE id = $1", id)[0][0].as<long>();
      Store::get().run("UPDATE seat SET n = $1 WHERE id = $2", n - 1, id);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'seat'
      return;
    } catch (const pqxx::serialization_failure &) {
    }
}

//===--- A handle for each statement ---------------------------------------===//

static pqxx::result ask(pqxx::connection &c, const std::string &sql) {
  pqxx::nontransaction once(c);
  return once.exec(sql);
}
void good_locked(pqxx::connection &c, int id) {
  ask(c, "BEGIN");
  long n = ask(c, "SELECT n FROM seat WHERE id = " + std::to_string(id) + " FOR UPDATE")[0][0].as<long>();
  ask(c, "UPDATE seat SET n = " + std::to_string(n - 1) + " WHERE id = " + std::to_string(id));
  ask(c, "COMMIT");
}
void bad_unlocked(pqxx::connection &c, int id) {
  ask(c, "BEGIN");
  long n = ask(c, "SELECT n FROM seat WHERE id = " + std::to_string(id))[0][0].as<long>();
  ask(c, "UPDATE seat SET n = " + std::to_string(n - 1) + " WHERE id = " + std::to_string(id));
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'seat'
  // CHECK-MESSAGES: note: 'n' is read here; nothing locks the row: a transaction alone
  ask(c, "COMMIT");
}

//===--- Texts that a switch chooses ---------------------------------------===//

enum class Change { Set, Add };
static const char *text(Change which) {
  switch (which) {
  case Change::Set:
    return "UPDATE page SET hits = ? WHERE id = ?";
  case Change::Add:
    return "UPDATE page SET hits = hits + ? WHERE id = ?";
  }
  return "";
}
static int hits(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT hits FROM page WHERE id = ?");
  q.bind(1, id);
  return q.executeStep() ? q.getColumn(0).getInt() : 0;
}
static void change(SQLite::Database &db, Change which, int id, int by) {
  SQLite::Statement u(db, text(which));
  u.bind(1, by);
  u.bind(2, id);
  u.exec();
}
void good_add(SQLite::Database &db, int id) { change(db, Change::Add, id, hits(db, id) > 9 ? 2 : 1); }
void bad_set(SQLite::Database &db, int id) { change(db, Change::Set, id, hits(db, id) + 1); }
// CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'hits' of 'page'

//===--- Callbacks ---------------------------------------------------------===//

static void each(SQLite::Database &db, int id, const std::function<void(SQLite::Statement &)> &fn) {
  SQLite::Statement q(db, "SELECT id, hits FROM page WHERE id = ?");
  q.bind(1, id);
  while (q.executeStep())
    fn(q);
}
static void put(SQLite::Database &db, int id, int hits) {
  SQLite::Statement u(db, "UPDATE page SET hits = ? WHERE id = ?");
  u.bind(1, hits);
  u.bind(2, id);
  u.exec();
}
// Told where the callback is written, not where it is called; no edit pastes
// what stands at the head of the lambda.
void bad_in_callback(SQLite::Database &db, int id, int more) {
  each(db, id, [&](SQLite::Statement &row) {
    int sum = row.getColumn(1).getInt() + more;
    put(db, id, sum);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'hits' of 'page' fails under load
  });
}
void good_in_callback(SQLite::Database &db, int id, int more) {
  SQLite::Transaction t(db, SQLite::TransactionBehavior::IMMEDIATE);
  each(db, id, [&](SQLite::Statement &row) { put(db, id, row.getColumn(1).getInt() + more); });
  t.commit();
}

// All callers of a lambda are known: whether it is tried again, they tell.
using Snapshot = pqxx::transaction<pqxx::repeatable_read>;
static void once(pqxx::connection &c, const std::function<void(Snapshot &)> &body) {
  Snapshot tx(c);
  body(tx);
  tx.commit();
}
static bool again(pqxx::connection &c, const std::function<void(Snapshot &)> &body) {
  for (int i = 0; i < 5; ++i) {
    try {
      once(c, body);
      return true;
    } catch (const pqxx::serialization_failure &) {
    }
  }
  return false;
}
void bad_once(pqxx::connection &c, int id) {
  once(c, [&](Snapshot &tx) { setStock(tx, id, stock(tx, id) - 1); });
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'pieces' of 'stock' fails under load
}
bool good_again(pqxx::connection &c, int id) {
  return again(c, [&](Snapshot &tx) { setStock(tx, id, stock(tx, id) - 1); });
}

//===--- What a write returns ---------------------------------------------===//

// It is read under the lock of the write.
void good_returned(pqxx::connection &c, int id, const std::string &note) {
  pqxx::work tx(c);
  auto row = tx.exec_params("UPDATE stock SET holder = NULL WHERE id = $1 RETURNING history", id);
  if (row.size() != 1)
    return;
  auto history = row[0][0].as<std::string>("") + note;
  tx.exec_params0("UPDATE stock SET history = $2 WHERE id = $1", id, history);
  tx.commit();
}
void bad_returned_and_let_go(pqxx::connection &c, int id, const std::string &note) {
  pqxx::nontransaction tx(c);
  auto row = tx.exec_params1("UPDATE stock SET holder = NULL WHERE id = $1 RETURNING history", id);
  auto history = row[0].as<std::string>("") + note;
  tx.exec_params0("UPDATE stock SET history = $2 WHERE id = $1", id, history);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'history' of 'stock'
}
