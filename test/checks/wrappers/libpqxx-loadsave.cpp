// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>

#include <cstdint>
#include <stdexcept>
#include <string>

// Allotment garden association: members, their plots and the hours they owe the community.

namespace garden {

struct Member {
    std::int64_t number{};
    std::string name;
    int owedHours{};
    int workedHours{};
    int version{};
};

class MemberRepository {
public:
    explicit MemberRepository(pqxx::transaction_base& transaction) : tx(transaction) {}

    Member load(std::int64_t number) { return read(number, ""); }
    Member loadForChange(std::int64_t number) { return read(number, " FOR UPDATE"); }

    void save(const Member& m)
    {
        const auto res = tx.exec_params(
            "UPDATE member SET name = $2, owed_hours = $3, worked_hours = $4 WHERE number = $1",
            m.number, m.name, m.owedHours, m.workedHours);
        if (res.affected_rows() != 1) throw std::runtime_error("member vanished");
    }

    /// Writes only if nobody else stored a newer version meanwhile.
    bool saveVersioned(const Member& m)
    {
        const auto res = tx.exec_params(
            "UPDATE member SET name = $2, owed_hours = $3, worked_hours = $4, version = version + 1 "
            "WHERE number = $1 AND version = $5",
            m.number, m.name, m.owedHours, m.workedHours, m.version);
        return res.affected_rows() == 1;
    }

private:
    Member read(std::int64_t number, const std::string& tail)
    {
        const auto row = tx.exec_params1(
            "SELECT number, name, owed_hours, worked_hours, version FROM member WHERE number = $1" + tail, number);
        Member m;
        m.number = row["number"].as<std::int64_t>();
        m.name = row["name"].as<std::string>();
        m.owedHours = row["owed_hours"].as<int>();
        m.workedHours = row["worked_hours"].as<int>();
        m.version = row["version"].as<int>();
        return m;
    }

    pqxx::transaction_base& tx;
};

// A hazard.
void bookWork(pqxx::connection& conn, std::int64_t number, int hours)
{
    pqxx::work tx{conn};
    MemberRepository repo{tx};
    Member m = repo.load(number);
    m.workedHours += hours;
    m.owedHours = m.owedHours > hours ? m.owedHours - hours : 0;
    repo.save(m);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'owed_hours' and 'worked_hours' of 'member' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    tx.commit();
}

// Safe: loadForChange locks the row.
void bookNewYear(pqxx::connection& conn, std::int64_t number, int hours)
{
    pqxx::work tx{conn};
    MemberRepository repo{tx};
    Member m = repo.loadForChange(number);
    m.owedHours += hours;
    m.workedHours = 0;
    repo.save(m);
    tx.commit();
}

// Safe: version compare-and-set with the affected rows looked at.
bool giveHours(pqxx::connection& conn, std::int64_t number, int factor)
{
    for (int attempt = 0; attempt < 3; ++attempt) {
        pqxx::work tx{conn};
        MemberRepository repo{tx};
        Member m = repo.load(number);
        m.workedHours *= factor;
        if (repo.saveVersioned(m)) {
            tx.commit();
            return true;
        }
    }
    return false;
}

// The name comes from the caller, the other columns are written back as read.
void rename(pqxx::connection& conn, std::int64_t number, const std::string& newName)
{
    pqxx::work tx{conn};
    MemberRepository repo{tx};
    Member m = repo.load(number);
    m.name = newName;
    repo.save(m);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'owed_hours' and 'worked_hours' of 'member'
    tx.commit();
}

// Title in front of the name, e.g. after an exam.
// A hazard.
void addTitle(pqxx::connection& conn, std::int64_t number, const std::string& title)
{
    pqxx::nontransaction tx{conn};
    MemberRepository repo{tx};
    Member m = repo.load(number);
    if (m.name.rfind(title, 0) == 0) return;
    m.name = title + " " + m.name;
    repo.save(m);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'name' of 'member' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

}  // namespace garden
