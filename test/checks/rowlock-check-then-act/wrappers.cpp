// The decision and the statements stand in helpers, rows are structs, errors
// are codes: the same findings, on the line of the function that decides.
// RUN: %check %s -- -isystem %stubs/pqxx-6 -isystem %stubs/sqlitecpp
// RUN: %check %s --
#include <SQLiteCpp/SQLiteCpp.h>
#include <functional>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <vector>

//===--- A repository with optionals --------------------------------------===//

struct User {
  int id = 0;
  std::string mail;
  std::string status;
  int credits = 0;
};

class Users {
public:
  explicit Users(pqxx::transaction_base &tx) : tx(tx) {}

  std::optional<User> byMail(const std::string &mail) const {
    auto r = tx.exec_params("SELECT id, mail, status, credits FROM users WHERE mail = $1", mail);
    if (r.empty())
      return std::nullopt;
    return read(r[0]);
  }
  std::optional<User> byId(int id, bool lock = false) const {
    auto r = tx.exec_params(std::string("SELECT id, mail, status, credits FROM users WHERE id = $1") +
                                (lock ? " FOR UPDATE" : ""),
                            id);
    if (r.size() == 0)
      return {};
    return read(r[0]);
  }
  bool exists(const std::string &mail) const { return byMail(mail).has_value(); }
  void add(const std::string &mail) { tx.exec_params("INSERT INTO users (mail) VALUES ($1)", mail); }
  void setStatus(int id, const std::string &status) {
    tx.exec_params("UPDATE users SET status = $1 WHERE id = $2", status, id);
  }
  void spend(int id, int credits) {
    tx.exec_params("UPDATE users SET credits = credits - $1 WHERE id = $2", credits, id);
  }

private:
  static User read(const pqxx::row &row) {
    User u;
    u.id = row[0].as<int>();
    u.mail = row[1].as<std::string>();
    u.status = row[2].as<std::string>();
    u.credits = row[3].as<int>();
    return u;
  }
  pqxx::transaction_base &tx;
};

void bad_sign_up(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  Users users(tx);
  if (users.exists(mail))
    return;
  users.add(mail);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both find no row of 'users' with this 'mail' and both insert one [rowlock-check-then-act]
  tx.commit();
}

void bad_get_or_create(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  Users users(tx);
  auto user = users.byMail(mail);
  if (!user) {
    users.add(mail);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both find no row of 'users' with this 'mail' and both insert one
    user = users.byMail(mail);
  }
  tx.commit();
}

void bad_ban(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Users users(tx);
  const auto user = users.byId(id);
  if (!user || user->status != "active")
    return;
  users.setStatus(id, "banned");
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'status' of 'users' may have changed since line [[#@LINE-4]] read it
  tx.commit();
}

void good_ban(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Users users(tx);
  const auto user = users.byId(id, /*lock=*/true);
  if (!user || user->status != "active")
    return;
  users.setStatus(id, "banned");
  tx.commit();
}

void good_found(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  Users users(tx);
  if (users.byId(id))
    users.setStatus(id, "seen");
  tx.commit();
}

bool bad_buy(pqxx::connection &c, int id, int price) {
  pqxx::work tx(c);
  Users users(tx);
  auto user = users.byId(id);
  const bool affordable = user.has_value() && user->credits >= price;
  if (!affordable)
    return false;
  users.spend(id, price);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both pass the test of 'credits' of 'users' and both change it
  tx.commit();
  return true;
}

//===--- Helpers that decide, and callers that lock -----------------------===//

static int openLoans(pqxx::transaction_base &tx, int member) {
  return tx.exec_params1("SELECT COUNT(*) FROM loan WHERE member = $1 AND returned IS NULL", member)[0].as<int>();
}

static bool mayBorrow(pqxx::transaction_base &tx, int member) {
  if (openLoans(tx, member) >= 5)
    return false;
  return true;
}

// Whoever calls it holds the member's row.
static void lend(pqxx::transaction_base &tx, int member, int copy) {
  if (!mayBorrow(tx, member))
    throw std::runtime_error("too many loans");
  tx.exec_params("INSERT INTO loan (member, copy) VALUES ($1, $2)", member, copy);
}

void good_lend(pqxx::connection &c, int member, int copy) {
  pqxx::work tx(c);
  tx.exec_params1("SELECT id FROM member WHERE id = $1 FOR UPDATE", member);
  lend(tx, member, copy);
  tx.commit();
}

static void lendAgain(pqxx::transaction_base &tx, int member, int copy) {
  if (!mayBorrow(tx, member))
    throw std::runtime_error("too many loans");
  tx.exec_params("INSERT INTO loan (member, copy) VALUES ($1, $2)", member, copy);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both find room in 'loan' and both add to it: together they exceed the limit
// CHECK-MESSAGES: note: called here without a protection
}

void bad_lend(pqxx::connection &c, int member, int copy) {
  pqxx::work tx(c);
  lendAgain(tx, member, copy);
  tx.commit();
}

//===--- Codes and out-parameters -----------------------------------------===//

enum class Result { Ok, Missing, Taken };

class Desk {
public:
  explicit Desk(SQLite::Database &db) : db(db) {}

  Result bad_check_in(int room, const std::string &guest) {
    std::string current;
    if (Result r = occupant(room, current); r != Result::Ok)
      return r;
    if (!current.empty())
      return Result::Taken;
    occupy(room, guest);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: 'guest' of 'room' may have changed since line [[#@LINE-5]] read it
    return Result::Ok;
  }

  Result good_check_in(int room, const std::string &guest) {
    SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
    std::string current;
    if (Result r = occupant(room, current); r != Result::Ok)
      return r;
    if (!current.empty())
      return Result::Taken;
    occupy(room, guest);
    tx.commit();
    return Result::Ok;
  }

  Result good_move_in_where_known(int room, const std::string &guest) {
    std::string ignored;
    if (occupant(room, ignored) == Result::Missing)
      return Result::Missing;
    occupy(room, guest);
    return Result::Ok;
  }

private:
  Result occupant(int room, std::string &guest) {
    SQLite::Statement q(db, "SELECT guest FROM room WHERE id = ?");
    q.bind(1, room);
    if (!q.executeStep())
      return Result::Missing;
    guest = q.getColumn(0).getString();
    return Result::Ok;
  }
  void occupy(int room, const std::string &guest) {
    SQLite::Statement u(db, "UPDATE room SET guest = ? WHERE id = ?");
    u.bind(1, guest);
    u.bind(2, room);
    u.exec();
  }
  SQLite::Database &db;
};

//===--- Lambdas, lists, flags --------------------------------------------===//

template <class F> void inTransaction(pqxx::connection &c, F body) {
  pqxx::work tx(c);
  body(tx);
  tx.commit();
}

void bad_in_lambda(pqxx::connection &c, const std::string &code) {
  inTransaction(c, [&](pqxx::work &tx) {
    const bool used = !tx.exec_params("SELECT 1 FROM coupon_use WHERE code = $1", code).empty();
    if (!used)
      tx.exec_params("INSERT INTO coupon_use (code) VALUES ($1)", code);
// CHECK-MESSAGES: :[[#@LINE-1]]:7: warning: two callers can both find no row of 'coupon_use' with this 'code' and both insert one
  });
}

struct Job {
  int id;
  int tries;
};

static std::vector<Job> failedJobs(pqxx::transaction_base &tx) {
  std::vector<Job> jobs;
  for (auto row : tx.exec("SELECT id, tries FROM job WHERE state = 'failed'"))
    jobs.push_back({row[0].as<int>(), row[1].as<int>()});
  return jobs;
}

void bad_retry_failed(pqxx::connection &c) {
  pqxx::work tx(c);
  for (const Job &job : failedJobs(tx))
    tx.exec_params("UPDATE job SET state = 'queued' WHERE id = $1", job.id);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both be given the same row of 'job'
  tx.commit();
}

void good_list_is_counted(pqxx::connection &c) {
  pqxx::work tx(c);
  const auto jobs = failedJobs(tx);
  if (!jobs.empty())
    tx.exec_params("INSERT INTO alarm (failed) VALUES ($1)", jobs.size());
  tx.commit();
}

void bad_flag(pqxx::connection &c, int poll, int voter) {
  pqxx::work tx(c);
  bool voted = false;
  for (const auto &row : tx.exec_params("SELECT voter FROM vote WHERE poll = $1", poll))
    if (row[0].as<int>() == voter)
      voted = true;
  if (!voted)
    tx.exec_params("INSERT INTO vote (poll, voter) VALUES ($1, $2)", poll, voter);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: 'voter' of 'vote' may have changed since line [[#@LINE-5]] read it, and this row of 'vote' is inserted all the same
  tx.commit();
}

void good_upsert(pqxx::connection &c, int poll, int voter) {
  pqxx::work tx(c);
  const char *sql = "INSERT INTO vote (poll, voter) VALUES ($1, $2) ON CONFLICT DO NOTHING";
  if (tx.exec_params("SELECT 1 FROM vote WHERE poll = $1 AND voter = $2", poll, voter).empty())
    tx.exec_params(sql, poll, voter);
  tx.commit();
}

// The text is chosen by what was found.
void bad_text_is_chosen(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  const bool known = Users(tx).exists(mail);
  const std::string sql = known ? "UPDATE users SET seen = now() WHERE mail = $1" : "INSERT INTO users (mail) VALUES ($1)";
  tx.exec_params(sql, mail);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both find no row of 'users' with this 'mail' and both insert one
  tx.commit();
}
