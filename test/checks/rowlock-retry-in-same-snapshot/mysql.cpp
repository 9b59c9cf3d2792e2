// Rows that are read again after their INSERT was refused: at repeatable read MySQL
// shows what the first plain read saw.
// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}

#include <cstdio>
#include <cstdlib>
#include <mariadb/mysql.h>
#include <mariadb/mysqld_error.h>

static int find_tag(MYSQL *db, int code) {
  char sql[128];
  snprintf(sql, sizeof sql, "SELECT id FROM tag WHERE code = %d", code);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
  int id = row ? atoi(row[0]) : 0;
  mysql_free_result(res);
  return id;
}

static int lock_tag(MYSQL *db, int code) {
  char sql[128];
  snprintf(sql, sizeof sql, "SELECT id FROM tag WHERE code = %d LOCK IN SHARE MODE", code);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
  int id = row ? atoi(row[0]) : 0;
  mysql_free_result(res);
  return id;
}

static int add_tag(MYSQL *db, int code) {
  char sql[128];
  snprintf(sql, sizeof sql, "INSERT INTO tag (code) VALUES (%d)", code);
  return mysql_query(db, sql);
}

int bad_look_again(MYSQL *db, int code) {
  if (mysql_query(db, "START TRANSACTION"))
    return -1;
  int id = find_tag(db, code);
  if (id == 0) {
    if (add_tag(db, code) == 0) {
      id = (int)mysql_insert_id(db);
    } else if (mysql_errno(db) == 1062) {
      id = find_tag(db, code);
      // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: when the row of 'tag' is there already, so that line [[#@LINE-4]] cannot insert it, this does not find it either: the transaction still sees what it saw in line [[#@LINE-36]] [rowlock-retry-in-same-snapshot]
      // CHECK-MESSAGES: note: this is the transaction's first plain read: from here on its plain reads see the database as it is now
      // CHECK-MESSAGES: note: this is refused if somebody else has inserted the row
      // CHECK-MESSAGES: note: the statement is executed here
      // CHECK-MESSAGES: note: two at a time: A looks and finds no row, B inserts it and commits, A's insert is refused, A looks again and still finds none (on MySQL at repeatable read)
      // CHECK-MESSAGES: note: the statement is executed here
      // CHECK-MESSAGES: note: possible repair: read again in a new transaction, or with a lock (LOCK IN SHARE MODE), which sees what is there
      // CHECK-MESSAGES: note: possible repair: or run the transaction at read committed
    }
  }
  mysql_commit(db);
  return id;
}

int good_look_again_locked(MYSQL *db, int code) {
  if (mysql_query(db, "START TRANSACTION"))
    return -1;
  int id = find_tag(db, code);
  if (id == 0) {
    if (add_tag(db, code) == 0) {
      id = (int)mysql_insert_id(db);
    } else if (mysql_errno(db) == 1062) {
      id = lock_tag(db, code);
    }
  }
  mysql_commit(db);
  return id;
}

int good_insert_first(MYSQL *db, int code) {
  if (mysql_query(db, "START TRANSACTION"))
    return -1;
  int id = 0;
  if (add_tag(db, code) == 0)
    id = (int)mysql_insert_id(db);
  else
    id = find_tag(db, code);
  mysql_commit(db);
  return id;
}

int good_read_committed(MYSQL *db, int code) {
  mysql_query(db, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
  if (mysql_query(db, "START TRANSACTION"))
    return -1;
  int id = find_tag(db, code);
  if (id == 0) {
    if (add_tag(db, code) == 0)
      id = (int)mysql_insert_id(db);
    else if (mysql_errno(db) == 1062)
      id = find_tag(db, code);
  }
  mysql_commit(db);
  return id;
}

int good_autocommit(MYSQL *db, int code) {
  int id = find_tag(db, code);
  if (id == 0) {
    if (add_tag(db, code) == 0)
      id = (int)mysql_insert_id(db);
    else if (mysql_errno(db) == 1062)
      id = find_tag(db, code);
  }
  return id;
}

int good_new_transaction(MYSQL *db, int code) {
  if (mysql_query(db, "START TRANSACTION"))
    return -1;
  int id = find_tag(db, code);
  if (id == 0) {
    if (add_tag(db, code) == 0) {
      id = (int)mysql_insert_id(db);
    } else if (mysql_errno(db) == 1062) {
      mysql_rollback(db);
      return find_tag(db, code);
    }
  }
  mysql_commit(db);
  return id;
}

int bad_ignored(MYSQL *db, int code) {
  char sql[128];
  mysql_query(db, "BEGIN");
  int id = find_tag(db, code);
  if (id == 0) {
    snprintf(sql, sizeof sql, "INSERT IGNORE INTO tag (code) VALUES (%d)", code);
    mysql_query(db, sql);
    if (mysql_affected_rows(db) == 0)
      id = find_tag(db, code);
      // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: when the row of 'tag' is there already, so that line [[#@LINE-3]] cannot insert it, this does not find it either: the transaction still sees what it saw in line [[#@LINE-128]] [rowlock-retry-in-same-snapshot]
    else
      id = (int)mysql_insert_id(db);
  }
  mysql_commit(db);
  return id;
}
