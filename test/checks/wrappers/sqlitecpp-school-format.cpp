// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// School office: marks and absences. SQL text is put together with a tiny formatter.
#include <SQLiteCpp/SQLiteCpp.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace office
{

inline std::string quote(const std::string& s)
{
    std::string out = "'";
    for (char c : s)
    {
        if (c == '\'')
            out += '\'';
        out += c;
    }
    return out + "'";
}

inline std::string asSql(int v) { return std::to_string(v); }
inline std::string asSql(double v) { std::ostringstream os; os << v; return os.str(); }
inline std::string asSql(const std::string& v) { return quote(v); }

/// "{}" takes the next argument, text gets quoted
template <typename... Args>
std::string sql(const std::string& pattern, const Args&... args)
{
    const std::vector<std::string> parts{asSql(args)...};
    std::string out;
    size_t next = 0;
    for (size_t i = 0; i < pattern.size(); ++i)
    {
        if (pattern[i] == '{' && i + 1 < pattern.size() && pattern[i + 1] == '}')
        {
            out += parts.at(next++);
            ++i;
        }
        else
            out += pattern[i];
    }
    return out;
}

class Register
{
    SQLite::Database& db;

public:
    explicit Register(SQLite::Database& d) : db(d) {}

    int absences(const std::string& pupil, int term)
    {
        return db.execAndGet(sql("SELECT days FROM absences WHERE pupil = {} AND term = {}", pupil, term)).getInt();
    }

    // A hazard. FIXME: not found, as the text is put together character by character.
    void reportSick(const std::string& pupil, int term, int days)
    {
        int total = absences(pupil, term) + days;
        std::ostringstream os;
        os << "UPDATE absences SET days = " << total
           << " WHERE pupil = " << quote(pupil) << " AND term = " << term;
        db.exec(os.str());
    }

    // Safe: read is for term, write is for the following term's row.
    void carryOver(const std::string& pupil, int term)
    {
        int total = absences(pupil, term) / 2;
        std::ostringstream os;
        os << "UPDATE absences SET days = " << total
           << " WHERE pupil = " << quote(pupil) << " AND term = " << term + 1;
        db.exec(os.str());
    }

    // A hazard. FIXME: not found, as the text is put together character by character.
    double addMark(int enrolment, double mark)
    {
        double avg = 0;
        int n = 0;
        {
            SQLite::Statement st(db, sql("SELECT average, marks FROM enrolments WHERE id = {}", enrolment));
            if (!st.executeStep())
                throw std::runtime_error("enrolment " + std::to_string(enrolment) + " not found");
            avg = st.getColumn("average").getDouble();
            n = st.getColumn("marks").getInt();
        }
        avg = (avg * n + mark) / (n + 1);
        db.exec(sql("UPDATE enrolments SET average = {}, marks = {} WHERE id = {}", avg, n + 1, enrolment));
        return avg;
    }

    // Safe: same arithmetic, but in the statement.
    void addMarkDirect(int enrolment, double mark)
    {
        int n = db.execAndGet(sql("SELECT COUNT(*) FROM marks WHERE enrolment = {}", enrolment)).getInt();
        if (n > 40)
            throw std::length_error("too many marks");
        db.exec(sql("UPDATE enrolments SET average = (average * marks + {}) / (marks + 1), marks = marks + 1"
                    " WHERE id = {}", mark, enrolment));
    }

    // Safe: recomputed from the marks table.
    void recompute(int enrolment)
    {
        double avg = db.execAndGet(sql("SELECT AVG(mark) FROM marks WHERE enrolment = {}", enrolment)).getDouble();
        db.exec(sql("UPDATE enrolments SET average = {} WHERE id = {}", avg, enrolment));
    }
};

} // namespace office
