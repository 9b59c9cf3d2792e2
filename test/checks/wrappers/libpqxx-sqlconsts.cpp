// RUN: %check %s --checks=-*,rowlock-read-modify-write -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --checks=-*,rowlock-read-modify-write --
// Ski lift passes. All SQL of this module is kept at the top of the file.
#include <array>
#include <cstdint>
#include <string>

#include <pqxx/pqxx>

#define PASS_COLS "pass_no, rides_left, deposit_cents"
#define PASS_KEY  " WHERE pass_no = $1 AND season = $2"

#define SQL_PASS_READ   "SELECT " PASS_COLS " FROM ski_pass" PASS_KEY
#define SQL_PASS_LOCK   SQL_PASS_READ " FOR UPDATE"
#define SQL_PASS_WRITE  "UPDATE ski_pass SET rides_left = $3, deposit_cents = $4" PASS_KEY

enum GateSql : std::size_t { kGateRead, kGateLock, kGateWrite, kGateBump, kGateSqlCount };

static const std::array<const char*, kGateSqlCount> kGateText = {
    "SELECT passages FROM gate WHERE lift = $1 AND lane = $2",
    "SELECT passages FROM gate WHERE lift = $1 AND lane = $2 FOR UPDATE",
    "UPDATE gate SET passages = $3 WHERE lift = $1 AND lane = $2",
    "UPDATE gate SET passages = passages + $3 WHERE lift = $1 AND lane = $2",
};

class LiftOffice {
 public:
  explicit LiftOffice(pqxx::connection& c) : c_(c) {}

  bool ride(const std::string& pass, int season, int rides);
  bool recharge(const std::string& pass, int season, int rides, int depositCents);
  void gateBackup(int lift, int lane, std::int64_t missed);
  void gateTick(int lift, int lane, std::int64_t people);
  void gateRescale(int lift, int lane, double factor);
  std::string lastWeather(const std::string& station);
  void appendWeather(const std::string& station, const std::string& line);

 private:
  static const std::string kWeatherRead;
  static constexpr const char* kWeatherWrite = "UPDATE station SET weather_log = $1 WHERE code = $2";

  pqxx::connection& c_;
};

const std::string LiftOffice::kWeatherRead = "SELECT weather_log FROM station WHERE code = $1";

// A hazard.
bool LiftOffice::ride(const std::string& pass, int season, int rides) {
  pqxx::work tx(c_);
  const auto r = tx.exec_params(SQL_PASS_READ, pass, season);
  if (r.empty() || r[0]["rides_left"].as<int>() < rides) return false;
  tx.exec_params0(SQL_PASS_WRITE, pass, season, r[0]["rides_left"].as<int>() - rides,
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'rides_left' of 'ski_pass' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
                  r[0]["deposit_cents"].as<int>());
  tx.commit();
  return true;
}

// Safe: SQL_PASS_LOCK ends with FOR UPDATE.
bool LiftOffice::recharge(const std::string& pass, int season, int rides, int depositCents) {
  pqxx::work tx(c_);
  const auto r = tx.exec_params(SQL_PASS_LOCK, pass, season);
  if (r.empty()) return false;
  tx.exec_params0(SQL_PASS_WRITE, pass, season, r[0]["rides_left"].as<int>() + rides,
                  r[0]["deposit_cents"].as<int>() + depositCents);
  tx.commit();
  return true;
}

// A hazard.
void LiftOffice::gateBackup(int lift, int lane, std::int64_t missed) {
  pqxx::work tx(c_);
  const auto n = tx.exec_params1(kGateText[kGateRead], lift, lane)[0].as<std::int64_t>();
  tx.exec_params0(kGateText[kGateWrite], lift, lane, n + missed);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'passages' of 'gate' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  tx.commit();
}

// Safe: kGateBump is relative.
void LiftOffice::gateTick(int lift, int lane, std::int64_t people) {
  pqxx::work tx(c_);
  const auto n = tx.exec_params1(kGateText[kGateRead], lift, lane)[0].as<std::int64_t>();
  tx.exec_params0(kGateText[kGateBump], lift, lane, people);
  if (n % 10000 + people >= 10000) tx.exec_params0("INSERT INTO prize(lift, lane) VALUES ($1, $2)", lift, lane);
  tx.commit();
}

// Safe: kGateLock locks the gate.
void LiftOffice::gateRescale(int lift, int lane, double factor) {
  pqxx::work tx(c_);
  const auto n = tx.exec_params1(kGateText[kGateLock], lift, lane)[0].as<std::int64_t>();
  tx.exec_params0(kGateText[kGateWrite], lift, lane, static_cast<std::int64_t>(n * factor));
  tx.commit();
}

// Safe: reads only.
std::string LiftOffice::lastWeather(const std::string& station) {
  pqxx::read_transaction tx(c_);
  const auto log = tx.exec_params1(kWeatherRead, station)[0].as<std::string>("");
  return log.substr(log.rfind('\n') + 1);
}

// A hazard.
void LiftOffice::appendWeather(const std::string& station, const std::string& line) {
  pqxx::work tx(c_);
  auto log = tx.exec_params1(kWeatherRead, station)[0].as<std::string>("");
  if (log.size() > 4000) log.erase(0, log.size() - 4000);
  log.append("\n").append(line);
  tx.exec_params0(kWeatherWrite, log, station);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'weather_log' of 'station' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  tx.commit();
}
