// Copies of a row that are saved after something else has changed it, as SOCI
// spells it.
// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}

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

static void reward(soci::session &sql, int id, int points) {
  sql << "UPDATE member SET points = points + :p WHERE id = :id", use(points), use(id);
}

void bad_promote(soci::session &sql, int id) {
  soci::transaction tr(sql);
  Member m = get_member(sql, id);
  m.level++;
  reward(sql, id, 100);
  put_member(sql, m);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-2]] has changed: it writes 'points' of 'member' as line [[#@LINE-4]] read it [rowlock-stale-instance]
  tr.commit();
}

void bad_promote_if(soci::session &sql, int id, bool welcome) {
  soci::transaction tr(sql);
  Member m = get_member(sql, id);
  if (welcome)
    reward(sql, m.id, 100);
  m.level = 2;
  put_member(sql, m);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-3]] has changed: it writes 'points' of 'member' as line [[#@LINE-5]] read it [rowlock-stale-instance]
  tr.commit();
}

void good_promote(soci::session &sql, int id) {
  soci::transaction tr(sql);
  Member m = get_member(sql, id);
  m.level++;
  m.points += 100;
  put_member(sql, m);
  tr.commit();
}

void good_reward_behind(soci::session &sql, int id) {
  soci::transaction tr(sql);
  Member m = get_member(sql, id);
  m.level++;
  put_member(sql, m);
  reward(sql, id, 100);
  tr.commit();
}

void good_loaded_again_if(soci::session &sql, int id, bool welcome) {
  soci::transaction tr(sql);
  Member m = get_member(sql, id);
  if (welcome) {
    reward(sql, id, 100);
    m = get_member(sql, id);
  }
  m.level = 2;
  put_member(sql, m);
  tr.commit();
}

// The bonus is added to what was there before.
void bad_in_one_function(soci::session &sql, int id) {
  soci::transaction tr(sql);
  int points = 0;
  std::string name;
  sql << "SELECT name, points FROM member WHERE id = :id FOR UPDATE", into(name), into(points), use(id);
  sql << "UPDATE member SET points = 0 WHERE id = :id AND level = 1", use(id);
  sql << "UPDATE member SET points = :p WHERE id = :id", use(points + 5), use(id);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-2]] has changed: it writes 'points' of 'member' as line [[#@LINE-3]] read it [rowlock-stale-instance]
  tr.commit();
}

void good_told_to_the_copy(soci::session &sql, int id, bool welcome) {
  soci::transaction tr(sql);
  Member m = get_member(sql, id);
  if (welcome) {
    reward(sql, id, 100);
    m.points = m.points + 100;
  }
  m.level = 2;
  put_member(sql, m);
  tr.commit();
}
