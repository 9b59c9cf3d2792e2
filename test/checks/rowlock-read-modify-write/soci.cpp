// SOCI over PostgreSQL, against the stub headers and against the real ones.
// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

using soci::into;
using soci::use;

void bad_increment(soci::session &sql, int id) {
  soci::transaction tr(sql);
  int n = 0;
  // CHECK-FIXES: sql << "SELECT n FROM counter WHERE id = :id FOR UPDATE", use(id), into(n);
  sql << "SELECT n FROM counter WHERE id = :id", use(id), into(n);
  ++n;
  sql << "UPDATE counter SET n = :n WHERE id = :id", use(n), use(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-3]] and this write is overwritten [rowlock-read-modify-write]
  // CHECK-MESSAGES: note: 'n' is read here; nothing locks the row: a transaction alone does not keep others from changing it
  // CHECK-MESSAGES: (on PostgreSQL
  // CHECK-MESSAGES: note: repair: lock the row when it is read (FOR UPDATE)
  tr.commit();
}

void good_relative(soci::session &sql, int id) {
  soci::transaction tr(sql);
  soci::statement st = (sql.prepare << "UPDATE counter SET n = n + 1 WHERE id = :id", use(id));
  st.execute(true);
  if (st.get_affected_rows() != 1)
    throw std::runtime_error("no such counter");
  tr.commit();
}

void good_locked(soci::session &sql, int id) {
  soci::transaction tr(sql);
  int n = 0;
  sql << "SELECT n FROM counter WHERE id = :id FOR UPDATE", use(id), into(n);
  sql << "UPDATE counter SET n = :n WHERE id = :id", use(n + 1), use(id);
  tr.commit();
}

// The value is what the change is computed from where it is passed.
void bad_bound_expression(soci::session &sql, int id, int by) {
  int stock;
  sql << "SELECT stock FROM item WHERE id = :id", into(stock), use(id, "id");
  // CHECK-FIXES: sql << "UPDATE item SET stock = stock - :s WHERE id = :id", use(by, "s"), use(id, "id");
  sql << "UPDATE item SET stock = :s WHERE id = :id", use(stock - by, "s"), use(id, "id");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'stock' of 'item'
}

void good_compare_and_set(soci::session &sql, int id, int by) {
  int stock;
  sql << "SELECT stock FROM item WHERE id = :id", into(stock), use(id);
  int rest = stock - by;
  soci::statement st = (sql.prepare << "UPDATE item SET stock = :n WHERE id = :id AND stock = :o",
                        use(rest), use(id), use(stock));
  st.execute(true);
  if (st.get_affected_rows() == 0)
    throw std::runtime_error("changed meanwhile");
}

// Streamed pieces are part of the text.
void bad_streamed(soci::session &sql, long id, int points) {
  long total = 0;
  sql << "SELECT points FROM player WHERE id = " << id, into(total);
  // CHECK-FIXES: sql << "UPDATE player SET points = points + " << points << " WHERE id = " << id;
  sql << "UPDATE player SET points = " << total + points << " WHERE id = " << id;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'points' of 'player'
}

void good_streamed(soci::session &sql, long id, int points) {
  sql << "UPDATE player SET points = points + " << points << " WHERE id = " << id;
}

void bad_once(soci::session &sql, const std::string &name) {
  soci::indicator ind = soci::i_ok;
  double balance = 0;
  sql.once << "SELECT balance FROM account WHERE owner = :o", into(balance, ind), use(name);
  if (ind == soci::i_null)
    balance = 0;
  sql.once << "UPDATE account SET balance = :b WHERE owner = :o", use(balance * 1.05), use(name);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'account'
}

// An object that rows are mapped to.
struct Person {
  int id = 0;
  std::string name;
  int visits = 0;
};

namespace soci {
template <> struct type_conversion<Person> {
  typedef values base_type;
  static void from_base(values const &v, indicator, Person &p) {
    p.id = v.get<int>("id");
    p.name = v.get<std::string>("name");
    p.visits = v.get<int>("visits", 0);
  }
  static void to_base(Person const &p, values &v, indicator &ind) {
    v.set("id", p.id);
    v.set("name", p.name);
    v.set("visits", p.visits);
    ind = i_ok;
  }
};
} // namespace soci

void bad_mapped(soci::session &sql, int id) {
  Person p;
  sql << "SELECT * FROM person WHERE id = :id", use(id), into(p);
  p.visits += 1;
  sql << "UPDATE person SET visits = :visits WHERE id = :id", use(p);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'visits' of 'person'
}

void good_mapped_insert(soci::session &sql, int id) {
  Person p;
  sql << "SELECT * FROM person WHERE id = :id", use(id), into(p);
  p.visits += 1;
  sql << "INSERT INTO person_log(id, name, visits) VALUES(:id, :name, :visits)", use(p);
}

void good_mapped_locked(soci::session &sql, int id) {
  soci::transaction tr(sql);
  Person p;
  sql << "SELECT * FROM person WHERE id = :id FOR UPDATE", use(id), into(p);
  p.visits += 1;
  sql << "UPDATE person SET visits = :visits WHERE id = :id", use(p);
  tr.commit();
}

void bad_rowset(soci::session &sql) {
  soci::rowset<soci::row> rows = (sql.prepare << "SELECT id, price FROM product WHERE price < 100");
  for (soci::row const &r : rows) {
    int id = r.get<int>(0);
    double price = r.get<double>("price");
    sql << "UPDATE product SET price = :p WHERE id = :i", use(price * 1.2), use(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'price' of 'product'
  }
}

void good_rowset(soci::session &sql) {
  soci::rowset<soci::row> rows = (sql.prepare << "SELECT id, price FROM product WHERE price < 100");
  for (soci::row const &r : rows)
    sql << "INSERT INTO price_log(product, price) VALUES(:i, :p)", use(r.get<int>(0)), use(r.get<double>(1));
}

void bad_iterator(soci::session &sql) {
  soci::rowset<Person> people = (sql.prepare << "SELECT id, name, visits FROM person");
  for (soci::rowset<Person>::const_iterator it = people.begin(); it != people.end(); ++it) {
    soci::row r;
    int wins = 0, id = it->id;
    sql << "SELECT wins, losses FROM score WHERE person = :p", use(id), into(r);
    r >> wins;
    sql << "UPDATE score SET wins = :w WHERE person = :p", use(wins + 1), use(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'wins' of 'score'
  }
}

// Prepared by hand, and run many times.
void bad_prepared(soci::session &sql, std::vector<int> const &ids) {
  int id = 0;
  long hits = 0;
  soci::statement get = (sql.prepare << "SELECT hits FROM page WHERE id = :id", use(id), into(hits));
  soci::statement set(sql);
  set.exchange(use(hits));
  set.exchange(use(id));
  set.alloc();
  set.prepare("UPDATE page SET hits = :h WHERE id = :id");
  set.define_and_bind();
  for (int each : ids) {
    id = each;
    get.execute(true);
    hits = hits + 10;
    set.execute(true);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'hits' of 'page'
  }
}

void good_prepared(soci::session &sql, std::vector<int> const &ids) {
  int id = 0;
  soci::statement set = (sql.prepare << "UPDATE page SET hits = hits + 10 WHERE id = :id", use(id));
  for (int each : ids) {
    id = each;
    set.execute(true);
  }
}

void bad_fetch(soci::session &sql) {
  int id, level;
  soci::statement st = (sql.prepare << "SELECT id, level FROM tank", into(id), into(level));
  st.execute();
  while (st.fetch())
    sql << "UPDATE tank SET level = :l WHERE id = :i", use(level - 1), use(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'level' of 'tank'
}

// begin() and commit() of the session itself.
void bad_session_transaction(soci::session &sql, int from, int amount) {
  sql.begin();
  int balance = 0;
  sql << "SELECT balance FROM account WHERE id = :id", into(balance), use(from);
  if (!sql.got_data() || balance < amount) {
    sql.rollback();
    return;
  }
  balance -= amount;
  sql << "UPDATE account SET balance = :b WHERE id = :id", use(balance), use(from);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'balance' of 'account'
  sql.commit();
}

void good_session_transaction(soci::session &sql, int from, int amount) {
  sql.begin();
  int balance = 0;
  sql << "SELECT balance FROM account WHERE id = :id FOR UPDATE", into(balance), use(from);
  if (!sql.got_data() || balance < amount) {
    sql.rollback();
    return;
  }
  balance -= amount;
  sql << "UPDATE account SET balance = :b WHERE id = :id", use(balance), use(from);
  sql.commit();
}

void good_serializable(soci::session &sql, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      soci::transaction tr(sql);
      sql << "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE";
      int n = 0;
      sql << "SELECT n FROM counter WHERE id = :id", use(id), into(n);
      sql << "UPDATE counter SET n = :n WHERE id = :id", use(n + 1), use(id);
      tr.commit();
      return;
    } catch (soci::soci_error const &) {
    }
  }
}

void good_other_row(soci::session &sql, int from, int to) {
  int n = 0;
  sql << "SELECT n FROM counter WHERE id = :id", use(from), into(n);
  sql << "UPDATE counter SET n = :n WHERE id = :id", use(n + 1), use(to);
}

void good_absolute(soci::session &sql, int id, int n) {
  std::string label;
  sql << "SELECT label FROM counter WHERE id = :id", use(id), into(label);
  sql << "UPDATE counter SET n = :n WHERE id = :id", use(n), use(id);
}

// A repository over a pool.
class WalletRepository {
public:
  explicit WalletRepository(soci::connection_pool &pool) : pool_(pool) {}

  void bad_deposit(long wallet, long cents) {
    soci::session sql(pool_);
    sql << "UPDATE wallet SET cents = :c WHERE id = :id", use(load(sql, wallet) + cents), use(wallet);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'cents' of 'wallet'
  }

  void good_deposit(long wallet, long cents) {
    soci::session sql(pool_);
    sql << "UPDATE wallet SET cents = cents + :c WHERE id = :id", use(cents), use(wallet);
  }

private:
  static long load(soci::session &sql, long wallet) {
    long cents = 0;
    sql << "SELECT cents FROM wallet WHERE id = :id", into(cents), use(wallet);
    return cents;
  }

  soci::connection_pool &pool_;
};

// A data access object that loads and saves.
struct Seat {
  int id = 0;
  int sold = 0;
};

class SeatDao {
public:
  explicit SeatDao(std::shared_ptr<soci::session> sql) : sql_(std::move(sql)) {}

  Seat find(int id) {
    Seat s;
    s.id = id;
    *sql_ << "SELECT sold FROM seat WHERE id = :id", use(id), into(s.sold);
    return s;
  }
  void save(Seat const &s) {
    *sql_ << "UPDATE seat SET sold = :sold WHERE id = :id", use(s.sold), use(s.id);
  }

  void bad_sell(int id) {
    Seat s = find(id);
    s.sold++;
    save(s);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'sold' of 'seat'
  }

  void good_sell(int id) {
    soci::statement st = (sql_->prepare << "UPDATE seat SET sold = sold + 1 WHERE id = :id AND sold < 300", use(id));
    st.execute(true);
    if (st.get_affected_rows() == 0)
      throw std::runtime_error("sold out");
  }

private:
  std::shared_ptr<soci::session> sql_;
};

// A helper that binds whatever it is given.
template <typename... Inputs>
void run(soci::session &sql, std::string const &text, Inputs const &...inputs) {
  soci::statement st(sql);
  (st.exchange(use(inputs)), ...);
  st.alloc();
  st.prepare(text);
  st.define_and_bind();
  st.execute(true);
}

template <typename T>
T scalar(soci::session &sql, std::string const &text, int key) {
  T value{};
  sql << text, use(key), into(value);
  return value;
}

void bad_helpers(soci::session &sql, int id) {
  int n = scalar<int>(sql, "SELECT qty FROM shelf WHERE id = :id", id);
  run(sql, "UPDATE shelf SET qty = :q WHERE id = :id", n - 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'qty' of 'shelf'
}

void good_helpers(soci::session &sql, int id) {
  run(sql, "UPDATE shelf SET qty = qty - 1 WHERE id = :id", id);
}

// The unit of work commits; what it runs is passed to it.
class UnitOfWork {
public:
  explicit UnitOfWork(soci::session &sql) : sql_(sql) {}
  template <typename F> void operator()(F &&work) {
    soci::transaction tr(sql_);
    work(sql_);
    tr.commit();
  }

private:
  soci::session &sql_;
};

void bad_unit_of_work(soci::session &sql, int id) {
  UnitOfWork in(sql);
  in([&](soci::session &s) {
    int seq = 0;
    s << "SELECT next FROM sequence WHERE id = :id", use(id), into(seq);
    s << "UPDATE sequence SET next = :n WHERE id = :id", use(seq + 1), use(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'next' of 'sequence'
  });
}

void good_unit_of_work(soci::session &sql, int id) {
  UnitOfWork in(sql);
  in([&](soci::session &s) {
    int seq = 0;
    s << "SELECT next FROM sequence WHERE id = :id FOR UPDATE", use(id), into(seq);
    s << "UPDATE sequence SET next = :n WHERE id = :id", use(seq + 1), use(id);
  });
}
