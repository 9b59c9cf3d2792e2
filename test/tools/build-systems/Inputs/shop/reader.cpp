#include <pqxx/pqxx>

int read(pqxx::work &tx, int id) {
  return tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
}

void reset(pqxx::work &tx, int id) {
  tx.exec_params0("UPDATE counter SET n = 0 WHERE id = $1", id);
}
