#include "BoxOffice.h"

#include "Error.h"

#include <SQLiteCpp/Statement.h>

#include <string>

namespace shop {
namespace {

constexpr std::int64_t BookingFeeCents = 150;

} // namespace

bool BoxOffice::sell(const Order &order) {
  const std::int64_t price = priceOf(order.eventId);
  if (!reserveSeats(order.eventId, order.tickets))
    return false;

  const std::int64_t revenue = price * order.tickets;
  const std::int64_t fees = BookingFeeCents * order.tickets;
  const int points = static_cast<int>(revenue / 100);
  std::int64_t onAccount = 0;
  std::int64_t fromCard = 0;
  if (order.payment == Payment::Account) {
    onAccount = revenue + fees;
    accounts.charge(order.customerId, onAccount);
  } else if (order.payment == Payment::GiftCard) {
    // What the card does not cover is paid in cash.
    fromCard = accounts.redeemGiftCard(order.customerId, revenue + fees);
  }

  SQLite::Statement sale(
      db, "INSERT INTO sale (event_id, customer_id, tickets, revenue_cents, "
          "fees_cents, points, account_cents, card_cents) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  sale.bind(1, order.eventId);
  sale.bind(2, order.customerId);
  sale.bind(3, order.tickets);
  sale.bind(4, revenue);
  sale.bind(5, fees);
  sale.bind(6, points);
  sale.bind(7, onAccount);
  sale.bind(8, fromCard);
  sale.exec();

  countSold(order.eventId, order.tickets);
  ledger.bookSale(order.eventId, order.tickets, price, BookingFeeCents);
  loyalty.creditPoints(order.customerId, points);
  loyalty.recordVisit(order.customerId);
  return true;
}

std::int64_t BoxOffice::priceOf(int eventId) {
  SQLite::Statement query(db, "SELECT price_cents FROM event WHERE id = ?");
  query.bind(1, eventId);
  if (!query.executeStep())
    throw Error("no event " + std::to_string(eventId));
  return query.getColumn(0);
}

bool BoxOffice::reserveSeats(int eventId, int tickets) {
  // One statement both tests and takes the seats: no two box offices can get
  // the last one.
  SQLite::Statement update(db, "UPDATE event SET seats_free = seats_free - ?1 "
                               "WHERE id = ?2 AND seats_free >= ?1");
  update.bind(1, tickets);
  update.bind(2, eventId);
  return update.exec() == 1;
}

void BoxOffice::countSold(int eventId, int tickets) {
  SQLite::Statement query(db, "SELECT sold FROM event WHERE id = ?");
  query.bind(1, eventId);
  if (!query.executeStep())
    throw Error("no event " + std::to_string(eventId));
  const int sold = query.getColumn(0);
  query.reset();

  SQLite::Statement update(db, "UPDATE event SET sold = ? WHERE id = ?");
  update.bind(1, sold + tickets);
  update.bind(2, eventId);
  update.exec();
}

} // namespace shop
