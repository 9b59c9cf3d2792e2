// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}
#include <mariadb/mysql.h>

#include <deque>
#include <memory>
#include <stdexcept>
#include <string>

static MYSQL *connect_to(const char *database) {
  MYSQL *m = mysql_init(nullptr);
  if (!mysql_real_connect(m, "db.local", "app", "", database, 0, nullptr, 0))
    throw std::runtime_error(mysql_error(m));
  return m;
}

void bad_constants() {
  MYSQL *db = connect_to("farm"), *log = connect_to("farm");
  mysql_query(db, "START TRANSACTION");
  mysql_query(db, "UPDATE pen SET sheep = sheep + 1 WHERE id = 1");
  mysql_query(log, "INSERT INTO event(what) VALUES ('sheep')");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this is no part of the transaction of line [[@LINE-3]]: it goes to another connection to the same database, so what it writes to 'event' stays, even if the transaction is rolled back [rowlock-outer-handle]
  mysql_query(db, "COMMIT");
}

void good_other_database() {
  MYSQL *db = connect_to("farm"), *log = connect_to("statistics");
  mysql_query(db, "START TRANSACTION");
  mysql_query(db, "UPDATE pen SET sheep = sheep + 1 WHERE id = 1");
  mysql_query(log, "INSERT INTO event(what) VALUES ('sheep')");
  mysql_query(db, "COMMIT");
}

// What is lent is given back when the object goes.
struct Session {
  Session() : m(connect_to("farm")) {}
  ~Session() { mysql_close(m); }
  void run(const std::string &sql) {
    if (mysql_query(m, sql.c_str()))
      throw std::runtime_error(mysql_error(m));
  }
  MYSQL *m;
};

class Pool {
public:
  std::shared_ptr<Session> take() {
    if (idle_.empty())
      return std::make_shared<Session>();
    auto s = idle_.front();
    idle_.pop_front();
    return s;
  }

private:
  std::deque<std::shared_ptr<Session>> idle_;
};

class Farm {
public:
  void bad_pool() {
    auto db = pool_.take();
    db->run("START TRANSACTION");
    db->run("UPDATE pen SET sheep = sheep + 1 WHERE id = 1");
    note();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this is no part of the transaction of line [[@LINE-3]]: it goes to another connection to the same database, so what it writes to 'event' stays, even if the transaction is rolled back [rowlock-outer-handle]
    db->run("COMMIT");
  }

  void good_one_session() {
    auto db = pool_.take();
    db->run("START TRANSACTION");
    db->run("UPDATE pen SET sheep = sheep + 1 WHERE id = 1");
    db->run("INSERT INTO event(what) VALUES ('sheep')");
    db->run("COMMIT");
  }

  void good_behind() {
    auto db = pool_.take();
    db->run("START TRANSACTION");
    db->run("UPDATE pen SET sheep = sheep + 1 WHERE id = 1");
    db->run("COMMIT");
    note();
  }

  // Shards by number are different databases.
  void good_shards(MYSQL **shards) {
    mysql_query(shards[0], "START TRANSACTION");
    mysql_query(shards[0], "UPDATE pen SET sheep = sheep + 1 WHERE id = 1");
    mysql_query(shards[1], "INSERT INTO event(what) VALUES ('sheep')");
    mysql_query(shards[0], "COMMIT");
  }

private:
  void note() { pool_.take()->run("INSERT INTO event(what) VALUES ('sheep')"); }

  Pool pool_;
};
