#include "WebShop.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

namespace shop {

void WebShop::placeOrder(const std::string &reference,
                         const std::string &voucher, const std::string &email,
                         int tickets) {
  SQLite::Transaction transaction(db);
  SQLite::Statement order(
      db, "INSERT INTO web_order (reference, email, tickets) VALUES (?, ?, ?)");
  order.bind(1, reference);
  order.bind(2, email);
  order.bind(3, tickets);
  order.exec();

  mailer.send(email, reference, "Your tickets are on their way.");

  // A voucher is in this table once: the second use is an error.
  SQLite::Statement use(
      db, "INSERT INTO voucher_use (voucher, reference) VALUES (?, ?)");
  use.bind(1, voucher);
  use.bind(2, reference);
  use.exec();
  transaction.commit();
}

} // namespace shop
