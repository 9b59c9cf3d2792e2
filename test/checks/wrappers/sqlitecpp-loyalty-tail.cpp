// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Loyalty cards of a supermarket chain.
// All statement texts are made by the two functions below.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <optional>
#include <string>

enum class CardOp { SetPoints, AddPoints, SetTier, SetVisits };

static std::string cardSelect(const char* columns, const char* tail = " WHERE card_no = ?")
{
  return std::string("SELECT ") + columns + " FROM cards" + tail;
}

static const char* cardUpdate(CardOp op)
{
  switch (op)
  {
    case CardOp::SetPoints: return "UPDATE cards SET points = ? WHERE card_no = ?";
    case CardOp::AddPoints: return "UPDATE cards SET points = points + ? WHERE card_no = ?";
    case CardOp::SetTier:   return "UPDATE cards SET tier = ? WHERE card_no = ?";
    case CardOp::SetVisits: return "UPDATE cards SET visits = ? WHERE card_no = ?";
  }
  return "";
}

static void startWork(SQLite::Database& db, const char* kind = "")
{
  db.exec(std::string("BEGIN ") + kind);
}

static std::optional<int64_t> readCard(SQLite::Database& db, const char* column, const std::string& cardNo)
{
  SQLite::Statement st(db, cardSelect(column));
  st.bind(1, cardNo);
  if (st.executeStep())
    return st.getColumn(0).getInt64();
  return {};
}

static int writeCard(SQLite::Database& db, CardOp op, int64_t value, const std::string& cardNo)
{
  SQLite::Statement st(db, cardUpdate(op));
  st.bind(1, value);
  st.bind(2, cardNo);
  return st.exec();
}

// A hazard.
bool redeem(SQLite::Database& db, const std::string& cardNo, int64_t points)
{
  const auto have = readCard(db, "points", cardNo);
  if (!have || *have < points)
    return false;
  return writeCard(db, CardOp::SetPoints, *have - points, cardNo) == 1;
// CHECK-MESSAGES: :[[#@LINE-1]]:10: warning: a concurrent change to 'points' of 'cards' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: delta is added by the statement.
bool earn(SQLite::Database& db, const std::string& cardNo, int64_t cents)
{
  const auto tier = readCard(db, "tier", cardNo);
  if (!tier)
    return false;
  const int64_t factor = *tier >= 2 ? 2 : 1;
  return writeCard(db, CardOp::AddPoints, factor * cents / 100, cardNo) == 1;
}

// A hazard.
void countVisit(SQLite::Database& db, const std::string& cardNo)
{
  const int64_t visits = readCard(db, "visits", cardNo).value_or(0);
  writeCard(db, CardOp::SetVisits, visits >= 9 ? 0 : visits + 1, cardNo);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'visits' of 'cards' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Not judged here: other column of the same row: tier is derived from points, the tier itself was never read.
void regrade(SQLite::Database& db, const std::string& cardNo)
{
  const int64_t points = readCard(db, "points", cardNo).value_or(0);
  writeCard(db, CardOp::SetTier, points > 5000 ? 2 : points > 1000 ? 1 : 0, cardNo);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'tier' of 'cards' is computed from 'points', as line {{[0-9]+}} read it: a concurrent change in between is missed [rowlock-read-modify-write]
}

// Safe: IMMEDIATE is passed for the kind, the read comes after it.
void decay(SQLite::Database& db, const std::string& cardNo, int percent)
{
  startWork(db, "IMMEDIATE");
  try
  {
    const auto have = readCard(db, "points", cardNo);
    if (have)
      writeCard(db, CardOp::SetPoints, *have * (100 - percent) / 100, cardNo);
    db.exec("COMMIT");
  }
  catch (...)
  {
    db.tryExec("ROLLBACK");
    throw;
  }
}

// A hazard.
void mergeCards(SQLite::Database& db, const std::string& from, const std::string& into)
{
  const int64_t a = readCard(db, "points", from).value_or(0);
  const int64_t b = readCard(db, "points", into).value_or(0);
  startWork(db);
  try
  {
    writeCard(db, CardOp::SetPoints, 0, from);
    writeCard(db, CardOp::SetPoints, a + b, into);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'points' of 'cards' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    db.exec("COMMIT");
  }
  catch (const SQLite::Exception&)
  {
    db.tryExec("ROLLBACK");
    throw;
  }
}
