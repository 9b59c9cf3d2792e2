// Get or create, where the program's own texts tell what is unique, as libpqxx
// spells it.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

void make_tables(pqxx::connection &c) {
  pqxx::work tx(c);
  tx.exec("CREATE TABLE IF NOT EXISTS tag (id serial PRIMARY KEY, name text NOT NULL)");
  tx.exec("CREATE TABLE IF NOT EXISTS member (id serial PRIMARY KEY, mail text NOT NULL UNIQUE, club int)");
  tx.exec("CREATE TABLE IF NOT EXISTS seat (hall int, row_no int, no int, guest text)");
  tx.exec("CREATE UNIQUE INDEX IF NOT EXISTS seat_place ON seat (hall, row_no, no)");
  tx.exec("CREATE TABLE nickname (id serial PRIMARY KEY, nick text, gone boolean)");
  tx.exec("CREATE UNIQUE INDEX one_nick ON nickname (nick) WHERE NOT gone");
  tx.commit();
}

int bad_tag(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  auto found = tx.exec_params("SELECT id FROM tag WHERE name = $1", name);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this finds no row of 'tag', line [[#@LINE+5]] inserts one, and two callers can both do so: 'tag' has no unique constraint on 'name' that refuses the second row [rowlock-non-unique-lookup]
  // CHECK-MESSAGES: :[[#@LINE+4]]:{{[0-9]+}}: note: the row is inserted here; 'tag' is defined in test.cpp:11, and a transaction alone does not keep others from adding a row
  // CHECK-MESSAGES: note: two at a time: A looks and finds no row, B looks and finds none, A inserts one and commits, B inserts a second one, and both stay (on PostgreSQL at read committed)
  // CHECK-MESSAGES: note: possible repair: add the constraint, CREATE UNIQUE INDEX ... ON tag (name), once no row is there twice
  if (found.empty())
    found = tx.exec_params("INSERT INTO tag (name) VALUES ($1) RETURNING id", name);
  // CHECK-MESSAGES: note: possible repair: and insert without looking first (INSERT ... ON CONFLICT DO NOTHING), or handle the violation
  tx.commit();
  return found[0][0].as<int>();
}

void bad_count(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  int n = tx.exec_params1("SELECT count(*) FROM tag WHERE name = $1", name)[0].as<int>();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this finds no row of 'tag', line [[#@LINE+7]] inserts one
  // CHECK-MESSAGES: note:
  // CHECK-MESSAGES: note:
  // CHECK-MESSAGES: note:
  // CHECK-MESSAGES: note:
  if (n > 0)
    throw std::runtime_error("known");
  tx.exec_params("INSERT INTO tag (name) VALUES ($1)", name);
  tx.commit();
}

// A constraint refuses the second row: the second caller gets an error, which is
// another matter.
void bad_error_is_not_handled(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT 1 FROM member WHERE mail = $1", mail).empty())
    tx.exec_params("INSERT INTO member (mail) VALUES ($1)", mail);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'member' with this 'mail' and both insert one: a unique constraint refuses the second, and nobody handles that [rowlock-check-then-act]
  // CHECK-MESSAGES: note:
  // CHECK-MESSAGES: note: two at a time: A looks and finds no row, B looks and finds none, A inserts one and commits, B's insert is refused (on PostgreSQL at read committed)
  // CHECK-MESSAGES: note:
  tx.commit();
}

void good_error_is_handled(pqxx::connection &c, const std::string &mail) {
  try {
    pqxx::work tx(c);
    if (tx.exec_params("SELECT 1 FROM member WHERE mail = $1", mail).empty())
      tx.exec_params("INSERT INTO member (mail) VALUES ($1)", mail);
    tx.commit();
  } catch (const pqxx::unique_violation &) {
    return;
  }
}

void good_upsert(pqxx::connection &c, int hall, int row, int no, const std::string &guest) {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT 1 FROM seat WHERE hall = $1 AND row_no = $2 AND no = $3", hall, row, no).empty())
    tx.exec_params("INSERT INTO seat (hall, row_no, no, guest) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", hall, row, no, guest);
  tx.commit();
}

// The index is there for some rows: nobody knows which.
void bad_partial(pqxx::connection &c, const std::string &nick) {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT 1 FROM nickname WHERE nick = $1", nick).empty())
    tx.exec_params("INSERT INTO nickname (nick) VALUES ($1)", nick);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'nickname' with this 'nick' and both insert one [rowlock-check-then-act]
  // CHECK-MESSAGES: note:
  // CHECK-MESSAGES: note:
  // CHECK-MESSAGES: note:
  tx.commit();
}

void good_locked(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  tx.exec("LOCK TABLE tag IN SHARE ROW EXCLUSIVE MODE");
  if (tx.exec_params("SELECT 1 FROM tag WHERE name = $1", name).empty())
    tx.exec_params("INSERT INTO tag (name) VALUES ($1)", name);
  tx.commit();
}

// Whoever writes this knows of a constraint that is made elsewhere.
void good_believed(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  if (tx.exec_params("SELECT 1 FROM tag WHERE name = $1", name).empty())
    tx.exec_params("INSERT INTO tag (name) VALUES ($1) ON CONFLICT DO NOTHING", name);
  tx.commit();
}
