// A decision on what was read governs an insert, a change of state, or a write
// that must stay within a limit (SEMANTICS 2 and 3), as libpqxx spells it.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <vector>

//===--- Nothing found: insert --------------------------------------------===//

void bad_register_name(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  auto taken = tx.exec_params("SELECT 1 FROM account WHERE name = $1", name);
  if (!taken.empty())
    throw std::runtime_error("name is taken");
  tx.exec_params("INSERT INTO account (name) VALUES ($1)", name);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both find no row of 'account' with this 'name' and both insert one [rowlock-check-then-act]
// CHECK-MESSAGES: note: whether there is a row is read here; a transaction alone does not keep others from adding a row
// CHECK-MESSAGES: note: this decides by what was read
// CHECK-MESSAGES: note: two at a time: A looks and finds no row, B looks and finds none, A inserts one and commits, B inserts a second one (on PostgreSQL at read committed)
// CHECK-MESSAGES: note: possible repair: let a unique constraint on 'name' refuse the second row, and insert without looking first (INSERT ... ON CONFLICT DO NOTHING)
  tx.commit();
}

void good_register_name(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  auto taken = tx.exec_params("SELECT 1 FROM account WHERE name = $1", name);
  if (!taken.empty())
    throw std::runtime_error("name is taken");
  tx.exec_params("INSERT INTO account (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", name);
  tx.commit();
}

bool good_violation_is_handled(pqxx::connection &c, const std::string &name) try {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT 1 FROM account WHERE name = $1", name).size() == 0)
    tx.exec_params("INSERT INTO account (name) VALUES ($1)", name);
  tx.commit();
  return true;
} catch (const pqxx::unique_violation &) {
  return false;
}

// A lock on a row that is not there guards nothing.
void bad_lock_of_nothing(pqxx::connection &c, int day) {
  pqxx::work tx(c);
  auto r = tx.exec_params("SELECT id FROM summary WHERE day = $1 FOR UPDATE", day);
  if (r.size() < 1)
    tx.exec_params("INSERT INTO summary (day, visits) VALUES ($1, 0)", day);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both find no row of 'summary' with this 'day' and both insert one
// CHECK-MESSAGES: rows that are not there cannot be locked
  tx.commit();
}

void good_other_row(pqxx::connection &c, int day) {
  pqxx::work tx(c);
  auto r = tx.exec_params("SELECT id FROM summary WHERE day = $1", day);
  if (r.empty())
    tx.exec_params("INSERT INTO summary (day, visits) VALUES ($1, 0)", day + 1);
  tx.commit();
}

void bad_exists(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  const bool known =
      tx.exec_params1("SELECT EXISTS (SELECT 1 FROM reader WHERE mail = $1)", mail)[0].as<bool>();
  if (!known)
    tx.exec_params("INSERT INTO reader (mail) VALUES ($1)", mail);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both find no row of 'reader' with this 'mail' and both insert one
  tx.commit();
}

// Lower case on the way there, the same value all the same.
void bad_any_case(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT id FROM reader WHERE lower(mail) = lower($1)", mail).empty())
    tx.exec_params("INSERT INTO reader (mail) VALUES ($1)", mail);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both find no row of 'reader' with this 'mail'
  tx.commit();
}

// The reservation overlaps no other.
void bad_overlap(pqxx::connection &c, int room, const std::string &from, const std::string &to) {
  pqxx::work tx(c);
  pqxx::result clash = tx.exec_params(
      "SELECT id FROM booking WHERE room = $1 AND starts < $3 AND ends > $2", room, from, to);
  if (clash.empty()) {
    tx.exec_params("INSERT INTO booking (room, starts, ends) VALUES ($1, $2, $3)", room, from, to);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both find no row of 'booking'
    tx.commit();
  }
}

void good_parent_locked(pqxx::connection &c, int room, const std::string &from, const std::string &to) {
  pqxx::work tx(c);
  tx.exec_params1("SELECT id FROM room WHERE id = $1 FOR UPDATE", room);
  pqxx::result clash = tx.exec_params(
      "SELECT id FROM booking WHERE room = $1 AND starts < $3 AND ends > $2", room, from, to);
  if (clash.empty()) {
    tx.exec_params("INSERT INTO booking (room, starts, ends) VALUES ($1, $2, $3)", room, from, to);
    tx.commit();
  }
}

void good_advisory_lock(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  tx.exec_params("SELECT pg_advisory_xact_lock(hashtext($1))", name);
  if (tx.exec_params("SELECT 1 FROM account WHERE name = $1", name).empty())
    tx.exec_params("INSERT INTO account (name) VALUES ($1)", name);
  tx.commit();
}

void good_table_lock(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  tx.exec("LOCK TABLE account IN EXCLUSIVE MODE");
  if (tx.exec_params("SELECT 1 FROM account WHERE name = $1", name).empty())
    tx.exec_params("INSERT INTO account (name) VALUES ($1)", name);
  tx.commit();
}

// A look without a lock to save the lock, then the look that counts.
void good_looks_twice(pqxx::connection &c, int room, int seat) {
  pqxx::work tx(c);
  if (!tx.exec_params("SELECT 1 FROM seat_taken WHERE room = $1 AND seat = $2", room, seat).empty())
    return;
  tx.exec_params1("SELECT id FROM room WHERE id = $1 FOR UPDATE", room);
  if (!tx.exec_params("SELECT 1 FROM seat_taken WHERE room = $1 AND seat = $2", room, seat).empty())
    return;
  tx.exec_params("INSERT INTO seat_taken (room, seat) VALUES ($1, $2)", room, seat);
  tx.commit();
}

void bad_rename(pqxx::connection &c, int id, const std::string &name) {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT id FROM account WHERE name = $1", name).empty())
    tx.exec_params("UPDATE account SET name = $1 WHERE id = $2", name, id);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both find no row of 'account' with this 'name' and both give it to a row
  tx.commit();
}

void good_only_logged(pqxx::connection &c, const std::string &name, std::vector<std::string> &log) {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT 1 FROM account WHERE name = $1", name).empty())
    log.push_back("unknown account");
  tx.exec_params("INSERT INTO visit (name) VALUES ($1)", name);
  tx.commit();
}

void good_table_is_made(pqxx::connection &c) {
  pqxx::work tx(c);
  if (tx.exec("SELECT 1 FROM information_schema.tables WHERE table_name = 'audit'").empty())
    tx.exec("CREATE TABLE audit (id serial, name text)");
  tx.commit();
}

// The row refers to what was found: a foreign key's business.
void good_found_and_referred_to(pqxx::connection &c, int customer, int amount) {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT 1 FROM customer WHERE id = $1", customer).empty())
    throw std::runtime_error("no such customer");
  tx.exec_params("INSERT INTO invoice (customer, amount) VALUES ($1, $2)", customer, amount);
  tx.commit();
}

void good_found_by_key(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  if (!tx.exec_params("SELECT 1 FROM customer WHERE id = $1", id).empty())
    tx.exec_params("DELETE FROM customer WHERE id = $1", id);
  tx.commit();
}

//===--- A limit, a number ------------------------------------------------===//

bool bad_seats(pqxx::connection &c, int course, int student) {
  pqxx::work tx(c);
  const int taken = tx.exec_params1("SELECT COUNT(*) FROM enrolment WHERE course = $1", course)[0].as<int>();
  if (taken >= 30)
    return false;
  tx.exec_params("INSERT INTO enrolment (course, student) VALUES ($1, $2)", course, student);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both find room in 'enrolment' and both add to it: together they exceed the limit
// CHECK-MESSAGES: note: possible repair: lock the row that the others belong to before they are counted, in the transaction that writes
  tx.commit();
  return true;
}

bool good_seats(pqxx::connection &c, int course, int student) {
  pqxx::work tx(c);
  const int seats = tx.exec_params1("SELECT seats FROM course WHERE id = $1 FOR UPDATE", course)[0].as<int>();
  const int taken = tx.exec_params1("SELECT COUNT(*) FROM enrolment WHERE course = $1", course)[0].as<int>();
  if (taken >= seats)
    return false;
  tx.exec_params("INSERT INTO enrolment (course, student) VALUES ($1, $2)", course, student);
  tx.commit();
  return true;
}

// A unique constraint does not count.
void bad_quota_with_conflict_clause(pqxx::connection &c, int user, const std::string &file, int limit) {
  pqxx::work tx(c);
  auto used = tx.exec_params1("SELECT SUM(bytes) FROM upload WHERE owner = $1", user)[0].as<long>(0);
  if (used + 10 > limit)
    throw std::runtime_error("quota");
  tx.exec_params("INSERT INTO upload (owner, file, bytes) VALUES ($1, $2, 10) ON CONFLICT DO NOTHING", user, file);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both find room in 'upload'
  tx.commit();
}

void bad_last_doctor(pqxx::connection &c, int doctor) {
  pqxx::work tx(c);
  auto others = tx.exec("SELECT id FROM doctor WHERE on_call = TRUE").size();
  if (others >= 2)
    tx.exec_params("UPDATE doctor SET on_call = FALSE WHERE id = $1", doctor);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: two callers can both find enough other rows of 'doctor' and both take theirs away: together they leave too few
  tx.commit();
}

void bad_next_number(pqxx::connection &c, int year, const std::string &text) {
  pqxx::work tx(c);
  int last = tx.exec_params1("SELECT COALESCE(MAX(number), 0) FROM invoice WHERE year = $1", year)[0].as<int>();
  tx.exec_params("INSERT INTO invoice (year, number, text) VALUES ($1, $2, $3)", year, last + 1, text);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both read the same last number and insert the same 'number' into 'invoice'
  tx.commit();
}

void good_next_number(pqxx::connection &c, int year, const std::string &text) {
  pqxx::work tx(c);
  tx.exec_params("SELECT year FROM ledger_year WHERE year = $1 FOR UPDATE", year);
  int last = tx.exec_params1("SELECT COALESCE(MAX(number), 0) FROM invoice WHERE year = $1", year)[0].as<int>();
  tx.exec_params("INSERT INTO invoice (year, number, text) VALUES ($1, $2, $3)", year, last + 1, text);
  tx.commit();
}

// The largest number is only shown.
void good_number_elsewhere(pqxx::connection &c, int year) {
  pqxx::work tx(c);
  int last = tx.exec_params1("SELECT MAX(number) FROM invoice WHERE year = $1", year)[0].as<int>();
  tx.exec_params("INSERT INTO report (year, invoices) VALUES ($1, $2)", year, last);
  tx.commit();
}

//===--- States -----------------------------------------------------------===//

bool bad_ship(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state FROM orders WHERE id = $1", order);
  if (row[0].as<std::string>() != "paid")
    return false;
  tx.exec_params("UPDATE orders SET state = 'shipped', shipped = now() WHERE id = $1", order);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'state' of 'orders' may have changed since line [[#@LINE-4]] read it: two callers can both pass the test and both make this change
// CHECK-MESSAGES: note: 'state' is read here; nothing locks the row: a transaction alone does not keep others from changing it
// CHECK-MESSAGES: note: two at a time: A tests 'state', B tests the same, A writes and commits, B writes although the test is no longer true (on PostgreSQL at read committed)
  tx.commit();
  return true;
}

bool good_ship(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state FROM orders WHERE id = $1 FOR UPDATE", order);
  if (row[0].as<std::string>() != "paid")
    return false;
  tx.exec_params("UPDATE orders SET state = 'shipped', shipped = now() WHERE id = $1", order);
  tx.commit();
  return true;
}

bool good_ship_asks_again(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state FROM orders WHERE id = $1", order);
  if (row[0].as<std::string>() != "paid")
    return false;
  tx.exec_params("UPDATE orders SET state = 'shipped' WHERE id = $1 AND state = 'paid'", order);
  tx.commit();
  return true;
}

bool good_ship_with_version(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state, version FROM orders WHERE id = $1", order);
  if (row[0].as<std::string>() != "paid")
    return false;
  auto done = tx.exec_params("UPDATE orders SET state = 'shipped', version = version + 1 WHERE id = $1 AND version = $2",
                             order, row[1].as<int>());
  if (done.affected_rows() == 0)
    return false;
  tx.commit();
  return true;
}

// It asks again, and nobody listens: the parcel is sent twice.
void bad_asks_again_in_vain(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state FROM orders WHERE id = $1", order);
  if (row[0].as<std::string>() != "paid")
    return;
  tx.exec_params("UPDATE orders SET state = 'shipped' WHERE id = $1 AND state = 'paid'", order);
  tx.exec_params("INSERT INTO parcel (order_id) VALUES ($1)", order);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'state' of 'orders' may have changed since line [[#@LINE-5]] read it, and this row of 'parcel' is inserted all the same
// CHECK-MESSAGES: note: this asks again, but nobody looks at whether it changed a row
  tx.commit();
}

void good_asks_again(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state FROM orders WHERE id = $1", order);
  if (row[0].as<std::string>() != "paid")
    return;
  if (tx.exec_params("UPDATE orders SET state = 'shipped' WHERE id = $1 AND state = 'paid'", order).affected_rows() == 0)
    return;
  tx.exec_params("INSERT INTO parcel (order_id) VALUES ($1)", order);
  tx.commit();
}

void good_no_op_is_skipped(pqxx::connection &c, int id, const std::string &mail) {
  pqxx::work tx(c);
  auto old = tx.exec_params1("SELECT mail FROM reader WHERE id = $1", id)[0].as<std::string>();
  if (old == mail)
    return;
  tx.exec_params("UPDATE reader SET mail = $1 WHERE id = $2", mail, id);
  tx.commit();
}

// Twice is more than once here.
void bad_paid_once(pqxx::connection &c, int bill) {
  pqxx::work tx(c);
  auto row = tx.exec_params1("SELECT state, amount FROM bill WHERE id = $1", bill);
  if (row["state"].as<std::string>() == "paid")
    return;
  tx.exec_params("UPDATE bill SET state = 'paid' WHERE id = $1", bill);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'state' of 'bill' may have changed since line [[#@LINE-4]] read it
  tx.exec_params("INSERT INTO payment (bill, amount) VALUES ($1, $2)", bill, row["amount"].as<int>());
  tx.commit();
}

bool bad_null_is_free(pqxx::connection &c, int locker, int guest) {
  pqxx::work tx(c);
  if (!tx.exec_params1("SELECT guest FROM locker WHERE id = $1", locker)[0].is_null())
    return false;
  tx.exec_params("UPDATE locker SET guest = $1 WHERE id = $2", guest, locker);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'guest' of 'locker' may have changed since line [[#@LINE-3]] read it
  tx.commit();
  return true;
}

void bad_delete_if_closed(pqxx::connection &c, int ticket) {
  pqxx::work tx(c);
  auto r = tx.exec_params("SELECT open FROM ticket WHERE id = $1", ticket);
  if (r.empty() || r[0][0].as<bool>())
    return;
  tx.exec_params("DELETE FROM ticket WHERE id = $1", ticket);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'open' of 'ticket' may have changed since line [[#@LINE-4]] read it: two callers can both pass the test and both delete it
  tx.commit();
}

void bad_states(pqxx::connection &c, int ticket) {
  pqxx::work tx(c);
  switch (tx.exec_params1("SELECT step FROM ticket WHERE id = $1", ticket)[0].as<int>()) {
  case 1:
    tx.exec_params("UPDATE ticket SET step = 2 WHERE id = $1", ticket);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: 'step' of 'ticket' may have changed since line [[#@LINE-3]] read it
    break;
  case 2:
    tx.exec_params("UPDATE ticket SET step = 3 WHERE id = $1", ticket);
    break;
  default:
    return;
  }
  tx.commit();
}

// Who is on it does not decide whether this other row is closed.
void good_another_row(pqxx::connection &c, int ticket, int other) {
  pqxx::work tx(c);
  if (tx.exec_params1("SELECT step FROM ticket WHERE id = $1", ticket)[0].as<int>() == 3)
    tx.exec_params("UPDATE ticket SET step = 0 WHERE id = $1", other);
  tx.commit();
}

void good_callers_argument(pqxx::connection &c, int ticket, bool close) {
  pqxx::work tx(c);
  auto title = tx.exec_params1("SELECT title FROM ticket WHERE id = $1", ticket)[0].as<std::string>();
  if (close && !title.empty() == false)
    return;
  tx.commit();
}

void good_configuration(pqxx::connection &c, int ticket) {
  pqxx::work tx(c);
  if (tx.exec1("SELECT value FROM setting WHERE name = 'audit'")[0].as<std::string>() == "on")
    tx.exec_params("INSERT INTO audit (ticket) VALUES ($1)", ticket);
  tx.commit();
}

//===--- Jobs -------------------------------------------------------------===//

std::optional<int> bad_claim(pqxx::connection &c, const std::string &worker) {
  pqxx::work tx(c);
  auto r = tx.exec("SELECT id FROM job WHERE state = 'queued' ORDER BY id LIMIT 1");
  if (r.empty())
    return std::nullopt;
  const int id = r[0][0].as<int>();
  tx.exec_params("UPDATE job SET state = 'running', worker = $1 WHERE id = $2", worker, id);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both be given the same row of 'job' by line [[#@LINE-5]] and both take it: nothing asks again for 'state'
  tx.commit();
  return id;
}

std::optional<int> good_claim(pqxx::connection &c, const std::string &worker) {
  pqxx::work tx(c);
  auto r = tx.exec("SELECT id FROM job WHERE state = 'queued' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED");
  if (r.empty())
    return std::nullopt;
  const int id = r[0][0].as<int>();
  tx.exec_params("UPDATE job SET state = 'running', worker = $1 WHERE id = $2", worker, id);
  tx.commit();
  return id;
}

void good_finish(pqxx::connection &c, int id, const std::string &worker) {
  pqxx::work tx(c);
  if (!tx.exec_params("SELECT id FROM job WHERE id = $1 AND worker = $2", id, worker).empty())
    tx.exec_params("UPDATE job SET state = 'done' WHERE id = $1", id);
  tx.commit();
}

//===--- Quotas, and what follows -----------------------------------------===//

void bad_withdraw(pqxx::connection &c, int account, int amount) {
  pqxx::work tx(c);
  const int balance = tx.exec_params1("SELECT balance FROM account WHERE id = $1", account)[0].as<int>();
  if (balance < amount)
    throw std::runtime_error("not enough");
  tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2", amount, account);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: two callers can both pass the test of 'balance' of 'account' and both change it: together they may pass the limit
  tx.exec_params("INSERT INTO movement (account, amount) VALUES ($1, $2)", account, -amount);
  tx.commit();
}

void good_withdraw(pqxx::connection &c, int account, int amount) {
  pqxx::work tx(c);
  auto r = tx.exec_params("UPDATE account SET balance = balance - $1 WHERE id = $2 AND balance >= $1", amount, account);
  if (r.affected_rows() == 0)
    throw std::runtime_error("not enough");
  tx.exec_params("INSERT INTO movement (account, amount) VALUES ($1, $2)", account, -amount);
  tx.commit();
}

// The test and the total are told together, by the other check.
void good_told_once(pqxx::connection &c, int account, int amount) {
  pqxx::work tx(c);
  const int balance = tx.exec_params1("SELECT balance FROM account WHERE id = $1", account)[0].as<int>();
  if (balance < amount)
    throw std::runtime_error("not enough");
  tx.exec_params("UPDATE account SET balance = $1 WHERE id = $2", balance - amount, account);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'balance' of 'account' {{.*}} [rowlock-read-modify-write]
  tx.exec_params("INSERT INTO movement (account, amount) VALUES ($1, $2)", account, -amount);
  tx.commit();
}

void bad_sell(pqxx::connection &c, int event, int guest) {
  pqxx::work tx(c);
  if (tx.exec_params1("SELECT status FROM event WHERE id = $1", event)[0].as<std::string>() == "open")
    tx.exec_params("INSERT INTO ticket (event, guest) VALUES ($1, $2)", event, guest);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: 'status' of 'event' may have changed since line [[#@LINE-2]] read it, and this row of 'ticket' is inserted all the same
  tx.commit();
}

// Nobody else writes to the event meanwhile; that is enough here.
void good_sell(pqxx::connection &c, int event, int guest) {
  pqxx::work tx(c);
  if (tx.exec_params1("SELECT status FROM event WHERE id = $1 FOR SHARE", event)[0].as<std::string>() == "open")
    tx.exec_params("INSERT INTO ticket (event, guest) VALUES ($1, $2)", event, guest);
  tx.commit();
}

void good_read_after_write(pqxx::connection &c, int ticket) {
  pqxx::work tx(c);
  tx.exec_params("UPDATE ticket SET step = 4 WHERE id = $1", ticket);
  if (tx.exec_params1("SELECT step FROM ticket WHERE id = $1", ticket)[0].as<int>() == 4)
    tx.commit();
}

void good_serializable(pqxx::connection &c, int order) {
  for (;;) {
    try {
      pqxx::transaction<pqxx::isolation_level::serializable> tx(c);
      if (tx.exec_params1("SELECT state FROM orders WHERE id = $1", order)[0].as<std::string>() == "paid")
        tx.exec_params("UPDATE orders SET state = 'shipped' WHERE id = $1", order);
      tx.commit();
      return;
    } catch (const pqxx::serialization_failure &) {
    }
  }
}

// The flag alone could be set twice; the money must not be paid twice.
bool bad_redeem(pqxx::connection &c, const std::string &code, int user) {
  pqxx::work tx(c);
  auto r = tx.exec_params("SELECT cents, redeemed FROM voucher WHERE code = $1", code);
  if (r.size() != 1 || r[0][1].as<bool>())
    return false;
  tx.exec_params("UPDATE voucher SET redeemed = true WHERE code = $1", code);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'redeemed' of 'voucher' may have changed since line [[#@LINE-4]] read it
  tx.exec_params("UPDATE wallet SET cents = cents + $1 WHERE id = $2", r[0][0].as<int>(), user);
  tx.commit();
  return true;
}

bool good_redeem(pqxx::connection &c, const std::string &code, int user) {
  pqxx::work tx(c);
  auto r = tx.exec_params("UPDATE voucher SET redeemed = true WHERE code = $1 AND NOT redeemed RETURNING cents", code);
  if (r.empty())
    return false;
  tx.exec_params("UPDATE wallet SET cents = cents + $1 WHERE id = $2", r[0][0].as<int>(), user);
  tx.commit();
  return true;
}

// Both texts and values are the same: a flag that is set anyway.
void good_flag_is_set(pqxx::connection &c, const std::string &code) {
  pqxx::work tx(c);
  if (!tx.exec_params1("SELECT redeemed FROM voucher WHERE code = $1", code)[0].as<bool>())
    tx.exec_params("UPDATE voucher SET redeemed = true WHERE code = $1", code);
  tx.commit();
}
