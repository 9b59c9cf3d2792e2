#pragma once
#include <pqxx/pqxx>

inline void pay(pqxx::work &tx, int id, int amount) {
  int due = tx.exec_params1("SELECT due FROM orders WHERE id = $1", id)[0].as<int>();
  tx.exec_params0("UPDATE orders SET due = $1 WHERE id = $2", due - amount, id);
}
