// RUN: %check %s --checks=-*,rowlock-read-modify-write -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --checks=-*,rowlock-read-modify-write --
// Electricity metering: readings, tariffs and counters. Statement texts are picked on the way.
#include <pqxx/pqxx>

#include <cmath>
#include <string>

namespace metering {

using Tx = pqxx::transaction_base;

enum class Direction { Consumed, FedIn };
enum class Wait { Block, GiveUp };

static long cell(const pqxx::result& r) { return r.at(0).at(0).as<long>(); }

// A hazard.
void advance(pqxx::connection& db, long meter, Direction dir, long wattHours) {
  pqxx::work tx{db};
  const std::string select = dir == Direction::Consumed ? "SELECT used_wh FROM meter WHERE id = $1"
                                                        : "SELECT fed_wh FROM meter WHERE id = $1";
  const std::string update = dir == Direction::Consumed ? "UPDATE meter SET used_wh = $2 WHERE id = $1"
                                                        : "UPDATE meter SET fed_wh = $2 WHERE id = $1";
  const long total = cell(tx.exec_params(select, meter)) + wattHours;
  tx.exec_params0(update, meter, total);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'used_wh' and 'fed_wh' of 'meter' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  tx.commit();
}

// Safe: both texts lock the row.
void rollback(pqxx::connection& db, long meter, long wattHours, Wait wait) {
  pqxx::work tx{db};
  std::string select;
  if (wait == Wait::GiveUp)
    select = "SELECT used_wh FROM meter WHERE id = $1 FOR UPDATE NOWAIT";
  else
    select = "SELECT used_wh FROM meter WHERE id = $1 FOR UPDATE";
  const long total = cell(tx.exec_params(select, meter)) - wattHours;
  tx.exec_params0("UPDATE meter SET used_wh = $2 WHERE id = $1", meter, total);
  tx.commit();
}

// Safe: either branch changes the column relatively in SQL.
void correct(pqxx::connection& db, long meter, long diff) {
  pqxx::work tx{db};
  const long before = cell(tx.exec_params("SELECT used_wh FROM meter WHERE id = $1", meter));
  const char* sql = diff >= 0 ? "UPDATE meter SET used_wh = used_wh + $2 WHERE id = $1"
                              : "UPDATE meter SET used_wh = greatest(used_wh - $2, 0) WHERE id = $1";
  tx.exec_params0(sql, meter, std::labs(diff));
  tx.exec_params0("INSERT INTO correction(meter, before_wh, diff_wh) VALUES ($1, $2, $3)", meter, before, diff);
  tx.commit();
}

// Monthly surcharge: a small tariff gets a fixed step, a large one grows by its share.
// A hazard.
void raiseTariff(pqxx::connection& db, const std::string& tariff, int percent) {
  pqxx::work tx{db};
  const double cents = tx.exec_params1("SELECT cents FROM tariff WHERE code = $1", tariff)[0].as<double>();
  if (cents < 20.0) {
    tx.exec_params0("UPDATE tariff SET cents = cents + 1 WHERE code = $1", tariff);
  } else {
    const double raised = std::round(cents * (100 + percent)) / 100.0;
    tx.exec_params0("UPDATE tariff SET cents = $2 WHERE code = $1", tariff, raised);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'cents' of 'tariff' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  }
  tx.commit();
}

// The regulator prescribes a cap; it is the same number for everyone.
// Not judged here: check-then-act: read is compared only, constant from the caller written.
bool capTariff(pqxx::connection& db, const std::string& tariff, double cap) {
  pqxx::work tx{db};
  const double cents = tx.exec_params1("SELECT cents FROM tariff WHERE code = $1", tariff)[0].as<double>();
  if (cents <= cap) return false;
  tx.exec_params0("UPDATE tariff SET cents = $2 WHERE code = $1", tariff, cap);
  tx.commit();
  return true;
}

}  // namespace metering
