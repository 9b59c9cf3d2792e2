// Rows that are locked in opposite order, as SOCI spells it.
// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}
#include <algorithm>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

void bad_ship(soci::session &sql, int from, int to, int packets) {
  soci::transaction tr(sql);
  sql << "update site set packets = packets - :n where id = :s", soci::use(packets), soci::use(from);
  sql << "update site set packets = packets + :n where id = :s", soci::use(packets), soci::use(to);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks the row of 'site' that is 'to' behind the one that is 'from' (line [[#@LINE-2]]): called with the two exchanged at the same time, each waits for the other [rowlock-lock-order]
  // CHECK-MESSAGES: note: the first row is locked here
  // CHECK-MESSAGES: note: two at a time:
  // CHECK-MESSAGES: note: possible repair:
  tr.commit();
}

void good_ship(soci::session &sql, int from, int to, int packets) {
  soci::transaction tr(sql);
  auto both = std::minmax(from, to);
  int one = both.first, other = both.second, had = 0;
  sql << "select packets from site where id = :s for update", soci::use(one), soci::into(had);
  sql << "select packets from site where id = :s for update", soci::use(other), soci::into(had);
  sql << "update site set packets = packets - :n where id = :s", soci::use(packets), soci::use(from);
  sql << "update site set packets = packets + :n where id = :s", soci::use(packets), soci::use(to);
  tr.commit();
}

void good_read_only(soci::session &sql, int from, int to, int &a, int &b) {
  soci::transaction tr(sql);
  sql << "select packets from site where id = :s", soci::use(from), soci::into(a);
  sql << "select packets from site where id = :s", soci::use(to), soci::into(b);
  tr.commit();
}
