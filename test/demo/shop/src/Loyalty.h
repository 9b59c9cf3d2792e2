#pragma once

#include <SQLiteCpp/Database.h>

namespace shop {

/// Points for money spent, and a membership tier for coming back.
class Loyalty {
public:
  explicit Loyalty(SQLite::Database &db) : db(db) {}

  void creditPoints(int customerId, int earned);
  void recordVisit(int customerId);

private:
  SQLite::Database &db;
};

/// The tier that a member with this many visits has.
const char *tierFor(int visits);

} // namespace shop
