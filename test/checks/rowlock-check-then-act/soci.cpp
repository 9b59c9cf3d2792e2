// Decisions around SOCI over PostgreSQL, against the stub headers and the real
// ones.
// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using soci::into;
using soci::use;

//===--- In one function --------------------------------------------------===//

void bad_add_word(soci::session &sql, const std::string &word) {
  int id = 0;
  sql << "SELECT id FROM dictionary WHERE word = :w", use(word), into(id);
  if (!sql.got_data())
    sql << "INSERT INTO dictionary (word) VALUES (:w)", use(word);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'dictionary' with this 'word' and both insert one [rowlock-check-then-act]
}

void good_add_word(soci::session &sql, const std::string &word) {
  sql << "INSERT INTO dictionary (word) VALUES (:w) ON CONFLICT DO NOTHING", use(word);
}

void bad_count_is_zero(soci::session &sql, int student, int course) {
  soci::transaction tr(sql);
  int count = 0;
  sql << "SELECT COUNT(*) FROM enrolment WHERE student = :s AND course = :c", into(count), use(student), use(course);
  if (count == 0) {
    sql << "INSERT INTO enrolment (student, course) VALUES (:s, :c)", use(student), use(course);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'enrolment' with this 'student' and 'course' and both insert one [rowlock-check-then-act]
    tr.commit();
  }
}

void good_constraint_handled(soci::session &sql, int student, int course) {
  int count = 0;
  sql << "SELECT COUNT(*) FROM enrolment WHERE student = :s AND course = :c", into(count), use(student), use(course);
  if (count != 0)
    return;
  try {
    sql << "INSERT INTO enrolment (student, course) VALUES (:s, :c)", use(student), use(course);
  } catch (const soci::soci_error &e) {
    if (e.get_error_category() != soci::soci_error::constraint_violation)
      throw;
  }
}

void bad_places(soci::session &sql, int student, int course) {
  int taken = 0, places = 0;
  sql << "SELECT COUNT(*) FROM enrolment WHERE course = :c", use(course), into(taken);
  sql << "SELECT places FROM course WHERE id = :c", use(course), into(places);
  if (taken < places)
    sql << "INSERT INTO enrolment (student, course) VALUES (:s, :c)", use(student), use(course);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find room in 'enrolment' and both add to it: together they exceed the limit [rowlock-check-then-act]
  else
    throw std::runtime_error("the course is full");
}

// Who enrols locks the course first.
void good_places(soci::session &sql, int student, int course) {
  soci::transaction tr(sql);
  int taken = 0, places = 0;
  sql << "SELECT places FROM course WHERE id = :c FOR UPDATE", use(course), into(places);
  sql << "SELECT COUNT(*) FROM enrolment WHERE course = :c", use(course), into(taken);
  if (taken >= places)
    throw std::runtime_error("the course is full");
  sql << "INSERT INTO enrolment (student, course) VALUES (:s, :c)", use(student), use(course);
  tr.commit();
}

int bad_next_number(soci::session &sql, const std::string &title) {
  soci::transaction tr(sql);
  int last = 0;
  soci::indicator ind;
  sql << "SELECT MAX(number) FROM paper", into(last, ind);
  int number = ind == soci::i_ok ? last + 1 : 1;
  sql << "INSERT INTO paper (number, title) VALUES (:n, :t)", use(number), use(title);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both read the same last number and insert the same 'number' into 'paper' [rowlock-check-then-act]
  tr.commit();
  return number;
}

int good_next_number(soci::session &sql, const std::string &title) {
  int number = 0;
  sql << "INSERT INTO paper (number, title) VALUES (nextval('paper_number'), :t) RETURNING number", use(title), into(number);
  return number;
}

bool bad_lend(soci::session &sql, int book, int reader) {
  int lender = 0;
  soci::indicator isLent = soci::i_null;
  sql << "SELECT reader FROM book WHERE id = :b", use(book), into(lender, isLent);
  if (isLent == soci::i_ok)
    return false;
  sql << "UPDATE book SET reader = :r WHERE id = :b", use(reader), use(book);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'reader' of 'book' may have changed since line [[#@LINE-4]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
  return true;
}

bool good_lend(soci::session &sql, int book, int reader) {
  soci::statement st = (sql.prepare << "UPDATE book SET reader = :r WHERE id = :b AND reader IS NULL", use(reader), use(book));
  st.execute(true);
  return st.get_affected_rows() == 1;
}

bool good_lend_locked(soci::session &sql, int book, int reader) {
  soci::transaction tr(sql);
  int lender = 0;
  soci::indicator isLent = soci::i_null;
  sql << "SELECT reader FROM book WHERE id = :b FOR UPDATE", use(book), into(lender, isLent);
  if (isLent == soci::i_ok)
    return false;
  sql << "UPDATE book SET reader = :r WHERE id = :b", use(reader), use(book);
  tr.commit();
  return true;
}

// The advisory lock is the transaction's.
void good_advisory(soci::session &sql, int room, int hour) {
  soci::transaction tr(sql);
  sql << "SELECT pg_advisory_xact_lock(:r)", use(room);
  int taken = 0;
  sql << "SELECT COUNT(*) FROM reservation WHERE room = :r AND hour = :h", use(room), use(hour), into(taken);
  if (taken == 0)
    sql << "INSERT INTO reservation (room, hour) VALUES (:r, :h)", use(room), use(hour);
  tr.commit();
}

void bad_claim(soci::session &sql, const std::string &worker) {
  soci::rowset<soci::row> due = (sql.prepare << "SELECT id FROM crawl WHERE state = 'due' LIMIT 10");
  for (const soci::row &each : due) {
    int id = each.get<int>("id");
    sql << "UPDATE crawl SET state = 'taken', worker = :w WHERE id = :id", use(worker), use(id);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both be given the same row of 'crawl' by line [[#@LINE-4]] and both take it: nothing asks again for 'state' [rowlock-check-then-act]
  }
}

void good_claim(soci::session &sql, const std::string &worker) {
  soci::transaction tr(sql);
  soci::rowset<soci::row> due = (sql.prepare << "SELECT id FROM crawl WHERE state = 'due' LIMIT 10 FOR UPDATE SKIP LOCKED");
  for (const soci::row &each : due) {
    int id = each.get<int>("id");
    sql << "UPDATE crawl SET state = 'taken', worker = :w WHERE id = :id", use(worker), use(id);
  }
  tr.commit();
}

// Nobody is kept from changing what is told to the log.
void good_only_logged(soci::session &sql, int book) {
  int state = 0;
  sql << "SELECT wear FROM book WHERE id = :b", use(book), into(state);
  if (state > 5)
    std::cerr << "book " << book << " is worn out\n";
  sql << "UPDATE book SET lent = lent + 1 WHERE id = :b", use(book);
}

void good_found_by_key(soci::session &sql, int book) {
  int id = 0;
  sql << "SELECT id FROM book WHERE id = :b", use(book), into(id);
  if (!sql.got_data())
    throw std::out_of_range("no such book");
  sql << "DELETE FROM book WHERE id = :b", use(book);
}

bool bad_null_of_a_row(soci::session &sql, int loan) {
  soci::row r;
  sql << "SELECT returned FROM loan WHERE id = :l", use(loan), into(r);
  if (r.get_indicator(0) != soci::i_null)
    return false;
  sql << "UPDATE loan SET returned = now(), desk = 3 WHERE id = :l", use(loan);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'returned' of 'loan' may have changed since line [[#@LINE-4]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
  return true;
}

void bad_flag_from_a_loop(soci::session &sql, const std::string &name) {
  bool known = false;
  soci::rowset<soci::row> rows = (sql.prepare << "SELECT id FROM author WHERE name = :n", use(name));
  for (const soci::row &each : rows) {
    (void)each;
    known = true;
  }
  if (!known)
    sql << "INSERT INTO author (name) VALUES (:n)", use(name);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'author' with this 'name' and both insert one [rowlock-check-then-act]
}

//===--- Through layers of one's own --------------------------------------===//

struct Reader {
  int id = 0;
  std::string card;
  std::string state;
};
namespace soci {
template <> struct type_conversion<Reader> {
  typedef values base_type;
  static void from_base(values const &v, indicator, Reader &r) {
    r.id = v.get<int>("id");
    r.card = v.get<std::string>("card");
    r.state = v.get<std::string>("state");
  }
  static void to_base(Reader const &r, values &v, indicator &ind) {
    v.set("id", r.id);
    v.set("card", r.card);
    v.set("state", r.state);
    ind = i_ok;
  }
};
} // namespace soci

class Readers {
public:
  explicit Readers(soci::session &sql) : sql(sql) {}
  std::optional<Reader> byCard(const std::string &card) {
    Reader r;
    sql << "SELECT id, card, state FROM reader WHERE card = :card", use(card), into(r);
    if (!sql.got_data())
      return std::nullopt;
    return r;
  }
  Reader locked(int id) {
    Reader r;
    sql << "SELECT id, card, state FROM reader WHERE id = :id FOR UPDATE", use(id), into(r);
    return r;
  }
  void add(const Reader &r) { sql << "INSERT INTO reader (card, state) VALUES (:card, :state)", use(r); }
  void setState(int id, const std::string &state) { sql << "UPDATE reader SET state = :s WHERE id = :id", use(state), use(id); }
  bool block(int id) {
    soci::statement st = (sql.prepare << "UPDATE reader SET state = 'blocked' WHERE id = :id AND state = 'active'", use(id));
    st.execute(true);
    return st.get_affected_rows() > 0;
  }

private:
  soci::session &sql;
};

void bad_issue_card(soci::session &sql, const std::string &card) {
  Readers readers(sql);
  if (readers.byCard(card))
    throw std::invalid_argument("the card is known");
  Reader fresh;
  fresh.card = card;
  fresh.state = "active";
  readers.add(fresh);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'reader' with this 'card' and both insert one [rowlock-check-then-act]
}

void bad_block(soci::session &sql, const std::string &card) {
  Readers readers(sql);
  auto reader = readers.byCard(card);
  if (!reader || reader->state != "active")
    return;
  readers.setState(reader->id, "blocked");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'state' of 'reader' may have changed since line [[#@LINE-4]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
}

bool good_block(soci::session &sql, const std::string &card) {
  Readers readers(sql);
  auto reader = readers.byCard(card);
  if (!reader || reader->state != "active")
    return false;
  return readers.block(reader->id);
}

void good_unblock(soci::session &sql, int id) {
  soci::transaction tr(sql);
  Readers readers(sql);
  if (readers.locked(id).state == "blocked")
    readers.setState(id, "active");
  tr.commit();
}

// A unit of work that is handed a function.
template <typename F> void inTransaction(soci::session &sql, F &&work) {
  soci::transaction tr(sql);
  work(sql);
  tr.commit();
}

void bad_in_unit_of_work(soci::session &sql, int loan) {
  inTransaction(sql, [&](soci::session &s) {
    int renewals = 0;
    // CHECK-FIXES: s << "SELECT renewals FROM loan WHERE id = :l FOR UPDATE", use(loan), into(renewals);
    s << "SELECT renewals FROM loan WHERE id = :l", use(loan), into(renewals);
    if (renewals >= 3)
      throw std::runtime_error("renewed too often");
    s << "UPDATE loan SET renewals = renewals + 1 WHERE id = :l", use(loan);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both pass the test of 'renewals' of 'loan' and both change it: together they may pass the limit [rowlock-check-then-act]
  });
}

void good_in_unit_of_work(soci::session &sql, int loan) {
  inTransaction(sql, [&](soci::session &s) {
    int renewals = 0;
    s << "SELECT renewals FROM loan WHERE id = :l FOR UPDATE", use(loan), into(renewals);
    if (renewals >= 3)
      throw std::runtime_error("renewed too often");
    s << "UPDATE loan SET renewals = renewals + 1 WHERE id = :l", use(loan);
  });
}
