// A unit of moderate size that uses a database library: the data access of a
// small shop, with transactions, records, helpers and lambdas.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <vector>

namespace shop {

struct Product {
  long id = 0;
  std::string name;
  long cents = 0;
  long stock = 0;
};

struct OrderLine {
  long product = 0;
  int count = 0;
};

struct Order {
  long id = 0;
  long customer = 0;
  std::string state;
  std::vector<OrderLine> lines;
};

class OutOfStock : public std::runtime_error {
public:
  explicit OutOfStock(const std::string &product)
      : std::runtime_error("out of stock: " + product) {}
};

static Product toProduct(const pqxx::row &row) {
  Product p;
  p.id = row["id"].as<long>();
  p.name = row["name"].as<std::string>();
  p.cents = row["cents"].as<long>();
  p.stock = row["stock"].as<long>();
  return p;
}

class Products {
public:
  explicit Products(pqxx::work &tx) : tx_(tx) {}

  std::optional<Product> find(long id, bool lock) {
    std::string sql =
        "SELECT id, name, cents, stock FROM product WHERE id = $1";
    if (lock)
      sql += " FOR UPDATE";
    auto rows = tx_.exec_params(sql, id);
    if (rows.empty())
      return std::nullopt;
    return toProduct(rows[0]);
  }

  std::vector<Product> byName(const std::string &pattern, int limit) {
    std::vector<Product> found;
    auto rows = tx_.exec_params(
        "SELECT id, name, cents, stock FROM product WHERE name LIKE $1 "
        "ORDER BY name LIMIT $2",
        pattern, limit);
    for (const auto &row : rows)
      found.push_back(toProduct(row));
    return found;
  }

  void save(const Product &p) {
    tx_.exec_params("UPDATE product SET stock = $1 WHERE id = $2", p.stock,
                    p.id);
  }

  void add(const Product &p) {
    tx_.exec_params("INSERT INTO product (id, name, cents, stock) "
                    "VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
                    p.id, p.name, p.cents, p.stock);
  }

  void reprice(long id, long cents) {
    tx_.exec_params("UPDATE product SET cents = $1 WHERE id = $2", cents, id);
  }

private:
  pqxx::work &tx_;
};

class Orders {
public:
  explicit Orders(pqxx::work &tx) : tx_(tx) {}

  long create(long customer, const std::vector<OrderLine> &lines) {
    auto made = tx_.exec_params("INSERT INTO orders (customer, state) VALUES "
                                "($1, 'open') RETURNING id",
                                customer);
    long id = made[0][0].as<long>();
    for (const OrderLine &line : lines)
      tx_.exec_params("INSERT INTO order_line (order_id, product, count) "
                      "VALUES ($1, $2, $3)",
                      id, line.product, line.count);
    return id;
  }

  std::optional<Order> find(long id) {
    auto rows = tx_.exec_params(
        "SELECT id, customer, state FROM orders WHERE id = $1", id);
    if (rows.empty())
      return std::nullopt;
    Order order;
    order.id = rows[0][0].as<long>();
    order.customer = rows[0][1].as<long>();
    order.state = rows[0][2].as<std::string>();
    for (const auto &row : tx_.exec_params(
             "SELECT product, count FROM order_line WHERE order_id = $1", id)) {
      OrderLine line;
      line.product = row[0].as<long>();
      line.count = row[1].as<int>();
      order.lines.push_back(line);
    }
    return order;
  }

  bool advance(long id, const std::string &from, const std::string &to) {
    auto done = tx_.exec_params(
        "UPDATE orders SET state = $1 WHERE id = $2 AND state = $3", to, id,
        from);
    return done.affected_rows() == 1;
  }

private:
  pqxx::work &tx_;
};

class Shop {
public:
  explicit Shop(const std::string &where) : connection_(where) {}

  long order(long customer, const std::vector<OrderLine> &lines) {
    long id = 0;
    inTransaction([&](pqxx::work &tx) {
      Products products(tx);
      for (const OrderLine &line : lines) {
        std::optional<Product> product = products.find(line.product, true);
        if (!product)
          throw std::out_of_range("no such product");
        if (product->stock < line.count)
          throw OutOfStock(product->name);
        product->stock -= line.count;
        products.save(*product);
      }
      id = Orders(tx).create(customer, lines);
    });
    return id;
  }

  void restock(long id, long count) {
    inTransaction([&](pqxx::work &tx) {
      tx.exec_params("UPDATE product SET stock = stock + $1 WHERE id = $2",
                     count, id);
    });
  }

  // The one finding: two who give points at once.
  void givePoints(long customer, long points) {
    pqxx::work tx(connection_);
    auto rows =
        tx.exec_params("SELECT points FROM customer WHERE id = $1", customer);
    if (rows.empty())
      return;
    long now = rows[0][0].as<long>() + points;
    tx.exec_params("UPDATE customer SET points = $1 WHERE id = $2", now,
                   customer);
    tx.commit();
  }

  bool cancel(long id) {
    bool done = false;
    inTransaction([&](pqxx::work &tx) {
      Orders orders(tx);
      std::optional<Order> order = orders.find(id);
      if (!order || order->state == "sent")
        return;
      done = orders.advance(id, order->state, "cancelled");
      if (!done)
        return;
      for (const OrderLine &line : order->lines)
        tx.exec_params("UPDATE product SET stock = stock + $1 WHERE id = $2",
                       line.count, line.product);
    });
    return done;
  }

  std::map<std::string, long> report(const std::string &state) {
    std::map<std::string, long> totals;
    pqxx::work tx(connection_);
    std::string sql = "SELECT p.name, sum(l.count) FROM order_line l JOIN "
                      "product p ON p.id = l.product JOIN orders o ON o.id = "
                      "l.order_id";
    if (!state.empty())
      sql += " WHERE o.state = " + tx.quote(state);
    sql += " GROUP BY p.name ORDER BY 2 DESC";
    for (const auto &row : tx.exec(sql))
      totals[row[0].as<std::string>()] = row[1].as<long>();
    tx.commit();
    return totals;
  }

private:
  void inTransaction(const std::function<void(pqxx::work &)> &body) {
    std::lock_guard<std::mutex> guard(mutex_);
    for (int attempt = 0;; ++attempt) {
      try {
        pqxx::work tx(connection_);
        body(tx);
        tx.commit();
        return;
      } catch (const pqxx::serialization_failure &) {
        if (attempt == 3)
          throw;
      }
    }
  }

  std::mutex mutex_;
  pqxx::connection connection_;
};

} // namespace shop

bool visit(shop::Shop &shop, long customer) {
  shop.restock(1, 10);
  long id = shop.order(customer, {{1, 2}});
  shop.givePoints(customer, 5);
  return shop.cancel(id) && shop.report("open").empty();
}
