// RUN: %check %s -- -std=c++20 -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s -- -std=c++20
// Town library: copies, fines and waiting lists
#include <SQLiteCpp/SQLiteCpp.h>
#include <optional>
#include <string>
#include <string_view>

class WriteGuard {
public:
    explicit WriteGuard(SQLite::Database& db) : db_{db} { db_.exec("BEGIN IMMEDIATE"); }
    WriteGuard(const WriteGuard&) = delete;
    WriteGuard& operator=(const WriteGuard&) = delete;
    ~WriteGuard() { if (!done_) db_.tryExec("ROLLBACK"); }
    void commit() { db_.exec("COMMIT"); done_ = true; }
private:
    SQLite::Database& db_;
    bool done_ = false;
};

class PlainGuard {
public:
    explicit PlainGuard(SQLite::Database& db) : db_{db} { db_.exec("BEGIN"); }
    PlainGuard(const PlainGuard&) = delete;
    PlainGuard& operator=(const PlainGuard&) = delete;
    ~PlainGuard() { if (!done_) db_.tryExec("ROLLBACK"); }
    void commit() { db_.exec("COMMIT"); done_ = true; }
private:
    SQLite::Database& db_;
    bool done_ = false;
};

struct Reader {
    std::string cardNo;
    int fineCents = 0;
    int booksOut = 0;
    std::string waiting;
};

[[nodiscard]] static std::optional<Reader> findReader(SQLite::Database& db, std::string_view cardNo)
{
    SQLite::Statement st{db, "SELECT card_no, fine_cents, books_out, waiting FROM readers WHERE card_no = ?"};
    st.bind(1, std::string{cardNo});
    if (!st.executeStep()) return std::nullopt;
    return Reader{.cardNo = st.getColumn(0), .fineCents = st.getColumn(1).getInt(),
                  .booksOut = st.getColumn(2).getInt(), .waiting = st.getColumn(3).getString()};
}

static void putReader(SQLite::Database& db, const Reader& r)
{
    SQLite::Statement st{db, "UPDATE readers SET fine_cents = ?, books_out = ?, waiting = ? WHERE card_no = ?"};
    st.bind(1, r.fineCents);
    st.bind(2, r.booksOut);
    st.bind(3, r.waiting);
    st.bind(4, r.cardNo);
    st.exec();
}

// Safe: guard begins immediate before the reader is loaded.
bool checkOut(SQLite::Database& db, std::string_view cardNo)
{
    WriteGuard guard{db};
    auto reader = findReader(db, cardNo);
    if (!reader || reader->booksOut >= 10) return false;
    ++reader->booksOut;
    putReader(db, *reader);
    guard.commit();
    return true;
}

// A hazard.
bool checkIn(SQLite::Database& db, std::string_view cardNo, int daysLate)
{
    PlainGuard guard{db};
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: this transaction fails under load: it reads 'readers' in line [[@LINE+1]] and writes 'readers' in line [[@LINE+5]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    auto reader = findReader(db, cardNo);
    if (!reader || reader->booksOut == 0) return false;
    --reader->booksOut;
    reader->fineCents += daysLate > 0 ? daysLate * 20 : 0;
    putReader(db, *reader);
    guard.commit();
    return true;
}

// A hazard.
bool enqueue(SQLite::Database& db, std::string_view cardNo, std::string_view isbn)
{
    auto reader = findReader(db, cardNo);
    if (!reader) return false;
    WriteGuard guard{db};
    reader->waiting.append(reader->waiting.empty() ? "" : ",").append(isbn);
    putReader(db, *reader);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'waiting' of 'readers' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    guard.commit();
    return true;
}

// Safe: all the columns get fresh values of the caller.
bool resetReader(SQLite::Database& db, std::string_view cardNo, int openFine)
{
    const auto old = findReader(db, cardNo);
    if (!old) return false;
    PlainGuard guard{db};
    Reader fresh{.cardNo = std::string{cardNo}, .fineCents = openFine, .booksOut = 0, .waiting = {}};
    putReader(db, fresh);
    guard.commit();
    return true;
}
