// A compare-and-set guards if somebody looks at whether it changed a row,
// wherever that is told (SEMANTICS 4: a compare-and-set whose affected-row count
// is looked at).
// RUN: %check %s -- -isystem %stubs/pqxx-6 -isystem %stubs/sqlitecpp
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

struct Stale : std::runtime_error {
  using std::runtime_error::runtime_error;
};
enum class Status { Ok, Stale, Failed };
struct Answer {
  Status status;
  std::string why;
};
void log(const char *);

#define CAS "UPDATE counter SET n = $1 WHERE id = $2 AND n = $3"

static int read(pqxx::work &tx, int id) {
  return tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
}

//===--- In the same function, in any spelling ---------------------------===//

void good_throw_if_none(pqxx::work &tx, int id) {
  int n = read(tx, id);
  auto r = tx.exec_params(CAS, n * 2, id, n);
  if (!r.affected_rows())
    throw Stale("changed meanwhile");
}

bool good_equal_one(pqxx::work &tx, int id) {
  int n = read(tx, id);
  return tx.exec_params(CAS, n * 2, id, n).affected_rows() == 1;
}

bool good_variable(pqxx::work &tx, int id) {
  int n = read(tx, id);
  auto count = tx.exec_params(CAS, n * 2, id, n).affected_rows();
  bool ok = count > 0;
  log("written");
  return ok;
}

int good_less_than_one(pqxx::work &tx, int id) {
  int n = read(tx, id);
  if (tx.exec_params(CAS, n * 2, id, n).affected_rows() < 1)
    return -1;
  return 0;
}

Status good_switch(pqxx::work &tx, int id) {
  int n = read(tx, id);
  switch (tx.exec_params(CAS, n * 2, id, n).affected_rows()) {
  case 0:
    return Status::Stale;
  case 1:
    return Status::Ok;
  default:
    return Status::Failed;
  }
}

bool good_assigned(pqxx::work &tx, int id) {
  bool ok = false;
  int n = read(tx, id);
  pqxx::result r = tx.exec_params(CAS, n * 2, id, n);
  if (r.affected_rows() != 0)
    ok = true;
  return ok;
}

void bad_nobody_looks(pqxx::work &tx, int id) {
  int n = read(tx, id);
  tx.exec_params(CAS, n * 2, id, n);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' does nothing if the row has changed
}

void bad_kept_in_variable(pqxx::work &tx, int id) {
  int n = read(tx, id);
  int count = 0;
  count = tx.exec_params(CAS, n * 2, id, n).affected_rows();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' does nothing if the row has changed
  (void)count;
}

//===--- In another function ---------------------------------------------===//

// Whoever calls it may look.
long good_returned(pqxx::work &tx, int id) {
  int n = read(tx, id);
  return tx.exec_params(CAS, n * 2, id, n).affected_rows();
}

static long set(pqxx::work &tx, int id, int from, int to) {
  return tx.exec_params(CAS, to, id, from).affected_rows();
}

void good_caller_looks(pqxx::work &tx, int id) {
  int n = read(tx, id);
  if (set(tx, id, n, n * 2) != 1)
    throw Stale("changed meanwhile");
}

void bad_caller_ignores(pqxx::work &tx, int id) {
  int n = read(tx, id);
  set(tx, id, n, n * 2);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' does nothing if the row has changed
}

static void setInto(pqxx::work &tx, int id, int from, int to, long *count) {
  *count = tx.exec_params(CAS, to, id, from).affected_rows();
}

bool good_out_parameter(pqxx::work &tx, int id) {
  int n = read(tx, id);
  long count = 0;
  setInto(tx, id, n, n * 2, &count);
  return count == 1;
}

void bad_out_parameter(pqxx::work &tx, int id) {
  int n = read(tx, id);
  long count = 0;
  setInto(tx, id, n, n * 2, &count);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' does nothing if the row has changed
}

// The caller's caller has the parameter.
void good_out_reference(pqxx::work &tx, int id, long &count) {
  int n = read(tx, id);
  count = tx.exec_params(CAS, n * 2, id, n).affected_rows();
}

static Answer setAnswer(pqxx::work &tx, int id, int from, int to) {
  Answer a;
  a.status = Status::Ok;
  if (tx.exec_params(CAS, to, id, from).affected_rows() == 0) {
    a.status = Status::Stale;
    a.why = "changed meanwhile";
  }
  return a;
}

bool good_status(pqxx::work &tx, int id) {
  int n = read(tx, id);
  return setAnswer(tx, id, n, n * 2).status == Status::Ok;
}

static std::optional<int> setOptional(pqxx::work &tx, int id, int from, int to) {
  if (tx.exec_params(CAS, to, id, from).affected_rows() == 0)
    return std::nullopt;
  return to;
}

bool good_optional(pqxx::work &tx, int id) {
  int n = read(tx, id);
  return setOptional(tx, id, n, n * 2).has_value();
}

static void check(const pqxx::result &r) {
  if (r.affected_rows() != 1)
    throw Stale("changed meanwhile");
}

void good_checked_elsewhere(pqxx::work &tx, int id) {
  int n = read(tx, id);
  check(tx.exec_params(CAS, n * 2, id, n));
}

// In a handler.
bool good_handler(pqxx::work &tx, int id) {
  try {
    int n = read(tx, id);
    check(tx.exec_params(CAS, n * 2, id, n));
    return true;
  } catch (const Stale &) {
    return false;
  }
}

// RETURNING: no row, no change.
bool good_returning(pqxx::work &tx, int id) {
  int n = read(tx, id);
  return !tx.exec_params(CAS " RETURNING id", n * 2, id, n).empty();
}

void good_expected(pqxx::work &tx, int id) {
  int n = read(tx, id);
  tx.exec_params1(CAS " RETURNING id", n * 2, id, n);
}

// Again until it has worked.
void good_loop(pqxx::connection &c, int id) {
  for (;;) {
    pqxx::work tx{c};
    int n = read(tx, id);
    if (tx.exec_params(CAS, n * 2, id, n).affected_rows() == 1) {
      tx.commit();
      return;
    }
  }
}

//===--- Asked of the connection afterwards ------------------------------===//

static int readLite(SQLite::Database &db, int id) {
  SQLite::Statement get(db, "SELECT n FROM counter WHERE id = ?");
  get.bind(1, id);
  get.executeStep();
  return get.getColumn(0).getInt();
}

bool good_get_changes(SQLite::Database &db, int id) {
  int n = readLite(db, id);
  SQLite::Statement set(db, "UPDATE counter SET n = ? WHERE id = ? AND n = ?");
  set.bind(1, n * 2);
  set.bind(2, id);
  set.bind(3, n);
  set.exec();
  return db.getChanges() == 1;
}

bool good_exec_count(SQLite::Database &db, int id) {
  int n = readLite(db, id);
  SQLite::Statement set(db, "UPDATE counter SET n = ? WHERE id = ? AND n = ?");
  set.bind(1, n * 2);
  set.bind(2, id);
  set.bind(3, n);
  return set.exec() == 1;
}

// What it asks for is the count of the statement in between.
bool bad_other_changes(SQLite::Database &db, int id) {
  int n = readLite(db, id);
  SQLite::Statement set(db, "UPDATE counter SET n = ? WHERE id = ? AND n = ?");
  set.bind(1, n * 2);
  set.bind(2, id);
  set.bind(3, n);
  set.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' does nothing if the row has changed
  db.exec("INSERT INTO log (what) VALUES ('doubled')");
  return db.getChanges() == 1;
}

// One does not hear of it by other statements.
bool bad_other_count(pqxx::work &tx, int id) {
  int n = read(tx, id);
  tx.exec_params(CAS, n * 2, id, n);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' does nothing if the row has changed
  return tx.exec("DELETE FROM log").affected_rows() > 0;
}
