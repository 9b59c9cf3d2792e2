#include "Schema.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdint>

namespace shop {
namespace {

constexpr int BusyTimeoutMs = 30000;

constexpr int SeatsPerEvent = 100000;
constexpr int SeatsPerPremiere = 1;
constexpr std::int64_t OpeningBalanceCents = 50000000;
constexpr std::int64_t GiftCardCents = 10000000;

constexpr const char *Tables = R"sql(
CREATE TABLE event (
  id          INTEGER PRIMARY KEY,
  name        TEXT    NOT NULL,
  price_cents INTEGER NOT NULL,
  capacity    INTEGER NOT NULL,
  seats_free  INTEGER NOT NULL CHECK (seats_free >= 0),
  sold        INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE takings (
  event_id      INTEGER PRIMARY KEY REFERENCES event(id),
  revenue_cents INTEGER NOT NULL DEFAULT 0,
  fees_cents    INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE customer (
  id     INTEGER PRIMARY KEY,
  name   TEXT    NOT NULL,
  points INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE membership (
  customer_id INTEGER PRIMARY KEY REFERENCES customer(id),
  visits      INTEGER NOT NULL DEFAULT 0,
  tier        TEXT    NOT NULL DEFAULT 'guest'
);
CREATE TABLE account (
  customer_id   INTEGER PRIMARY KEY REFERENCES customer(id),
  opening_cents INTEGER NOT NULL,
  balance_cents INTEGER NOT NULL
);
CREATE TABLE gift_card (
  customer_id   INTEGER PRIMARY KEY REFERENCES customer(id),
  issued_cents  INTEGER NOT NULL,
  balance_cents INTEGER NOT NULL CHECK (balance_cents >= 0),
  version       INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE sale (
  id            INTEGER PRIMARY KEY,
  event_id      INTEGER NOT NULL REFERENCES event(id),
  customer_id   INTEGER NOT NULL REFERENCES customer(id),
  tickets       INTEGER NOT NULL,
  revenue_cents INTEGER NOT NULL,
  fees_cents    INTEGER NOT NULL,
  points        INTEGER NOT NULL,
  account_cents INTEGER NOT NULL,
  card_cents    INTEGER NOT NULL
);
CREATE TABLE premiere (
  id         INTEGER PRIMARY KEY,
  capacity   INTEGER NOT NULL,
  seats_free INTEGER NOT NULL
);
CREATE TABLE premiere_ticket (
  id          INTEGER PRIMARY KEY,
  premiere_id INTEGER NOT NULL REFERENCES premiere(id),
  box_office  INTEGER NOT NULL
);
CREATE TABLE delivery (
  id        INTEGER PRIMARY KEY,
  recipient TEXT NOT NULL,
  address   TEXT NOT NULL,
  phone     TEXT NOT NULL
);
CREATE TABLE delivery_change (
  id          INTEGER PRIMARY KEY,
  delivery_id INTEGER NOT NULL REFERENCES delivery(id),
  field       TEXT    NOT NULL,
  value       TEXT    NOT NULL
);
CREATE TABLE web_order (
  reference TEXT    PRIMARY KEY,
  email     TEXT    NOT NULL,
  tickets   INTEGER NOT NULL
);
CREATE TABLE voucher_use (
  voucher   TEXT PRIMARY KEY,
  reference TEXT NOT NULL REFERENCES web_order(reference)
);
)sql";

void addEvent(SQLite::Database &db, int id, const char *name,
              std::int64_t priceCents) {
  SQLite::Statement event(db, "INSERT INTO event (id, name, price_cents, "
                              "capacity, seats_free) VALUES (?, ?, ?, ?, ?)");
  event.bind(1, id);
  event.bind(2, name);
  event.bind(3, priceCents);
  event.bind(4, SeatsPerEvent);
  event.bind(5, SeatsPerEvent);
  event.exec();

  SQLite::Statement takings(db, "INSERT INTO takings (event_id) VALUES (?)");
  takings.bind(1, id);
  takings.exec();
}

void addCustomer(SQLite::Database &db, int id) {
  SQLite::Statement customer(db,
                             "INSERT INTO customer (id, name) VALUES (?, ?)");
  customer.bind(1, id);
  customer.bind(2, "travel agency " + std::to_string(id));
  customer.exec();

  SQLite::Statement member(db,
                           "INSERT INTO membership (customer_id) VALUES (?)");
  member.bind(1, id);
  member.exec();

  SQLite::Statement account(db, "INSERT INTO account (customer_id, "
                                "opening_cents, balance_cents) "
                                "VALUES (?, ?, ?)");
  account.bind(1, id);
  account.bind(2, OpeningBalanceCents);
  account.bind(3, OpeningBalanceCents);
  account.exec();

  SQLite::Statement card(db, "INSERT INTO gift_card (customer_id, "
                             "issued_cents, balance_cents) VALUES (?, ?, ?)");
  card.bind(1, id);
  card.bind(2, GiftCardCents);
  card.bind(3, GiftCardCents);
  card.exec();
}

void addPremiere(SQLite::Database &db, int id) {
  SQLite::Statement premiere(
      db, "INSERT INTO premiere (id, capacity, seats_free) VALUES (?, ?, ?)");
  premiere.bind(1, id);
  premiere.bind(2, SeatsPerPremiere);
  premiere.bind(3, SeatsPerPremiere);
  premiere.exec();
}

void addDelivery(SQLite::Database &db, int id) {
  SQLite::Statement delivery(db, "INSERT INTO delivery (id, recipient, "
                                 "address, phone) VALUES (?, ?, ?, ?)");
  delivery.bind(1, id);
  delivery.bind(2, "season ticket holder " + std::to_string(id));
  delivery.bind(3, "old address");
  delivery.bind(4, "old phone");
  delivery.exec();
}

} // namespace

void createShop(const std::string &path, int rounds) {
  SQLite::Database db(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                      BusyTimeoutMs);
  // Readers and the writer do not block each other in this mode. It is kept in
  // the file, so every later connection has it.
  db.exec("PRAGMA journal_mode = WAL");

  SQLite::Transaction transaction(db);
  db.exec(Tables);
  addEvent(db, 1, "The Threepenny Opera", 4500);
  addEvent(db, 2, "Cup final", 2900);
  for (int id = 1; id <= CustomerCount; ++id)
    addCustomer(db, id);
  for (int id = 1; id <= rounds; ++id) {
    addPremiere(db, id);
    addDelivery(db, id);
  }
  transaction.commit();
}

SQLite::Database openShop(const std::string &path) {
  SQLite::Database db(path, SQLite::OPEN_READWRITE, BusyTimeoutMs);
  db.exec("PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL");
  return db;
}

} // namespace shop
