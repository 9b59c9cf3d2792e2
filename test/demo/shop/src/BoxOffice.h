#pragma once

#include "Accounts.h"
#include "Ledger.h"
#include "Loyalty.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>

namespace shop {

enum class Payment { Cash, Account, GiftCard };

struct Order {
  int eventId;
  int customerId;
  int tickets;
  Payment payment;
};

/// Sells tickets and keeps the books up to date. One object for each
/// connection; any number of box offices may be open on one database.
class BoxOffice {
public:
  explicit BoxOffice(SQLite::Database &db)
      : db(db), ledger(db), loyalty(db), accounts(db) {}

  /// Returns false if the event has not enough seats left.
  bool sell(const Order &order);

private:
  std::int64_t priceOf(int eventId);
  bool reserveSeats(int eventId, int tickets);
  void countSold(int eventId, int tickets);

  SQLite::Database &db;
  Ledger ledger;
  Loyalty loyalty;
  Accounts accounts;
};

} // namespace shop
