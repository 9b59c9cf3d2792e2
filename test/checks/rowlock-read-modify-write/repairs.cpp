// Where a repair edits, and where it must not: the value is edited where it is
// passed, so that other uses of it keep what they had.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <iostream>
#include <pqxx/pqxx>
#include <string>

void bad_compound(pqxx::work &tx, int id, int n) {
  int stock = tx.exec1("SELECT qty FROM item WHERE id = " + std::to_string(id))[0].as<int>();
  // CHECK-FIXES: stock -= n;
  stock -= n;
  // CHECK-FIXES: tx.exec("UPDATE item SET qty = qty - (" + std::to_string(n) + ") WHERE id = " + std::to_string(id));
  tx.exec("UPDATE item SET qty = " + std::to_string(stock) + " WHERE id = " + std::to_string(id));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'qty' of 'item'
}

int bad_second_use(pqxx::work &tx, int id, int n) {
  auto row = tx.exec_params1("SELECT amount FROM position WHERE id = $1", id);
  // CHECK-FIXES: int total = row[0].as<int>() + n;
  int total = row[0].as<int>() + n;
  std::cout << "now " << total << "\n";
  // CHECK-FIXES: "UPDATE position SET amount = amount + $1 WHERE id = $2", n, id);
  tx.exec_params("UPDATE position SET amount = $1 WHERE id = $2", total, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'amount' of 'position'
  return total;
}

// The total stands in two columns: its placeholder cannot become the change.
void bad_shared_placeholder(pqxx::work &tx, int id, int n) {
  // CHECK-FIXES: "SELECT a FROM t WHERE id = $1 FOR UPDATE"
  int a = tx.exec_params1("SELECT a FROM t WHERE id = $1", id)[0].as<int>();
  tx.exec_params("UPDATE t SET a = $1, copy = $1 WHERE id = $2", a + n, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: {{.*}} of 't'
}

// A text that two statements share is not edited for one of them.
static const char *const Get = "SELECT n FROM counter WHERE id = $1";
static const char *const Set = "UPDATE counter SET n = $1 WHERE id = $2";

void bad_shared_text(pqxx::work &tx, int id) {
  // CHECK-FIXES: exec_params1(Get, id)[0].as<int>();
  int n = tx.exec_params1(Get, id)[0].as<int>();
  // CHECK-FIXES: exec_params(Set, n + 1, id);
  tx.exec_params(Set, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter'
  // CHECK-MESSAGES: note: possible repair: lock the row when it is read (FOR UPDATE)
}

// Not in macros.
#define BUMP(TX, ID)                                                           \
  TX.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n + 1, ID)

void bad_macro(pqxx::work &tx, int id) {
  // CHECK-FIXES: "SELECT n FROM counter WHERE id = $1 FOR UPDATE"
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  BUMP(tx, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter'
}

// Raw text and escapes.
void bad_raw(pqxx::work &tx, int id) {
  auto n = tx.exec_params1("SELECT \"n\" FROM counter WHERE id = $1", id)[0].as<int>();
  // CHECK-FIXES: SET "n" = "n" + $1
  tx.exec_params(R"(
    UPDATE counter
       SET "n" = $1
     WHERE id = $2)", n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-4]]:3: warning: a concurrent change to 'n' of 'counter'
}

// What a lambda captures is spelled at its head: no text to paste.
template <class F> static void eachPosition(pqxx::work &tx, int id, F f) {
  for (auto row : tx.exec_params("SELECT amount FROM position WHERE id = $1", id))
    f(row);
}
void bad_captured(pqxx::work &tx, int id, int more) {
  eachPosition(tx, id, [&](const auto &row) {
    int total = row[0].template as<int>() + more;
    // CHECK-FIXES: "UPDATE position SET amount = $1 WHERE id = $2", total, id);
    tx.exec_params("UPDATE position SET amount = $1 WHERE id = $2", total, id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'amount' of 'position'
  });
}
