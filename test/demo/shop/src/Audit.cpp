#include "Audit.h"

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <iomanip>
#include <sstream>
#include <string>

namespace shop {
namespace {

enum class Unit { Count, Cents };

struct Total {
  const char *name;
  Unit unit;
  /// Two columns: what the sales add up to, what the running total says.
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
              const std::string &lost, const std::string &verdict) {
  out << std::left << std::setw(20) << name << std::right << std::setw(14)
      << expected << std::setw(14) << actual << std::setw(14) << lost << "  "
      << verdict << '\n';
}

} // namespace

bool audit(SQLite::Database &db, std::ostream &out) {
  bool balanced = true;
  printRow(out, "", "sales say", "books say", "lost", "");
  for (const Total &total : Totals) {
    SQLite::Statement query(db, total.query);
    query.executeStep();
    const std::int64_t expected = query.getColumn(0);
    const std::int64_t actual = query.getColumn(1);
    const bool right = expected == actual;
    balanced = balanced && right;
    printRow(out, total.name, format(expected, total.unit),
             format(actual, total.unit), format(expected - actual, total.unit),
             right ? "ok" : "WRONG");
  }

  SQLite::Statement query(db, Totals[0].query);
  query.executeStep();
  const std::int64_t issued = query.getColumn(0);
  const std::int64_t counted = query.getColumn(1);
  out << "tickets issued " << issued << ", counter says " << counted << ", "
      << issued - counted << " lost from the books\n";
  return balanced;
}

} // namespace shop
