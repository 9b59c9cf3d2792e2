// sqlite_orm: the SQL that it would send.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/sqlite_orm | FileCheck %s
// RUN: %if sqlite_orm %{ rowlock dump --effects %s -- -std=c++17 -isystem %sqlite-orm | FileCheck %s %}
#include <sqlite_orm/sqlite_orm.h>
#include <memory>
#include <string>
#include <vector>
using namespace sqlite_orm;

struct User {
  int id = 0;
  std::string name;
  int hits = 0;
};

class Order {
public:
  int number() const { return number_; }
  void setNumber(int n) { number_ = n; }
  int buyer = 0;

private:
  int number_ = 0;
};

inline auto open(const std::string &file) {
  return make_storage(file, make_table("users", make_column("id", &User::id, primary_key()), make_column("name", &User::name), make_column("hits", &User::hits)),
                      make_table("order", make_column("no", &Order::setNumber, &Order::number, primary_key()), make_column("user", &Order::buyer)));
}
using Storage = decltype(open(""));
// CHECK: library sqlite_orm: database sqlite, placeholders question

void load_and_save(Storage &db, int id) {
  auto user = db.get<User>(id);
  user.hits += 1;
  db.update(user);
}
// CHECK-LABEL: func @load_and_save(%db: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = execute on %db, text "SELECT id, name, hits FROM users WHERE id = ?", values [%id], expects=one via sqlite_orm
// CHECK-NEXT:      %2 = row on %1 via sqlite_orm
// CHECK-NEXT:      store $user.id = %id
// CHECK-NEXT:      %3 = column on %2, index 1 via sqlite_orm
// CHECK-NEXT:      store $user.name = %3
// CHECK-NEXT:      %4 = column on %2, index 2 via sqlite_orm
// CHECK-NEXT:      store $user.hits = %4
// CHECK-NEXT:      store $user.hits = compute(+, $user.hits, 1)
// CHECK-NEXT:      execute on %db, text "UPDATE users SET name = ?, hits = ? WHERE id = ?", values [$user.name, $user.hits, $user.id] via sqlite_orm

bool optional(Storage &db, int id) { return db.get_pointer<User>(id) != nullptr; }
// CHECK-LABEL: func @optional(
// CHECK:           %1 = execute on %db, {{.*}}, expects=at-most-one via sqlite_orm
// CHECK:           outcome on %1, kind=found

void accessors(Storage &db, int number) {
  auto order = db.get<Order>(number);
  order.buyer = 3;
  db.replace(order);
}
// Names that SQL has for itself are quoted.
// CHECK-LABEL: func @accessors(
// CHECK:           execute on %db, text "SELECT no, \"user\" FROM \"order\" WHERE no = ?", values [%number]
// CHECK:           store $order.number_ = %number
// CHECK:           execute on %db, text "REPLACE INTO \"order\" (no, \"user\") VALUES (?, ?)", values [$order.number_, $order.buyer] via sqlite_orm

void statements(Storage &db, int id, const std::string &name, std::vector<int> ids) {
  db.update_all(set(c(&User::hits) = c(&User::hits) + 1), where(c(&User::id) == id));
  db.update_all(set(assign(&User::hits, add(&User::hits, 2)), assign(&User::name, name)), where(is_equal(&User::id, id) or not (c(&User::hits) > 3)));
  db.select(columns(&User::id, &User::name), where(c(&User::name) != name), order_by(&User::hits).desc(), limit(3));
  db.count<User>(where(in(&User::id, ids)));
  db.max(&User::hits);
  db.remove<User>(id);
  db.remove_all<User>(where(c(&User::hits) < 1 and c(&User::name) == "x"));
}
// CHECK-LABEL: func @statements(
// CHECK:           text concat("UPDATE users SET hits = (hits + ", quote(1), ") WHERE id = ", quote(%id))
// CHECK:           text concat("UPDATE users SET hits = (hits + ", quote(2), "), name = ", quote(%name), " WHERE (id = ", quote(%id), " OR NOT (hits > ", quote(3), "))")
// CHECK:           text concat("SELECT id, name FROM users WHERE name <> ", quote(%name), " ORDER BY hits DESC LIMIT ", quote(3)), members="*"
// CHECK:           text concat("SELECT count(*) FROM users WHERE id IN (", quote({{.*}}), ")")
// CHECK:           text "SELECT max(hits) FROM users "
// CHECK:           text "DELETE FROM users WHERE id = ?", values [%id]
// CHECK:           text concat("DELETE FROM users WHERE (hits < ", quote(1), " AND name = ", quote("x"), ")")

int insert(Storage &db, const std::string &name) {
  User user;
  user.name = name;
  db.insert(or_ignore(), into<User>(), columns(&User::name), values(std::make_tuple(name)));
  db.insert(into<User>(), columns(&User::name, &User::hits), values(std::make_tuple(name, 1)), on_conflict(&User::name).do_update(set(c(&User::hits) = c(&User::hits) + 1)));
  return db.insert(user);
}
// CHECK-LABEL: func @insert(
// CHECK:           text concat("INSERT OR IGNORE INTO users (name) VALUES (", quote(%name), ")")
// CHECK:           text concat("INSERT INTO users (name, hits) VALUES (", quote(%name), ", ", quote(1), ") ON CONFLICT (name) DO UPDATE SET hits = (hits + ", quote(1), ")")
// CHECK:           text "INSERT INTO users (name, hits) VALUES (?, ?)", values [$user.name, $user.hits]
// CHECK:           kind=last-id

void rows(Storage &db) {
  for (auto &user : db.get_all<User>())
    db.update(user);
}
// CHECK-LABEL: func @rows(
// CHECK:           %1 = execute on %db, text "SELECT id, name, hits FROM users", members="id,name,hits" via sqlite_orm
// CHECK:           store $User.id = %{{.*}}
// CHECK:           execute on %db, text "UPDATE users SET name = ?, hits = ? WHERE id = ?", values [$User.name, $User.hits, $User.id]

void callback(Storage &db, int id) {
  db.transaction([&] {
    db.remove<User>(id);
    return id > 0;
  });
}
// CHECK-LABEL: func @callback(
// CHECK:           %1 = begin on %db, leave=rollback via sqlite_orm
// CHECK-NEXT:      %2 = call name preserve(closure @callback::lambda(%db, %id)), callback=yes via sqlite_orm
// CHECK-NEXT:      branch %2 ? ^1 : ^2
// CHECK:           commit on %1
// CHECK:           rollback on %1
// CHECK:           leave on %1, leave=rollback
