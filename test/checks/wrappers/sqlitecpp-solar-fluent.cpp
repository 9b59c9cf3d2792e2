// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Fluent SQL for the solar park's metering service.
namespace park::sql {

struct Raw { std::string text; };

class Param {
public:
    Param(int v) : kind_(0), i_(v) {}
    Param(std::int64_t v) : kind_(0), i_(v) {}
    Param(double v) : kind_(1), d_(v) {}
    Param(std::string v) : kind_(2), s_(std::move(v)) {}
    Param(const char* v) : kind_(2), s_(v) {}
    void into(SQLite::Statement& st, int pos) const
    {
        switch (kind_) {
        case 0: st.bind(pos, i_); break;
        case 1: st.bind(pos, d_); break;
        default: st.bind(pos, s_);
        }
    }
private:
    int kind_;
    std::int64_t i_ = 0;
    double d_ = 0;
    std::string s_;
};

class Update {
public:
    explicit Update(std::string t) : text_("UPDATE " + std::move(t)) {}
    Update&& set(const std::string& c, Param p) && { text_ += sep_ + c + " = ?"; sep_ = ", "; args_.push_back(std::move(p)); return std::move(*this); }
    Update&& set(const std::string& c, Raw r) && { text_ += sep_ + c + " = " + r.text; sep_ = ", "; return std::move(*this); }
    Update&& where(const std::string& c, Param p) && { text_ += cond_ + c + " = ?"; cond_ = " AND "; args_.push_back(std::move(p)); return std::move(*this); }
    int run(SQLite::Database& db) &&
    {
        SQLite::Statement st(db, text_);
        for (std::size_t i = 0; i < args_.size(); ++i) args_[i].into(st, int(i) + 1);
        return st.exec();
    }
private:
    std::string text_, sep_ = " SET ", cond_ = " WHERE ";
    std::vector<Param> args_;
};

class Select {
public:
    explicit Select(std::string what) : text_("SELECT " + std::move(what)) {}
    Select&& from(const std::string& t) && { text_ += " FROM " + t; return std::move(*this); }
    Select&& where(const std::string& c, Param p) && { text_ += cond_ + c + " = ?"; cond_ = " AND "; args_.push_back(std::move(p)); return std::move(*this); }
    template <class T>
    std::optional<T> one(SQLite::Database& db) &&
    {
        SQLite::Statement st(db, text_);
        for (std::size_t i = 0; i < args_.size(); ++i) args_[i].into(st, int(i) + 1);
        if (!st.executeStep()) return std::nullopt;
        if constexpr (std::is_same_v<T, double>) return st.getColumn(0).getDouble();
        else if constexpr (std::is_same_v<T, std::string>) return st.getColumn(0).getString();
        else return static_cast<T>(st.getColumn(0).getInt64());
    }
private:
    std::string text_, cond_ = " WHERE ";
    std::vector<Param> args_;
};

} // namespace park::sql

namespace park {

using namespace sql;

// A hazard.
void meter(SQLite::Database& db, const std::string& inverter, double kwh)
{
    const auto total = Select("kwh").from("inverters").where("serial", inverter).one<double>(db);
    if (!total) return;
    Update("inverters").set("kwh", *total + kwh).where("serial", inverter).run(db);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'kwh' of 'inverters' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: Raw text adds in the database.
void meterBatch(SQLite::Database& db, const std::string& inverter, int units)
{
    const auto total = Select("kwh").from("inverters").where("serial", inverter).one<double>(db);
    if (!total) return;
    Update("inverters").set("kwh", Raw{"kwh + " + std::to_string(units)}).where("serial", inverter).run(db);
}

// A hazard.
void degrade(SQLite::Database& db, int field, int string_no)
{
    auto eff = Select("efficiency").from("strings").where("field", field).where("no", string_no).one<double>(db).value_or(1.0);
    eff *= 0.995;
    if (eff < 0.5) eff = 0.5;
    Update("strings").set("efficiency", eff).set("checked", 1).where("field", field).where("no", string_no).run(db);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'efficiency' of 'strings' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: value is from the field's neighbour (no - 1).
void estimate(SQLite::Database& db, int field, int string_no)
{
    auto eff = Select("efficiency").from("strings").where("field", field).where("no", string_no - 1).one<double>(db).value_or(1.0);
    eff *= 0.995;
    Update("strings").set("efficiency", eff).set("checked", 0).where("field", field).where("no", string_no).run(db);
}

// Safe: compare-and-set, the result is looked at.
bool nextFirmware(SQLite::Database& db, const std::string& inverter)
{
    const auto fw = Select("firmware").from("inverters").where("serial", inverter).one<std::int64_t>(db);
    if (!fw) return false;
    const int hit = Update("inverters").set("firmware", *fw + 1).where("serial", inverter).where("firmware", *fw).run(db);
    return hit == 1;
}

// Not judged here: compare-and-set, but nobody looks at the count.
void markFault(SQLite::Database& db, const std::string& inverter, const std::string& code)
{
    const auto faults = Select("faults").from("inverters").where("serial", inverter).one<std::string>(db).value_or("");
    Update("inverters").set("faults", faults + code + ";").where("serial", inverter).where("faults", faults).run(db);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: this write to 'faults' of 'inverters' does nothing if the row has changed since line {{[0-9]+}} read it, and nobody looks at whether it did [rowlock-read-modify-write]
}

} // namespace park
