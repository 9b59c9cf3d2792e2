// SOCI, as its fact sheet shows it, and what users write around it.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/soci | FileCheck %s
// RUN: %if soci %{ rowlock dump --effects %s -- -std=c++17 -I/usr/include/postgresql | FileCheck %s %}
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <stdexcept>
#include <string>

// The back end's header tells the database.
// CHECK: library soci: database postgresql, placeholders colon

void bump_racy(soci::session &sql, int id) {
  soci::transaction tr(sql);
  int n = 0;
  sql << "SELECT n FROM counter WHERE id = :id", soci::use(id), soci::into(n);
  ++n;
  sql << "UPDATE counter SET n = :n WHERE id = :id", soci::use(n), soci::use(id);
  tr.commit();
}
// CHECK-LABEL: func @bump_racy(%sql: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tr = begin on %sql, leave=rollback via soci
// CHECK-NEXT:      store $n = 0
// CHECK-NEXT:      %1 = prepare on %sql, text "SELECT n FROM counter WHERE id = :id" via soci
// CHECK-NEXT:      %2 = execute on %1, values [%id] via soci
// CHECK-NEXT:      %3 = row on %2 via soci
// CHECK-NEXT:      %4 = column on %3, index 0 via soci
// CHECK-NEXT:      store $n = %4
// CHECK-NEXT:      store $n = compute(+, $n, 1)
// CHECK-NEXT:      %5 = prepare on %sql, text "UPDATE counter SET n = :n WHERE id = :id" via soci
// CHECK-NEXT:      execute on %5, values [$n, %id] via soci
// CHECK-NEXT:      commit on %tr via soci
// CHECK-NEXT:      leave on %tr, leave=rollback via soci
// CHECK-NEXT:      return
// CHECK-NEXT:  }

void bump(soci::session &sql, int id) {
  soci::transaction tr(sql);
  soci::statement st = (sql.prepare << "UPDATE counter SET n = n + 1 WHERE id = :id", soci::use(id));
  st.execute(true);
  if (st.get_affected_rows() != 1)
    throw std::runtime_error("no such counter");
  tr.commit();
}
// CHECK-LABEL: func @bump(%sql: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %tr = begin on %sql, leave=rollback via soci
// CHECK-NEXT:      %st = prepare on %sql, text "UPDATE counter SET n = n + 1 WHERE id = :id" via soci
// CHECK-NEXT:      execute on %st, values [%id] via soci
// CHECK-NEXT:      %1 = outcome on %st, kind=affected via soci
// CHECK-NEXT:      branch compute(!=, %1, 1) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %2 = call @std::runtime_error::runtime_error, values ["no such counter"]
// CHECK-NEXT:      throw %2, class="std::runtime_error;std::exception"
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      commit on %tr via soci
// CHECK-NEXT:      leave on %st, leave=nothing via soci
// CHECK-NEXT:      leave on %tr, leave=rollback via soci
// CHECK-NEXT:      return
// CHECK-NEXT:  }

// Pieces of text are evaluated before the statement is prepared; an indicator
// says whether the column is NULL.
std::string table();
void streamed(soci::session &sql, int id) {
  int n = 0;
  soci::indicator ind = soci::i_ok;
  sql.once << "SELECT n FROM " << table() << " WHERE id = " << id, soci::into(n, ind);
  if (ind == soci::i_null)
    sql << "INSERT INTO t(id) VALUES(" << id << ')';
}
// CHECK-LABEL: func @streamed(%sql: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $n = 0
// CHECK-NEXT:      store $ind = 0
// CHECK-NEXT:      %1 = call @table
// CHECK-NEXT:      %2 = prepare on %sql, text concat("SELECT n FROM ", %1, " WHERE id = ", %id) via soci
// CHECK-NEXT:      %3 = execute on %2 via soci
// CHECK-NEXT:      %4 = row on %3 via soci
// CHECK-NEXT:      %5 = column on %4, index 0 via soci
// CHECK-NEXT:      store $n = %5
// CHECK-NEXT:      %6 = outcome on %5, kind=is-null via soci
// CHECK-NEXT:      %7 = outcome on %5, kind=is-null via soci
// CHECK-NEXT:      store $ind = select(compute(!, %7), 0, select(%6, 1, unknown("another code", 0, 1)))
// CHECK-NEXT:      branch compute(==, $ind, 1) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %8 = prepare on %sql, text concat("INSERT INTO t(id) VALUES(", %id, ")") via soci
// CHECK-NEXT:      execute on %8 via soci
// CHECK-NEXT:      return
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      return
// CHECK-NEXT:  }

struct Person {
  int id;
  int points;
};
namespace soci {
template <> struct type_conversion<Person> {
  typedef values base_type;
  static void from_base(values const &v, indicator, Person &p) {
    p.id = v.get<int>("id");
    p.points = v.get<int>("points", 0);
  }
  static void to_base(Person const &p, values &v, indicator &) {
    v.set("id", p.id);
    v.set("points", p.points);
  }
};
} // namespace soci
// CHECK-LABEL: func @soci::type_conversion::from_base(%v: row, %unnamed, %p) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = column on %v, name "id" via soci
// CHECK-NEXT:      store %p.id = %1
// CHECK-NEXT:      %2 = column on %v, name "points" via soci
// CHECK-NEXT:      %3 = outcome on %2, kind=is-null via soci
// CHECK-NEXT:      store %p.points = select(%3, 0, %2)
// CHECK-NEXT:      return
// CHECK-NEXT:  }

// CHECK-LABEL: func @soci::type_conversion::to_base(%p, %v: row, %unnamed) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      bind on %v, name "id", value %p.id via soci
// CHECK-NEXT:      bind on %v, name "points", value %p.points via soci
// CHECK-NEXT:      return
// CHECK-NEXT:  }

void mapped(soci::session &sql, int id) {
  Person p;
  sql << "SELECT * FROM person WHERE id = :id", soci::use(id, "id"), soci::into(p);
  sql << "UPDATE person SET points = :points WHERE id = :id", soci::use(p);
}
// CHECK-LABEL: func @mapped(%sql: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $p = null
// CHECK-NEXT:      %1 = prepare on %sql, text "SELECT * FROM person WHERE id = :id" via soci
// CHECK-NEXT:      bind on %1, name "id", value %id via soci
// CHECK-NEXT:      %2 = execute on %1 via soci
// CHECK-NEXT:      %3 = row on %2 via soci
// CHECK-NEXT:      call @soci::type_conversion::from_base, values [%3, unknown("an indicator"), &$p]
// CHECK-NEXT:      %4 = prepare on %sql, text "UPDATE person SET points = :points WHERE id = :id" via soci
// CHECK-NEXT:      call @soci::type_conversion::to_base, values [$p, %4, unknown("an indicator")]
// CHECK-NEXT:      execute on %4 via soci
// CHECK-NEXT:      return
// CHECK-NEXT:  }

void rows(soci::session &sql) {
  soci::rowset<soci::row> all = (sql.prepare << "SELECT id, qty FROM item");
  for (soci::row const &r : all) {
    int id, qty;
    r >> id >> qty;
    sql << "DELETE FROM item WHERE id = :i", soci::use(r.get<int>("id"));
  }
  soci::rowset<int> ids = (sql.prepare << "SELECT id FROM item");
  for (int each : ids)
    sql << "DELETE FROM item WHERE id = :i", soci::use(each);
}
// CHECK-LABEL: func @rows(%sql: connection) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    region 2: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = prepare on %sql, text "SELECT id, qty FROM item" via soci
// CHECK-NEXT:      %all = execute on %1 via soci
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      %2 = outcome on %all, kind=found via soci
// CHECK-NEXT:      branch %2 ? ^2 : ^3
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      %r = row on %all via soci
// CHECK-NEXT:      %3 = column on %r, index 0 via soci
// CHECK-NEXT:      store $id = %3
// CHECK-NEXT:      %4 = column on %r, index 1 via soci
// CHECK-NEXT:      store $qty = %4
// CHECK-NEXT:      %5 = prepare on %sql, text "DELETE FROM item WHERE id = :i" via soci
// CHECK-NEXT:      %6 = column on %r, name "id" via soci
// CHECK-NEXT:      execute on %5, values [%6] via soci
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      %7 = prepare on %sql, text "SELECT id FROM item" via soci
// CHECK-NEXT:      %ids = execute on %7 via soci
// CHECK-NEXT:      jump ^4
// CHECK-NEXT:    ^4 in 2:
// CHECK-NEXT:      %8 = outcome on %ids, kind=found via soci
// CHECK-NEXT:      branch %8 ? ^5 : ^6
// CHECK-NEXT:    ^5 in 2:
// CHECK-NEXT:      %9 = row on %ids via soci
// CHECK-NEXT:      %each = column on %9, index 0 via soci
// CHECK-NEXT:      %10 = prepare on %sql, text "DELETE FROM item WHERE id = :i" via soci
// CHECK-NEXT:      execute on %10, values [%each] via soci
// CHECK-NEXT:      jump ^4
// CHECK-NEXT:    ^6:
// CHECK-NEXT:      return
// CHECK-NEXT:  }

void by_hand(soci::session &sql, int id) {
  int n = 0;
  soci::statement st(sql);
  st.exchange(soci::use(id));
  st.exchange(soci::into(n));
  st.alloc();
  st.prepare("SELECT n FROM counter WHERE id = :id");
  st.define_and_bind();
  st.execute();
  while (st.fetch())
    sql << "DELETE FROM counter WHERE n = :n", soci::use(n);
}
// CHECK-LABEL: func @by_hand(%sql: connection, %id) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $n = 0
// CHECK-NEXT:      %st = prepare on %sql via soci
// CHECK-NEXT:      prepare on %st, text "SELECT n FROM counter WHERE id = :id", again=yes via soci
// CHECK-NEXT:      %1 = execute on %st, values [%id] via soci
// CHECK-NEXT:      %2 = row on %1 via soci
// CHECK-NEXT:      %3 = column on %2, index 0 via soci
// CHECK-NEXT:      store $n = %3
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      %4 = row on %st via soci
// CHECK-NEXT:      %5 = column on %4, index 0 via soci
// CHECK-NEXT:      store $n = %5
// CHECK-NEXT:      %6 = outcome on %st, kind=found via soci
// CHECK-NEXT:      branch %6 ? ^2 : ^3
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      %7 = prepare on %sql, text "DELETE FROM counter WHERE n = :n" via soci
// CHECK-NEXT:      execute on %7, values [$n] via soci
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      leave on %st, leave=nothing via soci
// CHECK-NEXT:      return
// CHECK-NEXT:  }

