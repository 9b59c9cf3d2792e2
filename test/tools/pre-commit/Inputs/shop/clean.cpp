#include <pqxx/pqxx>

void count(pqxx::work &tx, int id) {
  tx.exec_params0("UPDATE counter SET n = n + 1 WHERE id = $1", id);
}
