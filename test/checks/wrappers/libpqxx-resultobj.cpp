// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Charity fund: campaigns collect money. Nothing in this layer throws: Status or Result<T> comes back.
#include <pqxx/pqxx>

#include <string>
#include <utility>
#include <variant>

namespace fund {

enum class Errc { kOk, kNotFound, kConflict, kDatabase, kRefused };

struct Status {
  Errc code = Errc::kOk;
  std::string message;
  bool ok() const { return code == Errc::kOk; }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T v) : data_(std::move(v)) {}
  Result(Status s) : data_(std::move(s)) {}
  bool ok() const { return std::holds_alternative<T>(data_); }
  const T& value() const { return std::get<T>(data_); }
  Status status() const { return ok() ? Status{} : std::get<Status>(data_); }

 private:
  std::variant<T, Status> data_;
};

template <class... Args>
Result<pqxx::result> Run(pqxx::transaction_base& tx, const char* sql, Args&&... args) noexcept {
  try {
    return tx.exec_params(sql, std::forward<Args>(args)...);
  } catch (const std::exception& e) {
    return Status{Errc::kDatabase, e.what()};
  }
}

Status Commit(pqxx::transaction_base& tx) noexcept {
  try {
    tx.commit();
    return {};
  } catch (const std::exception& e) {
    return {Errc::kDatabase, e.what()};
  }
}

Result<long> ReadCents(pqxx::transaction_base& tx, const std::string& campaign) {
  auto res = Run(tx, "SELECT cents FROM campaign WHERE slug = $1", campaign);
  if (!res.ok()) return res.status();
  if (res.value().empty()) return Status{Errc::kNotFound, campaign};
  return res.value()[0][0].as<long>();
}

Status WriteCents(pqxx::transaction_base& tx, const std::string& campaign, long cents) {
  auto res = Run(tx, "UPDATE campaign SET cents = $2 WHERE slug = $1", campaign, cents);
  if (!res.ok()) return res.status();
  return res.value().affected_rows() == 1 ? Status{} : Status{Errc::kNotFound, campaign};
}

Result<bool> SwapCents(pqxx::transaction_base& tx, const std::string& campaign, long expected, long cents) {
  auto res = Run(tx, "UPDATE campaign SET cents = $3 WHERE slug = $1 AND cents = $2", campaign, expected, cents);
  if (!res.ok()) return res.status();
  return res.value().affected_rows() == 1;
}

// A hazard.
Status Donate(pqxx::connection& conn, const std::string& campaign, long cents) {
  pqxx::work tx(conn);
  const auto have = ReadCents(tx, campaign);
  if (!have.ok()) return have.status();
  if (Status s = WriteCents(tx, campaign, have.value() + cents); !s.ok()) return s;
// CHECK-MESSAGES: :[[#@LINE-1]]:18: warning: a concurrent change to 'cents' of 'campaign' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  return Commit(tx);
}

// Safe: compare-and-set through SwapCents, refused when no row was affected.
Status Withdraw(pqxx::connection& conn, const std::string& campaign, long cents) {
  pqxx::work tx(conn);
  const auto have = ReadCents(tx, campaign);
  if (!have.ok()) return have.status();
  if (have.value() < cents) return {Errc::kRefused, "not covered"};
  const auto swapped = SwapCents(tx, campaign, have.value(), have.value() - cents);
  if (!swapped.ok()) return swapped.status();
  if (!swapped.value()) return {Errc::kConflict, campaign};
  return Commit(tx);
}

// Sponsors double the sum of a campaign, up to their limit. Retried by the caller on kDatabase.
// A hazard.
Result<long> Match(pqxx::connection& conn, const std::string& campaign, long limit) {
  pqxx::nontransaction tx(conn);
  const auto have = ReadCents(tx, campaign);
  if (!have.ok()) return have.status();
  const long extra = have.value() < limit ? have.value() : limit;
  const Status s = WriteCents(tx, campaign, have.value() + extra);
// CHECK-MESSAGES: :[[#@LINE-1]]:20: warning: a concurrent change to 'cents' of 'campaign' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  if (!s.ok()) return s;
  return extra;
}

// Safe: starts from another campaign's row.
Status SeedFrom(pqxx::connection& conn, const std::string& finished, const std::string& next) {
  pqxx::work tx(conn);
  const auto rest = ReadCents(tx, finished);
  if (!rest.ok()) return rest.status();
  Status s = WriteCents(tx, next, rest.value() / 10);
  return s.ok() ? Commit(tx) : s;
}

// Sums are shown in whole units; if somebody donates at that moment we simply do it next time.
// Not judged here: compare-and-set whose outcome is not looked at: nothing is overwritten, the change may just not happen.
Status Round(pqxx::connection& conn, const std::string& campaign) {
  pqxx::work tx(conn);
  const auto have = ReadCents(tx, campaign);
  if (!have.ok()) return have.status();
  const long rounded = (have.value() + 99) / 100 * 100;
  const auto swapped = SwapCents(tx, campaign, have.value(), rounded);
  if (!swapped.ok()) return swapped.status();
  return Commit(tx);
}

}  // namespace fund
