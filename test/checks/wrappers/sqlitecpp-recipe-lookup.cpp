// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
/* Canteen kitchen. Small lookups with optional / out parameters / pairs, used everywhere. */
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace canteen
{

std::optional<int> find_ingredient_id(SQLite::Database& db, const std::string& name)
{
    SQLite::Statement st(db, "SELECT id FROM ingredient WHERE name = ?");
    st.bind(1, name);
    if (!st.executeStep())
        return std::nullopt;
    return st.getColumn(0).getInt();
}

bool fetch_grams(SQLite::Database& db, int id, int& out)
{
    SQLite::Statement st(db, "SELECT grams FROM ingredient WHERE id = ?");
    st.bind(1, id);
    if (!st.executeStep())
        return false;
    out = st.getColumn(0);
    return true;
}

std::pair<bool, std::string> fetch_allergens(SQLite::Database& db, int dish)
{
    SQLite::Statement st(db, "SELECT allergens FROM dish WHERE id = ?");
    st.bind(1, dish);
    if (!st.executeStep())
        return {false, {}};
    return {true, st.getColumn(0).getString()};
}

std::pair<bool, double> fetch_rating(SQLite::Database& db, int dish, int* votes)
{
    SQLite::Statement st(db, "SELECT rating, votes FROM dish WHERE id = ?");
    st.bind(1, dish);
    if (!st.executeStep())
        return std::make_pair(false, 0.0);
    *votes = st.getColumn(1).getInt();
    return std::make_pair(true, st.getColumn(0).getDouble());
}

template <class V>
bool store(SQLite::Database& db, const char* sql, const V& value, int id)
{
    SQLite::Statement st(db, sql);
    st.bind(1, value);
    st.bind(2, id);
    return st.exec() == 1;
}

// A hazard.
bool cook(SQLite::Database& db, const std::string& ingredient, int portions, int per_portion)
{
    const auto id = find_ingredient_id(db, ingredient);
    if (!id)
        return false;
    int grams;
    if (!fetch_grams(db, *id, grams))
        return false;
    grams -= portions * per_portion;
    return store(db, "UPDATE ingredient SET grams = ? WHERE id = ?", grams < 0 ? 0 : grams, *id);
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'grams' of 'ingredient' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: only the id is looked up, the subtraction is in the text.
bool cook_tray(SQLite::Database& db, const std::string& ingredient, int portions, int per_portion)
{
    const auto id = find_ingredient_id(db, ingredient);
    if (!id)
        return false;
    const int grams = portions * per_portion;
    return store(db, "UPDATE ingredient SET grams = MAX(0, grams - ?) WHERE id = ?", grams, *id);
}

// Safe: grams of the substitute go into another ingredient's row.
bool clone_stock(SQLite::Database& db, const std::string& from, const std::string& to)
{
    const auto a = find_ingredient_id(db, from);
    const auto b = find_ingredient_id(db, to);
    int grams = 0;
    if (!a || !b || !fetch_grams(db, a.value(), grams))
        return false;
    return store(db, "UPDATE ingredient SET grams = ? WHERE id = ?", grams, b.value());
}

// A hazard.
bool add_allergen(SQLite::Database& db, int dish, char letter)
{
    auto [found, letters] = fetch_allergens(db, dish);
    if (!found || letters.find(letter) != std::string::npos)
        return found;
    letters.push_back(letter);
    return store(db, "UPDATE dish SET allergens = ? WHERE id = ?", letters, dish);
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'allergens' of 'dish' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: immediate transaction covers fetch and store.
bool drop_allergen(SQLite::Database& db, int dish, char letter)
{
    SQLite::Transaction all(db, SQLite::TransactionBehavior::IMMEDIATE);
    auto [found, letters] = fetch_allergens(db, dish);
    const auto at = letters.find(letter);
    if (!found || at == std::string::npos)
        return false;
    letters.erase(at, 1);
    const bool ok = store(db, "UPDATE dish SET allergens = ? WHERE id = ?", letters, dish);
    all.commit();
    return ok;
}

// A hazard.
bool rate(SQLite::Database& db, int dish, int stars)
{
    int votes = 0;
    const std::pair<bool, double> old = fetch_rating(db, dish, &votes);
    if (!old.first)
        return false;
    const double rating = old.second + (stars - old.second) / (votes + 1);
    SQLite::Statement st(db, "UPDATE dish SET rating = ?, votes = ? WHERE id = ?");
    st.bind(1, rating);
    st.bind(2, votes + 1);
    st.bind(3, dish);
    return st.exec() == 1;
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'rating' and 'votes' of 'dish' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: reads only.
double weighted(SQLite::Database& db, int dish)
{
    int votes = 0;
    const auto r = fetch_rating(db, dish, &votes);
    return r.first ? r.second * votes / (votes + 5) : 0.0;
}

} // namespace canteen
