// A field that is set to nothing on some path is not told from what the record
// began with.
// XFAIL: *
// RUN: %check %s -- -isystem %stubs/soci

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <string>

using soci::into;
using soci::use;

struct Member {
  int id = 0;
  std::string name;
  int points = 0;
  int level = 0;
};

static Member get_member(soci::session &sql, int id) {
  Member m;
  m.id = id;
  sql << "SELECT name, points, level FROM member WHERE id = :id FOR UPDATE", into(m.name), into(m.points), into(m.level), use(id);
  return m;
}

static void put_member(soci::session &sql, const Member &m) {
  sql << "UPDATE member SET name = :n, points = :p, level = :l WHERE id = :id", use(m.name), use(m.points), use(m.level), use(m.id);
}

void good_set_in_the_copy(soci::session &sql, int id, bool expired) {
  soci::transaction tr(sql);
  Member m = get_member(sql, id);
  if (expired) {
    sql << "UPDATE member SET points = 0 WHERE id = :id", use(id);
    m.points = 0;
  }
  m.level = 2;
  put_member(sql, m);
  tr.commit();
}
