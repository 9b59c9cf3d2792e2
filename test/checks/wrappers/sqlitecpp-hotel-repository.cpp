// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
/**
 * Hotel back office - room folio repository.
 */
#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hotel {

class Folio {
public:
    Folio(int64_t id, int room, double balance, int nights)
        : id_(id), room_(room), balance_(balance), nights_(nights) {}
    int64_t getId() const { return id_; }
    int getRoom() const { return room_; }
    double getBalance() const { return balance_; }
    int getNights() const { return nights_; }
    void charge(double amount) { balance_ += amount; }
    void setBalance(double b) { balance_ = b; }
    void extend(int nights) { nights_ += nights; }

private:
    int64_t id_;
    int room_;
    double balance_;
    int nights_;
};

using FolioPtr = std::unique_ptr<Folio>;

class FolioRepository {
public:
    explicit FolioRepository(SQLite::Database& db) : db_(db) {}

    FolioPtr findById(int64_t id) const {
        SQLite::Statement st(db_, "SELECT id, room, balance, nights FROM folio WHERE id = ?");
        st.bind(1, id);
        if (!st.executeStep()) {
            return nullptr;
        }
        return FolioPtr(new Folio(st.getColumn(0).getInt64(), st.getColumn(1).getInt(),
                                  st.getColumn(2).getDouble(), st.getColumn(3).getInt()));
    }

    std::vector<std::shared_ptr<Folio>> findByRoom(int room) const {
        std::vector<std::shared_ptr<Folio>> out;
        SQLite::Statement st(db_, "SELECT id, room, balance, nights FROM folio WHERE room = ? AND closed = 0");
        st.bind(1, room);
        while (st.executeStep()) {
            out.push_back(std::make_shared<Folio>(st.getColumn(0).getInt64(), st.getColumn(1).getInt(),
                                                  st.getColumn(2).getDouble(), st.getColumn(3).getInt()));
        }
        return out;
    }

    void update(const Folio& f) {
        SQLite::Statement st(db_, "UPDATE folio SET room = ?, balance = ?, nights = ? WHERE id = ?");
        SQLite::bind(st, f.getRoom(), f.getBalance(), f.getNights(), f.getId());
        st.exec();
    }

    void insert(const Folio& f) {
        SQLite::Statement st(db_, "INSERT INTO folio(room, balance, nights) VALUES (?, ?, ?)");
        SQLite::bind(st, f.getRoom(), f.getBalance(), f.getNights());
        st.exec();
    }

    SQLite::Database& database() { return db_; }

private:
    SQLite::Database& db_;
};

class FrontDesk {
public:
    explicit FrontDesk(FolioRepository& folios) : folios_(folios) {}

    // A hazard.
    void postMinibar(int64_t folioId, double price, int count) {
        FolioPtr folio = folios_.findById(folioId);
        if (folio == nullptr) {
            return;
        }
        folio->charge(price * count);
        folios_.update(*folio);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'balance' of 'folio' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    }

    // Safe: exclusive transaction around find and update.
    void postPhone(int64_t folioId, double minutes) {
        SQLite::Transaction tx(folios_.database(), SQLite::TransactionBehavior::EXCLUSIVE);
        FolioPtr folio = folios_.findById(folioId);
        if (folio == nullptr) {
            return;
        }
        folio->charge(minutes * 0.35);
        folios_.update(*folio);
        tx.commit();
    }

    // A hazard.
    int extendAll(int room, int nights, double rate) {
        int n = 0;
        for (const std::shared_ptr<Folio>& f : folios_.findByRoom(room)) {
            f->extend(nights);
            f->setBalance(f->getBalance() + nights * rate);
            folios_.update(*f);
// CHECK-MESSAGES: :[[#@LINE-1]]:13: warning: a concurrent change to 'balance' and 'nights' of 'folio' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
            ++n;
        }
        return n;
    }

    // Safe: the result becomes a new folio row.
    void splitBill(int64_t folioId, int otherRoom) {
        FolioPtr folio = folios_.findById(folioId);
        if (folio == nullptr) {
            return;
        }
        Folio half(0, otherRoom, folio->getBalance() / 2.0, folio->getNights());
        folios_.insert(half);
    }

private:
    FolioRepository& folios_;
};

}  // namespace hotel
