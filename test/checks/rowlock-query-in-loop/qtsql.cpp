// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>

int bad_rows(QSqlDatabase db) {
  int sum = 0;
  QSqlQuery outer(db);
  outer.exec("SELECT id FROM orders");
  while (outer.next()) {
    QSqlQuery q(db);
    q.prepare("SELECT price FROM item WHERE order_id = ?");
    q.addBindValue(outer.value(0));
    q.exec();
    // CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: this reads 'item' once for each row of 'orders' that line 11 reads: as many queries as there are rows where one would do [rowlock-query-in-loop]
    // CHECK-MESSAGES: :11:3: note: the rows are read here
    // CHECK-MESSAGES: note: a thousand rounds wait a thousand times for the network and the database
    // CHECK-MESSAGES: note: possible repair: join 'item' to 'orders' by 'order_id'
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
