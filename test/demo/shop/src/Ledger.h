#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>

namespace shop {

/// What each event has brought in: ticket revenue and booking fees.
class Ledger {
public:
  explicit Ledger(SQLite::Database &db) : db(db) {}

  void bookSale(int eventId, int tickets, std::int64_t priceCents,
                std::int64_t feeCents);

private:
  SQLite::Database &db;
};

} // namespace shop
