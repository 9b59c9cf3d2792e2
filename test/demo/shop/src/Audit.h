#pragma once

#include <SQLiteCpp/Database.h>

#include <ostream>
#include <string>

namespace shop {

/// Compares every running total with the sales it should be the sum of, seats
/// with tickets, changes with what is left of them, mails with orders, and
/// prints one line for each. Returns true if all of them balance.
bool audit(SQLite::Database &db, const std::string &outbox, std::ostream &out);

} // namespace shop
