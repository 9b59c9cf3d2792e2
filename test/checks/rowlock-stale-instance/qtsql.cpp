// Copies of a row that are saved after something else has changed it, as Qt's SQL
// module spells it.
// RUN: %check %s --checks=-*,rowlock-*,-rowlock-uncommitted-transaction -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s --checks=-*,rowlock-*,-rowlock-uncommitted-transaction -- -fPIC %qt-includes %}

#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>

bool openDatabase() {
  QSqlDatabase db = QSqlDatabase::addDatabase("QPSQL");
  db.setDatabaseName("clinic");
  return db.open();
}

struct Bed {
  int id = 0;
  int ward = 0;
  int patient = 0;
  QString note;
};

static bool loadBed(int id, Bed &bed) {
  QSqlQuery q;
  q.prepare("SELECT ward, patient, note FROM bed WHERE id = :id");
  q.bindValue(":id", id);
  if (!q.exec() || !q.next())
    return false;
  bed.id = id;
  bed.ward = q.value(0).toInt();
  bed.patient = q.value(1).toInt();
  bed.note = q.value(2).toString();
  return true;
}

static bool saveBed(const Bed &bed) {
  QSqlQuery q;
  q.prepare("UPDATE bed SET ward = :ward, patient = :patient, note = :note WHERE id = :id");
  q.bindValue(":ward", bed.ward);
  q.bindValue(":patient", bed.patient);
  q.bindValue(":note", bed.note);
  q.bindValue(":id", bed.id);
  return q.exec();
}

static bool discharge(int id) {
  QSqlQuery q;
  q.prepare("UPDATE bed SET patient = NULL WHERE id = ?");
  q.addBindValue(id);
  return q.exec();
}

bool bad_clean(int id) {
  Bed bed;
  if (!loadBed(id, bed))
    return false;
  if (!discharge(id))
    return false;
  bed.note = "to be cleaned";
  return saveBed(bed);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-4]] has changed: it writes 'patient' of 'bed' as line [[#@LINE-6]] read it [rowlock-stale-instance]
}

bool bad_clean_by_its_id(int id) {
  Bed bed;
  if (!loadBed(id, bed))
    return false;
  discharge(bed.id);
  bed.note = "to be cleaned";
  return saveBed(bed);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save undoes what line [[#@LINE-3]] has changed: it writes 'patient' of 'bed' as line [[#@LINE-5]] read it [rowlock-stale-instance]
}

bool good_clean(int id) {
  if (!discharge(id))
    return false;
  QSqlQuery q;
  q.prepare("UPDATE bed SET note = 'to be cleaned' WHERE id = ?");
  q.addBindValue(id);
  return q.exec();
}

bool good_set_in_the_copy(int id, QSqlDatabase db) {
  db.transaction();
  QSqlQuery lock(db);
  lock.prepare("SELECT 1 FROM bed WHERE id = ? FOR UPDATE");
  lock.addBindValue(id);
  Bed bed;
  if (!lock.exec() || !loadBed(id, bed) || !discharge(id)) {
    db.rollback();
    return false;
  }
  bed.patient = 0;
  QSqlQuery q(db);
  q.prepare("UPDATE bed SET patient = ?, note = ? WHERE id = ?");
  q.addBindValue(bed.patient);
  q.addBindValue(QString("free"));
  q.addBindValue(id);
  return q.exec() && db.commit();
}

// Each bed is another row.
bool good_two_beds(int from, int to) {
  QSqlDatabase db = QSqlDatabase::database();
  db.transaction();
  QSqlQuery q(db);
  q.prepare("SELECT patient FROM bed WHERE id = ? FOR UPDATE");
  q.addBindValue(from);
  if (!q.exec() || !q.next())
    return false;
  QVariant patient = q.value(0);
  discharge(from);
  QSqlQuery u(db);
  u.prepare("UPDATE bed SET patient = ? WHERE id = ?");
  u.addBindValue(patient);
  u.addBindValue(to);
  return u.exec() && db.commit();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this locks the row of 'bed' that is 'to' behind the one that is 'from' {{.*}} [rowlock-lock-order]
}
