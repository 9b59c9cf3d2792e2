// Decisions around the C API of MySQL and MariaDB, against the stub header and
// MariaDB's own.
// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mariadb/mysql.h>
#include <memory>
#include <stdexcept>
#include <string>

#define ER_DUP_ENTRY 1062

//===--- Plain C ----------------------------------------------------------===//

int bad_add_user(MYSQL *db, const char *login) {
  char sql[256], safe[101];
  MYSQL_RES *res = NULL;
  int rc = -1;
  mysql_real_escape_string(db, safe, login, strlen(login));
  snprintf(sql, sizeof sql, "SELECT id FROM users WHERE login = '%s'", safe);
  if (mysql_query(db, sql))
    goto end;
  res = mysql_store_result(db);
  if (!res)
    goto end;
  if (mysql_num_rows(res) > 0) {
    rc = 1;
    goto end;
  }
  snprintf(sql, sizeof sql, "INSERT INTO users (login) VALUES ('%s')", safe);
  if (mysql_query(db, sql))
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'users' with this 'login' and both insert one [rowlock-check-then-act]
    goto end;
  rc = 0;
end:
  if (res)
    mysql_free_result(res);
  return rc;
}

int good_add_user(MYSQL *db, const char *login) {
  char sql[256], safe[101];
  mysql_real_escape_string(db, safe, login, strlen(login));
  snprintf(sql, sizeof sql, "INSERT INTO users (login) VALUES ('%s')", safe);
  if (mysql_query(db, sql))
    return mysql_errno(db) == ER_DUP_ENTRY ? 1 : -1;
  return 0;
}

int good_duplicate_is_looked_at(MYSQL *db, const char *login) {
  char sql[256], safe[101];
  mysql_real_escape_string(db, safe, login, strlen(login));
  snprintf(sql, sizeof sql, "SELECT id FROM users WHERE login = '%s'", safe);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  my_ulonglong rows = mysql_num_rows(res);
  mysql_free_result(res);
  if (rows)
    return 1;
  snprintf(sql, sizeof sql, "INSERT INTO users (login) VALUES ('%s')", safe);
  if (mysql_query(db, sql)) {
    if (mysql_errno(db) == ER_DUP_ENTRY)
      return 1;
    fprintf(stderr, "%s\n", mysql_error(db));
    return -1;
  }
  return 0;
}

// IGNORE: who comes second changes nothing.
int good_insert_ignore(MYSQL *db, int user, int badge) {
  char sql[160];
  snprintf(sql, sizeof sql, "SELECT 1 FROM user_badge WHERE user_id = %d AND badge_id = %d", user, badge);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  if (mysql_fetch_row(res)) {
    mysql_free_result(res);
    return 0;
  }
  mysql_free_result(res);
  snprintf(sql, sizeof sql, "INSERT IGNORE INTO user_badge (user_id, badge_id) VALUES (%d, %d)", user, badge);
  return mysql_query(db, sql) ? -1 : 1;
}

int bad_count_below_limit(MYSQL *db, int event, int user) {
  char sql[160];
  sprintf(sql, "SELECT COUNT(*) FROM attendee WHERE event_id = %d", event);
  if (mysql_query(db, sql) != 0)
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = mysql_fetch_row(res);
  long count = strtol(row[0], NULL, 10);
  mysql_free_result(res);
  if (count >= 30)
    return 0;
  sprintf(sql, "INSERT INTO attendee (event_id, user_id) VALUES (%d, %d)", event, user);
  return mysql_query(db, sql) == 0 ? 1 : -1;
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find room in 'attendee' and both add to it: together they exceed the limit [rowlock-check-then-act]
}

// The event's row is locked: who wants to add to it waits.
int good_parent_is_locked(MYSQL *db, int event, int user) {
  char sql[160];
  int rc = -1;
  if (mysql_query(db, "START TRANSACTION"))
    return -1;
  MYSQL_RES *res;
  sprintf(sql, "SELECT id FROM event WHERE id = %d FOR UPDATE", event);
  if (mysql_query(db, sql))
    goto undo;
  mysql_free_result(mysql_store_result(db));
  sprintf(sql, "SELECT COUNT(*) FROM attendee WHERE event_id = %d", event);
  if (mysql_query(db, sql))
    goto undo;
  res = mysql_store_result(db);
  rc = atoi(mysql_fetch_row(res)[0]) < 30;
  mysql_free_result(res);
  if (rc) {
    sprintf(sql, "INSERT INTO attendee (event_id, user_id) VALUES (%d, %d)", event, user);
    if (mysql_query(db, sql))
      goto undo;
  }
  if (mysql_commit(db))
    goto undo;
  return rc;
undo:
  mysql_rollback(db);
  return -1;
}

int good_named_lock(MYSQL *db, int day) {
  char sql[160];
  if (mysql_query(db, "SELECT GET_LOCK('shift-plan', 10)"))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW got = mysql_fetch_row(res);
  int locked = got && got[0] && atoi(got[0]) == 1;
  mysql_free_result(res);
  if (!locked)
    return -1;
  int rc = 0;
  snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM shift WHERE day = %d", day);
  mysql_query(db, sql);
  res = mysql_store_result(db);
  int shifts = atoi(mysql_fetch_row(res)[0]);
  mysql_free_result(res);
  if (shifts < 3) {
    snprintf(sql, sizeof sql, "INSERT INTO shift (day) VALUES (%d)", day);
    rc = mysql_query(db, sql) == 0;
  }
  mysql_query(db, "SELECT RELEASE_LOCK('shift-plan')");
  mysql_free_result(mysql_store_result(db));
  return rc;
}

// Given back before it is needed.
int bad_named_lock_too_short(MYSQL *db, int day) {
  char sql[160];
  mysql_query(db, "SELECT GET_LOCK('shift-plan', 10)");
  MYSQL_RES *lock = mysql_store_result(db);
  MYSQL_ROW answer = mysql_fetch_row(lock);
  bool held = answer && answer[0] && answer[0][0] == '1';
  mysql_free_result(lock);
  if (!held)
    return 0;
  snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM shift WHERE day = %d", day);
  mysql_query(db, sql);
  MYSQL_RES *res = mysql_store_result(db);
  int shifts = atoi(mysql_fetch_row(res)[0]);
  mysql_free_result(res);
  mysql_query(db, "SELECT RELEASE_LOCK('shift-plan')");
  mysql_free_result(mysql_store_result(db));
  if (shifts >= 3)
    return 0;
  snprintf(sql, sizeof sql, "INSERT INTO shift (day) VALUES (%d)", day);
  return mysql_query(db, sql) == 0;
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find room in 'shift' and both add to it: together they exceed the limit [rowlock-check-then-act]
}

int bad_next_number(MYSQL *db, int year) {
  char sql[160];
  int next = 1;
  snprintf(sql, sizeof sql, "SELECT MAX(number) FROM permit WHERE year = %d", year);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_use_result(db);
  MYSQL_ROW row = mysql_fetch_row(res);
  if (row && row[0])
    next = atoi(row[0]) + 1;
  mysql_free_result(res);
  snprintf(sql, sizeof sql, "INSERT INTO permit (year, number) VALUES (%d, %d)", year, next);
  return mysql_query(db, sql) ? -1 : next;
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both read the same last number and insert the same 'number' into 'permit' [rowlock-check-then-act]
}

//===--- Prepared statements ----------------------------------------------===//

bool bad_open_ticket(MYSQL *db, int ticket, int agent) {
  MYSQL_STMT *st = mysql_stmt_init(db);
  const char *find = "SELECT agent_id FROM ticket WHERE id = ? AND agent_id IS NULL";
  if (mysql_stmt_prepare(st, find, strlen(find))) {
    mysql_stmt_close(st);
    return false;
  }
  MYSQL_BIND key[1];
  memset(key, 0, sizeof key);
  key[0].buffer_type = MYSQL_TYPE_LONG;
  key[0].buffer = &ticket;
  mysql_stmt_bind_param(st, key);
  mysql_stmt_execute(st);
  mysql_stmt_store_result(st);
  bool open = mysql_stmt_num_rows(st) == 1;
  mysql_stmt_close(st);
  if (!open)
    return false;
  st = mysql_stmt_init(db);
  const char *take = "UPDATE ticket SET agent_id = ? WHERE id = ?";
  mysql_stmt_prepare(st, take, strlen(take));
  MYSQL_BIND args[2];
  memset(args, 0, sizeof args);
  args[0].buffer_type = MYSQL_TYPE_LONG;
  args[0].buffer = &agent;
  args[1].buffer_type = MYSQL_TYPE_LONG;
  args[1].buffer = &ticket;
  mysql_stmt_bind_param(st, args);
  bool ok = mysql_stmt_execute(st) == 0;
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both be given the same row of 'ticket' by line [[#@LINE-17]] and both take it: nothing asks again for 'agent_id' [rowlock-check-then-act]
  mysql_stmt_close(st);
  return ok;
}

bool good_open_ticket(MYSQL *db, int ticket, int agent) {
  MYSQL_STMT *st = mysql_stmt_init(db);
  const char *take = "UPDATE ticket SET agent_id = ? WHERE id = ? AND agent_id IS NULL";
  mysql_stmt_prepare(st, take, strlen(take));
  MYSQL_BIND args[2];
  memset(args, 0, sizeof args);
  args[0].buffer_type = MYSQL_TYPE_LONG;
  args[0].buffer = &agent;
  args[1].buffer_type = MYSQL_TYPE_LONG;
  args[1].buffer = &ticket;
  mysql_stmt_bind_param(st, args);
  mysql_stmt_execute(st);
  my_ulonglong changed = mysql_stmt_affected_rows(st);
  mysql_stmt_close(st);
  return changed == 1;
}

bool bad_draw(MYSQL *db, int account, int amount) {
  MYSQL_STMT *st = mysql_stmt_init(db);
  const char *ask = "SELECT balance FROM account WHERE id = ?";
  mysql_stmt_prepare(st, ask, strlen(ask));
  int balance = 0;
  MYSQL_BIND in = {}, out = {};
  in.buffer_type = MYSQL_TYPE_LONG;
  in.buffer = &account;
  out.buffer_type = MYSQL_TYPE_LONG;
  out.buffer = &balance;
  if (mysql_stmt_bind_param(st, &in) || mysql_stmt_execute(st) || mysql_stmt_bind_result(st, &out) || mysql_stmt_fetch(st)) {
    mysql_stmt_close(st);
    return false;
  }
  mysql_stmt_close(st);
  if (balance < amount)
    return false;
  const char *draw = "UPDATE account SET balance = balance - ? WHERE id = ?";
  st = mysql_stmt_init(db);
  mysql_stmt_prepare(st, draw, strlen(draw));
  MYSQL_BIND args[2] = {};
  args[0].buffer_type = MYSQL_TYPE_LONG;
  args[0].buffer = &amount;
  args[1].buffer_type = MYSQL_TYPE_LONG;
  args[1].buffer = &account;
  mysql_stmt_bind_param(st, args);
  bool ok = !mysql_stmt_execute(st);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both pass the test of 'balance' of 'account' and both change it: together they may pass the limit [rowlock-check-then-act]
  mysql_stmt_close(st);
  return ok;
}

bool good_draw(MYSQL *db, int account, int amount) {
  mysql_autocommit(db, 0);
  MYSQL_STMT *st = mysql_stmt_init(db);
  const char *ask = "SELECT balance FROM account WHERE id = ? FOR UPDATE";
  mysql_stmt_prepare(st, ask, strlen(ask));
  int balance = 0;
  MYSQL_BIND in = {}, out = {};
  in.buffer_type = MYSQL_TYPE_LONG;
  in.buffer = &account;
  out.buffer_type = MYSQL_TYPE_LONG;
  out.buffer = &balance;
  if (mysql_stmt_bind_param(st, &in) || mysql_stmt_execute(st) || mysql_stmt_bind_result(st, &out) || mysql_stmt_fetch(st)) {
    mysql_stmt_close(st);
    mysql_rollback(db);
    return false;
  }
  mysql_stmt_close(st);
  bool enough = balance >= amount;
  if (enough) {
    const char *draw = "UPDATE account SET balance = balance - ? WHERE id = ?";
    st = mysql_stmt_init(db);
    mysql_stmt_prepare(st, draw, strlen(draw));
    MYSQL_BIND args[2] = {};
    args[0].buffer_type = MYSQL_TYPE_LONG;
    args[0].buffer = &amount;
    args[1].buffer_type = MYSQL_TYPE_LONG;
    args[1].buffer = &account;
    mysql_stmt_bind_param(st, args);
    mysql_stmt_execute(st);
    mysql_stmt_close(st);
  }
  return mysql_commit(db) == 0 && enough;
}

//===--- Through layers of one's own --------------------------------------===//

namespace store {
struct Free {
  void operator()(MYSQL_RES *r) const { mysql_free_result(r); }
};
using Result = std::unique_ptr<MYSQL_RES, Free>;

class Connection {
public:
  explicit Connection(MYSQL *h) : h(h) {}
  void run(const std::string &sql) {
    if (mysql_real_query(h, sql.c_str(), sql.size()))
      throw std::runtime_error(mysql_error(h));
  }
  Result rows(const std::string &sql) {
    run(sql);
    return Result(mysql_store_result(h));
  }
  bool any(const std::string &sql) { return mysql_num_rows(rows(sql).get()) != 0; }
  long number(const std::string &sql) {
    Result r = rows(sql);
    MYSQL_ROW row = mysql_fetch_row(r.get());
    return row && row[0] ? std::atol(row[0]) : 0;
  }
  std::string text(const std::string &sql) {
    Result r = rows(sql);
    MYSQL_ROW row = mysql_fetch_row(r.get());
    if (!row)
      throw std::out_of_range("no row");
    return row[0];
  }
  my_ulonglong change(const std::string &sql) {
    run(sql);
    return mysql_affected_rows(h);
  }
  std::string quoted(const std::string &s) {
    std::string out(2 * s.size() + 1, '\0');
    out.resize(mysql_real_escape_string(h, &out[0], s.data(), s.size()));
    return "'" + out + "'";
  }

private:
  MYSQL *h;
};

class Transaction {
public:
  explicit Transaction(Connection &c) : c(c) { c.run("START TRANSACTION"); }
  ~Transaction() {
    if (!done)
      c.run("ROLLBACK");
  }
  void commit() {
    c.run("COMMIT");
    done = true;
  }

private:
  Connection &c;
  bool done = false;
};

enum class State { New, Paid, Sent };
} // namespace store

// A transaction alone keeps nobody out.
void bad_subscribe(store::Connection &c, const std::string &mail) {
  store::Transaction tx(c);
  if (!c.any("SELECT 1 FROM subscriber WHERE mail = " + c.quoted(mail)))
    c.run("INSERT INTO subscriber (mail) VALUES (" + c.quoted(mail) + ")");
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'subscriber' with this 'mail' and both insert one [rowlock-check-then-act]
  tx.commit();
}

void good_subscribe(store::Connection &c, const std::string &mail) {
  c.run("INSERT INTO subscriber (mail) VALUES (" + c.quoted(mail) + ") ON DUPLICATE KEY UPDATE mail = mail");
}

bool bad_ship(store::Connection &c, int order) {
  const std::string key = " WHERE id = " + std::to_string(order);
  std::string state = c.text("SELECT state FROM orders" + key);
  bool ready = state == "paid";
  if (ready)
    c.run("UPDATE orders SET state = 'sent'" + key);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'state' of 'orders' may have changed since line [[#@LINE-4]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
  return ready;
}

bool good_ship(store::Connection &c, int order) {
  const std::string key = " WHERE id = " + std::to_string(order);
  std::string state = c.text("SELECT state FROM orders" + key);
  if (state != "paid")
    return false;
  return c.change("UPDATE orders SET state = 'sent'" + key + " AND state = 'paid'") == 1;
}

bool good_ship_locked(store::Connection &c, int order) {
  store::Transaction tx(c);
  const std::string key = " WHERE id = " + std::to_string(order);
  if (c.text("SELECT state FROM orders" + key + " FOR UPDATE") != "paid")
    return false;
  c.run("UPDATE orders SET state = 'sent'" + key);
  tx.commit();
  return true;
}

class Seats {
public:
  explicit Seats(store::Connection &c) : c(c) {}
  bool free(int seat) { return c.number("SELECT COUNT(*) FROM ticket WHERE seat = " + std::to_string(seat)) == 0; }
  void sell(int seat, int customer) {
    c.run("INSERT INTO ticket (seat, customer) VALUES (" + std::to_string(seat) + ", " + std::to_string(customer) + ")");
  }

private:
  store::Connection &c;
};

void bad_sell(store::Connection &c, int seat, int customer) {
  Seats seats(c);
  if (!seats.free(seat))
    throw std::runtime_error("taken");
  seats.sell(seat, customer);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'ticket' with this 'seat' and both insert one [rowlock-check-then-act]
}

// The order is only looked for so that the item has a parent.
void good_foreign_key(store::Connection &c, int order, int article) {
  if (!c.any("SELECT id FROM orders WHERE id = " + std::to_string(order)))
    throw std::out_of_range("no such order");
  c.run("INSERT INTO item (order_id, article_id) VALUES (" + std::to_string(order) + ", " + std::to_string(article) + ")");
}

// The answer goes to the caller, the write happens anyway.
bool good_told_not_decided(store::Connection &c, int device) {
  bool late = c.number("SELECT missed FROM device WHERE id = " + std::to_string(device)) > 3;
  c.run("UPDATE device SET missed = 0 WHERE id = " + std::to_string(device));
  return late;
}
