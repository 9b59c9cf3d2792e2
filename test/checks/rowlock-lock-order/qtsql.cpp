// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>
#include <QtCore/QString>
#include <QtCore/QVariant>

void open() { QSqlDatabase::addDatabase("QPSQL").open(); }

static bool add(int shop, int pairs) {
  QSqlQuery q;
  q.prepare("UPDATE boots SET pairs = pairs + ? WHERE shop = ?");
  q.addBindValue(pairs);
  q.addBindValue(shop);
  return q.exec();
}

bool bad_drive(int from, int to, int pairs) {
  QSqlDatabase db = QSqlDatabase::database();
  if (!db.transaction())
    return false;
  if (!add(from, -pairs) || !add(to, pairs)) {
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: this locks the row of 'boots' that is 'to' after the one that is 'from' (line [[@LINE-1]]): called at the same time with the two exchanged, each waits for the other [rowlock-lock-order]
    db.rollback();
    return false;
  }
  return db.commit();
}

bool good_drive(int from, int to, int pairs) {
  QSqlDatabase db = QSqlDatabase::database();
  if (!db.transaction())
    return false;
  bool ok = from < to ? add(from, -pairs) && add(to, pairs)
                      : add(to, pairs) && add(from, -pairs);
  if (!ok) {
    db.rollback();
    return false;
  }
  return db.commit();
}
