// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>

int bad_loop(QSqlDatabase db) {
  int n = 0;
  QSqlQuery q(db);
  q.exec("SELECT * FROM visit WHERE open");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this loads rows of 'visit' only to count them in line [[@LINE+1]]: the database can tell that without sending one [rowlock-load-to-count]
  while (q.next())
    n++;
  return n;
}

int good_loop(QSqlDatabase db) {
  int n = 0;
  QSqlQuery q(db);
  q.exec("SELECT * FROM visit WHERE open");
  while (q.next())
    n += q.value(3).toInt();
  return n;
}

int bad_size(QSqlDatabase db, int room) {
  QSqlQuery q(db);
  q.prepare("SELECT * FROM visit WHERE room_id = ?");
  q.addBindValue(room);
  q.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this loads rows of 'visit' only to count them in line [[@LINE+1]]: the database can tell that without sending one [rowlock-load-to-count]
  return q.size();
}

bool good_next(QSqlDatabase db, int id) {
  QSqlQuery q(db);
  q.prepare("SELECT id FROM visit WHERE id = ?");
  q.addBindValue(id);
  return q.exec() && q.next();
}
