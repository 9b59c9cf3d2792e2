// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %if libpqxx %{ %check %s -- %}
#include <pqxx/pqxx>
#include <string>

bool bad_size(pqxx::work &tx, int course, int capacity) {
  auto rows = tx.exec_params("SELECT * FROM booking WHERE course_id = $1", course);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: this loads rows of 'booking' only to count them in line [[@LINE+1]]: the database can tell that without sending one [rowlock-load-to-count]
  return static_cast<int>(rows.size()) >= capacity;
}

bool good_count(pqxx::work &tx, int course, int capacity) {
  auto rows = tx.exec_params("SELECT count(*) FROM booking WHERE course_id = $1", course);
  return rows[0][0].as<int>() >= capacity;
}

int bad_loop(pqxx::work &tx) {
  int n = 0;
  auto rows = tx.exec("SELECT id, title FROM book WHERE lent = true");
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: this loads rows of 'book' only to count them in line [[@LINE+1]]: the database can tell that without sending one [rowlock-load-to-count]
  for (auto row : rows)
    ++n;
  return n;
}

int good_loop(pqxx::work &tx) {
  int n = 0;
  auto rows = tx.exec("SELECT id, title FROM book WHERE lent = true");
  for (auto row : rows)
    if (!row[1].is_null())
      ++n;
  return n;
}

bool bad_exists(pqxx::work &tx) {
  return !tx.exec("SELECT * FROM job WHERE state = 'queued'").empty();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: this loads rows of 'job' only to see in line [[@LINE-1]] whether there are any: the database can tell that without sending one [rowlock-load-to-count]
}

bool good_exists_limited(pqxx::work &tx) {
  return !tx.exec("SELECT * FROM job WHERE state = 'queued' LIMIT 1").empty();
}

bool good_lookup(pqxx::work &tx, const std::string &email) {
  return !tx.exec_params("SELECT id FROM person WHERE email = $1", email).empty();
}

bool good_by_key(pqxx::work &tx, int id) {
  return tx.exec_params("SELECT * FROM person WHERE id = $1", id).size() == 1;
}

pqxx::result good_escapes(pqxx::work &tx) {
  auto rows = tx.exec("SELECT id, title FROM book WHERE lent = true");
  if (rows.empty())
    throw 1;
  return rows;
}

int good_used_too(pqxx::work &tx) {
  auto rows = tx.exec("SELECT id, title FROM book WHERE lent = true");
  return rows.size() > 3 ? rows[0][0].as<int>() : 0;
}

void show(const pqxx::result &rows);
int good_handed_on(pqxx::work &tx) {
  auto rows = tx.exec("SELECT id, title FROM book WHERE lent = true");
  show(rows);
  return rows.size();
}

bool good_locked(pqxx::work &tx) {
  auto rows = tx.exec("SELECT * FROM job WHERE state = 'queued' FOR UPDATE");
  return rows.size() > 3;
}
