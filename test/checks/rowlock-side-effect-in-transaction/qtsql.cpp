// What is done outside the database in transactions of Qt's SQL module, against
// the stub headers and the real ones.
// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}

#include <QtCore/QDebug>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QThread>
#include <QtCore/QUrl>
#include <QtCore/QVariant>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QNetworkRequest>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>

#include <functional>

// Makes the default connection, so that the database is known.
bool openDatabase() {
  QSqlDatabase db = QSqlDatabase::addDatabase("QPSQL");
  db.setDatabaseName("archive");
  return db.open();
}

//===--- In one function --------------------------------------------------===//

bool bad_remove_tape(QSqlDatabase db, int tape, const QString &path) {
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("DELETE FROM tape WHERE id = ?");
  q.addBindValue(tape);
  if (!q.exec()) {
    db.rollback();
    return false;
  }
  QFile::remove(path);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-10]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
  return db.commit();
}

bool good_remove_tape(QSqlDatabase db, int tape, const QString &path) {
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("DELETE FROM tape WHERE id = ?");
  q.addBindValue(tape);
  if (!q.exec() || !db.commit()) {
    db.rollback();
    return false;
  }
  return QFile::remove(path);
}

// The row was not inserted, so that the copy is of no use.
bool good_removed_on_failure(QSqlDatabase db, int tape, const QString &copy) {
  db.transaction();
  QSqlQuery q(db);
  q.prepare("INSERT INTO tape (id, path) VALUES (?, ?)");
  q.addBindValue(tape);
  q.addBindValue(copy);
  if (!q.exec()) {
    QFile::remove(copy);
    db.rollback();
    return false;
  }
  return db.commit();
}

bool bad_file_object(const QString &from, const QString &to) {
  QSqlDatabase db = QSqlDatabase::database();
  db.transaction();
  QSqlQuery q;
  q.prepare("UPDATE tape SET path = :to WHERE path = :from");
  q.bindValue(":to", to);
  q.bindValue(":from", from);
  q.exec();
  QFile file(from);
  if (!file.rename(to)) {
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-8]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
    db.rollback();
    return false;
  }
  return db.commit();
}

// CHECK-FIXES: {{^}}  db.commit();
// CHECK-FIXES-NEXT: QProcess::execute("mount-tape", QStringList() << QString::number(tape));
void bad_program(QSqlDatabase db, int tape) {
  db.transaction();
  QSqlQuery q(db);
  q.exec(QString("UPDATE tape SET mounted = true WHERE id = %1").arg(tape));
  QProcess::execute("mount-tape", QStringList() << QString::number(tape));
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this starts another program inside of the transaction of line [[#@LINE-4]]: the program has run all the same if that is rolled back, and the rows that it has changed are locked until it has ended [rowlock-side-effect-in-transaction]
  db.commit();
}

void good_program(QSqlDatabase db, int tape) {
  if (QProcess::execute("mount-tape", QStringList() << QString::number(tape)) != 0)
    return;
  db.transaction();
  QSqlQuery q(db);
  q.exec(QString("UPDATE tape SET mounted = true WHERE id = %1").arg(tape));
  db.commit();
}

void bad_request(QSqlDatabase db, QNetworkAccessManager *net, int tape) {
  db.transaction();
  QSqlQuery q(db);
  q.exec(QString("INSERT INTO shipment (tape) VALUES (%1)").arg(tape));
  net->post(QNetworkRequest(QUrl("https://courier.example/pickup")), QByteArray("tape"));
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sends a request inside of the transaction of line [[#@LINE-4]]: the request is not taken back if that is rolled back [rowlock-side-effect-in-transaction]
  if (!db.commit())
    qWarning() << db.lastError().text();
}

void good_request(QSqlDatabase db, QNetworkAccessManager *net, int tape) {
  db.transaction();
  QSqlQuery q(db);
  q.exec(QString("INSERT INTO shipment (tape) VALUES (%1)").arg(tape));
  if (!db.commit()) {
    qWarning() << db.lastError().text();
    return;
  }
  net->post(QNetworkRequest(QUrl("https://courier.example/pickup")), QByteArray("tape"));
}

// CHECK-FIXES: q.exec("UPDATE drive SET ejecting = false");
// CHECK-FIXES-NEXT: db.commit();
// CHECK-FIXES-NEXT: QThread::msleep(1500);
void bad_sleep(QSqlDatabase db) {
  db.transaction();
  QSqlQuery q(db);
  q.exec("UPDATE drive SET ejecting = true");
  QThread::msleep(1500);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sleeps inside of the transaction of line [[#@LINE-4]]: the rows that it has changed are locked until it wakes up [rowlock-side-effect-in-transaction]
  q.exec("UPDATE drive SET ejecting = false");
  db.commit();
}

void good_sleep(QSqlDatabase db) {
  QSqlQuery q(db);
  q.exec("UPDATE drive SET ejecting = true");
  QThread::msleep(1500);
  q.exec("UPDATE drive SET ejecting = false");
}

// Nothing is written.
void good_only_reads(QSqlDatabase db, QNetworkAccessManager *net) {
  db.transaction();
  QSqlQuery q("SELECT count(*) FROM tape", db);
  if (q.next() && q.value(0).toInt() > 1000)
    net->post(QNetworkRequest(QUrl("https://courier.example/full")), QByteArray("!"));
  db.commit();
}

//===--- Through layers of one's own --------------------------------------===//

// Rolls back unless it was told to commit.
class Transaction {
public:
  explicit Transaction(QSqlDatabase db) : m_db(db), m_open(m_db.transaction()) {}
  ~Transaction() {
    if (m_open)
      m_db.rollback();
  }
  bool commit() {
    m_open = !m_db.commit();
    return !m_open;
  }

private:
  QSqlDatabase m_db;
  bool m_open;
};

class TapeLibrary {
public:
  TapeLibrary(QSqlDatabase db, const QString &root) : m_db(db), m_root(root) {}
  bool forget(int tape) {
    QSqlQuery q(m_db);
    q.prepare("DELETE FROM tape WHERE id = ?");
    q.addBindValue(tape);
    return q.exec();
  }
  bool erase(int tape) { return QFile(m_root + "/" + QString::number(tape)).remove(); }

private:
  QSqlDatabase m_db;
  QString m_root;
};

bool bad_discard(QSqlDatabase db, int tape) {
  TapeLibrary library(db, "/srv/tapes");
  Transaction tx(db);
  if (!library.forget(tape))
    return false;
  if (!library.erase(tape))
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-4]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
    return false;
  return tx.commit();
}

bool good_discard(QSqlDatabase db, int tape) {
  TapeLibrary library(db, "/srv/tapes");
  {
    Transaction tx(db);
    if (!library.forget(tape) || !tx.commit())
      return false;
  }
  return library.erase(tape);
}

static bool inTransaction(QSqlDatabase db, const std::function<bool()> &work) {
  if (!db.transaction())
    return false;
  if (!work()) {
    db.rollback();
    return false;
  }
  return db.commit();
}

bool bad_in_work(QSqlDatabase db, int tape) {
  return inTransaction(db, [&] {
    QSqlQuery q(db);
    q.prepare("UPDATE tape SET burning = true WHERE id = ?");
    q.addBindValue(tape);
    return q.exec() && QProcess::startDetached("burn", QStringList() << QString::number(tape));
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this starts another program inside of the transaction of line [[#@LINE-5]]: the program has run all the same if that is rolled back [rowlock-side-effect-in-transaction]
  });
}

bool good_behind_work(QSqlDatabase db, int tape) {
  bool ok = inTransaction(db, [&] {
    QSqlQuery q(db);
    q.prepare("UPDATE tape SET burning = true WHERE id = ?");
    q.addBindValue(tape);
    return q.exec();
  });
  return ok && QProcess::startDetached("burn", QStringList() << QString::number(tape));
}
