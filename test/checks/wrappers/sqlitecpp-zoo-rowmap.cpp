// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Zoo keeper's diary. A row is a map from column name to text.
#include <SQLiteCpp/SQLiteCpp.h>
#include <map>
#include <string>
#include <unordered_map>

using Row = std::map<std::string, std::string>;

struct KeeperDb {
    SQLite::Database handle{"zoo.db3", SQLite::OPEN_READWRITE};
};

static Row fetchRow(KeeperDb &db, const std::string &table, const std::string &key, const std::string &value)
{
    Row row;
    SQLite::Statement st(db.handle, "SELECT * FROM " + table + " WHERE " + key + " = ? LIMIT 1");
    st.bind(1, value);
    if (st.executeStep())
        for (int i = 0, n = st.getColumnCount(); i < n; ++i)
            row[st.getColumnName(i)] = st.getColumn(i).getText();
    return row;
}

static void storeField(KeeperDb &db, const std::string &table, const std::string &field,
                       const std::string &content, const std::string &key, const std::string &value)
{
    SQLite::Statement st(db.handle, "UPDATE " + table + " SET " + field + " = ? WHERE " + key + " = ?");
    st.bind(1, content);
    st.bind(2, value);
    st.exec();
}

// Kilos are stored as text in the old schema.
// A hazard.
void feed(KeeperDb &db, const std::string &food, double kilos)
{
    Row row = fetchRow(db, "food_store", "food", food);
    if (row.empty())
        return;
    row["kilos"] = std::to_string(std::stod(row["kilos"]) - kilos);
    storeField(db, "food_store", "kilos", row["kilos"], "food", food);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'kilos' of 'food_store' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: stock taking: the counted kilos replace whatever is there.
void count(KeeperDb &db, const std::string &food, double kilos)
{
    Row row = fetchRow(db, "food_store", "food", food);
    if (row.empty())
        return;
    row["kilos"] = std::to_string(kilos);
    storeField(db, "food_store", "kilos", row["kilos"], "food", food);
}

// A hazard.
void observe(KeeperDb &db, const std::string &animal, const std::string &what)
{
    auto row = fetchRow(db, "animals", "name", animal);
    auto diary = row.find("diary");
    const std::string text = diary == row.end() || diary->second.empty() ? what : what + "\n" + diary->second;
    storeField(db, "animals", "diary", text, "name", animal);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'diary' of 'animals' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: the mother's diary is written into the cub's row.
void birth(KeeperDb &db, const std::string &mother, const std::string &cub)
{
    auto row = fetchRow(db, "animals", "name", mother);
    if (row.count("diary") == 0)
        return;
    storeField(db, "animals", "diary", "Mother: " + row.at("diary"), "name", cub);
}

// Safe: begins immediate ahead of fetchRow.
void weigh(KeeperDb &db, const std::string &animal, double gain)
{
    db.handle.exec("BEGIN IMMEDIATE;");
    try {
        std::unordered_map<std::string, double> numbers;
        const Row row = fetchRow(db, "animals", "name", animal);
        if (!row.empty()) {
            numbers["weight"] = std::stod(row.at("weight")) + gain;
            storeField(db, "animals", "weight", std::to_string(numbers["weight"]), "name", animal);
        }
        db.handle.exec("COMMIT;");
    } catch (...) {
        db.handle.tryExec("ROLLBACK;");
        throw;
    }
}

// A hazard. FIXME: not found, as the name of the column comes from the row.
void visitor(KeeperDb &db, const std::string &gate, int adults, int children)
{
    std::unordered_map<std::string, long> sums;
    for (const auto &[name, text] : fetchRow(db, "gates", "gate", gate))
        if (name == "adults" || name == "children")
            sums[name] = std::stol(text);
    sums["adults"] += adults;
    sums["children"] += children;
    for (const auto &[name, total] : sums)
        storeField(db, "gates", name, std::to_string(total), "gate", gate);
}
