// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>

#include <memory>
#include <stdexcept>
#include <string>

/**
 * School grade book. All statements are prepared once when the connection is opened,
 * the methods below only know their names.
 */
class GradeBook
{
  public:
    explicit GradeBook(const std::string& options)
        : connection(std::make_unique<pqxx::connection>(options))
    {
        prepareAll(*connection);
    }

    // A hazard.
    void addAbsence(int pupilId, int hours)
    {
        pqxx::work txn(*connection);
        pqxx::row row = txn.exec_prepared1("absence_get", pupilId);
        int total = row["hours"].as<int>() + hours;
        txn.exec_prepared0("absence_set", pupilId, total);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'hours' of 'absence' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        txn.commit();
    }

    // Safe: read statement takes the row lock (FOR UPDATE).
    void excuseAbsence(int pupilId, int hours)
    {
        pqxx::work txn(*connection);
        pqxx::row row = txn.exec_prepared1("absence_get_locked", pupilId);
        int total = row["hours"].as<int>() - hours;
        if (total < 0)
            throw std::invalid_argument("more hours excused than missed");
        txn.exec_prepared0("absence_set", pupilId, total);
        txn.commit();
    }

    // Running mean of a subject: (sum, count) live in one row.
    // A hazard.
    double enterGrade(int pupilId, const std::string& subject, double grade)
    {
        pqxx::work txn(*connection);
        pqxx::result rows = txn.exec_prepared("mean_get", pupilId, subject);
        double mean = grade;
        int count = 1;
        if (!rows.empty())
        {
            count = rows.front()["n"].as<int>() + 1;
            mean = rows.front()["mean"].as<double>();
            mean += (grade - mean) / count;
        }
        txn.exec_prepared("mean_put", pupilId, subject, mean, count);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'mean' and 'n' of 'subject_mean' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        txn.commit();
        return mean;
    }

    // Safe: increments are computed by the server.
    int addMerit(int pupilId, int points)
    {
        pqxx::work txn(*connection);
        txn.exec_prepared0("merit_add", pupilId, points);
        pqxx::row row = txn.exec_prepared1("merit_get", pupilId);
        txn.commit();
        return row[0].as<int>();
    }

    // A new school year starts from nothing, whatever the register said.
    // Safe: constant written; the read row goes to an archive INSERT.
    void closeYear(int pupilId, int year)
    {
        pqxx::work txn(*connection);
        int hours = txn.exec_prepared1("absence_get", pupilId)[0].as<int>();
        txn.exec_prepared0("archive_put", pupilId, year, hours);
        txn.exec_prepared0("absence_set", pupilId, 0);
        txn.commit();
    }

  private:
    static void prepareAll(pqxx::connection& c);

    std::unique_ptr<pqxx::connection> connection;
};

namespace
{
struct NamedSql
{
    const char* name;
    const char* sql;
};

const NamedSql STATEMENTS[] = {
    {"absence_get", "SELECT hours FROM absence WHERE pupil_id = $1"},
    {"absence_get_locked", "SELECT hours FROM absence WHERE pupil_id = $1 FOR UPDATE"},
    {"absence_set", "UPDATE absence SET hours = $2 WHERE pupil_id = $1"},
    {"mean_get", "SELECT mean, n FROM subject_mean WHERE pupil_id = $1 AND subject = $2"},
    {"mean_put",
     "INSERT INTO subject_mean(pupil_id, subject, mean, n) VALUES ($1, $2, $3, $4) "
     "ON CONFLICT (pupil_id, subject) DO UPDATE SET mean = excluded.mean, n = excluded.n"},
    {"merit_add", "UPDATE merit SET points = points + $2 WHERE pupil_id = $1"},
    {"merit_get", "SELECT points FROM merit WHERE pupil_id = $1"},
    {"archive_put", "INSERT INTO absence_archive(pupil_id, year, hours) VALUES ($1, $2, $3)"},
};
} // namespace

void GradeBook::prepareAll(pqxx::connection& c)
{
    for (const NamedSql& s : STATEMENTS)
        c.prepare(s.name, s.sql);
}
