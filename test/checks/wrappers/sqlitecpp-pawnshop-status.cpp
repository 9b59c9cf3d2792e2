// RUN: %check %s --checks=-*,rowlock-read-modify-write -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --checks=-*,rowlock-read-modify-write --
// Pawn shop ledger. Public calls never throw; they return a Status.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <string>

namespace pawn
{
enum class Code { Ok, NotFound, Refused, DbError };

struct Status
{
  Code        code = Code::Ok;
  std::string message;
  bool ok() const { return code == Code::Ok; }
  static Status fail(Code c, std::string m) { return Status{c, std::move(m)}; }
};

struct Pledge
{
  std::string ticket;
  int64_t     principal = 0;
  int64_t     interest  = 0;
  int         renewals  = 0;
};

class Ledger
{
  SQLite::Database& db;

  Status read(const std::string& ticket, Pledge& p) noexcept
  {
    try
    {
      SQLite::Statement st(db, "SELECT principal, interest, renewals FROM pledges WHERE ticket = ?");
      st.bind(1, ticket);
      if (!st.executeStep())
        return Status::fail(Code::NotFound, ticket);
      p.ticket    = ticket;
      p.principal = st.getColumn(0);
      p.interest  = st.getColumn(1);
      p.renewals  = st.getColumn(2);
      return {};
    }
    catch (const SQLite::Exception& e)
    {
      return Status::fail(Code::DbError, e.getErrorStr());
    }
  }

  Status write(const Pledge& p) noexcept
  {
    try
    {
      SQLite::Statement st(db, "UPDATE pledges SET principal = ?, interest = ?, renewals = ? WHERE ticket = ?");
      st.bind(1, p.principal);
      st.bind(2, p.interest);
      st.bind(3, p.renewals);
      st.bind(4, p.ticket);
      if (st.exec() == 0)
        return Status::fail(Code::NotFound, p.ticket);
      return {};
    }
    catch (const SQLite::Exception& e)
    {
      return Status::fail(Code::DbError, e.getErrorStr());
    }
  }

  Status run(const char* sql) noexcept
  {
    if (db.tryExec(sql) == SQLite::OK)
      return {};
    return Status::fail(Code::DbError, db.getErrorMsg());
  }

public:
  explicit Ledger(SQLite::Database& d) : db(d) {}

  // A hazard.
  Status accrue(const std::string& ticket, int days, int basisPoints)
  {
    Pledge p;
    Status s = read(ticket, p);
    if (!s.ok())
      return s;
    if (p.principal == 0)
      return Status::fail(Code::Refused, "already paid");
    p.interest += p.principal * days * basisPoints / 3650000;
    return write(p);
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'interest' of 'pledges' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  }

  // Safe: immediate is begun before read(), each way out ends it.
  Status payBack(const std::string& ticket, int64_t amount)
  {
    Status s = run("BEGIN IMMEDIATE");
    if (!s.ok())
      return s;
    Pledge p;
    if (!(s = read(ticket, p)).ok())
    {
      run("ROLLBACK");
      return s;
    }
    const int64_t toInterest = amount < p.interest ? amount : p.interest;
    p.interest -= toInterest;
    p.principal -= amount - toInterest;
    s = write(p);
    if (!s.ok())
    {
      run("ROLLBACK");
      return s;
    }
    return run("COMMIT");
  }

  // A hazard.
  Status renew(const std::string& ticket)
  {
    Pledge p;
    if (Status s = read(ticket, p); !s.ok())
      return s;
    try
    {
      SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
      SQLite::Statement log(db, "INSERT INTO renewals(ticket, nr) VALUES (?, ?)");
      log.bind(1, ticket);
      log.bind(2, ++p.renewals);
      log.exec();
      Status s = write(p);
// CHECK-MESSAGES: :[[#@LINE-1]]:18: warning: a concurrent change to 'renewals' of 'pledges' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
      if (s.ok())
        tx.commit();
      return s;
    }
    catch (const std::exception& e)
    {
      return Status::fail(Code::DbError, e.what());
    }
  }

  // Safe: other row: the pledge is carried to a ticket of its own.
  Status reissue(const std::string& ticket, const std::string& newTicket)
  {
    Pledge p;
    if (Status s = read(ticket, p); !s.ok())
      return s;
    Pledge fresh;
    fresh.ticket    = newTicket;
    fresh.principal = p.principal + p.interest;
    return write(fresh);
  }

  // Not judged here: check-then-act.
  Status forfeit(const std::string& ticket)
  {
    Pledge p;
    if (Status s = read(ticket, p); !s.ok())
      return s;
    if (p.renewals < 3)
      return Status::fail(Code::Refused, "may still be renewed");
    Pledge closed;
    closed.ticket = ticket;
    return write(closed);
  }
};
} // namespace pawn
