#include "Ledger.h"

#include "Error.h"

#include <SQLiteCpp/Statement.h>

#include <string>

namespace shop {

void Ledger::bookSale(int eventId, int tickets, std::int64_t priceCents,
                      std::int64_t feeCents) {
  SQLite::Statement query(
      db, "SELECT revenue_cents, fees_cents FROM takings WHERE event_id = ?");
  query.bind(1, eventId);
  if (!query.executeStep())
    throw Error("no takings for event " + std::to_string(eventId));
  const std::int64_t revenue = query.getColumn(0);
  const std::int64_t fees = query.getColumn(1);
  query.reset();

  const std::int64_t totalRevenue = revenue + priceCents * tickets;
  const std::int64_t totalFees = fees + feeCents * tickets;

  SQLite::Statement update(db, "UPDATE takings SET revenue_cents = ?, "
                               "fees_cents = ? WHERE event_id = ?");
  update.bind(1, totalRevenue);
  update.bind(2, totalFees);
  update.bind(3, eventId);
  update.exec();
}

} // namespace shop
