// Decisions around Qt's SQL module, against the stub headers and the real ones.
// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}

#include <QtCore/QDebug>
#include <QtCore/QMutex>
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>
#include <QtSql/QSqlRecord>

// Makes the default connection, so that the database is known.
bool connectToServer() {
  QSqlDatabase db = QSqlDatabase::addDatabase("QMYSQL");
  db.setHostName("warehouse.local");
  db.setDatabaseName("warehouse");
  return db.open();
}

//===--- In one function --------------------------------------------------===//

bool bad_add_supplier(const QString &name) {
  QSqlQuery query;
  query.prepare("SELECT id FROM supplier WHERE name = :name");
  query.bindValue(":name", name);
  query.exec();
  if (query.next())
    return false;
  query.prepare("INSERT INTO supplier (name) VALUES (:name)");
  query.bindValue(":name", name);
  return query.exec();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'supplier' with this 'name' and both insert one [rowlock-check-then-act]
}

bool good_add_supplier(const QString &name) {
  QSqlQuery query;
  query.prepare("INSERT IGNORE INTO supplier (name) VALUES (:name)");
  query.bindValue(":name", name);
  return query.exec() && query.numRowsAffected() == 1;
}

bool good_native_code(const QString &name) {
  QSqlQuery query;
  query.prepare("SELECT id FROM supplier WHERE name = :name");
  query.bindValue(":name", name);
  query.exec();
  if (query.next())
    return false;
  query.prepare("INSERT INTO supplier (name) VALUES (:name)");
  query.bindValue(":name", name);
  if (!query.exec()) {
    if (query.lastError().nativeErrorCode() == "1062")
      return false;
    qWarning() << query.lastError().text();
    return false;
  }
  return true;
}

// Nobody learns that it failed.
bool bad_shown_as_text(const QString &name) {
  QSqlQuery query;
  query.prepare("SELECT id FROM supplier WHERE name = :name");
  query.bindValue(":name", name);
  query.exec();
  if (query.next())
    return false;
  query.prepare("INSERT INTO supplier (name) VALUES (:name)");
  query.bindValue(":name", name);
  if (!query.exec())
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'supplier' with this 'name' and both insert one [rowlock-check-then-act]
    qWarning() << query.lastError().text();
  return true;
}

int bad_count_rows(int shelf, int article) {
  QSqlQuery q(QString("SELECT COUNT(*) FROM pallet WHERE shelf = %1").arg(shelf));
  if (!q.next() || q.value(0).toInt() >= 12)
    return -1;
  QSqlQuery ins;
  ins.prepare("INSERT INTO pallet (shelf, article) VALUES (?, ?)");
  ins.addBindValue(shelf);
  ins.addBindValue(article);
  return ins.exec() ? ins.lastInsertId().toInt() : -1;
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find room in 'pallet' and both add to it: together they exceed the limit [rowlock-check-then-act]
}

bool bad_next_number(const QString &title) {
  QSqlQuery q;
  q.exec("SELECT MAX(position) FROM playlist");
  int position = 1;
  if (q.next())
    position = q.value(0).toInt() + 1;
  q.prepare("INSERT INTO playlist (position, title) VALUES (?, ?)");
  q.bindValue(0, position);
  q.bindValue(1, title);
  return q.exec();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both read the same last number and insert the same 'position' into 'playlist' [rowlock-check-then-act]
}

bool bad_take(QSqlDatabase db, int article, int amount) {
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  // CHECK-FIXES: q.prepare("SELECT amount FROM stock WHERE article = ? FOR UPDATE");
  q.prepare("SELECT amount FROM stock WHERE article = ?");
  q.addBindValue(article);
  if (!q.exec() || !q.first() || q.value("amount").toInt() < amount) {
    db.rollback();
    return false;
  }
  q.prepare("UPDATE stock SET amount = amount - ? WHERE article = ?");
  q.addBindValue(amount);
  q.addBindValue(article);
  if (!q.exec()) {
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both pass the test of 'amount' of 'stock' and both change it: together they may pass the limit [rowlock-check-then-act]
    db.rollback();
    return false;
  }
  return db.commit();
}

bool good_take(QSqlDatabase db, int article, int amount) {
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("SELECT amount FROM stock WHERE article = ? FOR UPDATE");
  q.addBindValue(article);
  if (!q.exec() || !q.first() || q.value("amount").toInt() < amount) {
    db.rollback();
    return false;
  }
  q.prepare("UPDATE stock SET amount = amount - ? WHERE article = ?");
  q.addBindValue(amount);
  q.addBindValue(article);
  if (!q.exec()) {
    db.rollback();
    return false;
  }
  return db.commit();
}

bool good_take_in_one(QSqlDatabase db, int article, int amount) {
  QSqlQuery q(db);
  q.prepare("UPDATE stock SET amount = amount - :n WHERE article = :a AND amount >= :m");
  q.bindValue(":n", amount);
  q.bindValue(":a", article);
  q.bindValue(":m", amount);
  return q.exec() && q.numRowsAffected() > 0;
}

void bad_flag(QSqlDatabase db, int id) {
  bool mayCancel = false;
  QSqlQuery q(db);
  q.prepare("SELECT status, locked FROM delivery WHERE id = ?");
  q.addBindValue(id);
  if (q.exec() && q.next()) {
    const QString status = q.value(0).toString();
    mayCancel = status == "open" && !q.value(1).toBool();
  }
  if (!mayCancel) {
    qWarning() << "cannot be cancelled";
    return;
  }
  QSqlQuery u(db);
  u.prepare("UPDATE delivery SET status = 'cancelled' WHERE id = ?");
  u.addBindValue(id);
  u.exec();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'status' and 'locked' of 'delivery' may have changed since line [[#@LINE-12]] read them: two callers can both pass the test and both make this change [rowlock-check-then-act]
}

bool good_compare_and_set(QSqlDatabase db, int id) {
  QSqlQuery q(db);
  q.prepare("SELECT status FROM delivery WHERE id = ?");
  q.addBindValue(id);
  if (!q.exec() || !q.next() || q.value(0).toString() != "open")
    return false;
  q.prepare("UPDATE delivery SET status = 'cancelled' WHERE id = ? AND status = 'open'");
  q.addBindValue(id);
  q.exec();
  return q.numRowsAffected() == 1;
}

// What is not there is not changed.
bool good_found_by_key(QSqlDatabase db, int id, const QString &note) {
  QSqlQuery q(db);
  q.prepare("SELECT id FROM delivery WHERE id = ?");
  q.addBindValue(id);
  if (!q.exec() || !q.next()) {
    qWarning() << "no such delivery";
    return false;
  }
  q.prepare("UPDATE delivery SET note = ? WHERE id = ?");
  q.addBindValue(note);
  q.addBindValue(id);
  return q.exec();
}

//===--- Through layers of one's own --------------------------------------===//

// As applications have it: a text, a list of values, a query that was run.
class Database {
public:
  explicit Database(const QString &name) : name(name) {}
  QSqlQuery run(const QString &sql, const QVariantList &values = {}) {
    QSqlQuery q(QSqlDatabase::database(name));
    q.prepare(sql);
    for (const QVariant &v : values)
      q.addBindValue(v);
    if (!q.exec())
      qWarning() << q.lastError().text() << sql;
    return q;
  }
  QVariant value(const QString &sql, const QVariantList &values = {}) {
    QSqlQuery q = run(sql, values);
    return q.next() ? q.value(0) : QVariant();
  }
  bool begin() { return QSqlDatabase::database(name).transaction(); }
  bool commit() { return QSqlDatabase::database(name).commit(); }

private:
  QString name;
};

void bad_tag(Database &db, const QString &label) {
  if (!db.value("SELECT id FROM tag WHERE label = ?", {label}).isValid())
    db.run("INSERT INTO tag (label) VALUES (?)", {label});
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find no row of 'tag' with this 'label' and both insert one [rowlock-check-then-act]
}

void good_tag(Database &db, const QString &label) {
  db.run("INSERT INTO tag (label) VALUES (?) ON DUPLICATE KEY UPDATE label = label", {label});
}

void bad_seats(Database &db, int flight, const QString &who) {
  int sold = db.value("SELECT COUNT(*) FROM seat WHERE flight = ?", {flight}).toInt();
  if (sold < 180)
    db.run("INSERT INTO seat (flight, passenger) VALUES (?, ?)", {flight, who});
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: two callers can both find room in 'seat' and both add to it: together they exceed the limit [rowlock-check-then-act]
}

// Whoever sells a seat of the flight waits for the flight.
void good_seats(Database &db, int flight, const QString &who) {
  if (!db.begin())
    return;
  if (!db.run("SELECT id FROM flight WHERE id = ? FOR UPDATE", {flight}).next())
    return;
  int sold = db.value("SELECT COUNT(*) FROM seat WHERE flight = ?", {flight}).toInt();
  if (sold < 180)
    db.run("INSERT INTO seat (flight, passenger) VALUES (?, ?)", {flight, who});
  db.commit();
}

struct Task {
  int id = 0;
  QString state;
};

class TaskDao {
public:
  explicit TaskDao(QSqlDatabase db) : db(db) {}
  bool load(int id, Task &out, bool lock = false) {
    QSqlQuery q(db);
    q.prepare(QString("SELECT id, state FROM task WHERE id = ?") + (lock ? " FOR UPDATE" : ""));
    q.addBindValue(id);
    if (!q.exec() || !q.next())
      return false;
    out.id = q.value(0).toInt();
    out.state = q.value(1).toString();
    return true;
  }
  bool setState(int id, const QString &state) {
    QSqlQuery q(db);
    q.prepare("UPDATE task SET state = ? WHERE id = ?");
    q.addBindValue(state);
    q.addBindValue(id);
    return q.exec();
  }

private:
  QSqlDatabase db;
};

bool bad_start(QSqlDatabase db, int id) {
  TaskDao dao(db);
  Task task;
  if (!dao.load(id, task) || task.state != "ready")
    return false;
  return dao.setState(id, "running");
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: 'state' of 'task' may have changed since line [[#@LINE-3]] read it: two callers can both pass the test and both make this change [rowlock-check-then-act]
}

bool good_start(QSqlDatabase db, int id) {
  TaskDao dao(db);
  Task task;
  if (!db.transaction())
    return false;
  if (!dao.load(id, task, true) || task.state != "ready") {
    db.rollback();
    return false;
  }
  dao.setState(id, "running");
  return db.commit();
}

// The state that it has already is not written once more.
bool good_no_op(QSqlDatabase db, int id) {
  TaskDao dao(db);
  Task task;
  if (dao.load(id, task) && task.state != "archived")
    return dao.setState(id, "archived");
  return true;
}
