// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Fleet management: DAO classes share their plumbing through a CRTP base.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

template <class Derived, class Entity, class Key>
class DaoBase
{
public:
    explicit DaoBase(SQLite::Database& database) : mDatabase(database) {}

    std::optional<Entity> get(const Key& key) const
    {
        SQLite::Statement query(mDatabase, Derived::SELECT_ONE);
        query.bind(1, key);
        if (!query.executeStep())
            return std::nullopt;
        return Derived::fromRow(query);
    }

    void put(const Entity& entity)
    {
        SQLite::Statement query(mDatabase, Derived::UPDATE_ONE);
        Derived::toParams(query, entity);
        query.exec();
    }

    bool putVersioned(const Entity& entity)
    {
        SQLite::Statement query(mDatabase, std::string(Derived::UPDATE_ONE) + " AND version = ?");
        const int count = Derived::toParams(query, entity);
        query.bind(count + 1, entity.version);
        return query.exec() > 0;
    }

protected:
    SQLite::Database& mDatabase;
};

struct Vehicle
{
    std::string plate;
    int odometer = 0;
    std::string defects;
    int version = 0;
};

struct Driver
{
    int64_t id = 0;
    int minutesDriven = 0;
    double score = 0.0;
    int version = 0;
};

class VehicleDao : public DaoBase<VehicleDao, Vehicle, std::string>
{
public:
    using DaoBase::DaoBase;
    static constexpr const char* SELECT_ONE = "SELECT plate, odometer, defects, version FROM vehicle WHERE plate = ?";
    static constexpr const char* UPDATE_ONE =
        "UPDATE vehicle SET odometer = ?, defects = ?, version = version + 1 WHERE plate = ?";

    static Vehicle fromRow(SQLite::Statement& q)
    {
        Vehicle v;
        v.plate = q.getColumn(0).getString();
        v.odometer = q.getColumn(1).getInt();
        v.defects = q.getColumn(2).getString();
        v.version = q.getColumn(3).getInt();
        return v;
    }
    static int toParams(SQLite::Statement& q, const Vehicle& v)
    {
        q.bind(1, v.odometer);
        q.bind(2, v.defects);
        q.bind(3, v.plate);
        return 3;
    }
};

class DriverDao : public DaoBase<DriverDao, Driver, int64_t>
{
public:
    using DaoBase::DaoBase;
    static constexpr const char* SELECT_ONE = "SELECT id, minutes, score, version FROM driver WHERE id = ?";
    static constexpr const char* UPDATE_ONE =
        "UPDATE driver SET minutes = ?, score = ?, version = version + 1 WHERE id = ?";

    static Driver fromRow(SQLite::Statement& q)
    {
        return {q.getColumn(0).getInt64(), q.getColumn(1).getInt(), q.getColumn(2).getDouble(), q.getColumn(3).getInt()};
    }
    static int toParams(SQLite::Statement& q, const Driver& d)
    {
        q.bind(1, d.minutesDriven);
        q.bind(2, d.score);
        q.bind(3, d.id);
        return 3;
    }
};

class FleetService
{
public:
    explicit FleetService(SQLite::Database& database) : mVehicles(database), mDrivers(database) {}

    // A hazard.
    void trip(const std::string& plate, int kilometres)
    {
        auto vehicle = mVehicles.get(plate);
        if (!vehicle)
            return;
        vehicle->odometer += kilometres;
        mVehicles.put(*vehicle);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'odometer' of 'vehicle' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    }

    // Safe: version in the WHERE, false is handed up when no row matched.
    bool defect(const std::string& plate, const std::string& what)
    {
        auto vehicle = mVehicles.get(plate);
        if (!vehicle)
            return false;
        vehicle->defects += what + ';';
        return mVehicles.putVersioned(*vehicle);
    }

    // A hazard.
    void shift(int64_t driverId, int minutes, double shiftScore)
    {
        if (auto driver = mDrivers.get(driverId))
        {
            driver->score = (driver->score * 9 + shiftScore) / 10;
            driver->minutesDriven = driver->minutesDriven + minutes;
            mDrivers.put(*driver);
// CHECK-MESSAGES: :[[#@LINE-1]]:13: warning: a concurrent change to 'minutes' and 'score' of 'driver' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        }
    }

    // Safe: entity is built from the arguments alone.
    void newWeek(int64_t driverId, double startScore)
    {
        if (auto driver = mDrivers.get(driverId))
        {
            Driver blank;
            blank.id = driver->id;
            blank.score = startScore;
            mDrivers.put(blank);
        }
    }

    // Safe: copied to a replacement vehicle (other plate).
    void replaceVehicle(const std::string& plate, const std::string& replacement)
    {
        auto vehicle = mVehicles.get(plate);
        if (!vehicle)
            return;
        vehicle->plate = replacement;
        vehicle->defects.clear();
        vehicle->odometer += 1;
        mVehicles.put(*vehicle);
    }

private:
    VehicleDao mVehicles;
    DriverDao mDrivers;
};
