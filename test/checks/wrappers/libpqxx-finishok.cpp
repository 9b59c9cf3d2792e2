// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <iostream>
#include <pqxx/pqxx>
#include <string>

/* Hotel front office. A Booking is one trip to the database; whoever opens it calls finish(). */

class Booking {
public:
    Booking(pqxx::connection& c) : nt(c), open(false) {}

    ~Booking() { if (open) finish(false); }

    void start()
    {
        nt.exec("BEGIN");
        open = true;
    }

    pqxx::result ask(const std::string& sql) { return nt.exec(sql); }

    bool change(const std::string& sql)
    {
        try {
            return nt.exec(sql).affected_rows() > 0;
        } catch (const pqxx::sql_error& e) {
            std::cerr << e.what() << std::endl;
            return false;
        }
    }

    bool finish(bool ok)
    {
        open = false;
        nt.exec(ok ? "COMMIT" : "ROLLBACK");
        return ok;
    }

    std::string q(const std::string& s) { return nt.quote(s); }

private:
    pqxx::nontransaction nt;
    bool open;
};

// A hazard.
bool chargeMinibar(pqxx::connection& c, int room, int cents)
{
    Booking b(c);
    b.start();
    pqxx::result r = b.ask("SELECT bill_cents FROM room WHERE no = " + std::to_string(room));
    if (r.empty())
        return b.finish(false);
    int bill = r[0]["bill_cents"].as<int>();
    bill += cents;
    bool ok = b.change("UPDATE room SET bill_cents = " + std::to_string(bill)
// CHECK-MESSAGES: :[[#@LINE-1]]:15: warning: a concurrent change to 'bill_cents' of 'room' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        + " WHERE no = " + std::to_string(room));
    return b.finish(ok);
}

// Safe: FOR UPDATE inside BEGIN .. COMMIT.
bool creditComplaint(pqxx::connection& c, int room, int cents)
{
    Booking b(c);
    b.start();
    pqxx::result r = b.ask("SELECT bill_cents FROM room WHERE no = " + std::to_string(room) + " FOR UPDATE");
    if (r.empty())
        return b.finish(false);
    int bill = r[0]["bill_cents"].as<int>();
    bill = bill > cents ? bill - cents : 0;
    bool ok = b.change("UPDATE room SET bill_cents = " + std::to_string(bill)
        + " WHERE no = " + std::to_string(room));
    return b.finish(ok);
}

// Number of nights already slept is kept with the guest, keyed by passport.
// A hazard.
bool addNights(pqxx::connection& c, const std::string& passport, int nights)
{
    Booking b(c);
    pqxx::result r = b.ask("SELECT nights FROM guest WHERE passport = " + b.q(passport) + " FOR UPDATE");
// CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock is given back at once: no transaction is open here, so it ends with this statement, before the write in line {{[0-9]+}} [rowlock-lock-outside-transaction]
    if (r.empty())
        return false;
    int total = r[0][0].as<int>() + nights;
    b.start();
    bool ok = b.change("UPDATE guest SET nights = " + std::to_string(total)
        + " WHERE passport = " + b.q(passport));
    return b.finish(ok);
}

// Safe: whole-table lock is taken before the read and held to COMMIT.
bool mergeGuest(pqxx::connection& c, const std::string& passport, int extraNights)
{
    Booking b(c);
    b.start();
    b.ask("LOCK TABLE guest IN EXCLUSIVE MODE");
    pqxx::result r = b.ask("SELECT nights FROM guest WHERE passport = " + b.q(passport));
    bool ok = false;
    if (!r.empty()) {
        int total = r[0][0].as<int>() + extraNights;
        ok = b.change("UPDATE guest SET nights = " + std::to_string(total)
            + " WHERE passport = " + b.q(passport));
    }
    return b.finish(ok);
}

// Safe: everything is put back: the transaction always ends with ROLLBACK.
int previewBill(pqxx::connection& c, int room, int discountPercent)
{
    Booking b(c);
    b.start();
    pqxx::result r = b.ask("SELECT bill_cents FROM room WHERE no = " + std::to_string(room));
    if (r.empty()) {
        b.finish(false);
        return 0;
    }
    int bill = r[0][0].as<int>() * (100 - discountPercent) / 100;
    b.change("UPDATE room SET bill_cents = " + std::to_string(bill) + " WHERE no = " + std::to_string(room));
    int withTax = b.ask("SELECT bill_cents + city_tax FROM room WHERE no = " + std::to_string(room))[0][0].as<int>();
    b.finish(false);
    return withTax;
}
