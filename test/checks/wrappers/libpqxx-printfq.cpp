// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
/* simcredit.cpp - prepaid credit of SIM cards, ported from the old C daemon */
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

#include <pqxx/pqxx>

#define SQL_MAX 2048

/* Runs one statement. Numbers and already escaped text only. */
static pqxx::result query(pqxx::connection &conn, const char *fmt, ...)
{
    char buf[SQL_MAX];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(buf, sizeof buf, fmt, ap);
    va_end(ap);
    if (n < 0 || n >= SQL_MAX)
        throw pqxx::usage_error("statement too long");

    pqxx::nontransaction nt(conn);
    return nt.exec(buf);
}

/* charge a finished call; returns the seconds left or -1 */
// A hazard.
long charge_call(pqxx::connection &conn, long msisdn, long seconds)
{
    long credit;

    query(conn, "BEGIN");
    pqxx::result r = query(conn, "SELECT credit_s FROM sim WHERE msisdn = %ld", msisdn);
    if (r.size() != 1) {
        query(conn, "ROLLBACK");
        return -1;
    }
    credit = strtol(r[0][0].c_str(), NULL, 10);
    credit = credit > seconds ? credit - seconds : 0;
    query(conn, "UPDATE sim SET credit_s = %ld WHERE msisdn = %ld", credit, msisdn);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'credit_s' of 'sim' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    query(conn, "COMMIT");
    return credit;
}

/* refund of a dropped call: never more than the tariff's ceiling */
// Safe: SELECT ... FOR UPDATE inside BEGIN/COMMIT.
long refund_call(pqxx::connection &conn, long msisdn, long seconds, long ceiling)
{
    long credit;

    query(conn, "BEGIN");
    pqxx::result r = query(conn, "SELECT credit_s FROM sim WHERE msisdn = %ld FOR UPDATE", msisdn);
    if (r.size() != 1) {
        query(conn, "ROLLBACK");
        return -1;
    }
    credit = strtol(r[0][0].c_str(), NULL, 10) + seconds;
    if (credit > ceiling)
        credit = ceiling;
    query(conn, "UPDATE sim SET credit_s = %ld WHERE msisdn = %ld", credit, msisdn);
    query(conn, "COMMIT");
    return credit;
}

/* flags is a bit set kept in an integer column */
// A hazard.
int set_flag(pqxx::connection &conn, const char *imei, unsigned bit)
{
    std::string id = conn.esc(imei);
    pqxx::result r = query(conn, "SELECT flags FROM handset WHERE imei = '%s'", id.c_str());
    unsigned flags;

    if (r.empty())
        return 0;
    flags = (unsigned)strtoul(r[0]["flags"].c_str(), NULL, 10);
    flags |= 1u << bit;
    r = query(conn, "UPDATE handset SET flags = %u WHERE imei = '%s'", flags, id.c_str());
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'flags' of 'handset' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    return (int)r.affected_rows();
}

/* same for the warning bits, where the operator console pokes too */
// Safe: compare-and-set on the flags read, affected rows decide.
int set_warning(pqxx::connection &conn, const char *imei, unsigned bit)
{
    std::string id = conn.esc(imei);
    int tries;

    for (tries = 0; tries < 5; tries++) {
        pqxx::result r = query(conn, "SELECT flags FROM handset WHERE imei = '%s'", id.c_str());
        unsigned flags;

        if (r.empty())
            return 0;
        flags = (unsigned)strtoul(r[0]["flags"].c_str(), NULL, 10);
        r = query(conn, "UPDATE handset SET flags = %u WHERE imei = '%s' AND flags = %u",
                  flags | 1u << (bit + 16), id.c_str(), flags);
        if (r.affected_rows() == 1)
            return 1;
    }
    fprintf(stderr, "set_warning %s: gave up\n", imei);
    return -1;
}

/* the cell of a SIM is whatever the tower reports last */
// Safe: written value comes from the caller; the old one is printed only.
void move_cell(pqxx::connection &conn, long msisdn, int cell)
{
    pqxx::result r = query(conn, "SELECT cell FROM sim WHERE msisdn = %ld", msisdn);
    if (!r.empty())
        printf("%ld: %s -> %d\n", msisdn, r[0][0].c_str(), cell);
    query(conn, "UPDATE sim SET cell = %d WHERE msisdn = %ld", cell, msisdn);
}
