// Copies of a row that are saved after something else has changed it, by the C API
// of MySQL and MariaDB.
// RUN: %check %s --checks=-*,rowlock-*,-rowlock-uncommitted-transaction -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s --checks=-*,rowlock-*,-rowlock-uncommitted-transaction -- %}

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mariadb/mysql.h>
#include <stdexcept>
#include <string>

//===--- C ----------------------------------------------------------------===//

typedef struct {
  int id;
  int status;
  int items;
  long weight;
} parcel_t;

static int load_parcel(MYSQL *db, int id, parcel_t *p) {
  char sql[128];
  snprintf(sql, sizeof sql, "SELECT status, items, weight FROM parcel WHERE id = %d FOR UPDATE", id);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
  if (row) {
    p->id = id;
    p->status = atoi(row[0]);
    p->items = atoi(row[1]);
    p->weight = atol(row[2]);
  }
  mysql_free_result(res);
  return row ? 0 : 1;
}

static int save_parcel(MYSQL *db, const parcel_t *p) {
  char sql[256];
  snprintf(sql, sizeof sql, "UPDATE parcel SET status = %d, items = %d, weight = %ld WHERE id = %d", p->status, p->items, p->weight,
           p->id);
  return mysql_query(db, sql);
}

static int add_item(MYSQL *db, int id) {
  char sql[128];
  snprintf(sql, sizeof sql, "UPDATE parcel SET items = items + 1 WHERE id = %d", id);
  return mysql_query(db, sql);
}

static int set_status(MYSQL *db, int id, int status) {
  parcel_t p;
  if (load_parcel(db, id, &p))
    return -1;
  p.status = status;
  return save_parcel(db, &p);
}

int bad_weigh(MYSQL *db, int id, long grams) {
  parcel_t p;
  if (mysql_query(db, "START TRANSACTION") || load_parcel(db, id, &p))
    return -1;
  p.weight = grams;
  if (add_item(db, id))
    return -1;
  if (save_parcel(db, &p))
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-3]] has changed: it writes 'items' of 'parcel' as line [[#@LINE-6]] read it [rowlock-stale-instance]
    return -1;
  return mysql_commit(db);
}

int bad_weigh_and_ship(MYSQL *db, int id, long grams) {
  parcel_t p;
  if (mysql_query(db, "START TRANSACTION") || load_parcel(db, id, &p))
    return -1;
  if (grams > 0 && set_status(db, id, 3))
    return -1;
  p.weight = grams;
  if (save_parcel(db, &p))
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-4]] has changed: it writes 'status' of 'parcel' as line [[#@LINE-6]] read it [rowlock-stale-instance]
    return -1;
  return mysql_commit(db);
}

int good_weigh(MYSQL *db, int id, long grams) {
  parcel_t p;
  if (mysql_query(db, "START TRANSACTION") || load_parcel(db, id, &p))
    return -1;
  p.weight = grams;
  p.items++;
  if (save_parcel(db, &p))
    return -1;
  return mysql_commit(db);
}

int good_weigh_first(MYSQL *db, int id, long grams) {
  parcel_t p;
  if (mysql_query(db, "START TRANSACTION") || load_parcel(db, id, &p))
    return -1;
  p.weight = grams;
  if (save_parcel(db, &p) || set_status(db, id, 3))
    return -1;
  return mysql_commit(db);
}

int good_reload(MYSQL *db, int id, long grams) {
  parcel_t p;
  if (mysql_query(db, "START TRANSACTION") || load_parcel(db, id, &p))
    return -1;
  if (p.status == 0 && set_status(db, id, 1))
    return -1;
  if (load_parcel(db, id, &p))
    return -1;
  p.weight = grams;
  if (save_parcel(db, &p))
    return -1;
  return mysql_commit(db);
}

int good_other_parcel(MYSQL *db, int id, int other, long grams) {
  parcel_t p;
  if (mysql_query(db, "START TRANSACTION") || load_parcel(db, id, &p))
    return -1;
  if (add_item(db, other))
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks the row of 'parcel' that is 'other' behind the one that is 'id' {{.*}} [rowlock-lock-order]
    return -1;
  p.weight = grams;
  if (save_parcel(db, &p))
    return -1;
  return mysql_commit(db);
}

//===--- A class around the connection ------------------------------------===//

class Parcel {
public:
  Parcel(MYSQL *db, int id) : Db(db), Id(id) {}

  void load() {
    run("SELECT status, items FROM parcel WHERE id = " + std::to_string(Id) + " FOR UPDATE");
    MYSQL_RES *res = mysql_store_result(Db);
    if (MYSQL_ROW row = mysql_fetch_row(res)) {
      Status = atoi(row[0]);
      Items = atoi(row[1]);
    }
    mysql_free_result(res);
  }
  void save() {
    run("UPDATE parcel SET status = " + std::to_string(Status) + ", items = " + std::to_string(Items) +
        " WHERE id = " + std::to_string(Id));
  }

  int Status = 0;
  int Items = 0;

private:
  void run(const std::string &sql) {
    if (mysql_query(Db, sql.c_str()))
      throw std::runtime_error(mysql_error(Db));
  }

  MYSQL *Db;
  int Id;
};

static void put_in(MYSQL *db, int id) {
  Parcel p(db, id);
  p.load();
  p.Items += 1;
  p.save();
}

void bad_objects(MYSQL *db, int id) {
  mysql_query(db, "START TRANSACTION");
  Parcel p(db, id);
  p.load();
  put_in(db, id);
  p.Status = 2;
  p.save();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-3]] has changed: it writes 'items' of 'parcel' as line [[#@LINE-4]] read it [rowlock-stale-instance]
  mysql_commit(db);
}

void good_objects(MYSQL *db, int id) {
  mysql_query(db, "START TRANSACTION");
  put_in(db, id);
  Parcel p(db, id);
  p.load();
  p.Status = 2;
  p.save();
  mysql_commit(db);
}
