// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Ferry terminal: deck space, cash drawers
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

class Scope
{
public:
  Scope(SQLite::Database& db, const char* opening) : db_(&db) { db.exec(opening); }
  Scope(Scope&& o) noexcept : db_(o.db_) { o.db_ = nullptr; }
  Scope(const Scope&) = delete;
  ~Scope()
  {
    if (db_)
      db_->tryExec("ROLLBACK");
  }
  void keep()
  {
    db_->exec("COMMIT");
    db_ = nullptr;
  }

private:
  SQLite::Database* db_;
};

class Terminal
{
public:
  explicit Terminal(std::unique_ptr<SQLite::Database> db) : db_(std::move(db)) {}

  // A hazard.
  bool boardCar(const std::string& ferry, int sailing, int centimetres)
  {
    Scope scope = browse();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: this transaction fails under load: it reads 'sailings' in line [[@LINE+1]] and writes 'sailings' in line [[@LINE+4]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    const int left = laneLeft(ferry, sailing);
    if (left < centimetres)
      return false;
    setLaneLeft(ferry, sailing, left - centimetres);
    scope.keep();
    return true;
  }

  // Safe: own() starts with BEGIN IMMEDIATE and the scope lives until keep().
  bool boardTruck(const std::string& ferry, int sailing, int centimetres, bool trailer)
  {
    Scope scope = own();
    const int left = laneLeft(ferry, sailing);
    const int need = trailer ? centimetres * 2 : centimetres;
    if (left < need)
      return false;
    setLaneLeft(ferry, sailing, left - need);
    scope.keep();
    return true;
  }

  // A hazard.
  void release(const std::string& ferry, int sailing, int centimetres)
  {
    int left = 0;
    {
      Scope scope = own();
      left = laneLeft(ferry, sailing);
      scope.keep();
    }
    left += centimetres;
    auto scope = own();
    setLaneLeft(ferry, sailing, left);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'lane_left' of 'sailings' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    scope.keep();
  }

  // Safe: space is taken over from another sailing's row.
  void openSailing(const std::string& ferry, int pattern, int sailing)
  {
    auto scope = browse();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: this transaction fails under load: it reads 'sailings' in line [[@LINE+1]] and writes 'sailings' in line [[@LINE+2]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    const int full = laneLeft(ferry, pattern);
    setLaneLeft(ferry, sailing, full - 500);
    scope.keep();
  }

  // A hazard.
  std::int64_t cashIn(const std::string& clerk, std::int64_t cents)
  {
    std::int64_t drawer = 0;
    {
      SQLite::Statement q(*db_, "SELECT drawer FROM clerks WHERE name = $name");
      q.bind("$name", clerk);
      if (!q.executeStep())
        throw std::invalid_argument("clerk " + clerk);
      drawer = q.getColumn(0);
    }
    drawer += cents;
    SQLite::Statement q(*db_, "UPDATE clerks SET drawer = $drawer WHERE name = $name");
    q.bind("$drawer", drawer);
    q.bind("$name", clerk);
    q.exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'drawer' of 'clerks' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    return drawer;
  }

  // Safe: drawer is set to what was counted.
  std::int64_t cashUp(const std::string& clerk, std::int64_t counted)
  {
    std::int64_t drawer = 0;
    {
      SQLite::Statement q(*db_, "SELECT drawer FROM clerks WHERE name = $name");
      q.bind("$name", clerk);
      if (!q.executeStep())
        throw std::invalid_argument("clerk " + clerk);
      drawer = q.getColumn(0);
    }
    SQLite::Statement q(*db_, "UPDATE clerks SET drawer = $drawer WHERE name = $name");
    q.bind("$drawer", counted);
    q.bind("$name", clerk);
    q.exec();
    return counted - drawer;
  }

private:
  Scope browse() { return Scope(*db_, "BEGIN DEFERRED"); }
  Scope own() { return Scope(*db_, "BEGIN IMMEDIATE"); }

  int laneLeft(const std::string& ferry, int sailing)
  {
    SQLite::Statement q(*db_, "SELECT lane_left FROM sailings WHERE ferry = ? AND sailing = ?");
    q.bind(1, ferry);
    q.bind(2, sailing);
    return q.executeStep() ? q.getColumn(0).getInt() : 0;
  }
  void setLaneLeft(const std::string& ferry, int sailing, int cm)
  {
    SQLite::Statement q(*db_, "UPDATE sailings SET lane_left = ? WHERE ferry = ? AND sailing = ?");
    q.bind(1, cm);
    q.bind(2, ferry);
    q.bind(3, sailing);
    q.exec();
  }

  std::unique_ptr<SQLite::Database> db_;
};
