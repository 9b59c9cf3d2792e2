// That there is no row is told by an exception of the library: which exception
// leads to the handler is not followed back to the read.
// XFAIL: *
// RUN: %check %s -- -isystem %stubs/pqxx-6
#include <pqxx/pqxx>
#include <string>

long bad_found_by_exception(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  long id = 0;
  try {
    id = tx.exec_params1("SELECT id FROM account WHERE mail = $1", mail)[0].as<long>();
  } catch (const pqxx::unexpected_rows &) {
    id = tx.exec_params1("INSERT INTO account (mail) VALUES ($1) RETURNING id", mail)[0].as<long>();
// CHECK-MESSAGES: :[[#@LINE-1]]:10: warning: two callers can both find no row of 'account'
  }
  tx.commit();
  return id;
}
