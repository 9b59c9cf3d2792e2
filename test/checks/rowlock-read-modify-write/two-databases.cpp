// Tables of one name that are not one table: of two databases, of two schemas, or
// of this connection alone.
// RUN: %check %s -- -isystem %stubs/pqxx-6 -isystem %stubs/sqlitecpp -isystem %stubs/sqlite3
// RUN: %if sqlitecpp %{ %check %s -- %}
#include <SQLiteCpp/SQLiteCpp.h>
#include <pqxx/pqxx>

void good_copy_between_files(int id) {
  SQLite::Database from("a.db"), to("b.db", SQLite::OPEN_READWRITE);
  SQLite::Statement q(from, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  if (!q.executeStep())
    return;
  SQLite::Statement u(to, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, q.getColumn(0).getInt() + 1);
  u.bind(2, id);
  u.exec();
}

void good_copy_between_servers(int id) {
  pqxx::connection a("dbname=shop host=old"), b("dbname=shop host=new");
  pqxx::work r(a), w(b);
  int n = r.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  w.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  w.commit();
}

// Who connects makes no other database.
void bad_two_users(int id) {
  pqxx::connection a("dbname=shop user=reader"), b("dbname=shop user=writer");
  pqxx::work r(a), w(b);
  int n = r.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  w.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-2]] and this write is overwritten [rowlock-read-modify-write]
  w.commit();
}

void good_two_schemas(pqxx::connection &c, int id) {
  pqxx::work w(c);
  int n = w.exec_params1("SELECT n FROM old.counter WHERE id = $1", id)[0].as<int>();
  w.exec_params("UPDATE cur.counter SET n = $1 WHERE id = $2", n + 1, id);
  w.commit();
}

// What is written with a schema in one place is without it in another.
void bad_one_schema(pqxx::connection &c, int id) {
  pqxx::work w(c);
  int n = w.exec_params1("SELECT n FROM cur.counter WHERE id = $1", id)[0].as<int>();
  w.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-2]] and this write is overwritten [rowlock-read-modify-write]
  w.commit();
}

int good_in_memory(int id) {
  SQLite::Database db(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Statement q(db, "SELECT n FROM counter WHERE id = ?");
  q.bind(1, id);
  int n = q.executeStep() ? q.getColumn(0).getInt() : 0;
  SQLite::Statement u(db, "UPDATE counter SET n = ? WHERE id = ?");
  u.bind(1, n + 1);
  u.bind(2, id);
  return u.exec();
}

void good_temporary(pqxx::connection &c, int id) {
  pqxx::work w(c);
  w.exec("CREATE TEMP TABLE scratch (id int, n int)");
  w.exec("INSERT INTO scratch SELECT id, n FROM counter");
  int n = w.exec_params1("SELECT n FROM scratch WHERE id = $1", id)[0].as<int>();
  w.exec_params("UPDATE scratch SET n = $1 WHERE id = $2", n + 1, id);
  w.commit();
}
