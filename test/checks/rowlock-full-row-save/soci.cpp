// Rows that are saved as a whole by SOCI, against the stub headers and the real
// ones.
// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using soci::into;
using soci::use;

//===--- Variables --------------------------------------------------------===//

void bad_rename(soci::session &sql, int id, const std::string &name) {
  std::string street, city;
  sql << "SELECT street, city FROM branch WHERE id = :id", use(id), into(street), into(city);
  sql << "UPDATE branch SET name = :n, street = :s, city = :c WHERE id = :id", use(name), use(street), use(city), use(id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'street' and 'city' of 'branch' as line [[#@LINE-2]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

void good_rename(soci::session &sql, int id, const std::string &name) {
  sql << "UPDATE branch SET name = :n WHERE id = :id", use(name), use(id);
}

void good_rename_locked(soci::session &sql, int id, const std::string &name) {
  soci::transaction tr(sql);
  std::string street, city;
  sql << "SELECT street, city FROM branch WHERE id = :id FOR UPDATE", use(id), into(street), into(city);
  sql << "UPDATE branch SET name = :n, street = :s, city = :c WHERE id = :id", use(name), use(street), use(city), use(id);
  tr.commit();
}

// NULL or not, it was not changed here.
void bad_indicator(soci::session &sql, int id, int limit) {
  soci::transaction tr(sql);
  std::string manager;
  soci::indicator ind;
  // CHECK-FIXES: sql << "SELECT manager FROM branch WHERE id = :id FOR UPDATE", use(id), into(manager, ind);
  sql << "SELECT manager FROM branch WHERE id = :id", use(id), into(manager, ind);
  soci::statement st = (sql.prepare << "UPDATE branch SET cash_limit = :l, manager = :m WHERE id = :id", use(limit), use(manager, ind), use(id));
  st.execute(true);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'manager' of 'branch' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  tr.commit();
}

// Streams in the order of the columns.
void bad_row(soci::session &sql, int id, int floors) {
  soci::row r;
  sql << "SELECT name, built FROM house WHERE id = :id", use(id), into(r);
  std::string name = r.get<std::string>(0);
  int built = r.get<int>("built");
  sql << "UPDATE house SET name = :n, built = :b, floors = :f WHERE id = :id", use(name, "n"), use(built, "b"), use(floors, "f"), use(id, "id");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'built' of 'house' as line [[#@LINE-4]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

// What is carried over is another house's.
void good_from_another(soci::session &sql, int id, int model) {
  int built = 0, floors = 0;
  sql << "SELECT built, floors FROM house WHERE id = :id", use(model), into(built), into(floors);
  sql << "UPDATE house SET built = :b, floors = :f WHERE id = :id", use(built), use(floors), use(id);
}

//===--- Objects ----------------------------------------------------------===//

struct Customer {
  int id = 0;
  std::string name;
  std::string mail;
  int rating = 0;
  int version = 0;
};
namespace soci {
template <> struct type_conversion<Customer> {
  typedef values base_type;
  static void from_base(values const &v, indicator, Customer &c) {
    c.id = v.get<int>("ID");
    c.name = v.get<std::string>("NAME");
    c.mail = v.get<std::string>("MAIL", "");
    c.rating = v.get<int>("RATING");
    c.version = v.get<int>("VERSION");
  }
  static void to_base(Customer const &c, values &v, indicator &ind) {
    v.set("ID", c.id);
    v.set("NAME", c.name);
    v.set("MAIL", c.mail, c.mail.empty() ? i_null : i_ok);
    v.set("RATING", c.rating);
    v.set("VERSION", c.version);
    ind = i_ok;
  }
};
} // namespace soci

void bad_rate(soci::session &sql, int id, int rating) {
  Customer c;
  sql << "SELECT * FROM customer WHERE id = :id", use(id), into(c);
  if (!sql.got_data())
    throw std::out_of_range("no such customer");
  c.rating = rating;
  sql << "UPDATE customer SET name = :NAME, mail = :MAIL, rating = :RATING WHERE id = :ID", use(c);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'mail' of 'customer' as line [[#@LINE-5]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

void good_rate(soci::session &sql, int id, int rating) {
  Customer c;
  sql << "SELECT * FROM customer WHERE id = :id", use(id), into(c);
  if (c.rating != rating)
    sql << "UPDATE customer SET rating = :r WHERE id = :id", use(rating), use(id);
}

bool good_rate_by_version(soci::session &sql, int id, int rating) {
  Customer c;
  sql << "SELECT * FROM customer WHERE id = :id", use(id), into(c);
  c.rating = rating;
  soci::statement st = (sql.prepare << "UPDATE customer SET name = :NAME, mail = :MAIL, rating = :RATING, version = version + 1 WHERE id = :ID AND version = :VERSION", use(c));
  st.execute(true);
  return st.get_affected_rows() == 1;
}

void good_enter(soci::session &sql, const std::string &name, const std::string &mail) {
  Customer c;
  c.name = name;
  c.mail = mail;
  sql << "INSERT INTO customer (name, mail, rating) VALUES (:NAME, :MAIL, :RATING)", use(c);
}

class Customers {
public:
  explicit Customers(soci::session &sql) : sql(sql) {}
  std::optional<Customer> find(int id) const {
    Customer c;
    sql << "SELECT id, name, mail, rating, version FROM customer WHERE id = :id", use(id), into(c);
    if (!sql.got_data())
      return {};
    return c;
  }
  Customer lock(int id) const {
    Customer c;
    sql << "SELECT id, name, mail, rating, version FROM customer WHERE id = :id FOR NO KEY UPDATE", use(id), into(c);
    return c;
  }
  void save(const Customer &c) {
    sql << "UPDATE customer SET name = :NAME, mail = :MAIL, rating = :RATING WHERE id = :ID", use(c);
  }
  std::vector<Customer> withoutMail() const {
    std::vector<Customer> all;
    soci::rowset<Customer> rows = (sql.prepare << "SELECT * FROM customer WHERE mail IS NULL");
    for (const Customer &each : rows)
      all.push_back(each);
    return all;
  }

private:
  soci::session &sql;
};

void bad_new_mail(soci::session &sql, int id, const std::string &mail) {
  soci::transaction tr(sql);
  Customers customers(sql);
  auto customer = customers.find(id);
  if (!customer)
    return;
  customer->mail = mail;
  customers.save(*customer);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'rating' of 'customer' as line [[#@LINE-5]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  tr.commit();
}

void good_new_mail(soci::session &sql, int id, const std::string &mail) {
  soci::transaction tr(sql);
  Customers customers(sql);
  Customer customer = customers.lock(id);
  customer.mail = mail;
  customers.save(customer);
  tr.commit();
}

// Whoever loaded it is to answer.
void good_handed_in(soci::session &sql, Customer customer, int rating) {
  customer.rating = rating;
  Customers(sql).save(customer);
}

void bad_all_in_a_loop(soci::session &sql, const std::string &domain) {
  Customers customers(sql);
  for (Customer &each : customers.withoutMail()) {
    each.mail = each.name + "@" + domain;
    customers.save(each);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'mail' of 'customer' is computed from 'name', as line [[#@LINE-3]] read it: a concurrent change in between is missed [rowlock-read-modify-write]
  }
}
