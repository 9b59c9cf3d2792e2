// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>

#include <memory>
#include <mutex>
#include <string>

// Car park management. Every process has exactly one Database.

class Database
{
public:
    static Database& instance()
    {
        static Database db;
        return db;
    }

    void open(const std::string& url) { m_connection.reset(new pqxx::connection(url)); }
    pqxx::connection& connection() { return *m_connection; }

    template<typename... A>
    pqxx::result execute(const std::string& sql, const A&... a)
    {
        if (m_current)
            return m_current->exec_params(sql, a...);
        pqxx::work once(*m_connection);
        pqxx::result r = once.exec_params(sql, a...);
        once.commit();
        return r;
    }

    void beginTransaction() { m_current.reset(new pqxx::work(*m_connection)); }
    void beginSerial() { m_current.reset(new pqxx::transaction<pqxx::serializable>(*m_connection)); }
    void commitTransaction() { m_current->commit(); m_current.reset(); }
    void abandon() { m_current.reset(); }

private:
    Database() = default;

    std::unique_ptr<pqxx::connection> m_connection;
    std::unique_ptr<pqxx::transaction_base> m_current;
};

#define DB Database::instance()

class CarPark
{
public:
    explicit CarPark(int id) : m_id(id) {}

    // A hazard.
    bool carEnters()
    {
        pqxx::result r = DB.execute("SELECT occupied, capacity FROM car_park WHERE id = $1", m_id);
        int occupied = r[0]["occupied"].as<int>();
        if (occupied >= r[0]["capacity"].as<int>())
            return false;
        DB.execute("UPDATE car_park SET occupied = $1 WHERE id = $2", occupied + 1, m_id);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'occupied' of 'car_park' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        return true;
    }

    // Safe: the WHERE has the occupancy that was read; repeated while no row is hit.
    void carLeaves()
    {
        int occupied;
        do
        {
            pqxx::result r = DB.execute("SELECT occupied FROM car_park WHERE id = $1", m_id);
            occupied = r[0]["occupied"].as<int>();
            if (occupied == 0)
                return;
        } while (DB.execute("UPDATE car_park SET occupied = $1 WHERE id = $2 AND occupied = $3",
                            occupied - 1, m_id, occupied).affected_rows() == 0);
    }

    // Safe: attendant's count from outside is written as it is.
    void recount(int counted)
    {
        pqxx::result r = DB.execute("SELECT occupied FROM car_park WHERE id = $1", m_id);
        if (r[0][0].as<int>() != counted)
            DB.execute("INSERT INTO recount(park_id, was, is_now) VALUES ($1, $2, $3)", m_id, r[0][0].as<int>(), counted);
        DB.execute("UPDATE car_park SET occupied = $1 WHERE id = $2", counted, m_id);
    }

private:
    int m_id;
};

// The card reader's callbacks come from several threads.
static std::mutex payMutex;

// Not judged here: only a mutex of this one process guards it.
void payByCard(const std::string& plate, int cents)
{
    std::lock_guard<std::mutex> guard(payMutex);
    pqxx::result r = DB.execute("SELECT paid_cents FROM stay WHERE plate = $1", plate);
    if (r.empty())
        return;
    DB.execute("UPDATE stay SET paid_cents = $1 WHERE plate = $2", r[0][0].as<int>() + cents, plate);
}

// A hazard.
void payByPhone(const std::string& plate, int cents, int feePercent)
{
    DB.beginTransaction();
    pqxx::result r = DB.execute("SELECT paid_cents FROM stay WHERE plate = $1", plate);
    if (!r.empty())
    {
        int paid = r[0][0].as<int>() + cents - cents * feePercent / 100;
        DB.execute("UPDATE stay SET paid_cents = $1 WHERE plate = $2", paid, plate);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'paid_cents' of 'stay' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    }
    DB.commitTransaction();
}

// Safe: serializable, repeated after a serialization failure.
void payByVoucher(const std::string& plate, int hours)
{
    for (int left = 4; left > 0; --left)
    {
        try
        {
            DB.beginSerial();
            pqxx::result r = DB.execute("SELECT paid_cents FROM stay WHERE plate = $1", plate);
            if (!r.empty())
            {
                int paid = r[0][0].as<int>() + hours * 180;
                DB.execute("UPDATE stay SET paid_cents = $1 WHERE plate = $2", paid, plate);
            }
            DB.commitTransaction();
            return;
        }
        catch (const pqxx::serialization_failure&)
        {
            DB.abandon();
            if (left == 1)
                throw;
        }
    }
}
