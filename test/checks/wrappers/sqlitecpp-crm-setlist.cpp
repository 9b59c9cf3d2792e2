// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// crm/customer_store: changed fields are collected, one UPDATE at the end
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace crm {

using FieldValue = std::variant<int64_t, double, std::string>;

class UpdateBuilder {
public:
  explicit UpdateBuilder(std::string table) : table_(std::move(table)) {}

  UpdateBuilder& change(const std::string& column, FieldValue v) {
    set_.emplace_back(column + " = ?", std::move(v));
    return *this;
  }
  UpdateBuilder& increase(const std::string& column, FieldValue v) {
    set_.emplace_back(column + " = " + column + " + ?", std::move(v));
    return *this;
  }
  UpdateBuilder& match(const std::string& column, FieldValue v) {
    cond_.emplace_back(column + " = ?", std::move(v));
    return *this;
  }
  int apply(SQLite::Database& db) const {
    if (set_.empty()) return 0;
    std::string text = "UPDATE " + table_ + " SET ";
    for (size_t i = 0; i < set_.size(); ++i) text += (i ? ", " : "") + set_[i].first;
    for (size_t i = 0; i < cond_.size(); ++i) text += (i ? " AND " : " WHERE ") + cond_[i].first;
    SQLite::Statement st(db, text);
    int pos = 0;
    for (const auto& p : set_) std::visit([&](const auto& v) { st.bind(++pos, v); }, p.second);
    for (const auto& p : cond_) std::visit([&](const auto& v) { st.bind(++pos, v); }, p.second);
    return st.exec();
  }

private:
  std::string table_;
  std::vector<std::pair<std::string, FieldValue>> set_;
  std::vector<std::pair<std::string, FieldValue>> cond_;
};

struct Customer {
  int64_t id = 0;
  std::string tags;
  double turnover = 0;
  int64_t calls = 0;
  int64_t rev = 0;
};

bool readCustomer(SQLite::Database& db, int64_t id, Customer& c) {
  SQLite::Statement st(db, "SELECT id, tags, turnover, calls, rev FROM customers WHERE id = ?");
  st.bind(1, id);
  if (!st.executeStep()) return false;
  c.id = st.getColumn(0).getInt64();
  c.tags = st.getColumn(1).getString();
  c.turnover = st.getColumn(2).getDouble();
  c.calls = st.getColumn(3).getInt64();
  c.rev = st.getColumn(4).getInt64();
  return true;
}

// A hazard.
bool addOrder(SQLite::Database& db, int64_t id, double amount, const std::string& tag) {
  Customer c;
  if (!readCustomer(db, id, c)) return false;
  UpdateBuilder up("customers");
  up.change("turnover", c.turnover + amount).increase("rev", int64_t{1});
  if (!tag.empty() && c.tags.find(tag) == std::string::npos) up.change("tags", c.tags + " #" + tag);
  return up.match("id", id).apply(db) == 1;
// CHECK-MESSAGES: :[[#@LINE-1]]:10: warning: a concurrent change to 'turnover' and 'tags' of 'customers' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: rev goes into the WHERE and is raised; zero rows leads to a new attempt.
bool removeTag(SQLite::Database& db, int64_t id, const std::string& tag) {
  Customer c;
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (!readCustomer(db, id, c)) return false;
    const size_t at = c.tags.find(" #" + tag);
    if (at == std::string::npos) return true;
    UpdateBuilder up("customers");
    up.change("tags", c.tags.erase(at, tag.size() + 2)).change("rev", c.rev + 1);
    if (up.match("id", id).match("rev", c.rev).apply(db) == 1) return true;
  }
  return false;
}

// A hazard.
void phoned(SQLite::Database& db, int64_t id) {
  Customer c;
  if (!readCustomer(db, id, c)) return;
  std::map<std::string, FieldValue> changed;
  changed["calls"] = c.calls + 1;
  changed["last_call"] = std::string("today");
  UpdateBuilder up("customers");
  for (const auto& [name, value] : changed) up.change(name, value);
  up.match("id", c.id).apply(db);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'calls' of 'customers' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: increase() makes a relative SET.
void mailed(SQLite::Database& db, int64_t id) {
  Customer c;
  if (!readCustomer(db, id, c)) return;
  UpdateBuilder up("customers");
  up.increase("calls", int64_t{1}).change("last_call", std::string("today"));
  up.match("id", c.id).apply(db);
}

// Safe: only caller's values in the SET list.
int overwrite(SQLite::Database& db, int64_t id, const std::map<std::string, FieldValue>& fields) {
  Customer before;
  if (!readCustomer(db, id, before)) return -1;
  UpdateBuilder up("customers");
  for (const auto& [name, value] : fields) up.change(name, value);
  up.increase("rev", int64_t{1});
  return up.match("id", before.id).apply(db);
}

}  // namespace crm
