// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// EV charging points. The database file is shared by several processes -> SQLITE_BUSY happens.
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

namespace charge {

struct RetryPolicy {
    int attempts = 8;
    std::chrono::milliseconds pause{20};
};

template <typename Body>
auto retryOnBusy(Body body, RetryPolicy policy = {}) {
    for (int n = 1;; ++n) {
        try {
            return body();
        } catch (const SQLite::Exception& e) {
            if (e.getErrorCode() != SQLITE_BUSY || n >= policy.attempts) throw;
            std::this_thread::sleep_for(policy.pause * n);
        }
    }
}

template <typename Body>
auto retryImmediate(SQLite::Database& db, Body body) {
    return retryOnBusy([&] {
        SQLite::Transaction tx{db, SQLite::TransactionBehavior::IMMEDIATE};
        auto r = body();
        tx.commit();
        return r;
    });
}

class Points {
public:
    explicit Points(SQLite::Database& db) : db_{db} {}

    // A hazard.
    double addEnergy(const std::string& point, double kwh) {
        return retryOnBusy([&] {
            const double sum = energy(point) + kwh;
            setEnergy(point, sum);
// CHECK-MESSAGES: :[[#@LINE-1]]:13: warning: a concurrent change to 'kwh' of 'points' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
            return sum;
        });
    }

    // Safe: whole body is inside an immediate transaction.
    double correctEnergy(const std::string& point, double factor) {
        return retryImmediate(db_, [&] {
            const double sum = energy(point) * factor;
            setEnergy(point, sum);
            return sum;
        });
    }

    // A hazard.
    bool billSession(const std::string& contract, std::int64_t cents) {
        const auto owed = retryOnBusy([&] { return owing(contract); });
        if (owed + cents > 50000) return false;
        return retryImmediate(db_, [&] {
            SQLite::Statement st{db_, "UPDATE contracts SET owing = ? WHERE contract = ?"};
            st.bind(1, owed + cents);
            st.bind(2, contract);
            return st.exec() == 1;
// CHECK-MESSAGES: :[[#@LINE-1]]:20: warning: a concurrent change to 'owing' of 'contracts' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        });
    }

    // Safe: statement is relative; repeated only when it has failed.
    bool billIdle(const std::string& contract, std::int64_t minutes) {
        const auto owed = retryOnBusy([&] { return owing(contract); });
        if (owed < 0) return false;
        return retryOnBusy([&] {
            SQLite::Statement st{db_, "UPDATE contracts SET owing = owing + ? WHERE contract = ?"};
            st.bind(1, minutes * 12);
            st.bind(2, contract);
            return st.exec() == 1;
        });
    }

    // Safe: new value is the price list's, whatever the contract had.
    bool applyTariff(const std::string& contract, int tariff) {
        return retryOnBusy([&] {
            std::int64_t fee = 0;
            {
                SQLite::Statement q{db_, "SELECT base_fee FROM tariffs WHERE id = ?"};
                q.bind(1, tariff);
                if (!q.executeStep()) return false;
                fee = q.getColumn(0).getInt64() * 119 / 100;
            }
            SQLite::Statement st{db_, "UPDATE contracts SET owing = ? WHERE contract = ?"};
            st.bind(1, fee);
            st.bind(2, contract);
            return st.exec() == 1;
        });
    }

private:
    double energy(const std::string& point) {
        SQLite::Statement q{db_, "SELECT kwh FROM points WHERE point = ?"};
        q.bind(1, point);
        return q.executeStep() ? q.getColumn(0).getDouble() : 0.0;
    }
    void setEnergy(const std::string& point, double kwh) {
        SQLite::Statement st{db_, "UPDATE points SET kwh = ? WHERE point = ?"};
        st.bind(1, kwh);
        st.bind(2, point);
        st.exec();
    }
    std::int64_t owing(const std::string& contract) {
        SQLite::Statement q{db_, "SELECT owing FROM contracts WHERE contract = ?"};
        q.bind(1, contract);
        return q.executeStep() ? q.getColumn(0).getInt64() : -1;
    }

    SQLite::Database& db_;
};

}  // namespace charge
