// Decisions around SQLite's C API, against the stub header and the real one.
// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <sqlite3.h>
#include <stdexcept>
#include <string>

//===--- C with return codes and cleanup labels ---------------------------===//

int bad_add_host(sqlite3 *db, const char *name) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT id FROM host WHERE name = ?1", -1, &st, NULL);
  if (rc != SQLITE_OK)
    goto out;
  sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
  rc = sqlite3_step(st);
  if (rc == SQLITE_ROW) {
    rc = SQLITE_OK;
    goto out;
  }
  sqlite3_finalize(st);
  st = NULL;
  rc = sqlite3_prepare_v2(db, "INSERT INTO host (name, seen) VALUES (?1, 0)", -1, &st, NULL);
  if (rc != SQLITE_OK)
    goto out;
  sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
  rc = sqlite3_step(st);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'host' with this 'name' and both insert one [rowlock-check-then-act]
out:
  sqlite3_finalize(st);
  return rc;
}

int good_add_host(sqlite3 *db, const char *name) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO host (name, seen) VALUES (?1, 0)", -1, &st, NULL);
  if (rc != SQLITE_OK)
    goto out;
  sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
  rc = sqlite3_step(st) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
out:
  sqlite3_finalize(st);
  return rc;
}

// Another one was faster: that is as good as having found it.
int good_constraint_is_looked_at(sqlite3 *db, const char *name) {
  sqlite3_stmt *st = NULL;
  if (sqlite3_prepare_v2(db, "SELECT id FROM host WHERE name = ?1", -1, &st, NULL) != SQLITE_OK)
    return -1;
  sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
  int known = sqlite3_step(st) == SQLITE_ROW;
  sqlite3_finalize(st);
  if (known)
    return 0;
  if (sqlite3_prepare_v2(db, "INSERT INTO host (name, seen) VALUES (?1, 0)", -1, &st, NULL) != SQLITE_OK)
    return -1;
  sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
  int rc = sqlite3_step(st);
  sqlite3_finalize(st);
  if (rc == SQLITE_CONSTRAINT)
    return 0;
  return rc == SQLITE_DONE ? 1 : -1;
}

int good_extended_code(sqlite3 *db, const char *name) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "SELECT 1 FROM host WHERE name = ?1", -1, &st, NULL);
  sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
  int rc = sqlite3_step(st);
  sqlite3_finalize(st);
  if (rc == SQLITE_ROW)
    return 0;
  sqlite3_prepare_v2(db, "INSERT INTO host (name, seen) VALUES (?1, 0)", -1, &st, NULL);
  sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
  rc = sqlite3_step(st);
  sqlite3_finalize(st);
  if (rc != SQLITE_DONE && sqlite3_extended_errcode(db) == SQLITE_CONSTRAINT_UNIQUE)
    return 0;
  return rc == SQLITE_DONE ? 1 : -1;
}

// The caller learns that it failed, not that somebody else was faster; but it
// learns it. A message on the screen changes nothing.
bool bad_only_printed(sqlite3 *db, int room, int day) {
  char sql[200];
  std::snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM booking WHERE room = %d AND day = %d", room, day);
  sqlite3_stmt *q = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &q, nullptr) != SQLITE_OK)
    return false;
  int taken = sqlite3_step(q) == SQLITE_ROW ? sqlite3_column_int(q, 0) : 0;
  sqlite3_finalize(q);
  if (taken > 0)
    return false;
  std::snprintf(sql, sizeof sql, "INSERT INTO booking (room, day) VALUES (%d, %d)", room, day);
  sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'booking' with this 'room' and 'day' and both insert one [rowlock-check-then-act]
  return true;
}

bool good_begin_immediate(sqlite3 *db, int room, int day) {
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
    return false;
  char sql[200];
  std::snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM booking WHERE room = %d AND day = %d", room, day);
  sqlite3_stmt *q = nullptr;
  int taken = 1;
  if (sqlite3_prepare_v2(db, sql, -1, &q, nullptr) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
    taken = sqlite3_column_int(q, 0);
  sqlite3_finalize(q);
  if (taken == 0) {
    std::snprintf(sql, sizeof sql, "INSERT INTO booking (room, day) VALUES (%d, %d)", room, day);
    sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  }
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK && taken == 0;
}

// Without IMMEDIATE both may read; SQLite then refuses one of the writers.
bool bad_begin_deferred(sqlite3 *db, int room) {
  sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'room' in line [[@LINE+4]] and writes 'room' in line [[@LINE+13]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  sqlite3_stmt *q = nullptr;
  sqlite3_prepare_v2(db, "SELECT beds, taken FROM room WHERE id = ?", -1, &q, nullptr);
  sqlite3_bind_int(q, 1, room);
  bool free = sqlite3_step(q) == SQLITE_ROW && sqlite3_column_int(q, 1) < sqlite3_column_int(q, 0);
  sqlite3_finalize(q);
  if (!free) {
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    return false;
  }
  sqlite3_stmt *u = nullptr;
  sqlite3_prepare_v2(db, "UPDATE room SET taken = taken + 1 WHERE id = ?", -1, &u, nullptr);
  sqlite3_bind_int(u, 1, room);
  sqlite3_step(u);
  sqlite3_finalize(u);
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  return true;
}

static int count_cb(void *out, int columns, char **values, char **) {
  if (columns > 0 && values[0])
    *static_cast<int *>(out) = std::atoi(values[0]);
  return 0;
}

int bad_count_by_callback(sqlite3 *db, int user) {
  int sessions = 0;
  char *sql = sqlite3_mprintf("SELECT COUNT(*) FROM session WHERE user_id = %d", user);
  int rc = sqlite3_exec(db, sql, count_cb, &sessions, nullptr);
  sqlite3_free(sql);
  if (rc != SQLITE_OK)
    return rc;
  if (sessions >= 5)
    return SQLITE_FULL;
  sql = sqlite3_mprintf("INSERT INTO session (user_id, token) VALUES (%d, hex(randomblob(16)))", user);
  rc = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find room in 'session' and both add to it: together they exceed the limit [rowlock-check-then-act]
  sqlite3_free(sql);
  return rc;
}

// One statement asks and writes.
int good_count_inside(sqlite3 *db, int user) {
  char *sql = sqlite3_mprintf("INSERT INTO session (user_id, token) SELECT %d, hex(randomblob(16)) WHERE (SELECT COUNT(*) FROM session WHERE user_id = %d) < 5", user, user);
  int rc = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  sqlite3_free(sql);
  return rc == SQLITE_OK ? sqlite3_changes(db) : -1;
}

int bad_next_number(sqlite3 *db, const char *customer) {
  sqlite3_stmt *st = NULL;
  int number = 1;
  sqlite3_prepare_v2(db, "SELECT MAX(number) FROM invoice", -1, &st, NULL);
  if (sqlite3_step(st) == SQLITE_ROW)
    number = sqlite3_column_int(st, 0) + 1;
  sqlite3_finalize(st);
  sqlite3_prepare_v2(db, "INSERT INTO invoice (number, customer) VALUES (?, ?)", -1, &st, NULL);
  sqlite3_bind_int(st, 1, number);
  sqlite3_bind_text(st, 2, customer, -1, SQLITE_TRANSIENT);
  sqlite3_step(st);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both read the same last number and insert the same 'number' into 'invoice' [rowlock-check-then-act]
  sqlite3_finalize(st);
  return number;
}

sqlite3_int64 good_number_by_rowid(sqlite3 *db, const char *customer) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "INSERT INTO invoice (customer) VALUES (?)", -1, &st, NULL);
  sqlite3_bind_text(st, 1, customer, -1, SQLITE_TRANSIENT);
  sqlite3_step(st);
  sqlite3_finalize(st);
  return sqlite3_last_insert_rowid(db);
}

//===--- A claim, a state, a stock ----------------------------------------===//

int bad_claim_job(sqlite3 *db, const char *worker) {
  sqlite3_stmt *st = NULL;
  int id = -1;
  sqlite3_prepare_v2(db, "SELECT id FROM job WHERE state = 'queued' ORDER BY id LIMIT 1", -1, &st, NULL);
  if (sqlite3_step(st) == SQLITE_ROW)
    id = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
  if (id < 0)
    return -1;
  sqlite3_prepare_v2(db, "UPDATE job SET state = 'running', worker = ?1 WHERE id = ?2", -1, &st, NULL);
  sqlite3_bind_text(st, 1, worker, -1, SQLITE_STATIC);
  sqlite3_bind_int(st, 2, id);
  sqlite3_step(st);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both be given the same row of 'job' by line [[#@LINE-9]] and both take it: nothing asks again for 'state' [rowlock-check-then-act]
  sqlite3_finalize(st);
  return id;
}

// Who changed a row has got it.
int good_claim_job(sqlite3 *db, const char *worker) {
  sqlite3_stmt *st = NULL;
  int id = -1;
  sqlite3_prepare_v2(db, "SELECT id FROM job WHERE state = 'queued' ORDER BY id LIMIT 1", -1, &st, NULL);
  if (sqlite3_step(st) == SQLITE_ROW)
    id = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
  if (id < 0)
    return -1;
  sqlite3_prepare_v2(db, "UPDATE job SET state = 'running', worker = ?1 WHERE id = ?2 AND state = 'queued'", -1, &st, NULL);
  sqlite3_bind_text(st, 1, worker, -1, SQLITE_STATIC);
  sqlite3_bind_int(st, 2, id);
  sqlite3_step(st);
  sqlite3_finalize(st);
  return sqlite3_changes(db) == 1 ? id : -1;
}

// -1 where there is no lift, 0 where it stands still.
int bad_start_lift(sqlite3 *db, int id) {
  sqlite3_stmt *st = NULL;
  int state = -1;
  sqlite3_prepare_v2(db, "SELECT state FROM lift WHERE id = ?", -1, &st, NULL);
  sqlite3_bind_int(st, 1, id);
  if (sqlite3_step(st) == SQLITE_ROW)
    state = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
  switch (state) {
  case 0:
    break;
  case 1:
    return 1;
  default:
    return -1;
  }
  sqlite3_prepare_v2(db, "UPDATE lift SET state = 1, trips = trips + 1 WHERE id = ?", -1, &st, NULL);
  sqlite3_bind_int(st, 1, id);
  sqlite3_step(st);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'state' of 'lift' may have changed since line [[#@LINE-14]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
  sqlite3_finalize(st);
  return 0;
}

int bad_take_from_stock(sqlite3 *db, int item, int wanted) {
  sqlite3_stmt *q = NULL, *u = NULL;
  int rc = SQLITE_ERROR, left = 0;
  if (sqlite3_prepare_v2(db, "SELECT on_hand FROM stock WHERE item = ?", -1, &q, NULL))
    goto done;
  sqlite3_bind_int(q, 1, item);
  if (sqlite3_step(q) != SQLITE_ROW)
    goto done;
  left = sqlite3_column_int(q, 0);
  sqlite3_reset(q);
  if (left < wanted) {
    rc = SQLITE_FULL;
    goto done;
  }
  if (sqlite3_prepare_v2(db, "UPDATE stock SET on_hand = on_hand - ? WHERE item = ?", -1, &u, NULL))
    goto done;
  sqlite3_bind_int(u, 1, wanted);
  sqlite3_bind_int(u, 2, item);
  rc = sqlite3_step(u) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both pass the test of 'on_hand' of 'stock' and both change it: together they may pass the limit [rowlock-check-then-act]
done:
  sqlite3_finalize(q);
  sqlite3_finalize(u);
  return rc;
}

int good_take_from_stock(sqlite3 *db, int item, int wanted) {
  sqlite3_stmt *u = NULL;
  if (sqlite3_prepare_v2(db, "UPDATE stock SET on_hand = on_hand - ?1 WHERE item = ?2 AND on_hand >= ?1", -1, &u, NULL))
    return SQLITE_ERROR;
  sqlite3_bind_int(u, 1, wanted);
  sqlite3_bind_int(u, 2, item);
  int rc = sqlite3_step(u);
  sqlite3_finalize(u);
  if (rc != SQLITE_DONE)
    return rc;
  return sqlite3_changes(db) ? SQLITE_OK : SQLITE_FULL;
}

// Found, and deleted by the same key: nothing happens to a row that is gone.
int good_found_then_deleted(sqlite3 *db, int id) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "SELECT 1 FROM note WHERE id = ?", -1, &st, NULL);
  sqlite3_bind_int(st, 1, id);
  int rc = sqlite3_step(st);
  sqlite3_finalize(st);
  if (rc != SQLITE_ROW)
    return 404;
  sqlite3_prepare_v2(db, "DELETE FROM note WHERE id = ?", -1, &st, NULL);
  sqlite3_bind_int(st, 1, id);
  rc = sqlite3_step(st);
  sqlite3_finalize(st);
  return rc == SQLITE_DONE ? 200 : 500;
}

// The number is for the log alone.
void good_only_logged(sqlite3 *db, int id) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "SELECT tries FROM outbox WHERE id = ?", -1, &st, NULL);
  sqlite3_bind_int(st, 1, id);
  if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_int(st, 0) > 3)
    fprintf(stderr, "message %d was tried more than three times\n", id);
  sqlite3_finalize(st);
  sqlite3_prepare_v2(db, "UPDATE outbox SET tries = tries + 1 WHERE id = ?", -1, &st, NULL);
  sqlite3_bind_int(st, 1, id);
  sqlite3_step(st);
  sqlite3_finalize(st);
}

//===--- Through layers of one's own --------------------------------------===//

namespace lib {
struct Finalizer {
  void operator()(sqlite3_stmt *st) const { sqlite3_finalize(st); }
};
using Stmt = std::unique_ptr<sqlite3_stmt, Finalizer>;

struct Error : std::runtime_error {
  Error(sqlite3 *db) : std::runtime_error(sqlite3_errmsg(db)) {}
};

class Query {
public:
  Query(sqlite3 *db, const char *sql) : db(db) {
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
      throw Error(db);
    st.reset(raw);
  }
  Query &bind(int at, int v) {
    sqlite3_bind_int(st.get(), at, v);
    return *this;
  }
  Query &bind(int at, const std::string &v) {
    sqlite3_bind_text(st.get(), at, v.c_str(), -1, SQLITE_TRANSIENT);
    return *this;
  }
  bool row() {
    int rc = sqlite3_step(st.get());
    if (rc == SQLITE_ROW)
      return true;
    if (rc != SQLITE_DONE)
      throw Error(db);
    return false;
  }
  void run() {
    if (sqlite3_step(st.get()) != SQLITE_DONE)
      throw Error(db);
  }
  int integer(int at) { return sqlite3_column_int(st.get(), at); }
  std::string text(int at) { return reinterpret_cast<const char *>(sqlite3_column_text(st.get(), at)); }

private:
  sqlite3 *db;
  Stmt st;
};

class Immediate {
public:
  explicit Immediate(sqlite3 *db) : db(db) {
    if (sqlite3_exec(db, "BEGIN IMMEDIATE TRANSACTION", nullptr, nullptr, nullptr) != SQLITE_OK)
      throw Error(db);
  }
  ~Immediate() {
    if (!done)
      sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  void commit() {
    if (sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
      throw Error(db);
    done = true;
  }

private:
  sqlite3 *db;
  bool done = false;
};
} // namespace lib

class Members {
public:
  explicit Members(sqlite3 *db) : db(db) {}

  bool exists(const std::string &mail) {
    lib::Query q(db, "SELECT 1 FROM member WHERE mail = ?");
    return q.bind(1, mail).row();
  }
  std::optional<int> idOf(const std::string &mail) {
    lib::Query q(db, "SELECT id FROM member WHERE mail = ?");
    if (!q.bind(1, mail).row())
      return std::nullopt;
    return q.integer(0);
  }
  void insert(const std::string &mail) { lib::Query(db, "INSERT INTO member (mail) VALUES (?)").bind(1, mail).run(); }
  int count() {
    lib::Query q(db, "SELECT COUNT(*) FROM member");
    return q.row() ? q.integer(0) : 0;
  }
  std::string stateOf(int id) {
    lib::Query q(db, "SELECT state FROM member WHERE id = ?");
    if (!q.bind(1, id).row())
      throw std::out_of_range("no such member");
    return q.text(0);
  }
  void setState(int id, const std::string &state) {
    lib::Query(db, "UPDATE member SET state = ? WHERE id = ?").bind(1, state).bind(2, id).run();
  }

private:
  sqlite3 *db;
};

bool bad_register(sqlite3 *db, const std::string &mail) {
  Members members(db);
  if (members.exists(mail))
    return false;
  members.insert(mail);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'member' with this 'mail' and both insert one [rowlock-check-then-act]
  return true;
}

bool good_register(sqlite3 *db, const std::string &mail) {
  lib::Immediate tx(db);
  Members members(db);
  if (members.exists(mail))
    return false;
  members.insert(mail);
  tx.commit();
  return true;
}

void bad_find_or_create(sqlite3 *db, const std::string &mail) {
  Members members(db);
  auto id = members.idOf(mail);
  if (!id) {
    members.insert(mail);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'member' with this 'mail' and both insert one [rowlock-check-then-act]
    id = members.idOf(mail);
  }
  std::printf("member %d\n", *id);
}

// A club of one hundred.
void bad_limit_in_exception(sqlite3 *db, const std::string &mail) {
  Members members(db);
  if (members.count() >= 100)
    throw std::runtime_error("the club is full");
  members.insert(mail);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find room in 'member' and both add to it: together they exceed the limit [rowlock-check-then-act]
}

void good_limit_in_exception(sqlite3 *db, const std::string &mail) {
  lib::Immediate tx(db);
  Members members(db);
  if (members.count() >= 100)
    throw std::runtime_error("the club is full");
  members.insert(mail);
  tx.commit();
}

void bad_transition(sqlite3 *db, int id) {
  Members members(db);
  if (members.stateOf(id) != "invited")
    throw std::logic_error("was not invited");
  members.setState(id, "active");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'state' of 'member' may have changed since line [[#@LINE-3]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
}

// It is set to what it is tested for: a second time does no harm.
void good_no_op_is_skipped(sqlite3 *db, int id) {
  Members members(db);
  if (members.stateOf(id) != "blocked")
    members.setState(id, "blocked");
}

static std::mutex clubDoor;
bool good_one_at_a_time(sqlite3 *db, const std::string &mail) {
  std::lock_guard<std::mutex> lock(clubDoor);
  Members members(db);
  if (members.exists(mail))
    return false;
  members.insert(mail);
  return true;
}
