// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Irrigation controller: litres left per tank, valve openings.
#include <SQLiteCpp/SQLiteCpp.h>
#include <iostream>
#include <string>

class Work
{
    SQLite::Database &db_;
    bool open_ = false;

public:
    explicit Work(SQLite::Database &db) : db_(db) {}
    ~Work() { if (open_) db_.tryExec("ROLLBACK"); }

    void begin(bool writer)
    {
        db_.exec(writer ? "BEGIN IMMEDIATE TRANSACTION" : "BEGIN TRANSACTION");
        open_ = true;
    }
    bool finish(bool commit)
    {
        open_ = false;
        return db_.tryExec(commit ? "COMMIT" : "ROLLBACK") == SQLite::OK && commit;
    }
    bool level(int tank, double &litres)
    {
        SQLite::Statement st(db_, "SELECT litres FROM tanks WHERE tank_id = ?1");
        st.bind(1, tank);
        if (!st.executeStep()) return false;
        litres = st.getColumn(0).getDouble();
        return true;
    }
    bool setLevel(int tank, double litres)
    {
        SQLite::Statement st(db_, "UPDATE tanks SET litres = ?2 WHERE tank_id = ?1");
        st.bind(1, tank);
        st.bind(2, litres);
        return st.exec() == 1;
    }
    std::string journal(int tank)
    {
        SQLite::Statement st(db_, "SELECT journal FROM tanks WHERE tank_id = ?1");
        st.bind(1, tank);
        return st.executeStep() ? st.getColumn(0).getString() : "";
    }
    bool setJournal(int tank, const std::string &text)
    {
        SQLite::Statement st(db_, "UPDATE tanks SET journal = ?2 WHERE tank_id = ?1");
        st.bind(1, tank);
        st.bind(2, text);
        return st.exec() == 1;
    }
};

// Safe: writer transaction is opened first.
bool drain(SQLite::Database &db, int tank, double minutes, double litresPerMinute)
{
    Work w(db);
    double litres = 0;
    w.begin(true);
    if (!w.level(tank, litres)) return w.finish(false);
    litres -= minutes * litresPerMinute;
    if (litres < 0) litres = 0;
    bool ok = w.setLevel(tank, litres);
    return w.finish(ok);
}

// A hazard.
bool rain(SQLite::Database &db, int tank, double millimetres, double roofArea)
{
    Work w(db);
    double litres = 0;
    w.begin(false);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this transaction fails under load: it reads 'tanks' in line [[@LINE+1]] and writes 'tanks' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    if (!w.level(tank, litres)) return w.finish(false);
    litres += millimetres * roofArea;
    bool ok = w.setLevel(tank, litres);
    return w.finish(ok);
}

// A hazard.
bool remark(SQLite::Database &db, int tank, const std::string &line)
{
    Work w(db);
    std::string text = w.journal(tank);
    text.insert(0, line + "; ");
    if (text.size() > 4000) text.resize(4000);
    w.begin(true);
    return w.finish(w.setJournal(tank, text));
// CHECK-MESSAGES: :[[#@LINE-1]]:21: warning: a concurrent change to 'journal' of 'tanks' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: the sensor's reading is stored, the former level is only shown.
bool gauge(SQLite::Database &db, int tank, double reading)
{
    Work w(db);
    double litres = 0;
    w.begin(false);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this transaction fails under load: it reads 'tanks' in line [[@LINE+1]] and writes 'tanks' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    if (!w.level(tank, litres)) return w.finish(false);
    std::cout << "tank " << tank << ": " << litres << " -> " << reading << '\n';
    bool ok = w.setLevel(tank, reading);
    return w.finish(ok);
}

// Safe: rolled over into a different tank's row.
bool mirror(SQLite::Database &db, int mainTank, int twinTank)
{
    Work w(db);
    std::string text = w.journal(mainTank) + " [mirrored]";
    w.begin(true);
    return w.finish(w.setJournal(twinTank, text));
}
