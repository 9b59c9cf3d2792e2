#include "Deliveries.h"

#include "Error.h"

#include <SQLiteCpp/Statement.h>

namespace shop {

void Deliveries::changeAddress(int id, const std::string &address) {
  Delivery delivery = load(id);
  delivery.address = address;
  save(delivery);
  writeDown(id, "address", address);
}

void Deliveries::changePhone(int id, const std::string &phone) {
  Delivery delivery = load(id);
  delivery.phone = phone;
  save(delivery);
  writeDown(id, "phone", phone);
}

Deliveries::Delivery Deliveries::load(int id) {
  SQLite::Statement query(
      db, "SELECT recipient, address, phone FROM delivery WHERE id = ?");
  query.bind(1, id);
  if (!query.executeStep())
    throw Error("no delivery " + std::to_string(id));
  return {id, query.getColumn(0).getString(), query.getColumn(1).getString(),
          query.getColumn(2).getString()};
}

void Deliveries::save(const Delivery &delivery) {
  SQLite::Statement update(db, "UPDATE delivery SET recipient = ?, "
                               "address = ?, phone = ? WHERE id = ?");
  update.bind(1, delivery.recipient);
  update.bind(2, delivery.address);
  update.bind(3, delivery.phone);
  update.bind(4, delivery.id);
  update.exec();
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
