// A method that is left out because of an error, in a class whose constructor
// is understood: the method is skipped, the rest of the file is looked at.
// RUN: not rowlock-tidy --quiet --checks='-*,rowlock-*' %s -- -std=c++17 \
// RUN:   -isystem %stubs/pqxx-6 2>&1 | FileCheck %s

#include <pqxx/pqxx>

class Store {
public:
  Store() : Db(new pqxx::connection("x")) {}
  // CHECK: error: no member named 'noSuchMethod'
  void broken() { Db->noSuchMethod(); }

  void bump(int id) {
    pqxx::work tx(*Db);
    int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
    tx.exec_params0("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
    // CHECK: [[@LINE-1]]:5: warning: a concurrent change to 'n' of 'counter'
    tx.commit();
  }

private:
  pqxx::connection *Db;
};
