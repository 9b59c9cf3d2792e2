// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Fuel cards of a haulage company.
#include <memory>
#include <optional>
#include <string>

#include <pqxx/pqxx>

class UnitOfWork
{
    pqxx::connection_base &m_conn;
    std::unique_ptr<pqxx::work> m_tx;
    bool done_ = false;

public:
    explicit UnitOfWork(pqxx::connection_base &conn)
        : m_conn(conn)
        , m_tx(std::make_unique<pqxx::work>(conn))
    {
    }

    UnitOfWork(const UnitOfWork &) = delete;
    UnitOfWork &operator=(const UnitOfWork &) = delete;

    ~UnitOfWork()
    {
        if (!done_)
            m_tx->abort();
    }

    pqxx::work *operator->() { return m_tx.get(); }

    void done()
    {
        m_tx->commit();
        done_ = true;
    }

    // Commits what was done so far and goes on in a fresh transaction.
    void checkpoint()
    {
        m_tx->commit();
        m_tx.reset();
        m_tx = std::make_unique<pqxx::work>(m_conn);
    }
};

// A hazard.
bool refuel(pqxx::connection_base &conn, const std::string &card, double litres)
{
    UnitOfWork uow(conn);
    const auto rows = uow->exec_params("SELECT litres_left, blocked FROM fuel_card WHERE card_no = $1", card);
    if (rows.empty() || rows[0]["blocked"].as<bool>())
        return false;
    const double left = rows[0]["litres_left"].as<double>() - litres;
    if (left < 0)
        return false;
    uow->exec_params("UPDATE fuel_card SET litres_left = $1 WHERE card_no = $2", left, card);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'litres_left' of 'fuel_card' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    uow.done();
    return true;
}

// Safe: lock, read and write in one unit of work.
bool transferQuota(pqxx::connection_base &conn, const std::string &card, double litres)
{
    UnitOfWork uow(conn);
    const auto rows = uow->exec_params(
        "SELECT litres_left, blocked FROM fuel_card WHERE card_no = $1 FOR NO KEY UPDATE", card);
    if (rows.empty() || rows[0]["blocked"].as<bool>())
        return false;
    const double left = rows[0]["litres_left"].as<double>() + litres;
    if (left > 800)
        return false;
    uow->exec_params("UPDATE fuel_card SET litres_left = $1 WHERE card_no = $2", left, card);
    uow.done();
    return true;
}

// Toll lines of a month's file; the import record must survive a broken file.
// A hazard.
void importTolls(pqxx::connection_base &conn, int truck, const std::string &file)
{
    UnitOfWork uow(conn);
    long cents = uow->exec_params1("SELECT toll_cents FROM truck WHERE id = $1 FOR UPDATE", truck)[0].as<long>();
    uow->exec_params("INSERT INTO toll_import(truck_id, file) VALUES ($1, $2)", truck, file);
    uow.checkpoint();
    for (const auto &row : uow->exec_params("SELECT cents FROM toll_line WHERE file = $1", file))
        cents += row[0].as<long>();
    uow->exec_params("UPDATE truck SET toll_cents = $2 WHERE id = $1", truck, cents);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'toll_cents' of 'truck' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    uow.done();
}

// Safe: checkpoint first, then the locked read and the write in the new transaction.
void importParking(pqxx::connection_base &conn, int truck, const std::string &file)
{
    UnitOfWork uow(conn);
    uow->exec_params("INSERT INTO toll_import(truck_id, file) VALUES ($1, $2)", truck, file);
    uow.checkpoint();
    long cents = uow->exec_params1("SELECT toll_cents FROM truck WHERE id = $1 FOR UPDATE", truck)[0].as<long>();
    for (const auto &row : uow->exec_params("SELECT cents FROM parking_line WHERE file = $1", file))
        cents += row[0].as<long>();
    uow->exec_params("UPDATE truck SET toll_cents = $2 WHERE id = $1", truck, cents);
    uow.done();
}

// Safe: written text does not depend on the card row.
void blockCard(pqxx::connection_base &conn, const std::string &card, const std::string &why)
{
    UnitOfWork uow(conn);
    auto holder = uow->exec_params("SELECT holder FROM fuel_card WHERE card_no = $1", card);
    uow->exec_params("UPDATE fuel_card SET blocked = true, block_reason = $2 WHERE card_no = $1", card, why);
    if (!holder.empty())
        uow->exec_params("INSERT INTO letter(addressee, body) VALUES ($1, $2)", holder[0][0].c_str(), why);
    uow.done();
}
