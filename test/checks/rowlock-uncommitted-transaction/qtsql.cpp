// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>
#include <QtCore/QString>
#include <QtCore/QVariant>

bool bad_early_return(QSqlDatabase db, int from, int to) {
  if (!db.transaction())
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: this transaction stays open where line [[@LINE+12]] returns after a failure: what it has written to 'slot' is neither committed nor rolled back [rowlock-uncommitted-transaction]
    return false;
  QSqlQuery q(db);
  q.prepare("UPDATE slot SET free = free + 1 WHERE id = ?");
  q.addBindValue(from);
  if (!q.exec())
    return false;
  QSqlQuery p(db);
  p.prepare("UPDATE slot SET free = free - 1 WHERE id = ?");
  p.addBindValue(to);
  bool ok = p.exec();
  if (!ok)
    return false;
  return db.commit();
}

bool good_early_return(QSqlDatabase db, int from, int to) {
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("UPDATE slot SET free = free + 1 WHERE id = ?");
  q.addBindValue(from);
  QSqlQuery p(db);
  p.prepare("UPDATE slot SET free = free - 1 WHERE id = ?");
  p.addBindValue(to);
  if (!q.exec() || !p.exec()) {
    db.rollback();
    return false;
  }
  if (!db.commit()) {
    db.rollback();
    return false;
  }
  return true;
}

void bad_no_such_row(QSqlDatabase db, int id) {
  db.transaction();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction stays open where line [[@LINE+8]] returns: what it has written to 'seen' is neither committed nor rolled back [rowlock-uncommitted-transaction]
  QSqlQuery seen(db);
  seen.prepare("UPDATE seen SET at = now() WHERE id = ?");
  seen.addBindValue(id);
  seen.exec();
  QSqlQuery q(db);
  q.exec("SELECT free FROM slot");
  if (!q.next())
    return;
  seen.exec("UPDATE slot SET free = 0");
  db.commit();
}

void undo(QSqlDatabase &db);
bool good_undone_elsewhere(QSqlDatabase db) {
  db.transaction();
  QSqlQuery q(db);
  q.exec("UPDATE slot SET free = 0");
  if (!q.exec("DELETE FROM booking")) {
    undo(db);
    return false;
  }
  return db.commit();
}
