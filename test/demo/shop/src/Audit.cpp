#include "Audit.h"

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <filesystem>
#include <iomanip>
#include <sstream>
#include <string>

namespace shop {
namespace {

enum class Unit { Count, Cents };

struct Total {
  const char *name;
  Unit unit;
  /// Two columns: what it should be, and what it is.
  const char *query;
};

constexpr Total Totals[] = {
    {"tickets sold", Unit::Count,
     "SELECT (SELECT COALESCE(SUM(tickets), 0) FROM sale), "
     "(SELECT SUM(sold) FROM event)"},
    {"ticket revenue", Unit::Cents,
     "SELECT (SELECT COALESCE(SUM(revenue_cents), 0) FROM sale), "
     "(SELECT SUM(revenue_cents) FROM takings)"},
    {"booking fees", Unit::Cents,
     "SELECT (SELECT COALESCE(SUM(fees_cents), 0) FROM sale), "
     "(SELECT SUM(fees_cents) FROM takings)"},
    {"loyalty points", Unit::Count,
     "SELECT (SELECT COALESCE(SUM(points), 0) FROM sale), "
     "(SELECT SUM(points) FROM customer)"},
    {"charged to accounts", Unit::Cents,
     "SELECT (SELECT COALESCE(SUM(account_cents), 0) FROM sale), "
     "(SELECT SUM(opening_cents - balance_cents) FROM account)"},
    {"paid by gift card", Unit::Cents,
     "SELECT (SELECT COALESCE(SUM(card_cents), 0) FROM sale), "
     "(SELECT SUM(issued_cents - balance_cents) FROM gift_card)"},
    {"seats taken", Unit::Count,
     "SELECT (SELECT COALESCE(SUM(tickets), 0) FROM sale), "
     "(SELECT SUM(capacity - seats_free) FROM event)"},
    {"members' visits", Unit::Count,
     "SELECT (SELECT COUNT(*) FROM sale), "
     "(SELECT SUM(visits) FROM membership)"},
    {"premiere tickets", Unit::Count,
     "SELECT SUM(MIN(sold, capacity)), SUM(sold) FROM (SELECT capacity, "
     "(SELECT COUNT(*) FROM premiere_ticket WHERE premiere_id = premiere.id) "
     "AS sold FROM premiere)"},
    {"changes to deliveries", Unit::Count,
     "SELECT COUNT(*), COALESCE(SUM(value = CASE field WHEN 'address' "
     "THEN address ELSE phone END), 0) FROM delivery_change "
     "JOIN delivery ON delivery.id = delivery_id"},
};

std::string format(std::int64_t value, Unit unit) {
  if (unit == Unit::Count)
    return std::to_string(value);
  std::ostringstream text;
  if (value < 0)
    text << '-';
  const std::int64_t cents = value < 0 ? -value : value;
  text << cents / 100 << '.' << std::setw(2) << std::setfill('0')
       << cents % 100;
  return text.str();
}

void printRow(std::ostream &out, const std::string &name,
              const std::string &expected, const std::string &actual,
              const std::string &off, const std::string &verdict) {
  out << std::left << std::setw(22) << name << std::right << std::setw(14)
      << expected << std::setw(14) << actual << std::setw(14) << off << "  "
      << verdict << '\n';
}

struct MailCount {
  std::int64_t all = 0;
  std::int64_t ofOrders = 0;
};

/// The name of a mail is the reference of its order.
MailCount countMails(SQLite::Database &db, const std::string &outbox) {
  MailCount mails;
  SQLite::Statement query(db, "SELECT 1 FROM web_order WHERE reference = ?");
  for (const auto &mail : std::filesystem::directory_iterator(outbox)) {
    query.bind(1, mail.path().filename().string());
    ++mails.all;
    if (query.executeStep())
      ++mails.ofOrders;
    query.reset();
  }
  return mails;
}

} // namespace

bool audit(SQLite::Database &db, const std::string &outbox, std::ostream &out) {
  bool balanced = true;
  const auto row = [&](const char *name, std::int64_t expected,
                       std::int64_t actual, Unit unit) {
    const bool right = expected == actual;
    balanced = balanced && right;
    printRow(out, name, format(expected, unit), format(actual, unit),
             format(actual - expected, unit), right ? "ok" : "WRONG");
  };

  printRow(out, "", "should be", "is", "off by", "");
  for (const Total &total : Totals) {
    SQLite::Statement query(db, total.query);
    query.executeStep();
    const std::int64_t expected = query.getColumn(0);
    const std::int64_t actual = query.getColumn(1);
    row(total.name, expected, actual, total.unit);
  }
  const MailCount mails = countMails(db, outbox);
  row("mails of orders", mails.ofOrders, mails.all, Unit::Count);

  SQLite::Statement query(db, Totals[0].query);
  query.executeStep();
  const std::int64_t issued = query.getColumn(0);
  const std::int64_t counted = query.getColumn(1);
  out << "tickets issued " << issued << ", counter says " << counted << ", "
      << issued - counted << " lost from the books\n";
  return balanced;
}

} // namespace shop
