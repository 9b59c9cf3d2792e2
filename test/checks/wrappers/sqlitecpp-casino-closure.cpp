// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

// Chips, jackpots and seats.  Everything runs in closures; see inTransaction().
namespace floor_ops {

enum class Mode { Read, Write };

template <class Fn>
auto inTransaction(SQLite::Database& db, Mode mode, Fn&& fn) -> decltype(fn()) {
    SQLite::Transaction tx(db, mode == Mode::Write ? SQLite::TransactionBehavior::IMMEDIATE
                                                   : SQLite::TransactionBehavior::DEFERRED);
    if constexpr (std::is_void_v<decltype(fn())>) {
        fn();
        tx.commit();
    } else {
        auto result = fn();
        tx.commit();
        return result;
    }
}

struct NotSeated : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Seats {
    SQLite::Database& db;

    std::int64_t chips(const std::string& table, int seat) {
        SQLite::Statement q{db, "SELECT chips FROM seats WHERE tbl = ? AND seat = ?"};
        q.bind(1, table);
        q.bind(2, seat);
        if (!q.executeStep()) throw NotSeated{table};
        return q.getColumn(0);
    }
    void chips(const std::string& table, int seat, std::int64_t amount) {
        SQLite::Statement q{db, "UPDATE seats SET chips = ? WHERE tbl = ? AND seat = ?"};
        q.bind(1, amount);
        q.bind(2, table);
        q.bind(3, seat);
        q.exec();
    }

public:
    explicit Seats(SQLite::Database& d) : db(d) {}

    // A hazard.
    std::int64_t rake(const std::string& table, int seat, int permille) {
        return inTransaction(db, Mode::Read, [&] {
        // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: this transaction fails under load: it reads 'seats' in line [[@LINE+1]] and writes 'seats' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
            const auto before = chips(table, seat);
            const auto fee = before * permille / 1000;
            chips(table, seat, before - fee);
            return fee;
        });
    }

    // Safe: mode Write is IMMEDIATE, the read is in the closure as well.
    std::int64_t payOut(const std::string& table, int seat, int odds) {
        return inTransaction(db, Mode::Write, [&] {
            const auto before = chips(table, seat);
            const auto win = before * odds;
            chips(table, seat, before + win);
            return win;
        });
    }

    // A hazard.
    void doubleUp(const std::string& table, int seat, bool won) {
        const auto stake = chips(table, seat);
        inTransaction(db, Mode::Write, [&, stake] {
            chips(table, seat, won ? stake * 2 : stake / 2);
// CHECK-MESSAGES: :[[#@LINE-1]]:13: warning: a concurrent change to 'chips' of 'seats' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
            SQLite::Statement log{db, "INSERT INTO hands(tbl, seat, won) VALUES (?, ?, ?)"};
            log.bind(1, table);
            log.bind(2, seat);
            log.bind(3, won ? 1 : 0);
            log.exec();
        });
    }

    // Safe: amount comes from the tournaments table.
    void buyIn(const std::string& table, int seat, std::int64_t tournament) {
        inTransaction(db, Mode::Read, [&] {
        // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: this transaction fails under load: it reads 'tournaments' in line [[@LINE+3]] and writes 'seats' in line [[@LINE+5]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
            SQLite::Statement q{db, "SELECT start_chips FROM tournaments WHERE id = ?"};
            q.bind(1, tournament);
            if (!q.executeStep()) return;
            const std::int64_t start = q.getColumn(0).getInt64();
            chips(table, seat, start + 50);
        });
    }

    // A hazard.
    void growJackpot(const std::string& house, std::function<std::int64_t(std::int64_t)> rule) {
        const std::int64_t pot = inTransaction(db, Mode::Write, [&] {
            SQLite::Statement q{db, "SELECT pot FROM jackpots WHERE house = ?"};
            q.bind(1, house);
            return q.executeStep() ? q.getColumn(0).getInt64() : std::int64_t{0};
        });
        inTransaction(db, Mode::Write, [&] {
            SQLite::Statement q{db, "INSERT OR REPLACE INTO jackpots(house, pot) VALUES (?, ?)"};
            q.bind(1, house);
            q.bind(2, rule(pot));
            q.exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:13: warning: a concurrent change to 'pot' of 'jackpots' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        });
    }
};

}  // namespace floor_ops
