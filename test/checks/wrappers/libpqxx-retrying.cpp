// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Carbon certificate exchange: accounts hold certificates, the market maker's price moves with each deal.
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include <pqxx/pqxx>

namespace exchange {

using Serializable = pqxx::transaction<pqxx::serializable>;

/// Runs `body` until it goes through, at most five times.
template <class Body>
auto retrySerializable(pqxx::connection& conn, Body body) {
  for (int attempt = 1;; ++attempt) {
    try {
      Serializable tx(conn);
      auto out = body(tx);
      tx.commit();
      return out;
    } catch (const pqxx::transaction_rollback&) {
      if (attempt >= 5) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(10 * attempt));
    }
  }
}

/// The same for ordinary work: connections drop now and then at night.
template <class Body>
auto retryWork(pqxx::connection& conn, Body body) {
  for (int attempt = 1;; ++attempt) {
    try {
      pqxx::work tx(conn);
      auto out = body(tx);
      tx.commit();
      return out;
    } catch (const pqxx::transaction_rollback&) {
      if (attempt >= 5) throw;
    } catch (const pqxx::broken_connection&) {
      if (attempt >= 5) throw;
      std::this_thread::sleep_for(std::chrono::seconds(attempt));
    }
  }
}

// Safe: serializable with retry on serialization failure.
long buy(pqxx::connection& conn, const std::string& account, long count) {
  return retrySerializable(conn, [&](pqxx::transaction_base& tx) {
    long held = tx.exec_params1("SELECT certs FROM account WHERE code = $1", account)[0].as<long>();
    held += count;
    tx.exec_params0("UPDATE account SET certs = $2 WHERE code = $1", account, held);
    return held;
  });
}

// A hazard.
long redeem(pqxx::connection& conn, const std::string& account, long count) {
  return retryWork(conn, [&](pqxx::transaction_base& tx) {
    long held = tx.exec_params1("SELECT certs FROM account WHERE code = $1", account)[0].as<long>();
    held -= count;
    tx.exec_params0("UPDATE account SET certs = $2 WHERE code = $1", account, held);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'certs' of 'account' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    return held;
  });
}

// Not judged here: the transaction and its level are the caller's.
static double nudge(pqxx::transaction_base& tx, int vintage, double share) {
  const double price = tx.exec_params1("SELECT price FROM quote WHERE vintage = $1", vintage)[0].as<double>();
  const double moved = price * (1.0 + share);
  tx.exec_params0("UPDATE quote SET price = $2 WHERE vintage = $1", vintage, moved);
  return moved;
}

// A hazard.
double dealAtNight(pqxx::connection& conn, int vintage, double share) {
  return retryWork(conn, [=](pqxx::work& tx) { return nudge(tx, vintage, share); });
// CHECK-MESSAGES: :[[#@LINE-1]]:55: warning: a concurrent change to 'price' of 'quote' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: same helper under serializable with retry.
double dealAtDay(pqxx::connection& conn, int vintage, double share) {
  return retrySerializable(conn, [=](Serializable& tx) { return nudge(tx, vintage, share); });
}

// pqxx's own loop around a transaction at the strictest level.
// Safe: serializable, pqxx::perform retries transaction_rollback.
double fixing(pqxx::connection& conn, int vintage) {
  return pqxx::perform([&conn, vintage] {
    Serializable tx{conn};
    const double moved = nudge(tx, vintage, -0.01);
    tx.commit();
    return moved;
  });
}

// A hazard.
double reopening(pqxx::connection& conn, int vintage) {
  return pqxx::perform([&conn, vintage] {
    pqxx::work tx{conn};
    const double moved = nudge(tx, vintage, 0.01);
// CHECK-MESSAGES: :[[#@LINE-1]]:26: warning: a concurrent change to 'price' of 'quote' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    tx.commit();
    return moved;
  });
}

// Not judged here: repeatable read with retry: the server refuses the second writer, level is not serializable.
long donate(pqxx::connection& conn, const std::string& account, long count) {
  return pqxx::perform([&] {
    pqxx::transaction<pqxx::repeatable_read> tx{conn};
    const long held = tx.exec_params1("SELECT certs FROM account WHERE code = $1", account)[0].as<long>();
    tx.exec_params0("UPDATE account SET certs = $2 WHERE code = $1", account, held - count);
    tx.commit();
    return held - count;
  });
}

}  // namespace exchange
