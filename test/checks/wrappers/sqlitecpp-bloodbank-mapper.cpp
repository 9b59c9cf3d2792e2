// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Blood bank stock. Rows are turned into structs / tuples by mapRow<T>.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace bloodbank {

struct Stock {
    std::string group;
    int bags;
    int reserved;
};

struct Donor {
    int64_t id;
    int donations;
    double litres;
};

using Slot = std::tuple<int, int>;  // taken, size

template <class T>
T mapRow(SQLite::Statement& st);

template <>
Stock mapRow<Stock>(SQLite::Statement& st) {
    return st.getColumns<Stock, 3>();
}

template <>
Donor mapRow<Donor>(SQLite::Statement& st) {
    return Donor{st.getColumn("id").getInt64(), st.getColumn("donations").getInt(),
                 st.getColumn("litres").getDouble()};
}

template <>
Slot mapRow<Slot>(SQLite::Statement& st) {
    return Slot{st.getColumn(0).getInt(), st.getColumn(1).getInt()};
}

template <class T, class Key>
std::optional<T> selectOne(SQLite::Database& db, const char* sql, const Key& key) {
    SQLite::Statement st(db, sql);
    st.bind(1, key);
    if (st.executeStep()) return mapRow<T>(st);
    return std::nullopt;
}

template <class T>
std::vector<T> selectAll(SQLite::Database& db, const char* sql) {
    std::vector<T> all;
    SQLite::Statement st(db, sql);
    while (st.executeStep()) all.push_back(mapRow<T>(st));
    return all;
}

constexpr auto kStock = "SELECT blood_group, bags, reserved FROM stock WHERE blood_group = ?";
constexpr auto kDonor = "SELECT id, donations, litres FROM donors WHERE id = ?";

// A hazard.
bool reserve(SQLite::Database& db, const std::string& group, int bags) {
    auto s = selectOne<Stock>(db, kStock, group);
    if (!s) return false;
    if (s->bags - s->reserved < bags) return false;
    SQLite::Statement up(db, "UPDATE stock SET reserved = ? WHERE blood_group = ?");
    up.bind(1, s->reserved + bags);
    up.bind(2, group);
    return up.exec() > 0;
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'reserved' of 'stock' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: both numbers are checked and changed inside one statement.
bool hand_out(SQLite::Database& db, const std::string& group, int bags) {
    auto s = selectOne<Stock>(db, kStock, group);
    if (!s) return false;
    SQLite::Statement up(db,
                         "UPDATE stock SET reserved = reserved - ?1, bags = bags - ?1 "
                         "WHERE blood_group = ?2 AND reserved >= ?1");
    up.bind(1, bags);
    up.bind(2, s->group);
    return up.exec() > 0;
}

// A hazard.
void donated(SQLite::Database& db, int64_t donor, double litres) {
    auto d = selectOne<Donor>(db, kDonor, donor);
    if (!d) throw SQLite::Exception("unknown donor");
    d->donations++;
    d->litres += litres;
    SQLite::Statement up(db, "UPDATE donors SET donations = :n, litres = :l WHERE id = :id");
    up.bind(":n", d->donations);
    up.bind(":l", d->litres);
    up.bind(":id", d->id);
    up.exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'donations' and 'litres' of 'donors' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: immediate around select and update.
bool book(SQLite::Database& db, int64_t day) {
    SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
    auto slot = selectOne<Slot>(db, "SELECT taken, size FROM days WHERE day = ?", day);
    if (!slot) return false;
    auto [taken, size] = *slot;
    if (taken >= size) return false;
    SQLite::Statement up(db, "UPDATE days SET taken = ? WHERE day = ?");
    up.bind(1, taken + 1);
    up.bind(2, day);
    up.exec();
    tx.commit();
    return true;
}

// A hazard.
int expire(SQLite::Database& db, int perGroup) {
    int gone = 0;
    for (const Stock& s : selectAll<Stock>(db, "SELECT blood_group, bags, reserved FROM stock")) {
        const int left = s.bags > perGroup ? s.bags - perGroup : 0;
        if (left == s.bags) continue;
        SQLite::Statement up(db, "UPDATE stock SET bags = ? WHERE blood_group = ?");
        up.bind(1, left);
        up.bind(2, s.group);
        up.exec();
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'bags' of 'stock' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        gone += s.bags - left;
    }
    return gone;
}

// Safe: goes into the report table.
void report(SQLite::Database& db) {
    for (const Stock& s : selectAll<Stock>(db, "SELECT blood_group, bags, reserved FROM stock")) {
        SQLite::Statement in(db, "INSERT INTO stock_report(blood_group, free) VALUES (?, ?)");
        in.bind(1, s.group);
        in.bind(2, s.bags - s.reserved);
        in.exec();
    }
}

}  // namespace bloodbank
