// Virtual functions: the only one, the one of a known object, each of a few.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

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

struct Store {
  virtual ~Store() = default;
  virtual long get(int id) = 0;
  virtual void set(int id, long n) = 0;
};
class PgStore : public Store {
public:
  explicit PgStore(pqxx::work &tx) : tx_(tx) {}
  long get(int id) override { return tx_.exec_params1(Read, id)[0].as<long>(); }
  void set(int id, long n) override { tx_.exec_params0(Write, n, id); }
private:
  pqxx::work &tx_;
};
void bad_only(Store &s, int id) {
  s.set(id, s.get(id) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_only(Store &s, int id) {
  s.set(id + 1, s.get(id) + 1);
}
// two overriders; dynamic type known
struct Reader {
  virtual ~Reader() = default;
  virtual long get(pqxx::work &tx, int id) = 0;
};
struct Plain : Reader {
  long get(pqxx::work &tx, int id) override { return tx.exec_params1(Read, id)[0].as<long>(); }
};
struct LockedReader : Reader {
  long get(pqxx::work &tx, int id) override { return tx.exec_params1(Locked, id)[0].as<long>(); }
};
void bad_known(pqxx::work &tx, int id) {
  std::unique_ptr<Reader> r = std::make_unique<Plain>();
  long n = r->get(tx, id);
  tx.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
void good_known(pqxx::work &tx, int id) {
  std::unique_ptr<Reader> r = std::make_unique<LockedReader>();
  long n = r->get(tx, id);
  tx.exec_params0(Write, n + 1, id);
}
static void add(Reader &r, pqxx::work &tx, int id) {
  long n = r.get(tx, id);
  tx.exec_params0(Write, n + 1, id);
}
void good_passed(pqxx::work &tx, int id) {
  LockedReader l;
  add(l, tx, id);
}
class Service {
public:
  explicit Service(pqxx::work &tx) : tx_(tx), reader_(new LockedReader()) {}
  void add(int id) {
    long n = reader_->get(tx_, id);
    tx_.exec_params0(Write, n + 1, id);
  }
private:
  pqxx::work &tx_;
  std::unique_ptr<Reader> reader_;
};
class BadService {
public:
  explicit BadService(pqxx::work &tx) : tx_(tx), reader_(std::make_unique<Plain>()) {}
  void add(int id) {
    long n = reader_->get(tx_, id);
    tx_.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
  }
private:
  pqxx::work &tx_;
  std::unique_ptr<Reader> reader_;
};
// several, unknown: alternatives
struct Either { virtual ~Either() = default; virtual long get(pqxx::work &tx, int id) = 0; };
struct A : Either { long get(pqxx::work &tx, int id) override { return tx.exec_params1(Locked, id)[0].as<long>(); } };
struct B : Either { long get(pqxx::work &tx, int id) override { return tx.exec_params1("SELECT n FROM counter WHERE id = $1 FOR NO KEY UPDATE", id)[0].as<long>(); } };
void good_either(Either &e, pqxx::work &tx, int id) {
  long n = e.get(tx, id);
  tx.exec_params0(Write, n + 1, id);
}
struct Either2 { virtual ~Either2() = default; virtual long get(pqxx::work &tx, int id) = 0; };
struct A2 : Either2 { long get(pqxx::work &tx, int id) override { return tx.exec_params1(Read, id)[0].as<long>(); } };
struct B2 : Either2 { long get(pqxx::work &tx, int id) override { return tx.exec_params1("SELECT n FROM counter WHERE id = $1 AND n > 0", id)[0].as<long>(); } };
void bad_either(Either2 &e, pqxx::work &tx, int id) {
  long n = e.get(tx, id);
  tx.exec_params0(Write, n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 'counter'
}
// template method: base calls virtual on this
class Job {
public:
  virtual ~Job() = default;
  void run(pqxx::work &tx, int id) { long n = read(tx, id); tx.exec_params0(Write, n + 1, id); }
protected:
  virtual long read(pqxx::work &tx, int id) = 0;
};
class SafeJob : public Job {
protected:
  long read(pqxx::work &tx, int id) override { return tx.exec_params1(Locked, id)[0].as<long>(); }
};
void good_job(pqxx::work &tx, int id) { SafeJob j; j.run(tx, id); }
