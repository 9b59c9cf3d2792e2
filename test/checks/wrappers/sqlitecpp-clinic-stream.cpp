// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Reception desk of a small clinic. Stream-like access to the patient file.
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace clinic {

class Stmt {
public:
    Stmt(SQLite::Database& db, const std::string& sql) : st_(db, sql) {}

    template <class T>
    Stmt& operator<<(const T& v) {
        st_.bind(++in_, v);
        return *this;
    }
    Stmt& operator>>(int& v) { v = st_.getColumn(out_++).getInt(); return *this; }
    Stmt& operator>>(std::int64_t& v) { v = st_.getColumn(out_++).getInt64(); return *this; }
    Stmt& operator>>(std::string& v) { v = st_.getColumn(out_++).getString(); return *this; }

    bool next() {
        out_ = 0;
        return st_.executeStep();
    }
    int run() { return st_.exec(); }

private:
    SQLite::Statement st_;
    int in_ = 0;
    int out_ = 0;
};

struct PatientFile {
    int noShows = 0;
    std::string notes;
};

class Desk {
public:
    explicit Desk(SQLite::Database& db) : db_(db) {}

    // A hazard.
    void addNote(std::int64_t patient, const std::string& author, const std::string& text) {
        PatientFile f = open(patient);
        if (!f.notes.empty()) {
            f.notes += "\n";
        }
        f.notes += author + ": " + text;
        Stmt up(db_, "UPDATE patients SET notes = ? WHERE id = ?");
        up << f.notes << patient;
        up.run();
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'notes' of 'patients' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    }

    // Safe: text is replaced by what the caller passes, old text goes to the history table.
    void replaceNote(std::int64_t patient, const std::string& author, const std::string& text) {
        PatientFile f = open(patient);
        if (!f.notes.empty()) {
            Stmt old(db_, "INSERT INTO note_history(patient_id, author, body) VALUES (?, ?, ?)");
            old << patient << author << f.notes;
            old.run();
        }
        Stmt up(db_, "UPDATE patients SET notes = ? WHERE id = ?");
        up << author + ": " + text << patient;
        up.run();
    }

    // A hazard.
    int markNoShow(std::int64_t patient) {
        const int n = std::min(open(patient).noShows + 1, 9);
        Stmt up(db_, "UPDATE patients SET no_shows = ? WHERE id = ?");
        up << n << patient;
        up.run();
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'no_shows' of 'patients' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        return n;
    }

    // Safe: relative update in SQL.
    int forgiveNoShow(std::int64_t patient, int n) {
        const int before = open(patient).noShows;
        Stmt up(db_, "UPDATE patients SET no_shows = MAX(no_shows - ?, 0) WHERE id = ?");
        up << n << patient;
        up.run();
        return before;
    }

    // Safe: value is read from another row (the parent) and stored with the child.
    void copyNotesToChild(std::int64_t parent, std::int64_t child) {
        const PatientFile f = open(parent);
        Stmt up(db_, "UPDATE patients SET notes = ? WHERE id = ?");
        up << "(from parent) " + f.notes << child;
        up.run();
    }

private:
    PatientFile open(std::int64_t patient) {
        Stmt q(db_, "SELECT no_shows, notes FROM patients WHERE id = ?");
        q << patient;
        if (!q.next()) {
            throw std::out_of_range("no such patient");
        }
        PatientFile f;
        q >> f.noShows >> f.notes;
        return f;
    }

    SQLite::Database& db_;
};

}  // namespace clinic
