// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>
#include <QtCore/QString>
#include <QtCore/QVariant>

void open() {
  for (const char *name : {"book", "log"}) {
    QSqlDatabase db = QSqlDatabase::addDatabase("QMYSQL", name);
    db.setHostName("office");
    db.setDatabaseName("library");
    db.open();
  }
  QSqlDatabase statistics = QSqlDatabase::addDatabase("QMYSQL", "statistics");
  statistics.setHostName("office");
  statistics.setDatabaseName("statistics");
  statistics.open();
  QSqlDatabase standard = QSqlDatabase::addDatabase("QMYSQL");
  standard.setHostName("office");
  standard.setDatabaseName("library");
  standard.open();
}

bool bad_named(int book) {
  QSqlDatabase db = QSqlDatabase::database("book");
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("UPDATE book SET lent = lent + 1 WHERE id = ?");
  q.addBindValue(book);
  QSqlQuery log(QSqlDatabase::database("log"));
  if (!q.exec() || !log.exec("INSERT INTO event(what) VALUES ('lent')")) {
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this is no part of the transaction of line [[@LINE-7]]: it goes to another connection to the same database, so what it writes to 'event' stays, even if the transaction is rolled back [rowlock-outer-handle]
    db.rollback();
    return false;
  }
  return db.commit();
}

// The connection was forgotten.
bool bad_default(int book) {
  QSqlDatabase db = QSqlDatabase::database("book");
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("UPDATE book SET lent = lent + 1 WHERE id = ?");
  q.addBindValue(book);
  QSqlQuery log;
  if (!q.exec() || !log.exec("INSERT INTO event(what) VALUES ('lent')")) {
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this is no part of the transaction of line [[@LINE-7]]: it goes to another connection to the same database, so what it writes to 'event' stays, even if the transaction is rolled back [rowlock-outer-handle]
    db.rollback();
    return false;
  }
  return db.commit();
}

bool good_one_connection(int book) {
  QSqlDatabase db = QSqlDatabase::database("book");
  if (!db.transaction())
    return false;
  QSqlQuery q(db), log(db);
  q.prepare("UPDATE book SET lent = lent + 1 WHERE id = ?");
  q.addBindValue(book);
  if (!q.exec() || !log.exec("INSERT INTO event(what) VALUES ('lent')")) {
    db.rollback();
    return false;
  }
  return db.commit();
}

bool good_other_database(int book) {
  QSqlDatabase db = QSqlDatabase::database("book");
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("UPDATE book SET lent = lent + 1 WHERE id = ?");
  q.addBindValue(book);
  QSqlQuery log(QSqlDatabase::database("statistics"));
  if (!q.exec() || !log.exec("INSERT INTO event(what) VALUES ('lent')")) {
    db.rollback();
    return false;
  }
  return db.commit();
}

// Nobody here says what it is connected to.
bool good_unknown(int book) {
  QSqlDatabase db = QSqlDatabase::database("book");
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("UPDATE book SET lent = lent + 1 WHERE id = ?");
  q.addBindValue(book);
  QSqlQuery log(QSqlDatabase::database("elsewhere"));
  if (!q.exec() || !log.exec("INSERT INTO event(what) VALUES ('lent')")) {
    db.rollback();
    return false;
  }
  return db.commit();
}
