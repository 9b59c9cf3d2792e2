#include "Deliveries.h"

#include "Error.h"

#include <SQLiteCpp/Statement.h>

namespace shop {

void Deliveries::changeAddress(int id, const std::string &address) {
  SQLite::Statement update(db, "UPDATE delivery SET address = ? WHERE id = ?");
  update.bind(1, address);
  update.bind(2, id);
  if (update.exec() != 1)
    throw Error("no delivery " + std::to_string(id));
  writeDown(id, "address", address);
}

void Deliveries::changePhone(int id, const std::string &phone) {
  SQLite::Statement update(db, "UPDATE delivery SET phone = ? WHERE id = ?");
  update.bind(1, phone);
  update.bind(2, id);
  if (update.exec() != 1)
    throw Error("no delivery " + std::to_string(id));
  writeDown(id, "phone", phone);
}

void Deliveries::writeDown(int id, const char *field,
                           const std::string &value) {
  SQLite::Statement change(db, "INSERT INTO delivery_change (delivery_id, "
                               "field, value) VALUES (?, ?, ?)");
  change.bind(1, id);
  change.bind(2, field);
  change.bind(3, value);
  change.exec();
}

} // namespace shop
