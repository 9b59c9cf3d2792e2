#pragma once

#include <SQLiteCpp/Database.h>

namespace shop {

/// Premieres have few seats, and everybody asks for them in the same second.
class Premieres {
public:
  explicit Premieres(SQLite::Database &db) : db(db) {}

  /// Returns false if the house is sold out.
  bool sellTicket(int premiereId, int boxOffice);

private:
  SQLite::Database &db;
};

} // namespace shop
