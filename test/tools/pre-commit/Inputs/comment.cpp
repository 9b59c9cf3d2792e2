#include <pqxx/pqxx>
// An innocent comment.

void count(pqxx::work &tx, int id) {
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
}
