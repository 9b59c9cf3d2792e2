// A level that raises an error protects only together with a retry of the whole
// transaction (SEMANTICS 4).
// RUN: %check %s -- -isystem %stubs/pqxx-6 -isystem %stubs/sqlitecpp
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using Serializable = pqxx::transaction<pqxx::serializable>;

void pause();
void log(const char *);
struct Conflict : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void good_for(pqxx::connection &c, int id) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    try {
      Serializable tx{c};
      int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
      tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
      tx.commit();
      return;
    } catch (const pqxx::serialization_failure &) {
      pause();
    }
  }
  throw std::runtime_error("too much contention");
}

void good_forever(pqxx::connection &c, int id) {
  for (;;) {
    try {
      Serializable tx{c};
      int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
      tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
      tx.commit();
      log("done");
      break;
    } catch (const std::exception &e) {
      log(e.what());
      continue;
    }
  }
}

bool good_flag(pqxx::connection &c, int id) {
  bool done = false;
  int attempts = 0;
  while (!done && attempts++ < 5) {
    try {
      Serializable tx{c};
      int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
      tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
      tx.commit();
      done = true;
    } catch (const pqxx::sql_error &e) {
      if (std::string(e.sqlstate()) != "40001")
        throw;
    }
  }
  return done;
}

void good_again(pqxx::connection &c, int id) {
again:
  try {
    Serializable tx{c};
    int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
    tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
    tx.commit();
  } catch (const pqxx::serialization_failure &) {
    pause();
    goto again;
  }
}

static bool attempt(pqxx::connection &c, int id) {
  try {
    Serializable tx{c};
    int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
    tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
    tx.commit();
    return true;
  } catch (const pqxx::serialization_failure &) {
    return false;
  }
}

void good_helper(pqxx::connection &c, int id) {
  bool ok;
  do {
    ok = attempt(c, id);
  } while (!ok);
}

bool good_recursive(pqxx::connection &c, int id, int left) {
  try {
    Serializable tx{c};
    int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
    tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
    tx.commit();
    return true;
  } catch (const pqxx::serialization_failure &) {
    if (left == 0)
      throw;
    return good_recursive(c, id, left - 1);
  }
}

// Told to the loop by an exception of one's own.
static void once(pqxx::connection &c, int id) {
  try {
    Serializable tx{c};
    int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
    tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
    tx.commit();
  } catch (const pqxx::transaction_rollback &) {
    throw Conflict("try again");
  }
}

void good_translated(pqxx::connection &c, int id) {
  while (true) {
    try {
      once(c, id);
      return;
    } catch (const Conflict &) {
      pause();
    }
  }
}

// Each order is tried until it is done, then comes the next one.
void good_each(pqxx::connection &c, const std::vector<int> &ids) {
  for (int id : ids) {
    for (int attempt = 0; attempt < 3; ++attempt) {
      try {
        Serializable tx{c};
        int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
        tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
        tx.commit();
        break;
      } catch (const pqxx::serialization_failure &) {
      }
    }
  }
}

// A loop over rows goes on with the next one.
void bad_each(pqxx::connection &c, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      Serializable tx{c};
      int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
      tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' fails under load
      tx.commit();
    } catch (const std::exception &e) {
      log(e.what());
    }
  }
}

void bad_swallowed(pqxx::connection &c, int id) {
  try {
    Serializable tx{c};
    int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
    tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' fails under load
    tx.commit();
  } catch (const pqxx::serialization_failure &) {
    log("somebody was faster");
  }
}

// What it catches is something else.
void bad_other_class(pqxx::connection &c, int id) {
  for (;;) {
    try {
      Serializable tx{c};
      int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
      if (n < 0)
        throw Conflict("below zero");
      tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' fails under load
      tx.commit();
      return;
    } catch (const Conflict &) {
      pause();
    } catch (const pqxx::unique_violation &) {
      pause();
    } catch (const std::exception &) {
      throw;
    }
  }
}

// At read committed nothing is refused: there is nothing to try again.
void bad_level(pqxx::connection &c, int id) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    try {
      pqxx::work tx{c};
      int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
      tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a concurrent change to 'n' of 'counter'
      tx.commit();
      return;
    } catch (const pqxx::serialization_failure &) {
    }
  }
}

// The statement alone is tried again, in a transaction that is aborted.
void bad_inner(pqxx::connection &c, int id) {
  Serializable tx{c};
  int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
  for (int attempt = 0; attempt < 3; ++attempt) {
    try {
      tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this write to 'n' of 'counter' fails under load
      break;
    } catch (const pqxx::serialization_failure &) {
    }
  }
  tx.commit();
}

void good_perform(pqxx::connection &c, int id) {
  pqxx::perform([&] {
    Serializable tx{c};
    int n = tx.exec_params1("SELECT n FROM counter WHERE id = $1", id)[0].as<int>();
    tx.exec_params("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
    tx.commit();
  });
}

//===--- SQLite: a deferred transaction that is refused ------------------===//

void good_busy(SQLite::Database &db, int id) {
  for (;;) {
    try {
      SQLite::Transaction tx(db);
      SQLite::Statement get(db, "SELECT n FROM counter WHERE id = ?");
      get.bind(1, id);
      get.executeStep();
      int n = get.getColumn(0).getInt();
      SQLite::Statement set(db, "UPDATE counter SET n = ? WHERE id = ?");
      set.bind(1, n * 2);
      set.bind(2, id);
      set.exec();
      tx.commit();
      return;
    } catch (const SQLite::Exception &e) {
      if (e.getErrorCode() != 5)
        throw;
    }
  }
}

void good_busy_code(SQLite::Database &db, int id) {
  while (true) {
    SQLite::Transaction tx(db);
    SQLite::Statement get(db, "SELECT n FROM counter WHERE id = ?");
    get.bind(1, id);
    get.executeStep();
    int n = get.getColumn(0).getInt();
    SQLite::Statement set(db, "UPDATE counter SET n = ? WHERE id = ?");
    set.bind(1, n * 2);
    set.bind(2, id);
    int rc = set.tryExecuteStep();
    if (rc == 5)
      continue;
    if (rc != 101)
      throw std::runtime_error("no");
    tx.commit();
    return;
  }
}

void bad_busy_code(SQLite::Database &db, int id) {
  SQLite::Transaction tx(db);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this transaction fails under load: it reads 'counter' in line [[@LINE+3]] and writes 'counter' in line [[@LINE+8]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
  SQLite::Statement get(db, "SELECT n FROM counter WHERE id = ?");
  get.bind(1, id);
  get.executeStep();
  int n = get.getColumn(0).getInt();
  SQLite::Statement set(db, "UPDATE counter SET n = ? WHERE id = ?");
  set.bind(1, n * 2);
  set.bind(2, id);
  while (set.tryExecuteStep() == 5)
    pause();
  tx.commit();
}
