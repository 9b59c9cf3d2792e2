// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %if libpqxx %{ %check %s -- %}
#include <pqxx/pqxx>
#include <string>
#include <vector>

int bad_list(pqxx::work &tx, const std::vector<int> &ids) {
  int total = 0;
  for (int id : ids) {
    auto r = tx.exec_params("SELECT price FROM article WHERE id = $1", id);
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: this reads 'article' once for each element of a list: as many queries as there are elements where one would do [rowlock-query-in-loop]
    // CHECK-MESSAGES: :[[@LINE-3]]:17: note: a thousand rounds wait a thousand times for the network and the database
    // CHECK-MESSAGES: :[[@LINE-3]]:14: note: possible repair: ask for all at once: by a list of values for 'id' (IN, = ANY)
    total += r[0][0].as<int>();
  }
  return total;
}

int good_once(pqxx::work &tx, const std::vector<int> &ids, int id) {
  auto r = tx.exec_params("SELECT price FROM article WHERE id = $1", id);
  int total = 0;
  for (int each : ids)
    total += each * r[0][0].as<int>();
  return total;
}

int bad_rows(pqxx::work &tx) {
  int total = 0;
  auto orders = tx.exec("SELECT id, customer FROM orders");
  for (auto row : orders) {
    auto r = tx.exec_params("SELECT count(*) FROM item WHERE order_id = $1",
                            row["id"].as<int>());
    // CHECK-MESSAGES: :[[@LINE-2]]:14: warning: this reads 'item' once for each row of 'orders' that line [[@LINE-4]] reads: as many queries as there are rows where one would do [rowlock-query-in-loop]
    total += r[0][0].as<int>();
  }
  return total;
}

int good_joined(pqxx::work &tx) {
  int total = 0;
  auto rows = tx.exec("SELECT o.id, count(*) FROM orders o JOIN item i ON "
                      "i.order_id = o.id GROUP BY o.id");
  for (auto row : rows)
    total += row[1].as<int>();
  return total;
}

// A helper asks: told where the loop is.
static std::string name_of(pqxx::work &tx, int customer) {
  return tx.exec_params("SELECT name FROM customer WHERE id = $1", customer)[0][0]
      .as<std::string>();
}
std::string bad_helper(pqxx::work &tx, const std::vector<int> &customers) {
  std::string all;
  for (int customer : customers)
    all += name_of(tx, customer);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: this reads 'customer' once for each element of a list: as many queries as there are elements where one would do [rowlock-query-in-loop]
  return all;
}

// Work on each.
void good_work(pqxx::work &tx, const std::vector<int> &ids) {
  for (int id : ids) {
    auto r = tx.exec_params("SELECT price FROM article WHERE id = $1 FOR UPDATE", id);
    tx.exec_params("UPDATE article SET price = $1 WHERE id = $2",
                   r[0][0].as<int>() * 2, id);
  }
}

// A search ends with what it finds.
int good_search(pqxx::work &tx, const std::vector<std::string> &names) {
  for (const std::string &name : names) {
    auto r = tx.exec_params("SELECT id FROM language WHERE name = $1", name);
    if (!r.empty())
      return r[0][0].as<int>();
  }
  return 0;
}

// The same question each time; and pages.
bool good_retry(pqxx::work &tx, int id) {
  for (int attempt = 0; attempt < 3; ++attempt)
    if (!tx.exec_params("SELECT 1 FROM job WHERE id = $1", id).empty())
      return true;
  return false;
}

long good_pages(pqxx::work &tx) {
  long sum = 0, last = 0;
  for (;;) {
    auto r = tx.exec_params(
        "SELECT id, n FROM entry WHERE id > $1 ORDER BY id LIMIT 1000", last);
    if (r.empty())
      break;
    for (auto row : r) {
      last = row[0].as<long>();
      sum += row[1].as<long>();
    }
  }
  return sum;
}

// Up the tree.
int good_walk(pqxx::work &tx, int id) {
  int depth = 0;
  for (;;) {
    auto r = tx.exec_params("SELECT parent FROM node WHERE id = $1", id);
    if (r.empty())
      return depth;
    id = r[0][0].as<int>();
    ++depth;
  }
}
