// Rows that are saved as a whole by the C API of MySQL and MariaDB, against the
// stub header and MariaDB's own.
// RUN: %check %s -- -isystem %stubs/mysql
// RUN: %if mysql %{ %check %s -- %}

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mariadb/mysql.h>
#include <memory>
#include <stdexcept>
#include <string>

//===--- C ----------------------------------------------------------------===//

typedef struct {
  int id;
  char street[101];
  char city[61];
  int zip;
} address_t;

static int load_address(MYSQL *db, int id, address_t *a) {
  char sql[128];
  snprintf(sql, sizeof sql, "SELECT street, city, zip FROM address WHERE id = %d", id);
  if (mysql_query(db, sql))
    return -1;
  MYSQL_RES *res = mysql_store_result(db);
  MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
  if (row) {
    a->id = id;
    strncpy(a->street, row[0], sizeof a->street - 1);
    strncpy(a->city, row[1], sizeof a->city - 1);
    a->zip = atoi(row[2]);
  }
  mysql_free_result(res);
  return row ? 0 : 1;
}

static int save_address(MYSQL *db, const address_t *a) {
  char street[203], city[123], sql[512];
  mysql_real_escape_string(db, street, a->street, strlen(a->street));
  mysql_real_escape_string(db, city, a->city, strlen(a->city));
  snprintf(sql, sizeof sql, "UPDATE address SET street = '%s', city = '%s', zip = %d WHERE id = %d", street, city, a->zip, a->id);
  return mysql_query(db, sql);
}

int bad_new_zip(MYSQL *db, int id, int zip) {
  address_t a;
  memset(&a, 0, sizeof a);
  if (load_address(db, id, &a))
    return -1;
  a.zip = zip;
  return save_address(db, &a);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'street' and 'city' of 'address' as line [[#@LINE-4]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

int good_new_zip(MYSQL *db, int id, int zip) {
  char sql[128];
  address_t a;
  if (load_address(db, id, &a))
    return -1;
  printf("%s: %d -> %d\n", a.city, a.zip, zip);
  snprintf(sql, sizeof sql, "UPDATE address SET zip = %d WHERE id = %d", zip, id);
  return mysql_query(db, sql);
}

int good_whole_address(MYSQL *db, int id, const char *street, const char *city, int zip) {
  address_t a;
  if (load_address(db, id, &a))
    return -1;
  snprintf(a.street, sizeof a.street, "%s", street);
  snprintf(a.city, sizeof a.city, "%s", city);
  a.zip = zip;
  return save_address(db, &a);
}

// The old address goes to another row.
int good_other_row(MYSQL *db, int from, int to) {
  address_t a;
  if (load_address(db, from, &a))
    return -1;
  a.id = to;
  return save_address(db, &a);
}

//===--- Prepared statements ----------------------------------------------===//

bool bad_bound(MYSQL *db, int id, int level) {
  MYSQL_STMT *st = mysql_stmt_init(db);
  const char *get = "SELECT pump, valve FROM tank WHERE id = ?";
  int pump = 0, valve = 0;
  MYSQL_BIND key = {}, cols[2] = {};
  key.buffer_type = MYSQL_TYPE_LONG;
  key.buffer = &id;
  cols[0].buffer_type = MYSQL_TYPE_LONG;
  cols[0].buffer = &pump;
  cols[1].buffer_type = MYSQL_TYPE_LONG;
  cols[1].buffer = &valve;
  if (mysql_stmt_prepare(st, get, strlen(get)) || mysql_stmt_bind_param(st, &key) || mysql_stmt_execute(st) || mysql_stmt_bind_result(st, cols) || mysql_stmt_fetch(st)) {
    mysql_stmt_close(st);
    return false;
  }
  mysql_stmt_free_result(st);
  const char *put = "UPDATE tank SET level = ?, pump = ?, valve = ? WHERE id = ?";
  MYSQL_BIND all[4] = {};
  all[0].buffer_type = MYSQL_TYPE_LONG;
  all[0].buffer = &level;
  all[1].buffer_type = MYSQL_TYPE_LONG;
  all[1].buffer = &pump;
  all[2].buffer_type = MYSQL_TYPE_LONG;
  all[2].buffer = &valve;
  all[3].buffer_type = MYSQL_TYPE_LONG;
  all[3].buffer = &id;
  bool ok = !mysql_stmt_prepare(st, put, strlen(put)) && !mysql_stmt_bind_param(st, all) && !mysql_stmt_execute(st);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'pump' and 'valve' of 'tank' as line [[#@LINE-16]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  mysql_stmt_close(st);
  return ok;
}

bool good_bound_locked(MYSQL *db, int id, int level) {
  if (mysql_query(db, "BEGIN"))
    return false;
  MYSQL_STMT *st = mysql_stmt_init(db);
  const char *get = "SELECT pump, valve FROM tank WHERE id = ? FOR UPDATE";
  int pump = 0, valve = 0;
  MYSQL_BIND key = {}, cols[2] = {};
  key.buffer_type = MYSQL_TYPE_LONG;
  key.buffer = &id;
  cols[0].buffer_type = MYSQL_TYPE_LONG;
  cols[0].buffer = &pump;
  cols[1].buffer_type = MYSQL_TYPE_LONG;
  cols[1].buffer = &valve;
  if (mysql_stmt_prepare(st, get, strlen(get)) || mysql_stmt_bind_param(st, &key) || mysql_stmt_execute(st) || mysql_stmt_bind_result(st, cols) || mysql_stmt_fetch(st)) {
    mysql_stmt_close(st);
    mysql_rollback(db);
    return false;
  }
  mysql_stmt_free_result(st);
  const char *put = "UPDATE tank SET level = ?, pump = ?, valve = ? WHERE id = ?";
  MYSQL_BIND all[4] = {};
  all[0].buffer_type = MYSQL_TYPE_LONG;
  all[0].buffer = &level;
  all[1].buffer_type = MYSQL_TYPE_LONG;
  all[1].buffer = &pump;
  all[2].buffer_type = MYSQL_TYPE_LONG;
  all[2].buffer = &valve;
  all[3].buffer_type = MYSQL_TYPE_LONG;
  all[3].buffer = &id;
  mysql_stmt_prepare(st, put, strlen(put));
  mysql_stmt_bind_param(st, all);
  mysql_stmt_execute(st);
  mysql_stmt_close(st);
  return mysql_commit(db) == 0;
}

//===--- C++ --------------------------------------------------------------===//

class Db {
public:
  explicit Db(MYSQL *h) : h(h) {}
  std::map<std::string, std::string> row(const std::string &table, int id) {
    query("SELECT * FROM " + table + " WHERE id = " + std::to_string(id));
    MYSQL_RES *res = mysql_store_result(h);
    std::map<std::string, std::string> out;
    MYSQL_ROW row = mysql_fetch_row(res);
    if (row)
      for (unsigned i = 0; i < mysql_num_fields(res); ++i)
        out[mysql_fetch_field_direct(res, i)->name] = row[i] ? row[i] : "";
    mysql_free_result(res);
    return out;
  }
  void query(const std::string &sql) {
    if (mysql_query(h, sql.c_str()) != 0)
      throw std::runtime_error(mysql_error(h));
  }
  std::string quote(const std::string &s) {
    std::string out(s.size() * 2 + 1, 0);
    out.resize(mysql_real_escape_string(h, &out[0], s.c_str(), s.size()));
    return "'" + out + "'";
  }
  my_ulonglong changed() { return mysql_affected_rows(h); }
  MYSQL *handle() { return h; }

private:
  MYSQL *h;
};

struct Employee {
  int id = 0;
  std::string name, department, phone;
  int revision = 0;
};

class EmployeeRepository {
public:
  explicit EmployeeRepository(Db &db) : db(db) {}
  std::unique_ptr<Employee> find(int id, const char *lock = "") {
    db.query("SELECT name, department, phone, revision FROM employee WHERE id = " + std::to_string(id) + lock);
    std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES *)> res(mysql_store_result(db.handle()), mysql_free_result);
    MYSQL_ROW row = mysql_fetch_row(res.get());
    if (!row)
      return nullptr;
    auto e = std::make_unique<Employee>();
    e->id = id;
    e->name = row[0];
    e->department = row[1];
    e->phone = row[2];
    e->revision = std::atoi(row[3]);
    return e;
  }
  void update(const Employee &e) {
    db.query("UPDATE employee SET name = " + db.quote(e.name) + ", department = " + db.quote(e.department) + ", phone = " + db.quote(e.phone) + " WHERE id = " + std::to_string(e.id));
  }
  void upsert(const Employee &e) {
    db.query("INSERT INTO employee (id, name, department, phone) VALUES (" + std::to_string(e.id) + ", " + db.quote(e.name) + ", " + db.quote(e.department) + ", " + db.quote(e.phone) +
             ") ON DUPLICATE KEY UPDATE name = VALUES(name), department = VALUES(department), phone = VALUES(phone)");
  }
  void updateChecked(const Employee &e) {
    db.query("UPDATE employee SET name = " + db.quote(e.name) + ", department = " + db.quote(e.department) + ", phone = " + db.quote(e.phone) + ", revision = revision + 1 WHERE id = " + std::to_string(e.id) +
             " AND revision = " + std::to_string(e.revision));
    if (db.changed() == 0)
      throw std::runtime_error("somebody else has changed it");
  }

private:
  Db &db;
};

void bad_transfer(Db &db, int id, const std::string &department) {
  EmployeeRepository all(db);
  auto employee = all.find(id);
  if (!employee)
    throw std::out_of_range("no such employee");
  employee->department = department;
  all.update(*employee);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'phone' of 'employee' as line [[#@LINE-5]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

void bad_transfer_by_upsert(Db &db, int id, const std::string &department) {
  EmployeeRepository all(db);
  if (auto employee = all.find(id)) {
    employee->department = department;
    all.upsert(*employee);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'phone' of 'employee' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  }
}

void good_transfer_locked(Db &db, int id, const std::string &department) {
  EmployeeRepository all(db);
  db.query("START TRANSACTION");
  auto employee = all.find(id, " FOR UPDATE");
  if (employee) {
    employee->department = department;
    all.update(*employee);
  }
  db.query("COMMIT");
}

void good_transfer_by_revision(Db &db, int id, const std::string &department) {
  EmployeeRepository all(db);
  auto employee = all.find(id);
  if (!employee)
    return;
  employee->department = department;
  all.updateChecked(*employee);
}

void good_hire(Db &db, const std::string &name) {
  Employee fresh;
  fresh.name = name;
  fresh.department = "none yet";
  EmployeeRepository(db).upsert(fresh);
}

// A transaction that nobody waits for.
void bad_in_transaction(Db &db, int id, const std::string &phone) {
  db.query("START TRANSACTION");
  EmployeeRepository all(db);
  auto employee = all.find(id);
  if (employee) {
    employee->phone = phone;
    all.update(*employee);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'department' of 'employee' as line [[#@LINE-4]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  }
  db.query("COMMIT");
}
