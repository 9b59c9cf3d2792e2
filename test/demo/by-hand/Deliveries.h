#pragma once

#include <SQLiteCpp/Database.h>

#include <string>

namespace shop {

/// Where tickets are sent to, and whom to call if they come back.
class Deliveries {
public:
  explicit Deliveries(SQLite::Database &db) : db(db) {}

  void changeAddress(int id, const std::string &address);
  void changePhone(int id, const std::string &phone);

private:
  void writeDown(int id, const char *field, const std::string &value);

  SQLite::Database &db;
};

} // namespace shop
