// RUN: %check %s --checks=-*,rowlock-read-modify-write -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --checks=-*,rowlock-read-modify-write --
/*
 * market_stalls.cpp
 * Stall rents of the weekly market. Helpers give back FOUND / NOT_FOUND or an id, values go through out-parameters.
 */
#include <cstring>
#include <pqxx/pqxx>
#include <string>

enum Lookup { NOT_FOUND = 0, FOUND = 1 };

static Lookup stall_rent(pqxx::work &w, int stall_id, int &rent_cents, std::string *holder = nullptr)
{
    pqxx::result r = w.exec("SELECT rent_cents, holder FROM stall WHERE id = " + w.quote(stall_id));
    if (r.empty())
        return NOT_FOUND;
    r[0][0].to(rent_cents);
    if (holder)
        r[0][1].to(*holder);
    return FOUND;
}

static Lookup stall_rent_locked(pqxx::work &w, int stall_id, int &rent_cents)
{
    pqxx::result r = w.exec("SELECT rent_cents FROM stall WHERE id = " + w.quote(stall_id) + " FOR UPDATE");
    if (r.empty())
        return NOT_FOUND;
    r[0][0].to(rent_cents);
    return FOUND;
}

/* returns the debtor's id, 0 if there is none yet */
static long debtor_by_name(pqxx::work &w, const std::string &name, long *debt_cents)
{
    pqxx::result r = w.exec_params("SELECT id, debt_cents FROM debtor WHERE name = $1", name);
    if (r.empty())
        return 0;
    *debt_cents = r[0]["debt_cents"].as<long>();
    return r[0]["id"].as<long>();
}

static bool set_rent(pqxx::work &w, int stall_id, int rent_cents)
{
    return w.exec("UPDATE stall SET rent_cents = " + w.quote(rent_cents) + " WHERE id = " + w.quote(stall_id)).affected_rows() == 1;
}

static void set_debt(pqxx::work &w, long debtor_id, long cents)
{
    w.exec_params("UPDATE debtor SET debt_cents = $1 WHERE id = $2", cents, debtor_id);
}

// A hazard.
bool raise_rent(pqxx::connection &conn, int stall_id, int permille)
{
    pqxx::work w(conn);
    int rent = 0;
    if (stall_rent(w, stall_id, rent) == NOT_FOUND)
        return false;
    rent += rent * permille / 1000;
    if (!set_rent(w, stall_id, rent))
// CHECK-MESSAGES: :[[#@LINE-1]]:10: warning: a concurrent change to 'rent_cents' of 'stall' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        return false;
    w.commit();
    return true;
}

// Safe: rent is read by stall_rent_locked (FOR UPDATE).
bool lower_rent(pqxx::connection &conn, int stall_id, int permille)
{
    pqxx::work w(conn);
    int rent = 0;
    if (stall_rent_locked(w, stall_id, rent) == NOT_FOUND)
        return false;
    rent -= rent * permille / 1000;
    if (!set_rent(w, stall_id, rent))
        return false;
    w.commit();
    return true;
}

// A hazard.
void add_debt(pqxx::connection &conn, const std::string &name, long cents)
{
    pqxx::work w(conn);
    long debt = 0;
    long id = debtor_by_name(w, name, &debt);
    if (id)
        set_debt(w, id, debt + cents);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'debt_cents' of 'debtor' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    else
        w.exec_params("INSERT INTO debtor(name, debt_cents) VALUES ($1, $2)", name, cents);
    w.commit();
}

// Safe: only the id of the debtor is used, the debt is set to the agreed sum.
void agree_debt(pqxx::connection &conn, const std::string &name, long agreed_cents)
{
    pqxx::work w(conn);
    long debt = 0;
    long id = debtor_by_name(w, name, &debt);
    if (id)
        set_debt(w, id, agreed_cents);
    else
        w.exec_params("INSERT INTO debtor(name, debt_cents) VALUES ($1, $2)", name, agreed_cents);
    w.commit();
}

// Safe: rent of the neighbour stall (another row) is taken over.
bool match_neighbour(pqxx::connection &conn, int stall_id, int neighbour_id)
{
    pqxx::work w(conn);
    int rent = 0;
    if (stall_rent(w, neighbour_id, rent) == NOT_FOUND)
        return false;
    bool ok = set_rent(w, stall_id, rent - 100);
    if (ok)
        w.commit();
    return ok;
}

/* The holder leaves: his open rent is booked on him as a debt. */
// A hazard.
long evict(pqxx::connection &conn, int stall_id, int weeks)
{
    pqxx::work w(conn);
    int rent = 0;
    long debt = 0;
    std::string holder;
    if (stall_rent(w, stall_id, rent, &holder) != FOUND || holder.empty())
        return -1;
    long id = debtor_by_name(w, holder, &debt);
    if (id == 0)
        return -1;
    w.exec("UPDATE stall SET holder = NULL WHERE id = " + w.quote(stall_id));
    set_debt(w, id, debt + static_cast<long>(rent) * weeks);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'debt_cents' of 'debtor' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    w.commit();
    return id;
}
