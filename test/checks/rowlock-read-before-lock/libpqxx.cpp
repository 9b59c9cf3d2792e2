// Locks that are taken behind the read that they are for, as libpqxx spells them.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <mutex>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

//===--- Advisory locks ---------------------------------------------------===//

void bad_advisory(pqxx::connection &c, int id, int wanted) {
  pqxx::work tx(c);
  int free = tx.exec_params1("SELECT free FROM depot WHERE id = $1", id)[0].as<int>();
  tx.exec_params("SELECT pg_advisory_xact_lock($1)", id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock comes too late: the write in line [[#@LINE+6]] goes by what line [[#@LINE-2]] read of 'depot' before the lock was held [rowlock-read-before-lock]
  // CHECK-MESSAGES: note: 'free' is read here, without the lock
  // CHECK-MESSAGES: note: this write depends on it
  // CHECK-MESSAGES: note: two at a time: A reads, B has the lock, writes and commits, A gets the lock and writes by what it read before: B's change is gone (on PostgreSQL at read committed)
  // CHECK-MESSAGES: note: possible repair: take the lock before line [[#@LINE-6]] reads, or read again while it is held and use what that gives
  if (free >= wanted)
    tx.exec_params("UPDATE depot SET free = $1 WHERE id = $2", free - wanted, id);
  tx.commit();
}

void good_advisory(pqxx::connection &c, int id, int wanted) {
  pqxx::work tx(c);
  tx.exec_params("SELECT pg_advisory_xact_lock($1)", id);
  int free = tx.exec_params1("SELECT free FROM depot WHERE id = $1", id)[0].as<int>();
  if (free >= wanted)
    tx.exec_params("UPDATE depot SET free = $1 WHERE id = $2", free - wanted, id);
  tx.commit();
}

void good_advisory_read_again(pqxx::connection &c, int id, int wanted) {
  pqxx::work tx(c);
  int free = tx.exec_params1("SELECT free FROM depot WHERE id = $1", id)[0].as<int>();
  if (free < wanted)
    return;
  tx.exec_params("SELECT pg_advisory_xact_lock($1)", id);
  free = tx.exec_params1("SELECT free FROM depot WHERE id = $1", id)[0].as<int>();
  if (free >= wanted)
    tx.exec_params("UPDATE depot SET free = $1 WHERE id = $2", free - wanted, id);
  tx.commit();
}

// What is read before has nothing to do with it.
void good_other_read(pqxx::connection &c, int id, int wanted) {
  pqxx::work tx(c);
  auto name = tx.exec_params1("SELECT name FROM customer WHERE id = $1", id)[0].as<std::string>();
  tx.exec_params("SELECT pg_advisory_xact_lock($1)", id);
  tx.exec_params("UPDATE depot SET free = free - $1, taker = $2 WHERE id = $3", wanted, name, id);
  tx.commit();
}

//===--- Row locks --------------------------------------------------------===//

void bad_row_lock(pqxx::connection &c, int id, long amount) {
  pqxx::work tx(c);
  long balance = tx.exec_params1("SELECT balance FROM account WHERE id = $1", id)[0].as<long>();
  tx.exec_params("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock comes too late: the write in line [[#@LINE+1]] goes by what line [[#@LINE-2]] read of 'account' before the lock was held [rowlock-read-before-lock]
  tx.exec_params("UPDATE account SET balance = $1 WHERE id = $2", balance + amount, id);
  tx.commit();
}

void good_row_lock(pqxx::connection &c, int id, long amount) {
  pqxx::work tx(c);
  tx.exec_params("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", id);
  long balance = tx.exec_params1("SELECT balance FROM account WHERE id = $1", id)[0].as<long>();
  tx.exec_params("UPDATE account SET balance = $1 WHERE id = $2", balance + amount, id);
  tx.commit();
}

void good_row_lock_reads(pqxx::connection &c, int id, long amount) {
  pqxx::work tx(c);
  auto first = tx.exec_params("SELECT 1 FROM account WHERE id = $1", id);
  if (first.empty())
    throw std::runtime_error("no such account");
  long balance = tx.exec_params1("SELECT balance FROM account WHERE id = $1 FOR UPDATE", id)[0].as<long>();
  tx.exec_params("UPDATE account SET balance = $1 WHERE id = $2", balance + amount, id);
  tx.commit();
}

static void lock_course(pqxx::transaction_base &tx, int course) {
  tx.exec_params("SELECT id FROM course WHERE id = $1 FOR UPDATE", course);
}

static int count_taken(pqxx::transaction_base &tx, int course) {
  return tx.exec_params1("SELECT COUNT(*) FROM enrolment WHERE course = $1", course)[0].as<int>();
}

// The decision is older than the lock.
bool bad_enrol(pqxx::connection &c, int course, int student) {
  pqxx::work tx(c);
  if (count_taken(tx, course) >= 30)
    return false;
  lock_course(tx, course);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock comes too late: the write in line [[#@LINE+6]] goes by what line [[#@LINE-3]] read of 'enrolment' before the lock was held [rowlock-read-before-lock]
  // CHECK-MESSAGES: note: 'course' and 'count' is read here, without the lock
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: this write depends on it
  // CHECK-MESSAGES: note: two at a time: A reads, B has the lock, writes and commits, A gets the lock and writes by what it read before: B's change is gone (on PostgreSQL at read committed)
  // CHECK-MESSAGES: note: possible repair: take the lock before line [[#@LINE-8]] reads, or read again while it is held and use what that gives
  tx.exec_params("INSERT INTO enrolment (course, student) VALUES ($1, $2)", course, student);
  tx.commit();
  return true;
}

bool good_enrol(pqxx::connection &c, int course, int student) {
  pqxx::work tx(c);
  lock_course(tx, course);
  if (count_taken(tx, course) >= 30)
    return false;
  tx.exec_params("INSERT INTO enrolment (course, student) VALUES ($1, $2)", course, student);
  tx.commit();
  return true;
}

//===--- Table locks ------------------------------------------------------===//

void bad_table_lock(pqxx::work &tx, const std::string &day) {
  int last = tx.exec_params1("SELECT last FROM invoice_number WHERE day = $1", day)[0].as<int>();
  tx.exec0("LOCK TABLE invoice_number IN EXCLUSIVE MODE");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock comes too late: the write in line [[#@LINE+1]] goes by what line [[#@LINE-2]] read of 'invoice_number' before the lock was held [rowlock-read-before-lock]
  tx.exec_params("UPDATE invoice_number SET last = $1 WHERE day = $2", last + 1, day);
}

void good_table_lock(pqxx::work &tx, const std::string &day) {
  tx.exec0("LOCK TABLE invoice_number IN EXCLUSIVE MODE");
  int last = tx.exec_params1("SELECT last FROM invoice_number WHERE day = $1", day)[0].as<int>();
  tx.exec_params("UPDATE invoice_number SET last = $1 WHERE day = $2", last + 1, day);
}

//===--- Locks of the process ---------------------------------------------===//

class Shelf {
public:
  void bad_take(pqxx::connection &c, int id);
  void good_take(pqxx::connection &c, int id);

private:
  std::mutex M;
};

void Shelf::bad_take(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  int n = tx.exec_params1("SELECT n FROM shelf WHERE id = $1", id)[0].as<int>();
  std::lock_guard<std::mutex> guard(M);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock comes too late: the write in line [[#@LINE+1]] goes by what line [[#@LINE-2]] read of 'shelf' before the lock was held [rowlock-read-before-lock]
  tx.exec_params("UPDATE shelf SET n = $1 WHERE id = $2", n - 1, id);
  tx.commit();
}

void Shelf::good_take(pqxx::connection &c, int id) {
  std::lock_guard<std::mutex> guard(M);
  pqxx::work tx(c);
  int n = tx.exec_params1("SELECT n FROM shelf WHERE id = $1", id)[0].as<int>();
  tx.exec_params("UPDATE shelf SET n = $1 WHERE id = $2", n - 1, id);
  tx.commit();
}
