// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <string>

void bad_never(soci::session &sql, int id) {
  soci::transaction tr(sql);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: what this transaction writes to 'tree' is thrown away: nothing commits it [rowlock-uncommitted-transaction]
  sql << "UPDATE tree SET cut = true WHERE id = :id", soci::use(id);
}

void good_commit(soci::session &sql, int id) {
  soci::transaction tr(sql);
  sql << "UPDATE tree SET cut = true WHERE id = :id", soci::use(id);
  tr.commit();
}

bool bad_left(soci::session &sql, int id, const std::string &why) {
  sql.begin();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction stays open where line [[@LINE+3]] returns: what it has written to 'tree' is neither committed nor rolled back [rowlock-uncommitted-transaction]
  sql << "UPDATE tree SET cut = true WHERE id = :id", soci::use(id);
  if (why.empty())
    return false;
  sql << "INSERT INTO log (why) VALUES (:why)", soci::use(why);
  sql.commit();
  return true;
}

bool good_left(soci::session &sql, int id, const std::string &why) {
  sql.begin();
  sql << "UPDATE tree SET cut = true WHERE id = :id", soci::use(id);
  if (why.empty()) {
    sql.rollback();
    return false;
  }
  sql << "INSERT INTO log (why) VALUES (:why)", soci::use(why);
  sql.commit();
  return true;
}
