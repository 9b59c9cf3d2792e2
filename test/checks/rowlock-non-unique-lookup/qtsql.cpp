// Get or create, as Qt spells it.
// RUN: %check %s -- -isystem %stubs/qt
// RUN: %if qtsql %{ %check %s -- -fPIC %qt-includes %}
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>
#include <QtCore/QString>
#include <QtCore/QVariant>

class Catalogue {
public:
  explicit Catalogue(const QSqlDatabase &db) : m_db(db) {
    QSqlQuery q(m_db);
    q.exec("CREATE TABLE IF NOT EXISTS publisher (id INTEGER PRIMARY KEY AUTO_INCREMENT, name VARCHAR(80)) ENGINE=InnoDB");
    q.exec("CREATE TABLE IF NOT EXISTS author (id INTEGER PRIMARY KEY AUTO_INCREMENT, name VARCHAR(80), UNIQUE KEY by_name (name)) ENGINE=InnoDB");
  }

  int badPublisher(const QString &name) {
    QSqlQuery q(m_db);
    q.prepare("SELECT id FROM publisher WHERE name = ?");
    q.addBindValue(name);
    q.exec();
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: if this finds no row of 'publisher', line [[#@LINE+10]] inserts one, and two callers can both do so: 'publisher' has no unique constraint on 'name' that refuses the second row [rowlock-non-unique-lookup]
    // CHECK-MESSAGES: note: the row is inserted here; 'publisher' is defined in test.cpp:14, and
    // CHECK-MESSAGES: note: two at a time:
    // CHECK-MESSAGES: note: possible repair: add the constraint, CREATE UNIQUE INDEX ... ON publisher (name), once no row is there twice
    // CHECK-MESSAGES: note: possible repair: and insert without looking first (INSERT IGNORE), or handle the violation
    if (q.next())
      return q.value(0).toInt();
    QSqlQuery put(m_db);
    put.prepare("INSERT INTO publisher (name) VALUES (?)");
    put.addBindValue(name);
    put.exec();
    return put.lastInsertId().toInt();
  }

  bool goodAuthor(const QString &name) {
    QSqlQuery q(m_db);
    q.prepare("INSERT IGNORE INTO author (name) VALUES (?)");
    q.addBindValue(name);
    return q.exec();
  }

  // Only one row is ever looked for by its number.
  QString goodName(int id) {
    QSqlQuery q(m_db);
    q.prepare("SELECT name FROM publisher WHERE id = ?");
    q.addBindValue(id);
    return q.exec() && q.next() ? q.value(0).toString() : QString();
  }

private:
  QSqlDatabase m_db;
};
