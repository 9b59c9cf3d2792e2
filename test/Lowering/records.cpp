// Records are places with stores to their fields; lists keep their elements.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <string>
#include <tuple>
#include <vector>

struct Money {
  long cents = 0;
};
struct Order {
  int id;
  Money price;
  std::string note;
};

Order load(pqxx::work &tx, int id) {
  Order order{id, {}, "new"};
  pqxx::row row = tx.exec_params1("SELECT price, note FROM t WHERE id = $1", id);
  order.price.cents = row[0].as<long>();
  row["note"].to(order.note);
  return order;
}
// CHECK-LABEL: func @load(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $Money.cents = 0
// CHECK-NEXT:      store $order.id = %id
// CHECK-NEXT:      store $order.price = $Money
// CHECK-NEXT:      store $order.note = "new"
// CHECK-NEXT:      %1 = execute on %tx, text "SELECT price, note FROM t WHERE id = $1", values [%id], expects=one via libpqxx
// CHECK-NEXT:      %row = row on %1 via libpqxx
// CHECK-NEXT:      %2 = column on %row, index 0 via libpqxx
// CHECK-NEXT:      store $order.price.cents = preserve(%2)
// CHECK-NEXT:      %3 = column on %row, name "note" via libpqxx
// CHECK-NEXT:      store $order.note = preserve(%3)
// CHECK-NEXT:      return $order
// CHECK-NEXT: }

void save(pqxx::work &tx, const Order &order) {
  tx.exec_params("UPDATE t SET price = $1, note = $2 WHERE id = $3", order.price.cents, order.note, order.id);
}
// CHECK-LABEL: func @save(%tx: transaction<read committed>, %order) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "UPDATE t SET price = $1, note = $2 WHERE id = $3", values [%order.price.cents, %order.note, %order.id] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void raise(pqxx::work &tx, int id) {
  Order order = load(tx, id);
  order.price.cents += 5;
  save(tx, order);
  save(tx, {7, {100}, "x"});
}
// CHECK-LABEL: func @raise(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      %1 = call @load, values [%tx, %id]
// CHECK-NEXT:      store $order = %1
// CHECK-NEXT:      store $order.price.cents = compute(+, $order.price.cents, 5)
// CHECK-NEXT:      call @save, values [%tx, $order]
// CHECK-NEXT:      store $Money.cents = 100
// CHECK-NEXT:      store $Order.id = 7
// CHECK-NEXT:      store $Order.price = $Money
// CHECK-NEXT:      store $Order.note = "x"
// CHECK-NEXT:      call @save, values [%tx, $Order]
// CHECK-NEXT:      return
// CHECK-NEXT: }

void lists(pqxx::work &tx, int id) {
  std::vector<int> ids{1, 2};
  ids.push_back(id);
  tx.exec_params("SELECT $1, $2", ids[0], ids.back());
  auto pair = std::make_tuple(id, "x");
  tx.exec_params("SELECT $1, $2", std::get<1>(pair), std::get<0>(pair));
  int plain[] = {4, 5};
  tx.exec_params("SELECT $1, $2", plain[1], plain[id]);
  auto [a, b] = pair;
  tx.exec_params("SELECT $1", b);
}
// CHECK-LABEL: func @lists(%tx: transaction<read committed>, %id) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      store $ids = [1, 2]
// CHECK-NEXT:      append on &$ids, values [%id]
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2", values [$ids[0], $ids[-1]] via libpqxx
// CHECK-NEXT:      %pair = let [%id, "x"]
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2", values ["x", %id] via libpqxx
// CHECK-NEXT:      %plain = let [4, 5]
// CHECK-NEXT:      execute on %tx, text "SELECT $1, $2", values [5, %plain[%id]] via libpqxx
// CHECK-NEXT:      %bound = let %pair
// CHECK-NEXT:      execute on %tx, text "SELECT $1", values ["x"] via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
