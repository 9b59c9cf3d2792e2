// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Goods-in desk of the warehouse: statements are streamed together.
#include <pqxx/pqxx>

#include <optional>
#include <string>
#include <vector>

namespace wh {

struct P {  // marks a value, as in  stmt << "WHERE sku = " << P{sku}
  template <class T>
  explicit P(const T& v) : text(pqxx::to_string(v)) {}
  std::string text;
};

class Statement {
 public:
  explicit Statement(pqxx::transaction_base& tx) : tx_{tx} {}

  Statement& operator<<(const char* sql) {
    sql_ += sql;
    return *this;
  }
  Statement& operator<<(const std::string& sql) {
    sql_ += sql;
    return *this;
  }
  Statement& operator<<(P value) {
    values_.push_back(std::move(value.text));
    sql_ += '$' + std::to_string(values_.size());
    return *this;
  }

  pqxx::result run() { return tx_.exec_params(sql_, pqxx::prepare::make_dynamic_params(values_)); }

  template <class T>
  std::optional<T> one() {
    const auto res = run();
    if (res.empty() || res[0][0].is_null()) return std::nullopt;
    return res[0][0].as<T>();
  }

 private:
  pqxx::transaction_base& tx_;
  std::string sql_;
  std::vector<std::string> values_;
};

// Moving average price of an article after a delivery.
// A hazard.
void receive(pqxx::connection& db, const std::string& sku, int qty, double unitPrice) {
  pqxx::work tx{db};
  const auto avg = (Statement{tx} << "SELECT avg_price FROM article WHERE sku = " << P{sku}).one<double>();
  const auto stock = (Statement{tx} << "SELECT coalesce(sum(qty), 0) FROM pallet WHERE sku = " << P{sku}).one<int>();
  const double fresh =
      avg ? (*avg * stock.value_or(0) + unitPrice * qty) / (stock.value_or(0) + qty) : unitPrice;

  Statement up{tx};
  up << "UPDATE article SET avg_price = " << P{fresh};
  up << " WHERE sku = " << P{sku};
  up.run();
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'avg_price' of 'article' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  tx.commit();
}

// Same article, but the price list of the supplier decides.
// Safe: written value is read from another table.
void adoptListPrice(pqxx::connection& db, const std::string& sku, const std::string& supplier) {
  pqxx::work tx{db};
  const auto list = (Statement{tx} << "SELECT price FROM price_list WHERE sku = " << P{sku}
                                   << " AND supplier = " << P{supplier})
                        .one<double>();
  if (!list) return;

  Statement up{tx};
  up << "UPDATE article SET avg_price = " << P{*list * 0.97};
  up << " WHERE sku = " << P{sku};
  up.run();
  tx.commit();
}

// A hazard.
int splitPallet(pqxx::connection& db, long pallet, int take) {
  pqxx::work tx{db};
  const int have = (Statement{tx} << "SELECT qty FROM pallet WHERE id = " << P{pallet}).one<int>().value_or(0);
  const int moved = std::min(have, take);
  (Statement{tx} << "UPDATE pallet SET qty = " << P{have - moved} << " WHERE id = " << P{pallet}).run();
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'qty' of 'pallet' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  (Statement{tx} << "INSERT INTO pallet(sku, qty) SELECT sku, " << P{moved} << "::int FROM pallet WHERE id = "
                 << P{pallet})
      .run();
  tx.commit();
  return moved;
}

// Safe: the pallet is read with FOR UPDATE in the same transaction.
int drainPallet(pqxx::connection& db, long pallet, int take) {
  pqxx::work tx{db};
  Statement sel{tx};
  sel << "SELECT qty FROM pallet WHERE id = " << P{pallet};
  sel << " FOR UPDATE";
  const int have = sel.one<int>().value_or(0);
  const int moved = std::min(have, take);
  (Statement{tx} << "UPDATE pallet SET qty = " << P{have - moved} << " WHERE id = " << P{pallet}).run();
  tx.commit();
  return moved;
}

// Shelf labels are only printed.
// Safe: reads only.
std::string label(pqxx::connection& db, const std::string& sku) {
  pqxx::read_transaction tx{db};
  const auto price = (Statement{tx} << "SELECT avg_price FROM article WHERE sku = " << P{sku}).one<double>();
  return sku + (price ? " " + std::to_string(*price * 1.19) : std::string{" ?"});
}

}  // namespace wh
