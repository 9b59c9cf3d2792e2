#pragma once

#include "Mailer.h"

#include <SQLiteCpp/Database.h>

#include <string>

namespace shop {

/// Orders from the web. Each is paid with a voucher, which is good for one.
class WebShop {
public:
  WebShop(SQLite::Database &db, Mailer &mailer) : db(db), mailer(mailer) {}

  /// Throws if the voucher was used already; then nothing has happened.
  void placeOrder(const std::string &reference, const std::string &voucher,
                  const std::string &email, int tickets);

private:
  SQLite::Database &db;
  Mailer &mailer;
};

} // namespace shop
