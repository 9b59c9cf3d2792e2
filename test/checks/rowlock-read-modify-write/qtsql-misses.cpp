// Known misses: a map is not walked over by iterators of its own kind, and table
// models write rows without a statement that can be seen.
// XFAIL: *
// REQUIRES: qtsql
// RUN: %check %s -- -fPIC %qt-includes

#include <QtCore/QMap>
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlQuery>
#include <QtSql/QSqlRecord>
#include <QtSql/QSqlTableModel>

static bool run(const QString &text, const QVariantMap &values) {
  QSqlQuery q;
  q.prepare(text);
  for (auto it = values.constBegin(); it != values.constEnd(); ++it)
    q.bindValue(it.key(), it.value());
  return q.exec();
}

void bad_map(int id) {
  QSqlQuery q(QString("SELECT n FROM counter WHERE id = %1").arg(id));
  q.next();
  run("UPDATE counter SET n = :n WHERE id = :i", {{":n", q.value(0).toInt() + 1}, {":i", id}});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter'
}

void bad_table_model(int id) {
  QSqlTableModel model;
  model.setTable("counter");
  model.setFilter(QString("id = %1").arg(id));
  model.select();
  QSqlRecord row = model.record(0);
  row.setValue("n", row.value("n").toInt() + 1);
  model.setRecord(0, row);
  model.submitAll();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter'
}
