// The C API of MySQL and MariaDB, against the stub header, which has MySQL 8's
// names; mysql-headers.test lints this file against MariaDB's own.
// RUN: %check %s -- -isystem %stubs/mysql

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mariadb/mysql.h>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

//===----------------------------------------------------------------------===//
// mysql_query
//===----------------------------------------------------------------------===//

bool bad_increment(MYSQL *db, int id) {
  if (mysql_query(db, ("SELECT n FROM counter WHERE id = " + std::to_string(id)).c_str()))
    return false;
  MYSQL_RES *result = mysql_store_result(db);
  MYSQL_ROW row = mysql_fetch_row(result);
  int n = std::atoi(row[0]);
  mysql_free_result(result);
  // CHECK-FIXES: std::string update = "UPDATE counter SET n = n + " + std::to_string(1) + " WHERE id = " + std::to_string(id);
  std::string update = "UPDATE counter SET n = " + std::to_string(n + 1) + " WHERE id = " + std::to_string(id);
  return mysql_real_query(db, update.data(), update.size()) == 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-9]] and this write is overwritten
  // CHECK-MESSAGES: note: repair: let the database compute 'n' from the current value, and pass only the change
}

bool good_increment(MYSQL *db, int id) {
  std::string update = "UPDATE counter SET n = n + 1 WHERE id = " + std::to_string(id);
  return mysql_query(db, update.c_str()) == 0 && mysql_affected_rows(db) == 1;
}

// Buffers, a loop over the rows, autocommit switched off.
int bad_autocommit(MYSQL *db, int account, long amount) {
  char query[256];
  long balance = 0;
  MYSQL_RES *result;
  MYSQL_ROW row;
  mysql_autocommit(db, 0);
  // CHECK-FIXES: snprintf(query, sizeof(query), "SELECT balance FROM account WHERE id = %d FOR UPDATE", account);
  snprintf(query, sizeof(query), "SELECT balance FROM account WHERE id = %d", account);
  if (mysql_query(db, query)) {
    fprintf(stderr, "%s\n", mysql_error(db));
    mysql_rollback(db);
    return -1;
  }
  result = mysql_use_result(db);
  while ((row = mysql_fetch_row(result)) != NULL)
    balance = strtol(row[0], NULL, 10);
  mysql_free_result(result);
  snprintf(query, sizeof(query), "UPDATE account SET balance = %ld WHERE id = %d", balance - amount, account);
  if (mysql_real_query(db, query, strlen(query))) {
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'balance' of 'account' between line [[#@LINE-11]] and this write is overwritten
    // CHECK-MESSAGES: note: repair: lock the row when it is read (FOR UPDATE)
    mysql_rollback(db);
    return -1;
  }
  return mysql_commit(db) ? -1 : 0;
}

int good_autocommit(MYSQL *db, int account, long amount) {
  char query[256];
  long balance = 0;
  MYSQL_RES *result;
  MYSQL_ROW row;
  mysql_autocommit(db, 0);
  snprintf(query, sizeof(query), "SELECT balance FROM account WHERE id = %d FOR UPDATE", account);
  if (mysql_query(db, query)) {
    mysql_rollback(db);
    return -1;
  }
  result = mysql_use_result(db);
  while ((row = mysql_fetch_row(result)) != NULL)
    balance = strtol(row[0], NULL, 10);
  mysql_free_result(result);
  snprintf(query, sizeof(query), "UPDATE account SET balance = %ld WHERE id = %d", balance - amount, account);
  if (mysql_real_query(db, query, strlen(query))) {
    mysql_rollback(db);
    return -1;
  }
  return mysql_commit(db) ? -1 : 0;
}

// The first of two transactions that autocommit=0 makes ends with the lock.
int bad_second(MYSQL *db, int account) {
  MYSQL_RES *result;
  MYSQL_ROW row;
  int points = 0;
  char query[200];
  mysql_autocommit(db, 0);
  sprintf(query, "SELECT points FROM player WHERE id = %d FOR UPDATE", account);
  mysql_query(db, query);
  result = mysql_store_result(db);
  if ((row = mysql_fetch_row(result)))
    sscanf(row[0], "%d", &points);
  mysql_free_result(result);
  mysql_commit(db);
  sprintf(query, "UPDATE player SET points = %d WHERE id = %d", points * 2, account);
  mysql_query(db, query);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'points' of 'player' between line [[#@LINE-8]] and this write is overwritten
  return mysql_commit(db);
}

int good_second(MYSQL *db, int account) {
  MYSQL_RES *result;
  MYSQL_ROW row;
  int points = 0;
  char query[200];
  mysql_autocommit(db, 0);
  mysql_query(db, "DELETE FROM session WHERE expired");
  mysql_commit(db);
  sprintf(query, "SELECT points FROM player WHERE id = %d FOR UPDATE", account);
  mysql_query(db, query);
  result = mysql_store_result(db);
  if ((row = mysql_fetch_row(result)))
    sscanf(row[0], "%d", &points);
  mysql_free_result(result);
  sprintf(query, "UPDATE player SET points = %d WHERE id = %d", points * 2, account);
  mysql_query(db, query);
  return mysql_commit(db);
}

// Statements as text; the lock is a word away.
bool bad_started(MYSQL *db, int room) {
  mysql_query(db, "START TRANSACTION");
  // CHECK-FIXES: if (mysql_query(db, ("SELECT free FROM room WHERE id = " + std::to_string(room) + " LIMIT 1 FOR UPDATE").c_str()) != 0)
  if (mysql_query(db, ("SELECT free FROM room WHERE id = " + std::to_string(room) + " LIMIT 1").c_str()) != 0)
    return false;
  MYSQL_RES *result = mysql_store_result(db);
  if (!result)
    return false;
  MYSQL_ROW row = mysql_fetch_row(result);
  int free = row && row[0] ? std::stoi(row[0]) : 0;
  mysql_free_result(result);
  if (free <= 0) {
    mysql_query(db, "ROLLBACK");
    return false;
  }
  std::ostringstream update;
  update << "UPDATE room SET free = " << free - 1 << " WHERE id = " << room;
  bool done = mysql_query(db, update.str().c_str()) == 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'free' of 'room' between line [[#@LINE-15]] and this write is overwritten
  // CHECK-MESSAGES: note: repair: lock the row when it is read (FOR UPDATE)
  mysql_query(db, done ? "COMMIT" : "ROLLBACK");
  return done;
}

bool good_started(MYSQL *db, int room) {
  mysql_query(db, "START TRANSACTION");
  if (mysql_query(db, ("SELECT free FROM room WHERE id = " + std::to_string(room) + " FOR UPDATE").c_str()) != 0)
    return false;
  MYSQL_RES *result = mysql_store_result(db);
  if (!result)
    return false;
  MYSQL_ROW row = mysql_fetch_row(result);
  int free = row && row[0] ? std::stoi(row[0]) : 0;
  mysql_free_result(result);
  if (free <= 0) {
    mysql_query(db, "ROLLBACK");
    return false;
  }
  std::ostringstream update;
  update << "UPDATE room SET free = " << free - 1 << " WHERE id = " << room;
  bool done = mysql_query(db, update.str().c_str()) == 0;
  mysql_query(db, done ? "COMMIT" : "ROLLBACK");
  return done;
}

// Escaped text, a share lock.
void bad_escaped(MYSQL *db, const std::string &page, const std::string &line) {
  std::vector<char> title(page.size() * 2 + 1), text(4096);
  mysql_real_escape_string(db, title.data(), page.c_str(), page.size());
  mysql_query(db, "BEGIN");
  std::string select = std::string("SELECT body FROM page WHERE title = '") + title.data() + "' LOCK IN SHARE MODE";
  mysql_query(db, select.c_str());
  MYSQL_RES *result = mysql_store_result(db);
  MYSQL_ROW row = mysql_fetch_row(result);
  std::string body = row ? row[0] : "";
  mysql_free_result(result);
  body += line;
  mysql_real_escape_string(db, text.data(), body.c_str(), body.size());
  std::string update =
      std::string("UPDATE page SET body = '") + text.data() + "' WHERE title = '" + title.data() + "'";
  mysql_query(db, update.c_str());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'body' of 'page' fails under load: if another transaction changes the row after line [[#@LINE-10]] has read it, MySQL refuses it (deadlock) and nothing tries again [rowlock-read-modify-write]
  mysql_query(db, "COMMIT");
}

void good_escaped(MYSQL *db, const std::string &page, const std::string &line) {
  std::vector<char> title(page.size() * 2 + 1), text(4096);
  mysql_real_escape_string(db, title.data(), page.c_str(), page.size());
  mysql_real_escape_string(db, text.data(), line.c_str(), line.size());
  std::string update =
      std::string("UPDATE page SET body = CONCAT(body, '") + text.data() + "') WHERE title = '" + title.data() + "'";
  mysql_query(db, update.c_str());
}

// A named lock that must be had.
bool good_named(MYSQL *db) {
  mysql_query(db, "SELECT GET_LOCK('sequence', 10)");
  MYSQL_RES *got = mysql_store_result(db);
  MYSQL_ROW row = mysql_fetch_row(got);
  bool mine = row && row[0] && atoi(row[0]) == 1;
  mysql_free_result(got);
  if (!mine)
    return false;
  mysql_query(db, "SELECT value FROM sequence WHERE name = 'order'");
  MYSQL_RES *result = mysql_store_result(db);
  row = mysql_fetch_row(result);
  long long value = atoll(row[0]);
  mysql_free_result(result);
  std::string update = "UPDATE sequence SET value = " + std::to_string(value + 1) + " WHERE name = 'order'";
  bool done = mysql_query(db, update.c_str()) == 0;
  mysql_query(db, "SELECT RELEASE_LOCK('sequence')");
  mysql_free_result(mysql_store_result(db));
  return done;
}

bool bad_named(MYSQL *db) {
  mysql_query(db, "SELECT value FROM sequence WHERE name = 'order'");
  MYSQL_RES *result = mysql_store_result(db);
  MYSQL_ROW row = mysql_fetch_row(result);
  long long value = atoll(row[0]);
  mysql_free_result(result);
  if (mysql_query(db, "SELECT GET_LOCK('sequence', 10)"))
    return false;
  result = mysql_store_result(db);
  row = mysql_fetch_row(result);
  bool held = row && row[0] && row[0][0] == '1';
  mysql_free_result(result);
  if (!held)
    return false;
  std::string update = "UPDATE sequence SET value = " + std::to_string(value + 1) + " WHERE name = 'order'";
  bool done = mysql_query(db, update.c_str()) == 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'value' of 'sequence' between line [[#@LINE-15]] and this write is overwritten
  // CHECK-MESSAGES: note: repair: let the database compute 'value' from the current value, and pass only the change
  mysql_query(db, "DO RELEASE_LOCK('sequence')");
  return done;
}

// A result that is walked over while the same connection... has read it all.
void bad_each(MYSQL *db) {
  mysql_query(db, "SELECT id, price FROM product");
  MYSQL_RES *all = mysql_store_result(db);
  while (MYSQL_ROW row = mysql_fetch_row(all)) {
    double price = atof(row[1]) * 1.1;
    char update[128];
    snprintf(update, sizeof update, "UPDATE product SET price = %.2f WHERE id = %s", price, row[0]);
    mysql_query(db, update);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'price' of 'product' between line [[#@LINE-7]] and this write is overwritten
  }
  mysql_free_result(all);
}

void good_each(MYSQL *db) {
  mysql_query(db, "SELECT id, supplier FROM product");
  MYSQL_RES *all = mysql_store_result(db);
  while (MYSQL_ROW row = mysql_fetch_row(all)) {
    char update[128];
    snprintf(update, sizeof update, "UPDATE product SET price = price * 1.1 WHERE id = %s", row[0]);
    mysql_query(db, update);
  }
  mysql_free_result(all);
}

// The old value in the condition, and the count.
bool good_compare(MYSQL *db, int id) {
  char query[160];
  sprintf(query, "SELECT version FROM document WHERE id = %d", id);
  mysql_query(db, query);
  MYSQL_RES *result = mysql_store_result(db);
  if (mysql_num_rows(result) == 0) {
    mysql_free_result(result);
    return false;
  }
  int version = atoi(mysql_fetch_row(result)[0]);
  mysql_free_result(result);
  sprintf(query, "UPDATE document SET version = %d WHERE id = %d AND version = %d", version + 1, id, version);
  return mysql_query(db, query) == 0 && mysql_affected_rows(db) == 1;
}

bool bad_compare(MYSQL *db, int id) {
  char query[160];
  sprintf(query, "SELECT version FROM document WHERE id = %d", id);
  mysql_query(db, query);
  MYSQL_RES *result = mysql_store_result(db);
  if (mysql_num_rows(result) == 0) {
    mysql_free_result(result);
    return false;
  }
  int version = atoi(mysql_fetch_row(result)[0]);
  mysql_free_result(result);
  // CHECK-FIXES: sprintf(query, "UPDATE document SET version = version + %d WHERE id = %d", 1, id);
  sprintf(query, "UPDATE document SET version = %d WHERE id = %d", version + 1, id);
  return mysql_query(db, query) == 0 && mysql_affected_rows(db) == 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'version' of 'document' between line [[#@LINE-11]] and this write is overwritten
  // CHECK-MESSAGES: note: repair: let the database compute 'version' from the current value, and pass only the change
}

//===----------------------------------------------------------------------===//
// Prepared statements
//===----------------------------------------------------------------------===//

bool bad_prepared(MYSQL *db, int id) {
  const char *sql = "SELECT qty, name FROM item WHERE id = ?";
  MYSQL_STMT *st = mysql_stmt_init(db);
  if (!st || mysql_stmt_prepare(st, sql, strlen(sql)))
    return false;
  MYSQL_BIND in[1];
  memset(in, 0, sizeof(in));
  in[0].buffer_type = MYSQL_TYPE_LONG;
  in[0].buffer = &id;
  mysql_stmt_bind_param(st, in);

  int qty = 0;
  char name[64];
  unsigned long length = 0;
  MYSQL_BIND out[2];
  memset(out, 0, sizeof(out));
  out[0].buffer_type = MYSQL_TYPE_LONG;
  out[0].buffer = (char *)&qty;
  out[1].buffer_type = MYSQL_TYPE_STRING;
  out[1].buffer = name;
  out[1].buffer_length = sizeof(name);
  out[1].length = &length;
  mysql_stmt_bind_result(st, out);
  if (mysql_stmt_execute(st) || mysql_stmt_fetch(st)) {
    mysql_stmt_close(st);
    return false;
  }
  mysql_stmt_close(st);
  qty -= 1;

  sql = "UPDATE item SET qty = ? WHERE name = ?";
  st = mysql_stmt_init(db);
  mysql_stmt_prepare(st, sql, strlen(sql));
  memset(out, 0, sizeof(out));
  out[0].buffer_type = MYSQL_TYPE_LONG;
  out[0].buffer = &qty;
  out[1].buffer_type = MYSQL_TYPE_STRING;
  out[1].buffer = name;
  out[1].buffer_length = length;
  mysql_stmt_bind_param(st, out);
  bool done = mysql_stmt_execute(st) == 0 && mysql_stmt_affected_rows(st) == 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'qty' of 'item' between line [[#@LINE-18]] and this write is overwritten
  mysql_stmt_close(st);
  return done;
}

bool good_prepared(MYSQL *db, int id, int count) {
  const char *sql = "UPDATE item SET qty = qty - ? WHERE id = ? AND qty >= ?";
  MYSQL_STMT *st = mysql_stmt_init(db);
  if (!st || mysql_stmt_prepare(st, sql, strlen(sql)))
    return false;
  MYSQL_BIND in[3] = {};
  in[0].buffer_type = in[1].buffer_type = in[2].buffer_type = MYSQL_TYPE_LONG;
  in[0].buffer = in[2].buffer = &count;
  in[1].buffer = &id;
  mysql_stmt_bind_param(st, in);
  bool done = mysql_stmt_execute(st) == 0 && mysql_stmt_affected_rows(st) == 1;
  mysql_stmt_close(st);
  return done;
}

// What counts is the variable when the statement runs.
void bad_bound_before(MYSQL *db, const std::vector<int> &ids) {
  int id = 0;
  double rate = 0;
  MYSQL_BIND key{}, result{}, value[2]{};
  key.buffer_type = MYSQL_TYPE_LONG;
  key.buffer = &id;
  result.buffer_type = MYSQL_TYPE_DOUBLE;
  result.buffer = &rate;
  value[0] = result;
  value[1] = key;
  MYSQL_STMT *get = mysql_stmt_init(db), *set = mysql_stmt_init(db);
  mysql_stmt_prepare(get, "SELECT rate FROM interest WHERE id = ?", 38);
  mysql_stmt_bind_param(get, &key);
  mysql_stmt_bind_result(get, &result);
  mysql_stmt_prepare(set, "UPDATE interest SET rate = ? WHERE id = ?", 41);
  mysql_stmt_bind_param(set, value);
  for (int each : ids) {
    id = each;
    mysql_stmt_execute(get);
    mysql_stmt_store_result(get);
    mysql_stmt_fetch(get);
    mysql_stmt_free_result(get);
    rate = rate + 0.25;
    mysql_stmt_execute(set);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'rate' of 'interest' between line [[#@LINE-6]] and this write is overwritten
  }
  mysql_stmt_close(get);
  mysql_stmt_close(set);
}

void good_bound_before(MYSQL *db, const std::vector<int> &ids) {
  int id = 0, other = 0;
  double rate = 0;
  MYSQL_BIND key{}, value[2]{};
  key.buffer_type = MYSQL_TYPE_LONG;
  key.buffer = &id;
  value[0].buffer_type = MYSQL_TYPE_DOUBLE;
  value[0].buffer = &rate;
  value[1].buffer_type = MYSQL_TYPE_LONG;
  value[1].buffer = &other;
  MYSQL_STMT *get = mysql_stmt_init(db), *set = mysql_stmt_init(db);
  mysql_stmt_prepare(get, "SELECT rate FROM offer WHERE id = ?", 35);
  mysql_stmt_bind_param(get, &key);
  mysql_stmt_bind_result(get, value);
  mysql_stmt_prepare(set, "UPDATE interest SET rate = ? WHERE id = ?", 41);
  mysql_stmt_bind_param(set, value);
  for (int each : ids) {
    id = each;
    mysql_stmt_execute(get);
    mysql_stmt_fetch(get);
    rate = rate + 0.25;
    other = each;
    mysql_stmt_execute(set);
  }
  mysql_stmt_close(get);
  mysql_stmt_close(set);
}

//===----------------------------------------------------------------------===//
// Wrappers
//===----------------------------------------------------------------------===//

class Database {
public:
  Database(const char *host, const char *schema) {
    db_ = mysql_init(nullptr);
    if (!mysql_real_connect(db_, host, "shop", "", schema, 0, nullptr, CLIENT_FOUND_ROWS))
      throw std::runtime_error(mysql_error(db_));
  }
  ~Database() { mysql_close(db_); }
  std::vector<std::vector<std::string>> select(const std::string &sql) {
    std::vector<std::vector<std::string>> rows;
    check(mysql_real_query(db_, sql.data(), sql.size()));
    MYSQL_RES *result = mysql_store_result(db_);
    unsigned columns = mysql_num_fields(result);
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
      std::vector<std::string> each;
      for (unsigned i = 0; i < columns; ++i)
        each.push_back(row[i] ? row[i] : "");
      rows.push_back(each);
    }
    mysql_free_result(result);
    return rows;
  }
  unsigned long long execute(const std::string &sql) {
    check(mysql_query(db_, sql.c_str()));
    return mysql_affected_rows(db_);
  }
  std::string quote(const std::string &text) {
    std::string out(text.size() * 2 + 1, '\0');
    out.resize(mysql_real_escape_string(db_, &out[0], text.c_str(), text.size()));
    return "'" + out + "'";
  }

private:
  void check(int code) {
    if (code != 0)
      throw std::runtime_error(mysql_error(db_));
  }
  MYSQL *db_;
};

void bad_wrapped(Database &db, const std::string &user) {
  auto rows = db.select("SELECT credit FROM user WHERE name = " + db.quote(user));
  if (rows.empty())
    return;
  int credit = std::stoi(rows[0][0]);
  db.execute("UPDATE user SET credit = " + std::to_string(credit - 5) + " WHERE name = " + db.quote(user));
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'credit' of 'user' between line [[#@LINE-5]] and this write is overwritten
}

bool good_wrapped(Database &db, const std::string &user) {
  return db.execute("UPDATE user SET credit = credit - 5 WHERE name = " + db.quote(user)) == 1;
}

struct Scope {
  MYSQL *db;
  bool done = false;
  explicit Scope(MYSQL *db) : db(db) { mysql_query(db, "START TRANSACTION"); }
  ~Scope() {
    if (!done)
      mysql_rollback(db);
  }
  void commit() {
    mysql_commit(db);
    done = true;
  }
};

struct Results {
  void operator()(MYSQL_RES *result) const { mysql_free_result(result); }
};
using Result = std::unique_ptr<MYSQL_RES, Results>;

static int number(MYSQL *db, const std::string &sql) {
  if (mysql_query(db, sql.c_str()) != 0)
    throw std::runtime_error(mysql_error(db));
  Result result(mysql_store_result(db));
  MYSQL_ROW row = mysql_fetch_row(result.get());
  return row ? std::stoi(row[0]) : 0;
}

void bad_scope(MYSQL *db, int shelf) {
  Scope tx(db);
  int books = number(db, "SELECT books FROM shelf WHERE id = " + std::to_string(shelf));
  std::string set = "UPDATE shelf SET books = " + std::to_string(books + 1) + " WHERE id = " + std::to_string(shelf);
  mysql_query(db, set.c_str());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'books' of 'shelf' between line [[#@LINE-3]] and this write is overwritten
  tx.commit();
}

void good_scope(MYSQL *db, int shelf) {
  Scope tx(db);
  int books = number(db, "SELECT books FROM shelf WHERE id = " + std::to_string(shelf) + " FOR UPDATE");
  std::string set = "UPDATE shelf SET books = " + std::to_string(books + 1) + " WHERE id = " + std::to_string(shelf);
  mysql_query(db, set.c_str());
  tx.commit();
}

// Binds that are gathered in a class.
class Query {
public:
  Query(MYSQL *db, const std::string &sql) : st_(mysql_stmt_init(db)) {
    if (mysql_stmt_prepare(st_, sql.c_str(), sql.size()))
      throw std::runtime_error(mysql_stmt_error(st_));
  }
  ~Query() { mysql_stmt_close(st_); }
  void run(long long *first, long long *second) {
    MYSQL_BIND b[2];
    memset(b, 0, sizeof b);
    b[0].buffer_type = MYSQL_TYPE_LONGLONG;
    b[0].buffer = first;
    b[1].buffer_type = MYSQL_TYPE_LONGLONG;
    b[1].buffer = second;
    if (mysql_stmt_bind_param(st_, b) || mysql_stmt_execute(st_))
      throw std::runtime_error(mysql_stmt_error(st_));
  }
  bool fetch(long long &out) {
    MYSQL_BIND b;
    memset(&b, 0, sizeof b);
    b.buffer_type = MYSQL_TYPE_LONGLONG;
    b.buffer = &out;
    mysql_stmt_bind_result(st_, &b);
    return mysql_stmt_fetch(st_) == 0;
  }

private:
  MYSQL_STMT *st_;
};

void bad_class(MYSQL *db, long long shop, long long item) {
  long long stock = 0;
  {
    Query q(db, "SELECT stock FROM item WHERE shop = ? AND id = ?");
    q.run(&shop, &item);
    if (!q.fetch(stock))
      return;
  }
  stock = stock - 1;
  Query u(db, "UPDATE item SET stock = ? WHERE id = ?");
  u.run(&stock, &item);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'stock' of 'item' between line [[#@LINE-7]] and this write is overwritten
}

void good_class(MYSQL *db, long long shop, long long item) {
  long long price = 0;
  {
    Query q(db, "SELECT price FROM offer WHERE shop = ? AND id = ?");
    q.run(&shop, &item);
    if (!q.fetch(price))
      return;
  }
  price = price - 1;
  Query u(db, "UPDATE item SET price = ? WHERE id = ?");
  u.run(&price, &item);
}

// A deadlock is met by trying again; at serializable it is what a race becomes.
bool good_serializable(MYSQL *db, int id) {
  for (int i = 0; i < 3; ++i) {
    mysql_query(db, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    mysql_query(db, "START TRANSACTION");
    int n = number(db, "SELECT n FROM gauge WHERE id = " + std::to_string(id));
    std::string set = "UPDATE gauge SET n = " + std::to_string(n + 1) + " WHERE id = " + std::to_string(id);
    if (mysql_query(db, set.c_str()) == 0) {
      mysql_query(db, "COMMIT");
      return true;
    }
    mysql_query(db, "ROLLBACK");
  }
  return false;
}

bool bad_serializable(MYSQL *db, int id) {
  mysql_query(db, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
  mysql_query(db, "START TRANSACTION");
  int n = number(db, "SELECT n FROM gauge WHERE id = " + std::to_string(id));
  std::string set = "UPDATE gauge SET n = " + std::to_string(n + 1) + " WHERE id = " + std::to_string(id);
  bool done = mysql_query(db, set.c_str()) == 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'gauge' fails under load: if another transaction changes the row after line [[#@LINE-3]] has read it, MySQL refuses it (1213) and nothing tries again [rowlock-read-modify-write]
  mysql_query(db, "COMMIT");
  return done;
}
