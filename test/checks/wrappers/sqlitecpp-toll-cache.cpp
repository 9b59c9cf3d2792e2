// RUN: %check %s --checks=-*,rowlock-read-modify-write -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --checks=-*,rowlock-read-modify-write --
// Toll plaza back end; prepared statements live as long as the connection.
#include <SQLiteCpp/SQLiteCpp.h>
#include <map>
#include <memory>
#include <string>

namespace toll {

using StatementPtr = std::shared_ptr<SQLite::Statement>;

class Connection {
public:
  explicit Connection(const std::string& file)
      : m_db(file, SQLite::OPEN_READWRITE, 2000) {}

  StatementPtr getStmt(const std::string& sql) {
    auto it = m_cache.find(sql);
    if (it == m_cache.end())
      it = m_cache.emplace(sql, std::make_shared<SQLite::Statement>(m_db, sql)).first;
    it->second->reset();
    it->second->clearBindings();
    return it->second;
  }
  SQLite::Database& raw() { return m_db; }

private:
  SQLite::Database m_db;
  std::map<std::string, StatementPtr> m_cache;
};

class Accounts {
public:
  explicit Accounts(Connection& c) : m_con(c) {}

  // A hazard.
  bool pass(const std::string& tag, int64_t fare) {
    auto sel = m_con.getStmt("SELECT credit FROM tags WHERE tag = :tag");
    sel->bind(":tag", tag);
    if (!sel->executeStep())
      return false;
    const int64_t credit = sel->getColumn("credit").getInt64();
    sel->reset();
    if (credit < fare)
      return false;

    auto upd = m_con.getStmt("UPDATE tags SET credit = :credit WHERE tag = :tag");
    upd->bind(":credit", credit - fare);
    upd->bind(":tag", tag);
    return upd->exec() == 1;
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'credit' of 'tags' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  }

  // Safe: the WHERE repeats the credit that was read; zero rows is handed to the caller as a refusal.
  bool passCheap(const std::string& tag, int64_t fare) {
    auto sel = m_con.getStmt("SELECT credit FROM tags WHERE tag = :tag");
    sel->bind(":tag", tag);
    if (!sel->executeStep())
      return false;
    const int64_t credit = sel->getColumn("credit").getInt64();
    sel->reset();

    auto upd = m_con.getStmt("UPDATE tags SET credit = :credit WHERE tag = :tag AND credit = :seen");
    upd->bind(":credit", credit - fare / 2);
    upd->bind(":tag", tag);
    upd->bind(":seen", credit);
    return upd->exec() == 1;
  }

  // A hazard.
  void longestStay(int lane, int seconds) {
    int best = 0;
    {
      auto sel = m_con.getStmt("SELECT longest FROM lanes WHERE lane = ?");
      sel->bind(1, lane);
      if (sel->executeStep())
        best = sel->getColumn(0).getInt();
      sel->reset();
    }
    best = seconds > best ? seconds : best;
    auto put = m_con.getStmt(
        "INSERT INTO lanes(lane, longest) VALUES (?, ?) "
        "ON CONFLICT(lane) DO UPDATE SET longest = excluded.longest");
    put->bind(1, lane);
    put->bind(2, best);
    put->exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'longest' of 'lanes' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  }

  // Safe: upsert that combines old and new by itself.
  void longestQueue(int lane, int cars) {
    auto sel = m_con.getStmt("SELECT closed FROM lanes WHERE lane = ?");
    sel->bind(1, lane);
    const bool closed = sel->executeStep() && sel->getColumn(0).getInt() != 0;
    sel->reset();
    if (closed)
      return;
    auto put = m_con.getStmt(
        "INSERT INTO lanes(lane, queue) VALUES (?, ?) "
        "ON CONFLICT(lane) DO UPDATE SET queue = MAX(queue, excluded.queue)");
    put->bind(1, lane);
    put->bind(2, cars);
    put->exec();
  }

  // Not judged here: check-then-act.
  void block(const std::string& tag) {
    auto sel = m_con.getStmt("SELECT credit FROM tags WHERE tag = :tag");
    sel->bind(":tag", tag);
    const bool empty = sel->executeStep() && sel->getColumn(0).getInt64() <= 0;
    sel->reset();
    if (!empty)
      return;
    auto upd = m_con.getStmt("UPDATE tags SET state = 'blocked' WHERE tag = :tag");
    upd->bind(":tag", tag);
    upd->exec();
  }

private:
  Connection& m_con;
};

}  // namespace toll
