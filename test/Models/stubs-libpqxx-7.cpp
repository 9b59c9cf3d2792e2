// The stub compiles this.
// RUN: %clangxx -std=c++17 -fsyntax-only -Wall -Werror \
// RUN:   -isystem %S/../stubs/pqxx-7 %s

#include <iostream>
#include <pqxx/pqxx>
#include <stdexcept>

void bad_increment(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1",
                              pqxx::params{id});
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n + 1, id})
      .no_rows();
  tx.commit();
}

void good_increment(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  auto r =
      tx.exec("UPDATE counter SET n = n + 1 WHERE id = $1", pqxx::params{id});
  if (r.affected_rows() != 1)
    throw std::runtime_error("no such counter");
  tx.commit();
}

void every_form(pqxx::connection &c, const std::string &name) {
  c.prepare("find", "SELECT n, name FROM counter WHERE id = $1");
  pqxx::transaction<pqxx::isolation_level::repeatable_read,
                    pqxx::write_policy::read_only>
      strict{c, "strict"};
  pqxx::nontransaction direct{c};
  pqxx::work tx{c};
  pqxx::subtransaction sub{tx, "inner"};
  using pqxx::operator""_zv;
  auto r = sub.exec(pqxx::prepped{"find"}, pqxx::params{1, name});
  sub.exec(pqxx::prepped{"find"_zv});
  sub.exec("SELECT 1 FROM t WHERE a = " + tx.quote(name));
  tx.exec_params1("SELECT $1", name)[0].as<int>();
  tx.exec_prepared0("find", 1);
  pqxx::params list;
  list.append(1);
  list.append(name);
  list.append();
  list.append_multi(std::string("ab"));
  for (auto [id, text] : tx.query<int, std::string>("SELECT 1, 'a'"))
    std::cout << id << text;
  for (auto [id] : tx.stream<int>("SELECT 1"))
    std::cout << id;
  tx.for_query("SELECT 1", [](int id) { std::cout << id; });
  auto [a, b] = tx.query1<int, int>("SELECT 1, 2");
  if (auto maybe = tx.query01<int>("SELECT 1"))
    std::cout << std::get<0>(*maybe) << a << b;
  if (auto row = r.opt_row())
    std::cout << (*row)["n"].as<int>() << row->at(0).view();
  int n = 0;
  if (r.one_row()[0].to(n, 5) && r.one_field().get<int>())
    std::cout << n << r.at(0, 1).c_str() << r[0]["n"].as<int>(3);
  for (auto [x, y] : r.iter<int, int>())
    std::cout << x << y;
  auto [p, q] = r.front().as<int, int>();
  std::cout << p << q << r.expect_rows(1).size();
  sub.abort();
  tx.conn().prepare("x", "SELECT 2");
}

int retried(pqxx::connection &c) {
  try {
    return pqxx::perform([&c] {
      pqxx::work tx{c};
      tx.exec0("UPDATE t SET a = 1");
      tx.commit();
      return 1;
    });
  } catch (const pqxx::sql_error &e) {
    std::cerr << e.sqlstate();
    throw;
  }
}
