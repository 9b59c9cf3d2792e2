// The stub compiles this, and so does the real header: see stubs-real.test.
// RUN: %clangxx -std=c++17 -fsyntax-only -Wall -Werror \
// RUN:   -isystem %S/../stubs/pqxx-6 %s

#include <iostream>
#include <mutex>
#include <pqxx/pqxx>
#include <stdexcept>

void bad_increment(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  int n =
      tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  tx.commit();
}

void good_increment(pqxx::connection &c, int id) {
  pqxx::work tx{c};
  pqxx::result r =
      tx.exec_params("UPDATE counter SET n = n + 1 WHERE id = $1", id);
  if (r.affected_rows() != 1)
    throw std::runtime_error("no such counter");
  tx.commit();
}

void every_form(pqxx::connection &c, const std::string &name) {
  c.prepare("find", "SELECT n, name FROM counter WHERE id = $1");
  pqxx::transaction<pqxx::serializable, pqxx::read_only> strict{c, "strict"};
  pqxx::nontransaction direct{c};
  pqxx::work tx{c};
  pqxx::subtransaction sub{tx, "inner"};
  pqxx::result r = sub.exec("SELECT 1 FROM t WHERE a = " + tx.quote(name));
  for (const auto &row : r) {
    int n;
    std::string text;
    if (row["n"].to(n) && row[1] >> text && !row.front().is_null())
      std::cout << n << text << row.at(0).c_str() << row[0].as<int>(0);
  }
  for (auto row = r.begin(); row != r.end(); ++row)
    for (const auto &field : *row)
      std::cout << field << row->size() << row[0].as<std::string>();
  sub.exec_prepared("find", 1, name);
  tx.exec_prepared_n(1, "find", 2);
  tx.prepared("find")(1)(name).exec();
  tx.parameterized("SELECT $1")(1).exec();
  tx.exec_n(1, "SELECT 1").front().front().c_str();
  sub.commit();
  tx.conn().prepare("SELECT 2");
  pqxx::read_transaction reader{c};
  pqxx::robusttransaction<> robust{c};
}

int retried(pqxx::connection &c) {
  try {
    return pqxx::perform([&] {
      pqxx::work tx{c};
      tx.exec0("UPDATE t SET a = 1");
      tx.commit();
      return 1;
    });
  } catch (const pqxx::unique_violation &e) {
    std::cerr << e.sqlstate() << e.query();
  } catch (const pqxx::serialization_failure &) {
  } catch (const pqxx::sql_error &) {
    throw;
  }
  return 0;
}
