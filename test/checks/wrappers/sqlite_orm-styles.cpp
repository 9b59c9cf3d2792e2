// Five teams, one library: fresh functions in the style of each.
// RUN: %check %s -- -isystem %stubs/sqlite_orm
// RUN: %if sqlite_orm %{ %check %s -- -isystem %sqlite-orm %}
#include <sqlite_orm/sqlite_orm.h>
#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace orm = sqlite_orm;

namespace warehouse {
struct Base { long long id = 0; };
struct Product : Base { std::string sku; int stock = 0; double price = 0; bool active = true; };
struct Reservation { int id = 0; long long product = 0; int quantity = 0; std::string state; };
enum class State { Open, Done };
struct Job { int id = 0; std::string payload; int attempts = 0; std::optional<std::string> worker; };

inline auto makeStorage(const std::string &path) {
  using namespace sqlite_orm;
  return make_storage(path,
    make_table<Product>("products",
      make_column("id", &Product::id, primary_key().autoincrement()),
      make_column("sku", &Product::sku, unique()),
      make_column("stock", &Product::stock), make_column("price", &Product::price), make_column("active", &Product::active)),
    make_table("reservations",
      make_column("id", &Reservation::id, primary_key()), make_column("product_id", &Reservation::product),
      make_column("qty", &Reservation::quantity), make_column("state", &Reservation::state)),
    make_table("jobs", make_column("id", &Job::id, primary_key()), make_column("payload", &Job::payload),
      make_column("attempts", &Job::attempts), make_column("worker", &Job::worker)));
}
using Storage = decltype(makeStorage({}));

// Team 1: a repository template over the entity.
template <class T> class Repository {
public:
  explicit Repository(std::shared_ptr<Storage> s) : storage_(std::move(s)) {}
  std::optional<T> find(long long id) { return storage_->get_optional<T>(id); }
  void save(const T &t) { storage_->update(t); }
  Storage &storage() { return *storage_; }
private:
  std::shared_ptr<Storage> storage_;
};

void bad_restock(Repository<Product> &repo, long long id, int n) {
  auto p = repo.find(id);
  if (!p) return;
  p->stock += n;
  repo.save(*p);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'stock' of 'products' between line [[#@LINE-4]] and this write is overwritten [rowlock-read-modify-write]
}

void good_restock(Repository<Product> &repo, long long id, int n) {
  using namespace sqlite_orm;
  repo.storage().update_all(set(c(&Product::stock) = c(&Product::stock) + n), where(column<Product>(&Product::id) == id));
}

// Team 2: a service with a mutex and a member storage reference.
class Stock {
public:
  explicit Stock(Storage &s) : s(s) {}
  bool bad_take(long long id, int n) {
    auto p = s.get<Product>(id);
    if (p.stock < n) return false;
    p.stock -= n;
    s.update(p);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'stock' of 'products' between line [[#@LINE-4]] and this write is overwritten [rowlock-read-modify-write]
    return true;
  }
  bool good_take(long long id, int n) {
    bool ok = false;
    auto g = s.immediate_transaction_guard();
    auto p = s.get<Product>(id);
    if (p.stock >= n) {
      p.stock -= n;
      s.update(p);
      ok = true;
    }
    g.commit();
    return ok;
  }
  bool good_take_mutex(long long id, int n) {
    std::lock_guard<std::mutex> lock(m);
    auto p = s.get<Product>(id);
    if (p.stock < n) return false;
    p.stock -= n;
    s.update(p);
    return true;
  }
  bool good_take_atomic(long long id, int n) {
    using namespace sqlite_orm;
    auto g = s.immediate_transaction_guard();
    s.update_all(set(assign(&Product::stock, sub(&Product::stock, n))),
                 where(and_(eq(&Product::id, id), ge(&Product::stock, n))));
    const auto changed = s.changes();
    g.commit();
    return changed > 0;
  }
private:
  Storage &s;
  std::mutex m;
};

// Team 3: a job queue.
std::optional<Job> bad_claim(Storage &s, const std::string &me) {
  using namespace sqlite_orm;
  auto jobs = s.get_all<Job>(where(is_null(&Job::worker)), order_by(&Job::id), limit(1));
  if (jobs.empty()) return std::nullopt;
  Job job = std::move(jobs.front());
  job.worker = me;
  s.update(job);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this save puts back 'payload' and 'attempts' of 'jobs' as line [[#@LINE-5]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  return job;
}

std::optional<Job> good_claim(Storage &s, const std::string &me) {
  using namespace sqlite_orm;
  auto guard = s.immediate_transaction_guard();
  auto jobs = s.get_all<Job>(where(is_null(&Job::worker)), order_by(&Job::id), limit(1));
  if (jobs.empty()) return std::nullopt;
  Job job = jobs.front();
  s.update_all(set(c(&Job::worker) = me), where(c(&Job::id) == job.id));
  guard.commit();
  return job;
}

bool good_claim_cas(Storage &s, int id, const std::string &me) {
  using namespace sqlite_orm;
  auto job = s.get_pointer<Job>(id);
  if (!job || job->worker) return false;
  auto guard = s.immediate_transaction_guard();
  s.update_all(set(c(&Job::worker) = me), where(c(&Job::id) == id && is_null(&Job::worker)));
  bool mine = s.changes() == 1;
  guard.commit();
  return mine;
}

void bad_attempt(Storage &s, int id) {
  using namespace sqlite_orm;
  for (auto &[attempts, payload] : s.select(columns(&Job::attempts, &Job::payload), where(c(&Job::id) == id))) {
    std::cout << payload << '\n';
    s.update_all(set(c(&Job::attempts) = attempts + 1), where(c(&Job::id) == id));
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'attempts' of 'jobs' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  }
}

// Team 4: free functions, word operators, lambdas.
void bad_discount(Storage &s, double factor) {
  s.transaction([&s, factor]() -> bool {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'products' in line [[@LINE+1]] and writes 'products' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    for (auto &p : s.iterate<Product>(orm::where(orm::c(&Product::active) == true))) {
      p.price = p.price * factor;
      s.update(p);
    }
    return true;
  });
}

void good_discount(Storage &s, double factor) {
  s.update_all(orm::set(orm::c(&Product::price) = orm::c(&Product::price) * factor),
               orm::where(orm::c(&Product::active) == true));
}

void bad_deactivate(Storage &s, const std::string &sku) {
  auto found = s.get_all<Product>(orm::where(orm::c(&Product::sku) == sku));
  for (auto it = found.begin(); it != found.end(); ++it) {
    it->active = false;
    s.update(*it);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this save puts back 'sku', 'stock' and 'price' of 'products' as line [[#@LINE-4]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  }
}

void good_deactivate(Storage &s, const std::string &sku) {
  s.update_all(orm::set(orm::assign(&Product::active, false)), orm::where(orm::is_equal(&Product::sku, sku)));
}

int bad_get_or_create(Storage &s, const std::string &sku) {
  auto ids = s.select(&Product::id, orm::where(orm::c(&Product::sku) == sku));
  if (!ids.empty())
    return ids.front();
  Product p;
  p.sku = sku;
  return s.insert(p);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: two callers can both find no row of 'products' with this 'sku' and both insert one [rowlock-check-then-act]
}

int good_get_or_create(Storage &s, const std::string &sku) {
  using namespace sqlite_orm;
  s.insert(into<Product>(), columns(&Product::sku), values(std::make_tuple(sku)), on_conflict(&Product::sku).do_nothing());
  return s.select(&Product::id, where(c(&Product::sku) == sku)).at(0);
}

int good_get_or_create_caught(Storage &s, const std::string &sku) {
  using namespace sqlite_orm;
  auto ids = s.select(&Product::id, where(c(&Product::sku) == sku));
  if (!ids.empty()) return ids.front();
  try {
    Product p;
    p.sku = sku;
    return s.insert(p);
  } catch (const std::system_error &) {
    return s.select(&Product::id, where(c(&Product::sku) == sku)).at(0);
  }
}

void bad_reserve(Storage &s, long long product, int n) {
  using namespace sqlite_orm;
  auto taken = s.sum(&Reservation::quantity, where(c(&Reservation::product) == product));
  auto p = s.get<Product>(product);
  if ((taken ? *taken : 0) + n > p.stock) throw std::runtime_error("sold out");
  s.insert(Reservation{0, product, n, "open"});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: two callers can both find room in 'reservations' and both add to it: together they exceed the limit [rowlock-check-then-act]
}

void good_reserve(Storage &s, long long product, int n) {
  using namespace sqlite_orm;
  s.begin_exclusive_transaction();
  auto taken = s.sum(&Reservation::quantity, where(c(&Reservation::product) == product));
  auto p = s.get<Product>(product);
  if ((taken ? *taken : 0) + n > p.stock) { s.rollback(); throw std::runtime_error("sold out"); }
  s.insert(Reservation{0, product, n, "open"});
  s.commit();
}

void bad_confirm(Storage &s, int id) {
  auto r = s.get_pointer<Reservation>(id);
  if (!r) throw std::out_of_range("reservation");
  switch (r->state == "open" ? State::Open : State::Done) {
  case State::Open:
    r->state = "done";
    s.update(*r);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this save puts back 'product_id' and 'qty' of 'reservations' as line [[#@LINE-6]] read it: a concurrent change in between is lost [rowlock-full-row-save]
    break;
  case State::Done:
    break;
  }
}

void good_report(Storage &s) {
  int total = 0;
  for (const auto &p : s.get_all<Product>()) total += p.stock;
  std::cout << total << '\n';
}

void good_copy_product(Storage &s, long long id) {
  auto p = s.get<Product>(id);
  p.sku += "-copy";
  p.id = s.insert(p);
}

// Team 5: edit forms.
struct Form { long long id; std::string sku; int stock; double price; bool active; };
void good_form(Storage &s, const Form &f) {
  Product p;
  p.id = f.id; p.sku = f.sku; p.stock = f.stock; p.price = f.price; p.active = f.active;
  s.update(p);
}
void bad_form(Storage &s, const Form &f) {
  auto p = s.get<Product>(f.id);
  p.sku = f.sku;
  p.price = f.price;
  s.update(p);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this save puts back 'stock' and 'active' of 'products' as line [[#@LINE-4]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}
} // namespace warehouse
