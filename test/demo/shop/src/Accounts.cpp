#include "Accounts.h"

#include "Error.h"

#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <string>

namespace shop {

void Accounts::charge(int customerId, std::int64_t amountCents) {
  std::int64_t balance = 0;
  {
    SQLite::Statement query(
        db, "SELECT balance_cents FROM account WHERE customer_id = ?");
    query.bind(1, customerId);
    if (!query.executeStep())
      throw Error("no account for customer " + std::to_string(customerId));
    balance = query.getColumn(0).getInt64();
  }

  SQLite::Statement update(
      db, "UPDATE account SET balance_cents = ? WHERE customer_id = ?");
  update.bind(1, balance - amountCents);
  update.bind(2, customerId);
  if (update.exec() != 1)
    throw Error("account of customer " + std::to_string(customerId) +
                " was not charged");
}

std::int64_t Accounts::redeemGiftCard(int customerId,
                                      std::int64_t amountCents) {
  SQLite::Statement query(db, "SELECT balance_cents, version FROM gift_card "
                              "WHERE customer_id = ?");
  SQLite::Statement update(
      db, "UPDATE gift_card SET balance_cents = ?, version = version + 1 "
          "WHERE customer_id = ? AND version = ?");
  // Somebody else may use the card between the read and the write. Then the
  // version has moved on, nothing is written, and we look at the card again.
  for (;;) {
    query.reset();
    query.bind(1, customerId);
    if (!query.executeStep())
      return 0;
    const std::int64_t balance = query.getColumn(0);
    const std::int64_t version = query.getColumn(1);
    query.reset();

    const std::int64_t taken = std::min(balance, amountCents);
    update.reset();
    update.bind(1, balance - taken);
    update.bind(2, customerId);
    update.bind(3, version);
    if (update.exec() == 1)
      return taken;
  }
}

} // namespace shop
