// Rows that are saved as a whole by Qt's SQL module, against the stub headers
// and the real ones.
// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}

#include <QtCore/QDebug>
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>
#include <QtSql/QSqlRecord>

// Makes the default connection, so that the database is known.
bool openDatabase() {
  QSqlDatabase db = QSqlDatabase::addDatabase("QPSQL");
  db.setDatabaseName("clinic");
  return db.open();
}

//===--- In one function --------------------------------------------------===//

bool bad_move_room(int patient, int room) {
  QSqlQuery q;
  q.prepare("SELECT diet, doctor FROM patient WHERE id = ?");
  q.addBindValue(patient);
  if (!q.exec() || !q.next())
    return false;
  const QString diet = q.value(0).toString();
  const QVariant doctor = q.value(1);
  // CHECK-FIXES: q.prepare("UPDATE patient SET room = ? WHERE id = ?");
  // CHECK-FIXES-NEXT: q.addBindValue(room);
  // CHECK-FIXES-NEXT: q.addBindValue(patient);
  q.prepare("UPDATE patient SET room = ?, diet = ?, doctor = ? WHERE id = ?");
  q.addBindValue(room);
  q.addBindValue(diet);
  q.addBindValue(doctor);
  q.addBindValue(patient);
  return q.exec();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'diet' and 'doctor' of 'patient' as line [[#@LINE-13]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

bool good_move_room(int patient, int room) {
  QSqlQuery q;
  q.prepare("UPDATE patient SET room = ? WHERE id = ?");
  q.addBindValue(room);
  q.addBindValue(patient);
  return q.exec();
}

bool bad_record(QSqlDatabase db, int patient, int room) {
  QSqlQuery q(db);
  q.prepare("SELECT diet, doctor FROM patient WHERE id = :id");
  q.bindValue(":id", patient);
  if (!q.exec() || !q.first())
    return false;
  QSqlRecord rec = q.record();
  QSqlQuery u(db);
  // CHECK-FIXES: u.prepare("UPDATE patient SET room = :room WHERE id = :id");
  // CHECK-FIXES-NEXT: u.bindValue(":room", room);
  // CHECK-FIXES-NEXT: u.bindValue(":id", patient);
  u.prepare("UPDATE patient SET room = :room, diet = :diet, doctor = :doctor WHERE id = :id");
  u.bindValue(":room", room);
  u.bindValue(":diet", rec.value("diet"));
  u.bindValue(":doctor", rec.value("doctor"));
  u.bindValue(":id", patient);
  return u.exec();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'diet' and 'doctor' of 'patient' as line [[#@LINE-13]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

bool good_record_locked(QSqlDatabase db, int patient, int room) {
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("SELECT diet, doctor FROM patient WHERE id = :id FOR UPDATE");
  q.bindValue(":id", patient);
  if (!q.exec() || !q.first()) {
    db.rollback();
    return false;
  }
  QSqlRecord rec = q.record();
  QSqlQuery u(db);
  u.prepare("UPDATE patient SET room = :room, diet = :diet, doctor = :doctor WHERE id = :id");
  u.bindValue(":room", room);
  u.bindValue(":diet", rec.value("diet"));
  u.bindValue(":doctor", rec.value("doctor"));
  u.bindValue(":id", patient);
  if (!u.exec()) {
    db.rollback();
    return false;
  }
  return db.commit();
}

void bad_in_text(int bed, const QString &state) {
  QSqlQuery q(QString("SELECT ward FROM bed WHERE id = %1").arg(bed));
  if (!q.next())
    return;
  int ward = q.value("ward").toInt();
  QSqlQuery u;
  u.exec(QString("UPDATE bed SET ward = %1, state = '%2' WHERE id = %3").arg(ward).arg(state).arg(bed));
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'ward' of 'bed' as line [[#@LINE-6]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

// It goes into the history, where it belongs.
void good_history(int bed, const QString &state) {
  QSqlQuery q(QString("SELECT state FROM bed WHERE id = %1").arg(bed));
  if (!q.next())
    return;
  const QString before = q.value(0).toString();
  q.prepare("UPDATE bed SET state = ? WHERE id = ?");
  q.addBindValue(state);
  q.addBindValue(bed);
  q.exec();
  q.prepare("INSERT INTO bed_history (bed, before, after) VALUES (?, ?, ?)");
  q.addBindValue(bed);
  q.addBindValue(before);
  q.addBindValue(state);
  q.exec();
}

//===--- Through layers of one's own --------------------------------------===//

class Patient {
public:
  static Patient fromRecord(const QSqlRecord &r) {
    Patient p;
    p.m_id = r.value("id").toInt();
    p.m_name = r.value("name").toString();
    p.m_weight = r.value("weight").toDouble();
    p.m_allergies = r.value("allergies").toString();
    p.m_version = r.value("version").toInt();
    return p;
  }
  int id() const { return m_id; }
  QString name() const { return m_name; }
  double weight() const { return m_weight; }
  QString allergies() const { return m_allergies; }
  int version() const { return m_version; }
  void setId(int id) { m_id = id; }
  void setName(const QString &name) { m_name = name; }
  void setWeight(double weight) { m_weight = weight; }
  void setAllergies(const QString &text) { m_allergies = text; }

private:
  int m_id = 0;
  QString m_name;
  double m_weight = 0;
  QString m_allergies;
  int m_version = 0;
};

class PatientStore {
public:
  explicit PatientStore(const QSqlDatabase &db) : m_db(db) {}
  bool load(int id, Patient *out) {
    QSqlQuery q(m_db);
    q.prepare("SELECT id, name, weight, allergies, version FROM patient WHERE id = ?");
    q.addBindValue(id);
    if (!q.exec() || !q.next())
      return false;
    *out = Patient::fromRecord(q.record());
    return true;
  }
  bool save(const Patient &p) {
    QSqlQuery q(m_db);
    q.prepare("UPDATE patient SET name = :name, weight = :weight, allergies = :allergies WHERE id = :id");
    q.bindValue(":name", p.name());
    q.bindValue(":weight", p.weight());
    q.bindValue(":allergies", p.allergies());
    q.bindValue(":id", p.id());
    if (!q.exec()) {
      qWarning() << q.lastError().text();
      return false;
    }
    return true;
  }
  bool saveVersioned(const Patient &p) {
    QSqlQuery q(m_db);
    q.prepare("UPDATE patient SET name = ?, weight = ?, allergies = ?, version = version + 1 WHERE id = ? AND version = ?");
    q.addBindValue(p.name());
    q.addBindValue(p.weight());
    q.addBindValue(p.allergies());
    q.addBindValue(p.id());
    q.addBindValue(p.version());
    return q.exec() && q.numRowsAffected() == 1;
  }

private:
  QSqlDatabase m_db;
};

bool bad_weigh(const QSqlDatabase &db, int id, double kilos) {
  PatientStore store(db);
  Patient p;
  if (!store.load(id, &p))
    return false;
  p.setWeight(kilos);
  return store.save(p);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'allergies' of 'patient' as line [[#@LINE-4]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

bool good_weigh(const QSqlDatabase &db, int id, double kilos) {
  PatientStore store(db);
  Patient p;
  if (!store.load(id, &p))
    return false;
  p.setWeight(kilos);
  return store.saveVersioned(p);
}

bool good_from_dialog(const QSqlDatabase &db, int id, const QString &name, double kilos, const QString &allergies) {
  PatientStore store(db);
  Patient p;
  if (!store.load(id, &p))
    return false;
  p.setName(name);
  p.setWeight(kilos);
  p.setAllergies(allergies);
  return store.save(p);
}

bool bad_some_fields(const QSqlDatabase &db, int id, const QVariant &name, const QVariant &weight) {
  PatientStore store(db);
  Patient p;
  if (!store.load(id, &p))
    return false;
  if (name.isValid())
    p.setName(name.toString());
  if (weight.isValid())
    p.setWeight(weight.toDouble());
  return store.save(p);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name', 'weight' and 'allergies' of 'patient' as line [[#@LINE-7]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

// Nothing was loaded into it.
bool good_fresh(const QSqlDatabase &db, int id, const QString &name) {
  Patient p;
  p.setId(id);
  p.setName(name);
  return PatientStore(db).save(p);
}
