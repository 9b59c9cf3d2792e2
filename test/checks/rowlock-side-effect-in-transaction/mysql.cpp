// What is done outside the database in transactions of the C API of MySQL and
// MariaDB, against the stub header and MariaDB's own.
// RUN: %check %s -- -isystem %stubs/mysql -isystem %stubs/effects
// RUN: %if mysql %{ %check %s -- -isystem %stubs/effects %}

#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <curl/curl.h>
#include <filesystem>
#include <functional>
#include <mariadb/mysql.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

//===--- C ----------------------------------------------------------------===//

int bad_autocommit_off(MYSQL *db, int order, int sock) {
  char sql[128];
  mysql_autocommit(db, 0);
  snprintf(sql, sizeof sql, "UPDATE orders SET state = 'packed' WHERE id = %d", order);
  if (mysql_query(db, sql)) {
    mysql_rollback(db);
    return -1;
  }
  if (send(sock, "PACK", 4, 0) != 4) {
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sends to another machine inside of the transaction of line [[#@LINE-7]]: what was sent is not taken back if that is rolled back, and the rows that it has changed are locked until it is sent [rowlock-side-effect-in-transaction]
    mysql_rollback(db);
    return -1;
  }
  snprintf(sql, sizeof sql, "INSERT INTO log (order_id) VALUES (%d)", order);
  mysql_query(db, sql);
  return mysql_commit(db);
}

int good_autocommit_off(MYSQL *db, int order, int sock) {
  char sql[128];
  mysql_autocommit(db, 0);
  snprintf(sql, sizeof sql, "UPDATE orders SET state = 'packed' WHERE id = %d", order);
  if (mysql_query(db, sql)) {
    mysql_rollback(db);
    return -1;
  }
  if (mysql_commit(db))
    return -1;
  send(sock, "PACK", 4, 0);
  return 0;
}

// Autocommit is on: nothing is open when it is sent.
int good_autocommit_on(MYSQL *db, int order, int sock) {
  char sql[128];
  snprintf(sql, sizeof sql, "UPDATE orders SET state = 'packed' WHERE id = %d", order);
  if (mysql_query(db, sql))
    return -1;
  return send(sock, "PACK", 4, 0) == 4 ? 0 : -1;
}

int bad_print_label(MYSQL *db, int parcel) {
  char cmd[64], sql[96];
  if (mysql_query(db, "START TRANSACTION"))
    return 1;
  snprintf(sql, sizeof sql, "UPDATE parcel SET labelled = 1 WHERE id = %d", parcel);
  if (mysql_query(db, sql))
    goto fail;
  snprintf(cmd, sizeof cmd, "lpr -P labels %d.ps", parcel);
  if (system(cmd) != 0)
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this starts another program inside of the transaction of line [[#@LINE-7]]: the program has run all the same if that is rolled back, and the rows that it has changed are locked until it has ended [rowlock-side-effect-in-transaction]
    goto fail;
  if (mysql_query(db, "COMMIT"))
    goto fail;
  return 0;
fail:
  fprintf(stderr, "parcel %d: %s\n", parcel, mysql_error(db));
  mysql_query(db, "ROLLBACK");
  return 1;
}

int good_print_label(MYSQL *db, int parcel) {
  char cmd[64], sql[96];
  if (mysql_query(db, "START TRANSACTION"))
    return 1;
  snprintf(sql, sizeof sql, "UPDATE parcel SET labelled = 1 WHERE id = %d", parcel);
  if (mysql_query(db, sql)) {
    fprintf(stderr, "parcel %d: %s\n", parcel, mysql_error(db));
    mysql_query(db, "ROLLBACK");
    return 1;
  }
  if (mysql_query(db, "COMMIT"))
    return 1;
  snprintf(cmd, sizeof cmd, "lpr -P labels %d.ps", parcel);
  return system(cmd);
}

int bad_unlink_in_loop(MYSQL *db) {
  mysql_query(db, "BEGIN");
  mysql_query(db, "SELECT id, path FROM attachment WHERE expired = 1 FOR UPDATE");
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row;
  while ((row = mysql_fetch_row(res)) != NULL) {
    char sql[96];
    unlink(row[1]);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-7]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
    snprintf(sql, sizeof sql, "DELETE FROM attachment WHERE id = %s", row[0]);
    mysql_query(db, sql);
  }
  mysql_free_result(res);
  return mysql_commit(db);
}

int good_unlink_afterwards(MYSQL *db, char paths[][256], int n) {
  mysql_query(db, "BEGIN");
  mysql_query(db, "DELETE FROM attachment WHERE expired = 1");
  if (mysql_commit(db))
    return -1;
  for (int i = 0; i < n; ++i)
    unlink(paths[i]);
  return 0;
}

int bad_pause(MYSQL *db) {
  mysql_query(db, "START TRANSACTION");
  mysql_query(db, "UPDATE lamp SET lit = 1");
  sleep(2);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sleeps inside of the transaction of line [[#@LINE-3]]: the rows that it has changed are locked until it wakes up [rowlock-side-effect-in-transaction]
  mysql_query(db, "UPDATE lamp SET lit = 0");
  return mysql_query(db, "COMMIT");
}

// Each statement for itself.
int good_pause(MYSQL *db) {
  mysql_query(db, "UPDATE lamp SET lit = 1");
  sleep(2);
  return mysql_query(db, "UPDATE lamp SET lit = 0");
}

int good_read_only(MYSQL *db, CURL *http) {
  mysql_query(db, "START TRANSACTION READ ONLY");
  mysql_query(db, "SELECT COUNT(*) FROM lamp");
  mysql_free_result(mysql_store_result(db));
  curl_easy_perform(http);
  return mysql_query(db, "COMMIT");
}

//===--- C++ --------------------------------------------------------------===//

class Connection {
public:
  explicit Connection(MYSQL *h) : h(h) {}
  void run(const std::string &sql) {
    if (mysql_query(h, sql.c_str()))
      throw std::runtime_error(mysql_error(h));
  }
  void begin() { mysql_autocommit(h, false); }
  void commit() {
    if (mysql_commit(h))
      throw std::runtime_error(mysql_error(h));
    mysql_autocommit(h, true);
  }
  void rollback() {
    mysql_rollback(h);
    mysql_autocommit(h, true);
  }

private:
  MYSQL *h;
};

class Webhook {
public:
  explicit Webhook(std::string url) : url(std::move(url)) {}
  bool notify(const std::string &event) {
    CURL *c = curl_easy_init();
    curl_easy_setopt(c, CURLOPT_URL, url.c_str());
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, event.c_str());
    bool ok = curl_easy_perform(c) == CURLE_OK;
    curl_easy_cleanup(c);
    return ok;
  }

private:
  std::string url;
};

void bad_webhook(Connection &db, Webhook &hook, int id) {
  db.begin();
  try {
    db.run("UPDATE invoice SET paid = 1 WHERE id = " + std::to_string(id));
    hook.notify("paid");
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sends a request inside of the transaction of line [[#@LINE-4]]: the request is not taken back if that is rolled back, and the rows that it has changed are locked until it is answered [rowlock-side-effect-in-transaction]
    db.commit();
  } catch (...) {
    db.rollback();
    throw;
  }
}

void good_webhook(Connection &db, Webhook &hook, int id) {
  db.begin();
  try {
    db.run("UPDATE invoice SET paid = 1 WHERE id = " + std::to_string(id));
    db.commit();
  } catch (...) {
    db.rollback();
    throw;
  }
  hook.notify("paid");
}

// Who is told is told that it came to nothing.
void good_told_of_failure(Connection &db, Webhook &hook, int id) {
  db.begin();
  try {
    db.run("UPDATE invoice SET paid = 1 WHERE id = " + std::to_string(id));
  } catch (const std::exception &) {
    hook.notify("failed");
    db.rollback();
    return;
  }
  db.commit();
}

// A deadlock makes it happen twice.
void bad_webhook_in_retry(Connection &db, Webhook &hook, int id) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    db.begin();
    try {
      db.run("UPDATE invoice SET paid = 1 WHERE id = " + std::to_string(id));
      hook.notify("paid");
      // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sends a request inside of the transaction of line [[#@LINE-4]]: the request is not taken back if that is rolled back, the rows that it has changed are locked until it is answered, and it happens again at each try [rowlock-side-effect-in-transaction]
      db.commit();
      return;
    } catch (const std::exception &) {
      db.rollback();
    }
  }
}

// Between two tries nothing is held.
void good_pause_between_tries(Connection &db, int id) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    db.begin();
    try {
      db.run("UPDATE invoice SET paid = 1 WHERE id = " + std::to_string(id));
      db.commit();
      return;
    } catch (const std::exception &) {
      db.rollback();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}
