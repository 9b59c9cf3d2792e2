// Qt's SQL module, as its fact sheet shows it, and what users write around it.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/qt | FileCheck %s
// RUN: %if qtsql %{ rowlock dump --effects %s -- -std=c++17 -fPIC %qt-includes | FileCheck %s %}
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>
#include <QtSql/QSqlQueryModel>
#include <QtSql/QSqlRecord>

// The driver's name tells the database.
// CHECK: library qtsql: database sqlite, placeholders question, colon
void connect(const QString &file) {
  QSqlDatabase db = QSqlDatabase::addDatabase("QSQLITE", "main");
  db.setDatabaseName(file);
  db.open();
}

bool bumpRacy(QSqlDatabase db, int id) {
  db.transaction();
  QSqlQuery q(db);
  q.prepare("SELECT n FROM counter WHERE id = ?");
  q.addBindValue(id);
  if (!q.exec() || !q.next()) {
    db.rollback();
    return false;
  }
  int n = q.value(0).toInt();
  QSqlQuery u(db);
  u.prepare("UPDATE counter SET n = :n WHERE id = :id");
  u.bindValue(":n", n + 1);
  u.bindValue(":id", id);
  return u.exec() && db.commit();
}
// CHECK-LABEL: func @bumpRacy(%db: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      begin on %db, fails=false via qtsql
// CHECK-NEXT:      %q = prepare on %db, fails=false via qtsql
// CHECK-NEXT:      prepare on %q, text "SELECT n FROM counter WHERE id = ?", again=yes, fails=false via qtsql
// CHECK-NEXT:      bind on %q, value preserve(%id), fails=never via qtsql
// CHECK-NEXT:      %1 = execute on %q, fails=false via qtsql
// CHECK-NEXT:      %2 = outcome on %1, kind=ok via qtsql
// CHECK-NEXT:      branch compute(!, %2) ? ^2 : ^1
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      next_row on %q, fails=never via qtsql
// CHECK-NEXT:      %3 = outcome on %q, kind=found via qtsql
// CHECK-NEXT:      branch compute(!, %3) ? ^2 : ^3
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      rollback on %db, fails=false via qtsql
// CHECK-NEXT:      leave on %q, leave=nothing via qtsql
// CHECK-NEXT:      return false
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      %n = column on %q, index 0 via qtsql
// CHECK-NEXT:      %u = prepare on %db, fails=false via qtsql
// CHECK-NEXT:      prepare on %u, text "UPDATE counter SET n = :n WHERE id = :id", again=yes, fails=false via qtsql
// CHECK-NEXT:      bind on %u, name ":n", value preserve(compute(+, %n, 1)), fails=never via qtsql
// CHECK-NEXT:      bind on %u, name ":id", value preserve(%id), fails=never via qtsql
// CHECK-NEXT:      %4 = execute on %u, fails=false via qtsql
// CHECK-NEXT:      %5 = outcome on %4, kind=ok via qtsql
// CHECK-NEXT:      branch %5 ? ^4 : ^5
// CHECK-NEXT:    ^4:
// CHECK-NEXT:      %6 = commit on %db, fails=false via qtsql
// CHECK-NEXT:      %7 = outcome on %6, kind=ok via qtsql
// CHECK-NEXT:      jump ^5
// CHECK-NEXT:    ^5:
// CHECK-NEXT:      leave on %u, leave=nothing via qtsql
// CHECK-NEXT:      leave on %q, leave=nothing via qtsql
// CHECK-NEXT:      return compute(&&, %5, %7)
// CHECK-NEXT:  }

bool bump(QSqlDatabase db, int id) {
  QSqlQuery u(db);
  u.prepare("UPDATE counter SET n = n + 1 WHERE id = ?");
  u.addBindValue(id);
  return u.exec() && u.numRowsAffected() == 1;
}
// CHECK-LABEL: func @bump(%db: connection, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %u = prepare on %db, fails=false via qtsql
// CHECK-NEXT:      prepare on %u, text "UPDATE counter SET n = n + 1 WHERE id = ?", again=yes, fails=false via qtsql
// CHECK-NEXT:      bind on %u, value preserve(%id), fails=never via qtsql
// CHECK-NEXT:      %1 = execute on %u, fails=false via qtsql
// CHECK-NEXT:      %2 = outcome on %1, kind=ok via qtsql
// CHECK-NEXT:      branch %2 ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      %3 = outcome on %u, kind=affected via qtsql
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      leave on %u, leave=nothing via qtsql
// CHECK-NEXT:      return compute(&&, %2, compute(==, %3, 1))
// CHECK-NEXT:  }

// A constructor that runs its text, on the default connection; arg() and a
// literal of Qt's own.
void texts(int id, int by) {
  QSqlQuery q(QString("SELECT qty FROM item WHERE id = %1").arg(id));
  bool ok = false;
  int qty = q.value("qty").toInt(&ok);
  if (ok)
    q.exec(QStringLiteral("UPDATE item SET qty = %1 WHERE id = %2").arg(qty - by).arg(id));
}
// CHECK-LABEL: func @texts(%id, %by) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %q = prepare on $"::connections by name"["default"]:connection, text format(percent, "SELECT qty FROM item WHERE id = %1", %id), fails=state via qtsql
// CHECK-NEXT:      execute on %q, fails=state via qtsql
// CHECK-NEXT:      store $ok = false
// CHECK-NEXT:      %qty = column on %q, name "qty" via qtsql
// CHECK-NEXT:      store $ok = unknown("whether it was converted")
// CHECK-NEXT:      branch $ok ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      execute on %q, text format(percent, format(percent, "UPDATE item SET qty = %1 WHERE id = %2", compute(-, %qty, %by)), %id), fails=false via qtsql
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      leave on %q, leave=nothing via qtsql
// CHECK-NEXT:      return
// CHECK-NEXT:  }

QSqlQuery run(const QString &sql, const QVariantList &values) {
  QSqlQuery q(QSqlDatabase::database("main"));
  q.prepare(sql);
  for (const QVariant &each : values)
    q.addBindValue(each);
  q.exec();
  return q;
}
// CHECK-LABEL: func @run(%sql, %values) {
// CHECK-NEXT:    region 1: loop in 0
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %q = prepare on $"::connections by name"["main"]:connection, fails=false via qtsql
// CHECK-NEXT:      leave on $"::connections by name"["main"]:connection, leave=nothing via qtsql
// CHECK-NEXT:      prepare on %q, text %sql, again=yes, fails=false via qtsql
// CHECK-NEXT:      store $position = 0
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^1 in 1:
// CHECK-NEXT:      branch compute(<, $position, compute(size, %values)) ? ^2 : ^3
// CHECK-NEXT:    ^2 in 1:
// CHECK-NEXT:      %each = let %values[$position]
// CHECK-NEXT:      bind on %q, value %each, fails=never via qtsql
// CHECK-NEXT:      store $position = compute(+, $position, 1)
// CHECK-NEXT:      jump ^1
// CHECK-NEXT:    ^3:
// CHECK-NEXT:      execute on %q, fails=false via qtsql
// CHECK-NEXT:      return %q
// CHECK-NEXT:  }

void lists(const QString &name, int id) {
  QSqlQuery r = run("SELECT a FROM t WHERE id = ?", QVariantList() << id);
  QSqlRecord row = r.record();
  QSqlQuery u(QSqlDatabase::database(name));
  u.exec("UPDATE t SET a = " + QString::number(row.value(row.indexOf("a")).toInt() + 1));
}
// CHECK-LABEL: func @lists(%name, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %r = call @run, values ["SELECT a FROM t WHERE id = ?", [preserve(%id)]]
// CHECK-NEXT:      %row = row on %r:statement via qtsql
// CHECK-NEXT:      %u = prepare on $"::connections by name"[%name]:connection, fails=false via qtsql
// CHECK-NEXT:      leave on $"::connections by name"[%name]:connection, leave=nothing via qtsql
// CHECK-NEXT:      %1 = column on %row, name "a" via qtsql
// CHECK-NEXT:      execute on %u, text concat("UPDATE t SET a = ", preserve(compute(+, preserve(%1), 1))), fails=false via qtsql
// CHECK-NEXT:      leave on %u, leave=nothing via qtsql
// CHECK-NEXT:      leave on %r:statement, leave=nothing via qtsql
// CHECK-NEXT:      return
// CHECK-NEXT:  }

void model() {
  QSqlQueryModel m;
  m.setQuery("SELECT a, b FROM t");
  QSqlQuery u;
  u.exec("UPDATE t SET a = " + m.data(m.index(0, 1)).toString());
}
// CHECK-LABEL: func @model() {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %m = prepare on $"::connections by name"["default"]:connection, fails=false via qtsql
// CHECK-NEXT:      execute on %m, text "SELECT a, b FROM t", fails=state via qtsql
// CHECK-NEXT:      %u = prepare on $"::connections by name"["default"]:connection, fails=false via qtsql
// CHECK-NEXT:      %1 = column on %m, index 1 via qtsql
// CHECK-NEXT:      execute on %u, text concat("UPDATE t SET a = ", preserve(%1)), fails=false via qtsql
// CHECK-NEXT:      leave on %u, leave=nothing via qtsql
// CHECK-NEXT:      leave on %m, leave=nothing via qtsql
// CHECK-NEXT:      return
// CHECK-NEXT:  }

