// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Blood bank: bags, donors and the reserve per blood group.
#include <pqxx/pqxx>

#include <functional>
#include <string>
#include <type_traits>

namespace bloodbank {

template <typename Fn>
auto withTx(pqxx::connection& conn, Fn&& fn) {
  pqxx::work tx{conn};
  if constexpr (std::is_void_v<std::invoke_result_t<Fn, pqxx::work&>>) {
    fn(tx);
    tx.commit();
  } else {
    auto value = fn(tx);
    tx.commit();
    return value;
  }
}

// A hazard.
int takeFromReserve(pqxx::connection& conn, const std::string& group, int bags) {
  return withTx(conn, [&](pqxx::work& tx) {
    auto row = tx.exec_params1("SELECT bags, taken_today FROM reserve WHERE blood_group = $1", group);
    const int left = row["bags"].as<int>() - bags;
    const int today = row["taken_today"].as<int>() + bags;
    tx.exec_params0("UPDATE reserve SET bags = $2, taken_today = $3 WHERE blood_group = $1",
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'bags' and 'taken_today' of 'reserve' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
                    group, left, today);
    return left;
  });
}

// Safe: row locked FOR UPDATE within the closure's transaction.
int returnToReserve(pqxx::connection& conn, const std::string& group, int bags) {
  return withTx(conn, [&](pqxx::work& tx) {
    auto row = tx.exec_params1("SELECT bags, taken_today FROM reserve WHERE blood_group = $1 FOR UPDATE", group);
    const int left = row["bags"].as<int>() + bags;
    const int today = row["taken_today"].as<int>() - bags;
    tx.exec_params0("UPDATE reserve SET bags = $2, taken_today = $3 WHERE blood_group = $1",
                    group, left, today);
    return left;
  });
}

// Read in one closure, written in the next one, as the questionnaire is filled in between.
// A hazard.
void recordDonation(pqxx::connection& conn, long donor, const std::function<int(int)>& interview) {
  const int before = withTx(conn, [donor](pqxx::work& tx) {
    return tx.exec_params1("SELECT donations FROM donor WHERE id = $1 FOR UPDATE", donor)[0].as<int>();
  });
  const int accepted = interview(before);
  withTx(conn, [&](pqxx::work& tx) {
    tx.exec_params0("UPDATE donor SET donations = $2, last_seen = now() WHERE id = $1",
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'donations' of 'donor' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
                    donor, before + accepted);
  });
}

// Safe: second closure adds on the server side.
void recordPlasma(pqxx::connection& conn, long donor, const std::function<int(int)>& interview) {
  const int before = withTx(conn, [donor](pqxx::work& tx) {
    return tx.exec_params1("SELECT donations FROM donor WHERE id = $1", donor)[0].as<int>();
  });
  const int accepted = interview(before);
  withTx(conn, [&](pqxx::work& tx) {
    tx.exec_params0("UPDATE donor SET donations = donations + $2, last_seen = now() WHERE id = $1",
                    donor, accepted);
  });
}

// Safe: each reserve row is only counted; the sum goes to a row of another table.
void snapshot(pqxx::connection& conn, const std::string& day) {
  withTx(conn, [&](pqxx::work& tx) {
    int sum = 0;
    for (const auto& row : tx.exec("SELECT bags FROM reserve")) sum += row[0].as<int>();
    tx.exec_params0("INSERT INTO reserve_history(day, bags) VALUES ($1, $2)", day, sum);
  });
}

}  // namespace bloodbank
