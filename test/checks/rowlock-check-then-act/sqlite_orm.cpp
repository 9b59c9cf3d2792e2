// sqlite_orm: decisions, and the writes that follow from them.
// RUN: %check %s -- -isystem %stubs/sqlite_orm
// RUN: %if sqlite_orm %{ %check %s -- -isystem %sqlite-orm %}

#include <sqlite_orm/sqlite_orm.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>

using namespace sqlite_orm;

struct User {
  int id = 0;
  std::string login;
  std::string state;
  int credit = 0;
};

struct Seat {
  std::string name;
  std::unique_ptr<std::string> guest;
  int row = 0;
};

static auto &storage() {
  static auto db = make_storage(
      "cinema.sqlite",
      make_table("users", make_column("id", &User::id, primary_key()),
                 make_column("login", &User::login, unique()),
                 make_column("state", &User::state), make_column("credit", &User::credit)),
      make_table<Seat>("seats", make_column("name", &Seat::name, primary_key()),
                       make_column("guest", &Seat::guest), make_column("row", &Seat::row)));
  return db;
}

void bad_register(const std::string &login) {
  auto found = storage().get_all<User>(where(c(&User::login) == login));
  if (!found.empty())
    throw std::runtime_error("taken");
  storage().insert(User{0, login, "new", 0});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: two callers can both find no row of 'users' with this 'login' and both insert one [rowlock-check-then-act]
}

void bad_register_by_count(const std::string &login) {
  if (storage().count<User>(where(is_equal(&User::login, login))) > 0)
    return;
  User user;
  user.login = login;
  storage().insert(user);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: two callers can both find no row of 'users' with this 'login' and both insert one [rowlock-check-then-act]
}

void bad_register_by_ids(const std::string &login) {
  const auto ids = storage().select(&User::id, where(c(&User::login) == login));
  if (ids.size() == 0)
    storage().insert(into<User>(), columns(&User::login), values(std::make_tuple(login)));
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: two callers can both find no row of 'users' with this 'login' and both insert one [rowlock-check-then-act]
}

void bad_seat(const std::string &name) {
  if (!storage().get_pointer<Seat>(name))
    storage().insert(into<Seat>(), columns(&Seat::name), values(std::make_tuple(name)));
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: two callers can both find no row of 'seats' with this 'name' and both insert one [rowlock-check-then-act]
}

void bad_book(const std::string &name, const std::string &guest) {
  auto seat = storage().get<Seat>(name);
  if (seat.guest != nullptr)
    throw std::runtime_error("taken");
  storage().update_all(set(c(&Seat::guest) = guest), where(c(&Seat::name) == name));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'guest' of 'seats' may have changed since line [[#@LINE-4]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
}

void bad_spend(int id, int price) {
  auto user = storage().get<User>(id);
  if (user.credit < price)
    return;
  storage().update_all(set(c(&User::credit) = c(&User::credit) - price), where(c(&User::id) == id));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: two callers can both pass the test of 'credit' of 'users' and both change it: together they may pass the limit [rowlock-check-then-act]
}

void bad_activate(int id) {
  if (auto user = storage().get_optional<User>(id); user && user->state == "new")
    storage().update_all(set(c(&User::state) = "active", c(&User::credit) = c(&User::credit) + 10),
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'state' of 'users' may have changed since line [[#@LINE-2]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
                         where(c(&User::id) == id));
}

void bad_remove(int id) {
  auto user = storage().get<User>(id);
  if (user.credit == 0)
    storage().remove<User>(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'credit' of 'users' may have changed since line [[#@LINE-3]] read it: two callers can both pass the test and both delete it [rowlock-check-then-act]
}

void good_register(const std::string &login) {
  auto guard = storage().immediate_transaction_guard();
  if (storage().count<User>(where(c(&User::login) == login)) == 0)
    storage().insert(User{0, login, "new", 0});
  guard.commit();
}

void good_register_or_ignore(const std::string &login) {
  if (storage().count<User>(where(c(&User::login) == login)) == 0)
    storage().insert(or_ignore(), into<User>(), columns(&User::login),
                     values(std::make_tuple(login)));
}

void good_register_upsert(const std::string &login) {
  storage().insert(into<User>(), columns(&User::login), values(std::make_tuple(login)),
                   on_conflict(&User::login).do_nothing());
}

bool good_spend(int id, int price) {
  auto guard = storage().exclusive_transaction_guard();
  storage().update_all(set(c(&User::credit) = c(&User::credit) - price),
                       where(c(&User::id) == id && c(&User::credit) >= price));
  const bool paid = storage().changes() == 1;
  guard.commit();
  return paid;
}

void good_book(const std::string &name, const std::string &guest) {
  auto seat = storage().get<Seat>(name);
  if (seat.guest)
    throw std::runtime_error("taken");
  auto guard = storage().immediate_transaction_guard();
  storage().update_all(set(c(&Seat::guest) = guest),
                       where(c(&Seat::name) == name and is_null(&Seat::guest)));
  if (storage().changes() != 1)
    throw std::runtime_error("taken meanwhile");
  guard.commit();
}

std::string good_look(int id) {
  auto user = storage().get_pointer<User>(id);
  return user && user->state == "active" ? user->login : std::string();
}

void good_other_table(int id, const std::string &name) {
  if (storage().count<User>(where(c(&User::id) == id)) == 1)
    storage().update_all(set(c(&Seat::row) = 5), where(c(&Seat::name) == name));
}

void good_by_hand(int id) {
  storage().begin_exclusive_transaction();
  auto user = storage().get<User>(id);
  if (user.credit == 0)
    storage().remove<User>(id);
  storage().commit();
}
