#pragma once

#include <SQLiteCpp/Database.h>

#include <ostream>

namespace shop {

/// Compares every running total with the sales it should be the sum of, and
/// prints one line for each. Returns true if all of them balance.
bool audit(SQLite::Database &db, std::ostream &out);

} // namespace shop
