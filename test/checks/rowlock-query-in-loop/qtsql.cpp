// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>

int missed_rows(QSqlDatabase db) {
  int sum = 0;
  QSqlQuery outer(db);
  outer.exec("SELECT id FROM orders");
  while (outer.next()) {
    QSqlQuery q(db);
    q.prepare("SELECT price FROM item WHERE order_id = ?");
    q.addBindValue(outer.value(0));
    q.exec();
    // TODO: a loop that next() moves on is not seen.
    while (q.next())
      sum += q.value(0).toInt();
  }
  return sum;
}

void good_writes(QSqlDatabase db) {
  QSqlQuery outer(db);
  outer.exec("SELECT id FROM orders");
  while (outer.next()) {
    QSqlQuery q(db);
    q.prepare("DELETE FROM item WHERE order_id = ?");
    q.addBindValue(outer.value(0));
    q.exec();
  }
}
