// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Box office. The service sees an interface only; SQLite is plugged in by the composition root.
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace theatre {

struct IVoucherStore {
    virtual ~IVoucherStore() = default;
    virtual bool readBalance(const std::string& code, std::int64_t& cents) = 0;
    virtual void writeBalance(const std::string& code, std::int64_t cents) = 0;
    virtual int adjustBalance(const std::string& code, std::int64_t delta) = 0;
    virtual bool swapBalance(const std::string& code, std::int64_t seen, std::int64_t cents) = 0;
    virtual void exclusively(const std::function<void()>& job) = 0;
};

struct IShowStore {
    virtual ~IShowStore() = default;
    virtual std::string seatMap(std::int64_t show) = 0;
    virtual void seatMap(std::int64_t show, const std::string& map) = 0;
};

class SqliteVoucherStore final : public IVoucherStore {
public:
    explicit SqliteVoucherStore(std::shared_ptr<SQLite::Database> db) : db_(std::move(db)) {}

    bool readBalance(const std::string& code, std::int64_t& cents) override {
        SQLite::Statement st(*db_, "SELECT cents FROM vouchers WHERE code = ?");
        st.bind(1, code);
        if (!st.executeStep()) return false;
        cents = st.getColumn(0).getInt64();
        return true;
    }
    void writeBalance(const std::string& code, std::int64_t cents) override {
        SQLite::Statement st(*db_, "UPDATE vouchers SET cents = ? WHERE code = ?");
        st.bind(1, cents);
        st.bind(2, code);
        st.exec();
    }
    int adjustBalance(const std::string& code, std::int64_t delta) override {
        SQLite::Statement st(*db_, "UPDATE vouchers SET cents = cents + ? WHERE code = ?");
        st.bind(1, delta);
        st.bind(2, code);
        return st.exec();
    }
    bool swapBalance(const std::string& code, std::int64_t seen, std::int64_t cents) override {
        SQLite::Statement st(*db_, "UPDATE vouchers SET cents = ? WHERE code = ? AND cents = ?");
        st.bind(1, cents);
        st.bind(2, code);
        st.bind(3, seen);
        return st.exec() == 1;
    }
    void exclusively(const std::function<void()>& job) override {
        SQLite::Transaction tx(*db_, SQLite::TransactionBehavior::EXCLUSIVE);
        job();
        tx.commit();
    }

private:
    std::shared_ptr<SQLite::Database> db_;
};

class SqliteShowStore final : public IShowStore {
public:
    explicit SqliteShowStore(std::shared_ptr<SQLite::Database> db) : db_(std::move(db)) {}
    std::string seatMap(std::int64_t show) override {
        SQLite::Statement st(*db_, "SELECT seat_map FROM shows WHERE id = ?");
        st.bind(1, show);
        return st.executeStep() ? st.getColumn(0).getString() : std::string();
    }
    void seatMap(std::int64_t show, const std::string& map) override {
        SQLite::Statement st(*db_, "UPDATE shows SET seat_map = ? WHERE id = ?");
        st.bind(1, map);
        st.bind(2, show);
        st.exec();
    }

private:
    std::shared_ptr<SQLite::Database> db_;
};

class BoxOffice {
public:
    BoxOffice(std::shared_ptr<IVoucherStore> vouchers, IShowStore& shows)
        : vouchers_(std::move(vouchers)), shows_(shows) {}

    // A hazard.
    bool payWithVoucher(const std::string& code, std::int64_t price) {
        std::int64_t cents = 0;
        if (!vouchers_->readBalance(code, cents) || cents < price) return false;
        vouchers_->writeBalance(code, cents - price);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'cents' of 'vouchers' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        return true;
    }

    // Safe: store's adjustBalance adds in SQL.
    bool refundToVoucher(const std::string& code, std::int64_t price) {
        std::int64_t cents = 0;
        if (!vouchers_->readBalance(code, cents)) return false;
        return vouchers_->adjustBalance(code, price - price / 10) == 1;
    }

    // Safe: read and write are in one exclusive transaction.
    void roundUp(const std::string& code) {
        vouchers_->exclusively([&] {
            std::int64_t cents = 0;
            if (vouchers_->readBalance(code, cents)) {
                vouchers_->writeBalance(code, (cents + 99) / 100 * 100);
            }
        });
    }

    // Safe: compare-and-set loop.
    bool voucherInterest(const std::string& code) {
        std::int64_t cents = 0;
        while (vouchers_->readBalance(code, cents)) {
            if (vouchers_->swapBalance(code, cents, cents + cents / 50)) return true;
        }
        return false;
    }

    // A hazard.
    bool seat(std::int64_t show, std::size_t index) {
        std::string map = shows_.seatMap(show);
        if (index >= map.size() || map[index] != '.') return false;
        map[index] = 'X';
        shows_.seatMap(show, map);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'seat_map' of 'shows' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        return true;
    }

    // Safe: map of the template show goes to a different show.
    void prepare(std::int64_t templateShow, std::int64_t show) {
        std::string map = shows_.seatMap(templateShow);
        for (char& c : map) {
            if (c == 'X') c = '.';
        }
        shows_.seatMap(show, map);
    }

private:
    std::shared_ptr<IVoucherStore> vouchers_;
    IShowStore& shows_;
};

}  // namespace theatre
