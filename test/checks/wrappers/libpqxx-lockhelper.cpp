// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

namespace tram {

// ---------------------------------------------------------------------------
// Depot bookkeeping of a tram operator. Wagons are addressed by their number,
// wheel sets by (wagon, axle).
// ---------------------------------------------------------------------------

namespace detail {

pqxx::row wagon(pqxx::transaction_base& t, int number) {
  return t.exec_params1("SELECT number, km_total, km_since_service, remarks FROM wagon WHERE number = $1", number);
}

pqxx::row takeWagon(pqxx::transaction_base& t, int number) {
  t.exec_params1("SELECT 1 FROM wagon WHERE number = $1 FOR UPDATE", number);
  return wagon(t, number);
}

pqxx::row wheelSet(pqxx::transaction_base& t, int number, int axle, const char* mode) {
  return t.exec_params1(
      std::string("SELECT diameter_mm, turnings FROM wheel_set WHERE wagon = $1 AND axle = $2 ") + mode, number, axle);
}

void storeKm(pqxx::transaction_base& t, int number, long total, long sinceService) {
  t.exec_params0("UPDATE wagon SET km_total = $2, km_since_service = $3 WHERE number = $1", number, total,
                 sinceService);
}

}  // namespace detail

// A hazard.
void endOfDay(pqxx::connection& conn, int number, long km) {
  pqxx::work t(conn);
  auto w = detail::wagon(t, number);
  detail::storeKm(t, number, w["km_total"].as<long>() + km, w["km_since_service"].as<long>() + km);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'km_total' and 'km_since_service' of 'wagon' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  t.commit();
}

// Safe: takeWagon locks the row first, then reads it.
void testRun(pqxx::connection& conn, int number, long km) {
  pqxx::work t(conn);
  auto w = detail::takeWagon(t, number);
  detail::storeKm(t, number, w["km_total"].as<long>() + km, w["km_since_service"].as<long>() + km);
  t.commit();
}

// Wheels are turned on the lathe, each time they get a little smaller.
// A hazard.
int turnWheels(pqxx::connection& conn, int number, int axle, int mm) {
  pqxx::work t(conn);
  auto ws = detail::wheelSet(t, number, axle, "");
  const int diameter = ws[0].as<int>() - mm;
  if (diameter < 590) throw std::domain_error("wheel set worn out");
  t.exec_params0("UPDATE wheel_set SET diameter_mm = $3, turnings = $4 WHERE wagon = $1 AND axle = $2",
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'diameter_mm' and 'turnings' of 'wheel_set' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
                 number, axle, diameter, ws[1].as<int>() + 1);
  t.commit();
  return diameter;
}

// Safe: wheelSet gets FOR UPDATE as its mode.
int regrindWheels(pqxx::connection& conn, int number, int axle, int mm) {
  pqxx::work t(conn);
  auto ws = detail::wheelSet(t, number, axle, "FOR UPDATE");
  const int diameter = ws[0].as<int>() - mm / 2;
  if (diameter < 590) throw std::domain_error("wheel set worn out");
  t.exec_params0("UPDATE wheel_set SET diameter_mm = $3, turnings = $4 WHERE wagon = $1 AND axle = $2",
                 number, axle, diameter, ws[1].as<int>() + 1);
  t.commit();
  return diameter;
}

// Workshop remark on the wagon's card; the axle must not be replaced meanwhile.
// A hazard.
void remark(pqxx::connection& conn, int number, int axle, const std::string& text) {
  pqxx::work t(conn);
  auto w = detail::wagon(t, number);
  detail::wheelSet(t, number, axle, "FOR UPDATE");
  t.exec_params0("UPDATE wagon SET remarks = $2 WHERE number = $1",
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'remarks' of 'wagon' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
                 number, w["remarks"].as<std::string>("") + " / axle " + std::to_string(axle) + ": " + text);
  t.commit();
}

// Safe: km_since_service becomes 0 and the total is the odometer's own figure.
void service(pqxx::connection& conn, int number, long odometer) {
  pqxx::work t(conn);
  auto w = detail::wagon(t, number);
  t.exec_params0("INSERT INTO service_log(wagon, km_before) VALUES ($1, $2)", number, w["km_since_service"].as<long>());
  detail::storeKm(t, number, odometer, 0);
  t.commit();
}

}  // namespace tram
