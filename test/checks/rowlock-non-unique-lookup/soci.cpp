// Get or create, as SOCI spells it.
// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <string>

namespace stock {

void createTables(soci::session &sql) {
  sql << "CREATE TABLE supplier (id SERIAL PRIMARY KEY, vat TEXT, country TEXT)";
  sql << "CREATE TABLE unit (symbol TEXT PRIMARY KEY, title TEXT)";
}

// The two columns together are what is looked for.
int badSupplier(soci::session &sql, const std::string &vat, const std::string &country) {
  soci::transaction tx(sql);
  int id = 0;
  sql << "SELECT id FROM supplier WHERE vat = :v AND country = :c", soci::use(vat), soci::use(country), soci::into(id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this finds no row of 'supplier', line [[#@LINE+6]] inserts one, and two callers can both do so: 'supplier' has no unique constraint on 'vat' and 'country' that refuses the second row [rowlock-non-unique-lookup]
  // CHECK-MESSAGES: note: the row is inserted here; 'supplier' is defined in test.cpp:11, and
  // CHECK-MESSAGES: note: two at a time:
  // CHECK-MESSAGES: note: possible repair: add the constraint, CREATE UNIQUE INDEX ... ON supplier (vat, country), once no row is there twice
  // CHECK-MESSAGES: note: possible repair: and insert without looking first
  if (!sql.got_data())
    sql << "INSERT INTO supplier (vat, country) VALUES (:v, :c)", soci::use(vat), soci::use(country);
  tx.commit();
  return id;
}

void goodUnit(soci::session &sql, const std::string &symbol) {
  sql << "INSERT INTO unit (symbol) VALUES (:s) ON CONFLICT (symbol) DO NOTHING", soci::use(symbol);
}

// A lock that all who do this take first.
void goodLocked(soci::session &sql, const std::string &vat) {
  soci::transaction tx(sql);
  sql << "SELECT pg_advisory_xact_lock(hashtext('supplier'))";
  int n = 0;
  sql << "SELECT count(*) FROM supplier WHERE vat = :v", soci::use(vat), soci::into(n);
  if (n == 0)
    sql << "INSERT INTO supplier (vat) VALUES (:v)", soci::use(vat);
  tx.commit();
}

} // namespace stock
