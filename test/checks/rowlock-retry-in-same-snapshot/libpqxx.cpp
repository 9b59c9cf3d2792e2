// Rows that are read again after their INSERT was refused: PostgreSQL takes no more
// statements then.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <optional>
#include <pqxx/pqxx>
#include <string>

int bad_get_or_create(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  int id = 0;
  try {
    id = tx.exec_params1("INSERT INTO tag (name) VALUES ($1) RETURNING id", name)[0].as<int>();
  } catch (const pqxx::unique_violation &) {
    id = tx.exec_params1("SELECT id FROM tag WHERE name = $1", name)[0].as<int>();
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: when the row of 'tag' is there already, so that line [[#@LINE-3]] cannot insert it, this fails as well: PostgreSQL takes no more statements of the transaction [rowlock-retry-in-same-snapshot]
    // CHECK-MESSAGES: note: this is refused if somebody else has inserted the row
    // CHECK-MESSAGES: note: two at a time: B inserts the row and commits, A's insert is refused, A looks for the row and gets error 25P02, which hides the first one (on PostgreSQL at read committed)
    // CHECK-MESSAGES: note: possible repair: set a savepoint before line [[#@LINE-6]] and roll back to it, or read in a new transaction
    // CHECK-MESSAGES: note: possible repair: or insert with ON CONFLICT DO NOTHING, which refuses nothing
  }
  tx.commit();
  return id;
}

int good_savepoint(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  int id = 0;
  try {
    pqxx::subtransaction attempt(tx);
    id = attempt.exec_params1("INSERT INTO tag (name) VALUES ($1) RETURNING id", name)[0].as<int>();
    attempt.commit();
  } catch (const pqxx::unique_violation &) {
    id = tx.exec_params1("SELECT id FROM tag WHERE name = $1", name)[0].as<int>();
  }
  tx.commit();
  return id;
}

int good_savepoint_by_hand(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  tx.exec0("SAVEPOINT attempt");
  int id = 0;
  try {
    id = tx.exec_params1("INSERT INTO tag (name) VALUES ($1) RETURNING id", name)[0].as<int>();
  } catch (const pqxx::unique_violation &) {
    tx.exec0("ROLLBACK TO SAVEPOINT attempt");
    id = tx.exec_params1("SELECT id FROM tag WHERE name = $1", name)[0].as<int>();
  }
  tx.commit();
  return id;
}

int good_new_transaction(pqxx::connection &c, const std::string &name) {
  try {
    pqxx::work tx(c);
    int id = tx.exec_params1("INSERT INTO tag (name) VALUES ($1) RETURNING id", name)[0].as<int>();
    tx.commit();
    return id;
  } catch (const pqxx::unique_violation &) {
    pqxx::work tx(c);
    return tx.exec_params1("SELECT id FROM tag WHERE name = $1", name)[0].as<int>();
  }
}

int good_on_conflict(pqxx::connection &c, const std::string &name) {
  pqxx::work tx(c);
  auto r = tx.exec_params("INSERT INTO tag (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id", name);
  int id = r.empty() ? tx.exec_params1("SELECT id FROM tag WHERE name = $1", name)[0].as<int>() : r[0][0].as<int>();
  tx.commit();
  return id;
}

int good_autocommit(pqxx::connection &c, const std::string &name) {
  pqxx::nontransaction tx(c);
  try {
    return tx.exec_params1("INSERT INTO tag (name) VALUES ($1) RETURNING id", name)[0].as<int>();
  } catch (const pqxx::unique_violation &) {
    return tx.exec_params1("SELECT id FROM tag WHERE name = $1", name)[0].as<int>();
  }
}

//===--- In helpers -------------------------------------------------------===//

static std::optional<int> find_user(pqxx::transaction_base &tx, const std::string &mail) {
  auto r = tx.exec_params("SELECT id FROM person WHERE mail = $1", mail);
  if (r.empty())
    return std::nullopt;
  return r[0][0].as<int>();
}

static int add_user(pqxx::transaction_base &tx, const std::string &mail) {
  return tx.exec_params1("INSERT INTO person (mail) VALUES ($1) RETURNING id", mail)[0].as<int>();
}

int bad_helpers(pqxx::work &tx, const std::string &mail) {
  if (auto known = find_user(tx, mail))
    return *known;
  try {
    return add_user(tx, mail);
  } catch (const pqxx::sql_error &) {
    return find_user(tx, mail).value();
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: when the row of 'person' is there already, so that line [[#@LINE-3]] cannot insert it, this fails as well: PostgreSQL takes no more statements of the transaction [rowlock-retry-in-same-snapshot]
  }
}

int bad_loop(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  for (;;) {
    if (auto known = find_user(tx, mail)) {
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: when the row of 'person' is there already, so that line [[#@LINE+5]] cannot insert it, this fails as well: PostgreSQL takes no more statements of the transaction [rowlock-retry-in-same-snapshot]
      tx.commit();
      return *known;
    }
    try {
      int id = add_user(tx, mail);
      tx.commit();
      return id;
    } catch (const pqxx::unique_violation &) {
      continue;
    }
  }
}

int good_loop(pqxx::connection &c, const std::string &mail) {
  for (;;) {
    pqxx::work tx(c);
    if (auto known = find_user(tx, mail))
      return *known;
    try {
      int id = add_user(tx, mail);
      tx.commit();
      return id;
    } catch (const pqxx::unique_violation &) {
    }
  }
}

// Another row.
int good_fallback(pqxx::connection &c, const std::string &mail) {
  pqxx::work tx(c);
  try {
    int id = add_user(tx, mail);
    tx.commit();
    return id;
  } catch (const pqxx::unique_violation &) {
    return -1;
  }
}
