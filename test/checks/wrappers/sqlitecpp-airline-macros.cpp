// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Miles and seats. Texts live in one table of X-macros plus a few constexpr members.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <string>

#define MILES_COLUMNS(X) \
    X(Miles,   miles,    "miles")   \
    X(Coupons, coupons,  "coupons") \
    X(Status,  status,   "status")

#define X(Name, member, column)                                                              \
    struct Name##Sql                                                                         \
    {                                                                                        \
        static constexpr const char* get = "SELECT " column " FROM frequent_flyer WHERE member_no = ?"; \
        static constexpr const char* put = "UPDATE frequent_flyer SET " column " = ? WHERE member_no = ?"; \
        static constexpr const char* inc = "UPDATE frequent_flyer SET " column " = " column " + ? WHERE member_no = ?"; \
    };
MILES_COLUMNS(X)
#undef X

struct FlightSql
{
    static constexpr auto free_seats = "SELECT free FROM flights WHERE flight = ? AND day = ?";
    static constexpr auto set_seats  = "UPDATE flights SET free = ? WHERE flight = ? AND day = ?";
    static constexpr auto take_seats = "UPDATE flights SET free = free - ? WHERE flight = ? AND day = ? RETURNING free";
    static constexpr auto begin_now  = "BEGIN IMMEDIATE";
    static constexpr auto commit     = "COMMIT";
    static constexpr auto rollback   = "ROLLBACK";
};

template <class Sql>
static int32_t Get(SQLite::Database& db, uint32_t memberNo)
{
    SQLite::Statement s(db, Sql::get);
    s.bind(1, memberNo);
    return s.executeStep() ? s.getColumn(0).getInt() : 0;
}

static int Run(SQLite::Database& db, const char* text, int32_t value, uint32_t memberNo)
{
    SQLite::Statement s(db, text);
    s.bind(1, value);
    s.bind(2, memberNo);
    return s.exec();
}

#define PUT(Col, value) Run(db, Col##Sql::put, (value), memberNo)
#define INC(Col, value) Run(db, Col##Sql::inc, (value), memberNo)

// A hazard.
int CreditFlight(SQLite::Database& db, uint32_t memberNo, int distance)
{
    int32_t miles  = Get<MilesSql>(db, memberNo);
    int32_t status = Get<StatusSql>(db, memberNo);
    miles += status ? distance * 3 / 2 : distance;
    return PUT(Miles, miles);
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'miles' of 'frequent_flyer' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: INC is relative.
int CreditPartner(SQLite::Database& db, uint32_t memberNo, int distance)
{
    int32_t status = Get<StatusSql>(db, memberNo);
    int32_t miles  = status ? distance / 2 : distance / 4;
    return INC(Miles, miles);
}

// A hazard.
bool UseCoupon(SQLite::Database& db, uint32_t memberNo)
{
    int32_t left = Get<CouponsSql>(db, memberNo);
    if (left-- <= 0)
        return false;
    return PUT(Coupons, left) == 1;
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'coupons' of 'frequent_flyer' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: constant is written.
bool VoidCoupons(SQLite::Database& db, uint32_t memberNo)
{
    int32_t left = Get<CouponsSql>(db, memberNo);
    PUT(Coupons, 0);
    return left > 0;
}

static int FreeSeats(SQLite::Database& db, const std::string& flight, int day)
{
    SQLite::Statement s(db, FlightSql::free_seats);
    s.bind(1, flight);
    s.bind(2, day);
    return s.executeStep() ? s.getColumn(0).getInt() : -1;
}

static void SetSeats(SQLite::Database& db, const std::string& flight, int day, int seats)
{
    SQLite::Statement s(db, FlightSql::set_seats);
    s.bind(1, seats);
    s.bind(2, flight);
    s.bind(3, day);
    s.exec();
}

// Safe: begin_now is BEGIN IMMEDIATE.
bool Sell(SQLite::Database& db, const std::string& flight, int day, int seats)
{
    db.exec(FlightSql::begin_now);
    const int left = FreeSeats(db, flight, day) - seats;
    if (left < 0)
    {
        db.exec(FlightSql::rollback);
        return false;
    }
    SetSeats(db, flight, day, left);
    db.exec(FlightSql::commit);
    return true;
}

// A hazard.
bool Overbook(SQLite::Database& db, const std::string& flight, int day, int seats)
{
    const int left = FreeSeats(db, flight, day) - seats;
    if (left < -5)
        return false;
    db.exec(FlightSql::begin_now);
    SetSeats(db, flight, day, left);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'free' of 'flights' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    db.exec(FlightSql::commit);
    return true;
}

// Safe: one statement with RETURNING.
int SellFast(SQLite::Database& db, const std::string& flight, int day, int seats)
{
    SQLite::Statement s(db, FlightSql::take_seats);
    s.bind(1, seats);
    s.bind(2, flight);
    s.bind(3, day);
    const bool any = s.executeStep();
    return any ? s.getColumn(0).getInt() : -1;
}
