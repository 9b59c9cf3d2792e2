// Row locks of a session that is in no transaction.
// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

void bad_claim(soci::session &sql, int id) {
  int open = 0;
  sql << "SELECT open FROM job WHERE id = :id FOR UPDATE", soci::use(id), soci::into(open);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock is given back at once: no transaction is open here, so it ends with this statement, before the write in line [[#@LINE+2]] [rowlock-lock-outside-transaction]
  if (open == 1)
    sql << "UPDATE job SET open = 0 WHERE id = :id", soci::use(id);
}

void good_claim(soci::session &sql, int id) {
  soci::transaction tr(sql);
  int open = 0;
  sql << "SELECT open FROM job WHERE id = :id FOR UPDATE", soci::use(id), soci::into(open);
  if (open == 1)
    sql << "UPDATE job SET open = 0 WHERE id = :id", soci::use(id);
  tr.commit();
}

// Nothing is written here: its callers know what they are in.
int good_read(soci::session &sql, int id) {
  int open = 0;
  sql << "SELECT open FROM job WHERE id = :id FOR UPDATE", soci::use(id), soci::into(open);
  return open;
}

static int lockedStock(soci::session &sql, int id) {
  int n = 0;
  sql << "SELECT n FROM stock WHERE id = :id FOR UPDATE", soci::use(id), soci::into(n);
  return n;
}

void good_in_caller(soci::session &sql, int id) {
  soci::transaction tr(sql);
  int n = lockedStock(sql, id);
  sql << "UPDATE stock SET n = :n WHERE id = :id", soci::use(n + 1), soci::use(id);
  tr.commit();
}
