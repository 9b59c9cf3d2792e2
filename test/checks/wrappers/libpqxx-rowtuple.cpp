// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Fishing quota registry.
#include <pqxx/pqxx>

#include <string>
#include <tuple>
#include <utility>

namespace quota {

template <typename... Ts, std::size_t... I>
std::tuple<Ts...> unpack(const pqxx::row& r, std::index_sequence<I...>) {
  return std::tuple<Ts...>{r[static_cast<int>(I)].template as<Ts>()...};
}

/// First row of the answer as a tuple, one element per column.
template <typename... Ts, typename... Args>
std::tuple<Ts...> fetch(pqxx::transaction_base& tx, const std::string& sql, const Args&... args) {
  return unpack<Ts...>(tx.exec_params1(sql, args...), std::index_sequence_for<Ts...>{});
}

// A hazard.
void landCatch(pqxx::connection& c, const std::string& vessel, const std::string& species, double tons) {
  pqxx::work tx{c};
  auto [left, landings] = fetch<double, int>(
      tx, "SELECT left_t, landings FROM quota WHERE vessel = $1 AND species = $2", vessel, species);
  left -= tons;
  ++landings;
  tx.exec_params0("UPDATE quota SET left_t = $1, landings = $2 WHERE vessel = $3 AND species = $4",
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'left_t' and 'landings' of 'quota' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
                  left, landings, vessel, species);
  tx.commit();
}

// Safe: FOR UPDATE OF the quota row, one transaction.
void correctCatch(pqxx::connection& c, const std::string& vessel, const std::string& species, double tons) {
  pqxx::work tx{c};
  auto [left, landings] = fetch<double, int>(
      tx, "SELECT q.left_t, q.landings FROM quota q WHERE q.vessel = $1 AND q.species = $2 FOR UPDATE OF q",
      vessel, species);
  left += tons;
  --landings;
  tx.exec_params0("UPDATE quota SET left_t = $1, landings = $2 WHERE vessel = $3 AND species = $4",
                  left, landings, vessel, species);
  tx.commit();
}

// Penalty points of the skipper double with each offence.
// A hazard.
int penalise(pqxx::connection& c, long skipper) {
  int points = 0;
  std::string name;
  pqxx::work tx{c};
  std::tie(points, name) = fetch<int, std::string>(tx, "SELECT points, name FROM skipper WHERE id = $1", skipper);
  points = points ? points * 2 : 1;
  tx.exec_params0("UPDATE skipper SET points = $2 WHERE id = $1", skipper, points);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'points' of 'skipper' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  tx.exec_params0("INSERT INTO letter(addressee, text) VALUES ($1, $2)", name, "points: " + std::to_string(points));
  tx.commit();
  return points;
}

// Safe: the points are computed by the statement; only the name read is used.
int pardon(pqxx::connection& c, long skipper) {
  pqxx::work tx{c};
  const auto [points, name] = fetch<int, std::string>(
      tx, "UPDATE skipper SET points = points / 2 WHERE id = $1 RETURNING points, name", skipper);
  tx.exec_params0("INSERT INTO letter(addressee, text) VALUES ($1, $2)", name, "points: " + std::to_string(points));
  tx.commit();
  return points;
}

// A hazard.
void extendLicence(pqxx::connection& c, long skipper, int months) {
  pqxx::work tx{c};
  int until = 0;
  const pqxx::row r = tx.exec_params1("SELECT valid_months FROM skipper WHERE id = $1", skipper);
  if (!r[0].to(until)) until = 0;
  tx.exec("UPDATE skipper SET valid_months = " + pqxx::to_string(until + months) +
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'valid_months' of 'skipper' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
          " WHERE id = " + pqxx::to_string(skipper));
  tx.commit();
}

}  // namespace quota
