// Rows that are locked in opposite order, as Qt spells it.
// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>
#include <utility>

static bool add(QSqlDatabase &db, int shop, int pairs) {
  QSqlQuery q(db);
  q.prepare("UPDATE shop SET pairs = pairs + ? WHERE id = ?");
  q.addBindValue(pairs);
  q.addBindValue(shop);
  return q.exec();
}

bool bad_drive(QSqlDatabase db, int fromShop, int toShop, int pairs) {
  QSqlDatabase::addDatabase("QMYSQL", "warehouse");
  if (!db.transaction())
    return false;
  if (!add(db, fromShop, -pairs) || !add(db, toShop, pairs)) {
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks the row of 'shop' that is 'toShop' behind the one that is 'fromShop' (line [[#@LINE-1]]): called with the two exchanged at the same time, each waits for the other [rowlock-lock-order]
    // CHECK-MESSAGES: note: the first row is locked here
    // CHECK-MESSAGES: note: two at a time:
    // CHECK-MESSAGES: note: possible repair:
    db.rollback();
    return false;
  }
  return db.commit();
}

bool good_drive(QSqlDatabase db, int fromShop, int toShop, int pairs) {
  int first = fromShop, second = toShop, change = -pairs;
  if (second < first) {
    std::swap(first, second);
    change = pairs;
  }
  if (!db.transaction())
    return false;
  if (!add(db, first, change) || !add(db, second, -change)) {
    db.rollback();
    return false;
  }
  return db.commit();
}

bool good_no_transaction(QSqlDatabase db, int fromShop, int toShop, int pairs) {
  return add(db, fromShop, -pairs) && add(db, toShop, pairs);
}
