// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <string>

void bad_pool(soci::connection_pool &pool, int id) {
  soci::session sql(pool);
  soci::transaction tx(sql);
  sql << "UPDATE door SET open = 1 WHERE id = :id", soci::use(id);
  soci::session log(pool);
  log << "INSERT INTO visit(door) VALUES(:id)", soci::use(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this is no part of the transaction of line [[@LINE-4]]: it goes to another connection to the same database, so what it writes to 'visit' stays, even if the transaction is rolled back [rowlock-outer-handle]
  tx.commit();
}

void good_two_pools(soci::connection_pool &pool, soci::connection_pool &metrics,
                    int id) {
  soci::session sql(pool);
  soci::transaction tx(sql);
  sql << "UPDATE door SET open = 1 WHERE id = :id", soci::use(id);
  soci::session log(metrics);
  log << "INSERT INTO visit(door) VALUES(:id)", soci::use(id);
  tx.commit();
}

void bad_same_string(const std::string &where, int id) {
  soci::session sql(soci::postgresql, where);
  soci::session log(soci::postgresql, where);
  soci::transaction tx(sql);
  log << "INSERT INTO visit(door) VALUES(:id)", soci::use(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this is no part of the transaction of line [[@LINE-2]]: it goes to another connection to the same database, so what it writes to 'visit' stays, even if the transaction is rolled back [rowlock-outer-handle]
  sql << "UPDATE door SET open = 1 WHERE id = :id", soci::use(id);
  tx.commit();
}

// One kind of database, but two of them.
void good_other_string(int id) {
  soci::session sql(soci::postgresql, "dbname=house");
  soci::session log(soci::postgresql, "dbname=visits");
  soci::transaction tx(sql);
  sql << "UPDATE door SET open = 1 WHERE id = :id", soci::use(id);
  log << "INSERT INTO visit(door) VALUES(:id)", soci::use(id);
  tx.commit();
}

void bad_constants(int id) {
  soci::session sql("postgresql", "dbname=house");
  soci::session log("postgresql", "dbname=house");
  soci::transaction tx(sql);
  sql << "UPDATE door SET open = 1 WHERE id = :id", soci::use(id);
  log << "INSERT INTO visit(door) VALUES(:id)", soci::use(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this is no part of the transaction of line [[@LINE-3]]: it goes to another connection to the same database, so what it writes to 'visit' stays, even if the transaction is rolled back [rowlock-outer-handle]
  tx.commit();
}

// A transaction that only reads has nothing to roll back.
int good_reading(soci::connection_pool &pool, int id) {
  soci::session sql(pool);
  soci::transaction tx(sql);
  int open = 0;
  sql << "SELECT open FROM door WHERE id = :id", soci::use(id), soci::into(open);
  soci::session log(pool);
  log << "INSERT INTO visit(door) VALUES(:id)", soci::use(id);
  tx.commit();
  return open;
}
