// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <mutex>

void bad_ship(soci::session &sql, int from, int to, int packets) {
  soci::transaction tr(sql);
  sql << "UPDATE site SET packets = packets - :n WHERE id = :s", soci::use(packets), soci::use(from);
  sql << "UPDATE site SET packets = packets + :n WHERE id = :s", soci::use(packets), soci::use(to);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this locks the row of 'site' that is 'to' after the one that is 'from' (line [[@LINE-2]]): called at the same time with the two exchanged, each waits for the other [rowlock-lock-order]
  tr.commit();
}

std::mutex Shipping;

void good_mutex(soci::session &sql, int from, int to, int packets) {
  std::lock_guard<std::mutex> g(Shipping);
  soci::transaction tr(sql);
  sql << "UPDATE site SET packets = packets - :n WHERE id = :s", soci::use(packets), soci::use(from);
  sql << "UPDATE site SET packets = packets + :n WHERE id = :s", soci::use(packets), soci::use(to);
  tr.commit();
}

void good_common_lock(soci::session &sql, int from, int to, int packets) {
  soci::transaction tr(sql);
  sql << "SELECT pg_advisory_xact_lock(7)";
  sql << "UPDATE site SET packets = packets - :n WHERE id = :s", soci::use(packets), soci::use(from);
  sql << "UPDATE site SET packets = packets + :n WHERE id = :s", soci::use(packets), soci::use(to);
  tr.commit();
}
