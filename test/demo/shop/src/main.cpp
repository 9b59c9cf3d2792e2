#include "Audit.h"
#include "BoxOffice.h"
#include "Deliveries.h"
#include "Premieres.h"
#include "Schema.h"
#include "Turnstile.h"
#include "WebShop.h"

#include <sqlite3.h>

#include <chrono>
#include <exception>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int Unbalanced = 1;
constexpr int Failed = 2;

constexpr const char *Usage =
    "usage: ticket-shop create DATABASE ROUNDS\n"
    "       ticket-shop buy DATABASE BOX-OFFICE PURCHASES\n"
    "       ticket-shop rush DATABASE OUTBOX BOX-OFFICE BOX-OFFICES ROUNDS\n"
    "       ticket-shop audit DATABASE OUTBOX\n"
    "audit exits with 0 if the books balance and with 1 if they do not; any\n"
    "other failure is 2\n";

/// What the customers at one box office ask for. The same box office always
/// gets the same queue.
class Queue {
public:
  explicit Queue(unsigned boxOffice) : random(boxOffice) {}

  shop::Order next() {
    return {pick(1, shop::EventCount), pick(1, shop::CustomerCount), pick(1, 4),
            static_cast<shop::Payment>(pick(0, 2))};
  }

private:
  int pick(int first, int last) {
    return std::uniform_int_distribution<int>(first, last)(random);
  }

  std::mt19937 random;
};

int buy(const std::string &path, unsigned boxOffice, int purchases) {
  SQLite::Database db = shop::openShop(path);
  shop::BoxOffice office(db);
  Queue queue(boxOffice);
  int refused = 0;
  for (int i = 0; i < purchases; ++i)
    if (!office.sell(queue.next()))
      ++refused;
  if (refused)
    std::cout << "box office " << boxOffice << ": " << refused
              << " orders refused, not enough seats\n";
  return 0;
}

/// Orders with the voucher of this round, which all box offices were given.
bool orderByWeb(shop::WebShop &web, unsigned boxOffice, int round) {
  const std::string number = std::to_string(round);
  const std::string reference = std::to_string(boxOffice) + "-" + number;
  try {
    web.placeOrder(reference, "voucher " + number, "buyer@example.org", 2);
    return true;
  } catch (const SQLite::Exception &error) {
    if (error.getErrorCode() != SQLITE_CONSTRAINT)
      throw;
    return false;
  }
}

/// Most databases are a network away. This one answers at once, so that who
/// reads waits here for as long as an answer would take there.
void answerAfterAWhile(SQLite::Database &db) {
  const auto wait = [](unsigned, void *, void *statement, void *) {
    if (sqlite3_stmt_readonly(static_cast<sqlite3_stmt *>(statement)))
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return 0;
  };
  sqlite3_trace_v2(db.getHandle(), SQLITE_TRACE_PROFILE, wait, nullptr);
}

/// In each round all box offices want the last seat of one premiere, two of
/// them correct one delivery, and all use one voucher.
int rush(const std::string &path, const std::string &outbox, unsigned boxOffice,
         unsigned boxOffices, int rounds) {
  SQLite::Database db = shop::openShop(path);
  answerAfterAWhile(db);
  shop::Mailer mailer(outbox);
  shop::Premieres premieres(db);
  shop::Deliveries deliveries(db);
  shop::WebShop web(db, mailer);
  shop::Turnstile turnstile(path + "-turnstile", boxOffices);
  int refused = 0;
  for (int round = 1; round <= rounds; ++round) {
    turnstile.wait();
    if (!premieres.sellTicket(round, static_cast<int>(boxOffice)))
      ++refused;
    turnstile.wait();
    if (boxOffice == 1)
      deliveries.changeAddress(round, "new address");
    else if (boxOffice == 2)
      deliveries.changePhone(round, "new phone");
    turnstile.wait();
    if (!orderByWeb(web, boxOffice, round))
      ++refused;
  }
  std::cout << "box office " << boxOffice << ": " << refused
            << " times sold out or voucher used\n";
  return 0;
}

int run(const std::vector<std::string> &args) {
  if (args.size() == 3 && args[0] == "create") {
    shop::createShop(args[1], std::stoi(args[2]));
    return 0;
  }
  if (args.size() == 4 && args[0] == "buy")
    return buy(args[1], static_cast<unsigned>(std::stoul(args[2])),
               std::stoi(args[3]));
  if (args.size() == 6 && args[0] == "rush")
    return rush(args[1], args[2], static_cast<unsigned>(std::stoul(args[3])),
                static_cast<unsigned>(std::stoul(args[4])), std::stoi(args[5]));
  if (args.size() == 3 && args[0] == "audit") {
    SQLite::Database db = shop::openShop(args[1]);
    return shop::audit(db, args[2], std::cout) ? 0 : Unbalanced;
  }
  std::cerr << Usage;
  return Failed;
}

} // namespace

int main(int argc, char **argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception &error) {
    std::cerr << "ticket-shop: " << error.what() << '\n';
    return Failed;
  }
}
