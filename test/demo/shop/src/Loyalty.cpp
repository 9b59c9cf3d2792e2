#include "Loyalty.h"

#include "Error.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <string>

namespace shop {

const char *tierFor(int visits) {
  if (visits >= 100)
    return "gold";
  if (visits >= 10)
    return "silver";
  return "guest";
}

void Loyalty::creditPoints(int customerId, int earned) {
  SQLite::Statement query(db, "SELECT points FROM customer WHERE id = ?");
  query.bind(1, customerId);
  if (!query.executeStep())
    throw Error("no customer " + std::to_string(customerId));
  const int points = query.getColumn(0);
  query.reset();

  SQLite::Statement update(db, "UPDATE customer SET points = ? WHERE id = ?");
  update.bind(1, points + earned);
  update.bind(2, customerId);
  update.exec();
}

void Loyalty::recordVisit(int customerId) {
  // The tier is computed here, so both values are written as a whole. The
  // write lock is taken before the read.
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement query(
      db, "SELECT visits FROM membership WHERE customer_id = :customer");
  query.bind(":customer", customerId);
  if (!query.executeStep())
    throw Error("no member " + std::to_string(customerId));
  const int visits = query.getColumn(0).getInt() + 1;
  query.reset();

  SQLite::Statement update(db, "UPDATE membership SET visits = :visits, "
                               "tier = :tier WHERE customer_id = :customer");
  update.bind(":visits", visits);
  update.bind(":tier", tierFor(visits));
  update.bind(":customer", customerId);
  update.exec();
  transaction.commit();
}

} // namespace shop
