// A class derived from a library's transaction is the transaction.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6

#include <SQLiteCpp/SQLiteCpp.h>
#include <functional>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <utility>

static constexpr const char *Read = "SELECT n FROM counter WHERE id = $1";
static constexpr const char *Locked = "SELECT n FROM counter WHERE id = $1 FOR UPDATE";
static constexpr const char *Write = "UPDATE counter SET n = $1 WHERE id = $2";

class MyWork : public pqxx::work {
public:
  explicit MyWork(pqxx::connection &c) : pqxx::work(c) { exec("LOCK TABLE counter IN EXCLUSIVE MODE"); }
  long get(int id) { return exec_params1(Read, id)[0].as<long>(); }
  void set(int id, long n) { exec_params0(Write, n, id); }
};
class PlainWork : public pqxx::work {
public:
  explicit PlainWork(pqxx::connection &c) : pqxx::work(c), calls_(0) {}
  long get(int id) { ++calls_; return exec_params1(Read, id)[0].as<long>(); }
  void set(int id, long n) { this->exec_params0(Write, n, id); }
private:
  int calls_;
};
void good_work(pqxx::connection &c, int id) {
  MyWork tx(c);
  tx.set(id, tx.get(id) + 1);
  tx.commit();
}
void bad_work(pqxx::connection &c, int id) {
  PlainWork tx(c);
  tx.set(id, tx.get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  tx.commit();
}
