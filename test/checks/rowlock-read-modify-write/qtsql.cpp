// Qt's SQL module, against the stub headers and against the real ones.
// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}

#include <QtCore/QDebug>
#include <QtCore/QMutex>
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>
#include <QtSql/QSqlQueryModel>
#include <QtSql/QSqlRecord>

// Makes the default connection, so that the database is known.
void connectToServer() {
  QSqlDatabase db = QSqlDatabase::addDatabase("QPSQL");
  db.setHostName("db.local");
  if (!db.open())
    qWarning() << db.lastError().text();
}

bool bad_positional(QSqlDatabase db, int id) {
  QSqlQuery q(db);
  q.prepare("SELECT n FROM counter WHERE id = ?");
  q.addBindValue(id);
  if (!q.exec() || !q.next())
    return false;
  int n = q.value(0).toInt();
  QSqlQuery u(db);
  // CHECK-FIXES: u.prepare("UPDATE counter SET n = n + ? WHERE id = ?");
  u.prepare("UPDATE counter SET n = ? WHERE id = ?");
  // CHECK-FIXES: u.addBindValue(1);
  u.addBindValue(n + 1);
  u.addBindValue(id);
  return u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-10]] and this write is overwritten [rowlock-read-modify-write]
  // CHECK-MESSAGES: note: 'n' is read here; nothing locks the row, and read and write are not in one transaction
  // CHECK-MESSAGES: (on PostgreSQL
}

bool good_relative(QSqlDatabase db, int id) {
  QSqlQuery u(db);
  u.prepare("UPDATE counter SET n = n + 1 WHERE id = ?");
  u.addBindValue(id);
  return u.exec() && u.numRowsAffected() == 1;
}

bool bad_named(int id, int by) {
  QSqlQuery q;
  q.prepare("SELECT stock FROM item WHERE id = :id");
  q.bindValue(":id", id);
  if (!q.exec() || !q.first())
    return false;
  const int stock = q.value("stock").toInt();
  q.prepare("UPDATE item SET stock = :s WHERE id = :id");
  // CHECK-FIXES: q.prepare("UPDATE item SET stock = stock - :s WHERE id = :id");
  q.bindValue(":s", stock - by);
  // CHECK-FIXES: q.bindValue(":s", by);
  q.bindValue(":id", id);
  return q.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a concurrent change to 'stock' of 'item'
}

bool good_compare_and_set(int id, int by) {
  QSqlQuery q;
  q.prepare("SELECT stock FROM item WHERE id = :id");
  q.bindValue(":id", id);
  if (!q.exec() || !q.first())
    return false;
  const int stock = q.value("stock").toInt();
  q.prepare("UPDATE item SET stock = :s WHERE id = :id AND stock = :old");
  q.bindValue(":s", stock - by);
  q.bindValue(":id", id);
  q.bindValue(":old", stock);
  if (!q.exec())
    return false;
  return q.numRowsAffected() == 1;
}

bool bad_transaction(QSqlDatabase db, int id) {
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  // CHECK-FIXES: q.prepare("SELECT balance, fee FROM account WHERE id = ? FOR UPDATE");
  q.prepare("SELECT balance, fee FROM account WHERE id = ?");
  q.addBindValue(id);
  if (!q.exec() || !q.next()) {
    db.rollback();
    return false;
  }
  QSqlRecord row = q.record();
  double rest = row.value("balance").toDouble() - row.value("fee").toDouble();
  QSqlQuery u(db);
  u.prepare("UPDATE account SET balance = ? WHERE id = ?");
  u.bindValue(0, rest);
  u.bindValue(1, id);
  if (!u.exec()) {
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: a concurrent change to 'balance' of 'account'
    // CHECK-MESSAGES: note: repair: lock the row when it is read (FOR UPDATE)
    db.rollback();
    return false;
  }
  return db.commit();
}

bool good_locked(QSqlDatabase db, int id) {
  if (!db.transaction())
    return false;
  QSqlQuery q(db);
  q.prepare("SELECT balance, fee FROM account WHERE id = ? FOR UPDATE");
  q.addBindValue(id);
  if (!q.exec() || !q.next()) {
    db.rollback();
    return false;
  }
  double rest = q.value(0).toDouble() - q.value(1).toDouble();
  QSqlQuery u(db);
  u.prepare("UPDATE account SET balance = ? WHERE id = ?");
  u.bindValue(0, rest);
  u.bindValue(1, id);
  if (!u.exec()) {
    db.rollback();
    return false;
  }
  return db.commit();
}

// Texts are put together with arg().
void bad_arg(int id, int by) {
  QSqlQuery q(QString("SELECT qty FROM stock WHERE id = %1").arg(id));
  if (!q.next())
    return;
  bool ok = false;
  int qty = q.value(0).toInt(&ok);
  if (!ok)
    return;
  q.exec(QString("UPDATE stock SET qty = %1 WHERE id = %2").arg(qty - by).arg(id));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'qty' of 'stock'
}

void good_arg(int id, int by) {
  QSqlQuery q(QString("UPDATE stock SET qty = qty - %1 WHERE id = %2").arg(by).arg(id));
  if (q.lastError().isValid())
    qWarning() << q.lastError().text();
}

void bad_concatenated(int id) {
  QSqlQuery q;
  q.exec("SELECT hits FROM page WHERE id = " + QString::number(id));
  if (!q.next())
    return;
  // CHECK-FIXES: q.exec("UPDATE page SET hits = hits + " + QString::number(1) + " WHERE id = " + QString::number(id));
  q.exec("UPDATE page SET hits = " + QString::number(q.value(0).toLongLong() + 1) + " WHERE id = " + QString::number(id));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'hits' of 'page'
}

// A literal of Qt's own; the repair edits the macro's argument.
void bad_literal(int id) {
  QSqlQuery q;
  q.prepare(QStringLiteral("SELECT level, id FROM tank WHERE id = :id"));
  q.bindValue(QStringLiteral(":id"), id);
  q.exec();
  q.next();
  int column = q.record().indexOf("level");
  int level = q.value(column).toInt();
  QSqlQuery u;
  // CHECK-FIXES: u.prepare(QStringLiteral("UPDATE tank SET level = level - :l WHERE id = :id"));
  u.prepare(QStringLiteral("UPDATE tank SET level = :l WHERE id = :id"));
  // CHECK-FIXES: u.bindValue(QStringLiteral(":l"), 5);
  u.bindValue(QStringLiteral(":l"), level - 5);
  u.bindValue(QStringLiteral(":id"), id);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'level' of 'tank'
}

void good_literal(int id) {
  QSqlQuery u;
  u.prepare(QStringLiteral("UPDATE tank SET level = level - 5 WHERE id = :id"));
  u.bindValue(QStringLiteral(":id"), id);
  u.exec();
}

void bad_loop(QSqlDatabase &db) {
  QSqlQuery q = db.exec("SELECT id, price FROM product WHERE price < 100");
  QSqlQuery u(db);
  u.prepare("UPDATE product SET price = ? WHERE id = ?");
  while (q.next()) {
    double price = q.value("price").toDouble();
    u.bindValue(0, price * 1.2);
    u.bindValue(1, q.value("id").toInt());
    u.exec();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'price' of 'product'
  }
}

void good_loop(QSqlDatabase &db) {
  QSqlQuery q = db.exec("SELECT id, price FROM product WHERE price < 100");
  QSqlQuery u(db);
  u.prepare("INSERT INTO price_log(product, price) VALUES(?, ?)");
  while (q.next()) {
    u.bindValue(0, q.value("id").toInt());
    u.bindValue(1, q.value("price").toDouble() * 1.2);
    u.exec();
  }
}

void bad_model(int id) {
  QSqlQueryModel model;
  model.setQuery(QString("SELECT wins FROM score WHERE player = %1").arg(id));
  int wins = model.record(0).value("wins").toInt();
  QSqlQuery u;
  u.prepare("UPDATE score SET wins = :w WHERE player = :p");
  u.bindValue(":w", wins + 1);
  u.bindValue(":p", id);
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'wins' of 'score'
}

void good_model(int id) {
  QSqlQueryModel model;
  model.setQuery(QString("SELECT wins FROM score WHERE player = %1").arg(id));
  qDebug() << model.record(0).value("wins").toInt();
}

bool good_other_row(int from, int to) {
  QSqlQuery q;
  q.prepare("SELECT n FROM counter WHERE id = ?");
  q.addBindValue(from);
  if (!q.exec() || !q.next())
    return false;
  int n = q.value(0).toInt();
  q.prepare("UPDATE counter SET n = ? WHERE id = ?");
  q.addBindValue(n + 1);
  q.addBindValue(to);
  return q.exec();
}

// Begun as text, and read with a cursor that is still open.
void bad_text_transaction(int id, const QString &word) {
  QSqlQuery q;
  q.exec("BEGIN");
  // CHECK-FIXES: q.prepare("SELECT body FROM page WHERE id = :id FOR UPDATE");
  q.prepare("SELECT body FROM page WHERE id = :id");
  q.bindValue(":id", id);
  q.exec();
  QString body = q.next() ? q.value("body").toString() : QString();
  body += word;
  q.prepare("UPDATE page SET body = :b WHERE id = :id");
  q.bindValue(":b", body);
  q.bindValue(":id", id);
  q.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'body' of 'page'
  q.exec("COMMIT");
}

void good_text_transaction(int id, const QString &word) {
  QSqlQuery q;
  q.exec("BEGIN");
  q.prepare("SELECT body FROM page WHERE id = :id FOR UPDATE");
  q.bindValue(":id", id);
  q.exec();
  QString body = q.next() ? q.value("body").toString() : QString();
  body += word;
  q.prepare("UPDATE page SET body = :b WHERE id = :id");
  q.bindValue(":b", body);
  q.bindValue(":id", id);
  q.exec();
  q.exec("COMMIT");
}

// A singleton that everybody asks.
class DatabaseManager {
public:
  static DatabaseManager &instance() {
    static DatabaseManager manager;
    return manager;
  }

  QSqlQuery run(const QString &text, const QVariantList &values) {
    QSqlQuery q(m_db);
    q.prepare(text);
    for (const QVariant &each : values)
      q.addBindValue(each);
    if (!q.exec())
      qWarning() << q.lastError().text();
    return q;
  }

  QVariant scalar(const QString &text, const QVariantList &values) {
    QSqlQuery q = run(text, values);
    return q.next() ? q.value(0) : QVariant();
  }

  bool begin() { return m_db.transaction(); }
  bool commit() { return m_db.commit(); }

private:
  DatabaseManager() : m_db(QSqlDatabase::database()) {}
  QSqlDatabase m_db;
};

void bad_manager(int id) {
  DatabaseManager &m = DatabaseManager::instance();
  int stock = m.scalar("SELECT stock FROM item WHERE id = ?", {id}).toInt();
  m.run("UPDATE item SET stock = ? WHERE id = ?", {stock - 1, id});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'stock' of 'item'
}

void bad_manager_stream(int id) {
  DatabaseManager &m = DatabaseManager::instance();
  m.begin();
  QVariant old = m.scalar(QStringLiteral("SELECT stock FROM item WHERE id = ?"), QVariantList() << id);
  m.run(QStringLiteral("UPDATE item SET stock = ? WHERE id = ?"), QVariantList() << old.toInt() - 1 << id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'stock' of 'item'
  m.commit();
}

void good_manager(int id) {
  DatabaseManager::instance().run("UPDATE item SET stock = stock - 1 WHERE id = ?", {id});
}

void good_manager_locked(int id) {
  DatabaseManager &m = DatabaseManager::instance();
  m.begin();
  int stock = m.scalar("SELECT stock FROM item WHERE id = ? FOR UPDATE", {id}).toInt();
  m.run("UPDATE item SET stock = ? WHERE id = ?", {stock - 1, id});
  m.commit();
}

// A data access object with a row of its own.
struct Wallet {
  int id = 0;
  qint64 cents = 0;
  QString owner;
};

class WalletDao {
public:
  explicit WalletDao(const QString &connection) : m_connection(connection) {}

  bool load(int id, Wallet &out) const {
    QSqlQuery q(QSqlDatabase::database(m_connection));
    q.prepare("SELECT id, cents, owner FROM wallet WHERE id = :id");
    q.bindValue(":id", id);
    if (!q.exec() || !q.next())
      return false;
    out.id = q.value("id").toInt();
    out.cents = q.value("cents").toLongLong();
    out.owner = q.value("owner").toString();
    return true;
  }

  bool saveCents(const Wallet &w) const {
    QSqlQuery q(QSqlDatabase::database(m_connection));
    q.prepare("UPDATE wallet SET cents = :cents WHERE id = :id");
    q.bindValue(":cents", w.cents);
    q.bindValue(":id", w.id);
    return q.exec();
  }

  bool bad_deposit(int id, qint64 amount) {
    Wallet w;
    if (!load(id, w))
      return false;
    w.cents += amount;
    return saveCents(w);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: a concurrent change to 'cents' of 'wallet'
  }

  bool good_deposit(int id, qint64 amount) {
    QSqlQuery q(QSqlDatabase::database(m_connection));
    q.prepare("UPDATE wallet SET cents = cents + :a WHERE id = :id");
    q.bindValue(":a", amount);
    q.bindValue(":id", id);
    return q.exec() && q.numRowsAffected() > 0;
  }

private:
  QString m_connection;
};

// A guard of the file's own: Qt has none.
class Transaction {
public:
  explicit Transaction(QSqlDatabase db) : m_db(db), m_open(m_db.transaction()) {}
  ~Transaction() {
    if (m_open)
      m_db.rollback();
  }
  bool commit() {
    m_open = false;
    return m_db.commit();
  }

private:
  QSqlDatabase m_db;
  bool m_open;
};

void bad_guard(QSqlDatabase db, int id) {
  Transaction t(db);
  QSqlQuery q("SELECT seq FROM series WHERE id = " + QString::number(id), db);
  if (!q.next())
    return;
  int seq = q.value(0).toInt();
  QSqlQuery u(db);
  u.exec(QString("UPDATE series SET seq = %1 WHERE id = %2").arg(seq + 1).arg(id));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'seq' of 'series'
  t.commit();
}

void good_guard(QSqlDatabase db, int id) {
  Transaction t(db);
  QSqlQuery q("SELECT seq FROM series WHERE id = " + QString::number(id) + " FOR UPDATE", db);
  if (!q.next())
    return;
  int seq = q.value(0).toInt();
  QSqlQuery u(db);
  u.exec(QString("UPDATE series SET seq = %1 WHERE id = %2").arg(seq + 1).arg(id));
  t.commit();
}

// Prepared once, kept in members.
class Meter {
public:
  explicit Meter(QSqlDatabase db) : m_read(db), m_write(db) {
    m_read.prepare("SELECT total FROM meter WHERE id = ?");
    m_write.prepare("UPDATE meter SET total = ? WHERE id = ?");
  }

  void bad_add(int id, double amount) {
    m_read.addBindValue(id);
    m_read.exec();
    if (!m_read.next())
      return;
    m_write.bindValue(0, m_read.value(0).toDouble() + amount);
    m_write.bindValue(1, id);
    m_write.exec();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'total' of 'meter'
  }

  double good_read(int id) {
    m_read.addBindValue(id);
    m_read.exec();
    return m_read.next() ? m_read.value(0).toDouble() : 0;
  }

private:
  QSqlQuery m_read;
  QSqlQuery m_write;
};
