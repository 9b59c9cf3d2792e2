#include "Audit.h"
#include "BoxOffice.h"
#include "Schema.h"

#include <exception>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr int Unbalanced = 1;
constexpr int Failed = 2;

constexpr const char *Usage =
    "usage: ticket-shop create DATABASE\n"
    "       ticket-shop buy DATABASE BOX-OFFICE PURCHASES\n"
    "       ticket-shop audit DATABASE\n"
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

int run(const std::vector<std::string> &args) {
  if (args.size() == 2 && args[0] == "create") {
    shop::createShop(args[1]);
    return 0;
  }
  if (args.size() == 4 && args[0] == "buy")
    return buy(args[1], static_cast<unsigned>(std::stoul(args[2])),
               std::stoi(args[3]));
  if (args.size() == 2 && args[0] == "audit") {
    SQLite::Database db = shop::openShop(args[1]);
    return shop::audit(db, std::cout) ? 0 : Unbalanced;
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
