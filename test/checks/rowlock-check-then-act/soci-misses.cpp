// A known miss: how many rows a list has been filled with is not known where
// the list is bound for output as a whole.
// XFAIL: *
// RUN: %check %s -- -isystem %stubs/soci

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <vector>

void bad_list_is_empty(soci::session &sql, int tag) {
  std::vector<int> ids(10);
  sql << "SELECT id FROM post WHERE tag = :t", soci::use(tag), soci::into(ids);
  if (ids.empty())
    sql << "INSERT INTO post (tag) VALUES (:t)", soci::use(tag);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'post' with this 'tag' and both insert one [rowlock-check-then-act]
}
