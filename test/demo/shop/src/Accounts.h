#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>

namespace shop {

/// How customers pay without cash: on account, or from a gift card.
class Accounts {
public:
  explicit Accounts(SQLite::Database &db) : db(db) {}

  /// Charges a customer's account. A balance below zero is allowed: it is
  /// invoiced at the end of the month.
  void charge(int customerId, std::int64_t amountCents);

  /// Takes up to \p amountCents from the customer's gift card and returns how
  /// much that was.
  std::int64_t redeemGiftCard(int customerId, std::int64_t amountCents);

private:
  SQLite::Database &db;
};

} // namespace shop
