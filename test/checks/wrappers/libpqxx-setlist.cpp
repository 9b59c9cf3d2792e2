// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>
#include <sstream>
#include <string>
#include <vector>

/* Farm co-op: silos and deliveries. An Update collects "column = value" pieces. */

namespace coop {

std::string join(const std::vector<std::string>& parts, const char* sep)
{
    std::ostringstream os;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i) os << sep;
        os << parts[i];
    }
    return os.str();
}

class Update {
public:
    Update(pqxx::transaction_base& t, std::string table) : t_{t}, table_{std::move(table)} {}

    template <class V>
    Update& set(const std::string& col, const V& v)
    {
        sets_.push_back(col + " = " + t_.quote(v));
        return *this;
    }

    Update& add(const std::string& col, int v)
    {
        sets_.push_back(col + " = " + col + " + " + std::to_string(v));
        return *this;
    }

    template <class V>
    Update& where(const std::string& col, const V& v)
    {
        conds_.push_back(col + " = " + t_.quote(v));
        return *this;
    }

    std::size_t run()
    {
        if (sets_.empty()) return 0;
        return t_.exec("UPDATE " + table_ + " SET " + join(sets_, ", ") + " WHERE " + join(conds_, " AND "))
            .affected_rows();
    }

private:
    pqxx::transaction_base& t_;
    std::string table_;
    std::vector<std::string> sets_, conds_;
};

struct Delivery {
    std::string farmer;
    int kg;
    double moisture;
};

// A hazard.
void unload(pqxx::connection& c, int silo, const Delivery& d)
{
    pqxx::work t{c};
    auto row = t.exec1("SELECT kg, moisture FROM silo WHERE id = " + std::to_string(silo));
    int kg = row["kg"].as<int>();
    double moisture = row["moisture"].as<double>();
    moisture = (moisture * kg + d.moisture * d.kg) / (kg + d.kg);

    Update u{t, "silo"};
    u.set("kg", kg + d.kg);
    u.set("moisture", moisture);
    u.where("id", silo);
    u.run();
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'kg' and 'moisture' of 'silo' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    t.commit();
}

// Safe: FOR UPDATE on the silo row.
void dry(pqxx::connection& c, int silo, double percent)
{
    pqxx::work t{c};
    auto row = t.exec1("SELECT kg, moisture FROM silo WHERE id = " + std::to_string(silo) + " FOR UPDATE");
    int kg = row["kg"].as<int>();
    double moisture = row["moisture"].as<double>();
    double dry = moisture * (100.0 - percent) / 100.0;

    Update u{t, "silo"};
    u.set("kg", static_cast<int>(kg * (100.0 - moisture + dry) / 100.0));
    u.set("moisture", dry);
    u.where("id", silo);
    u.run();
    t.commit();
}

// Safe: relative pieces only; read figure is for the receipt.
std::string pickUp(pqxx::connection& c, int silo, const std::string& farmer, int kg)
{
    pqxx::work t{c};
    int before = t.exec1("SELECT kg FROM silo WHERE id = " + std::to_string(silo))[0].as<int>();
    Update{t, "silo"}.add("kg", -kg).add("pickups", 1).where("id", silo).run();
    t.commit();
    return farmer + ": " + std::to_string(kg) + " of about " + std::to_string(before) + " kg";
}

// A hazard.
bool settle(pqxx::connection& c, const std::string& farmer, int year, double pricePerKg, bool organic)
{
    pqxx::work t{c};
    auto r = t.exec("SELECT paid, bonus FROM account WHERE farmer = " + t.quote(farmer) + " AND year = " + std::to_string(year));
    if (r.empty()) return false;
    Update u{t, "account"};
    u.set("paid", r[0]["paid"].as<double>() + pricePerKg * 1000).where("farmer", farmer).where("year", year);
    if (organic) u.set("bonus", r[0]["bonus"].as<double>() * 1.05);
    bool ok = u.run() == 1;
// CHECK-MESSAGES: :[[#@LINE-1]]:15: warning: a concurrent change to 'paid' and 'bonus' of 'account' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    t.commit();
    return ok;
}

// Safe: old amount is part of the WHERE and the count is looked at.
bool correctPaid(pqxx::connection& c, const std::string& farmer, int year, double diff)
{
    pqxx::work t{c};
    auto r = t.exec("SELECT paid::text FROM account WHERE farmer = " + t.quote(farmer) + " AND year = " + std::to_string(year));
    if (r.empty()) return false;
    std::string old = r[0][0].as<std::string>();
    Update u{t, "account"};
    u.set("paid", std::stod(old) + diff).where("farmer", farmer).where("year", year).where("paid", old);
    if (u.run() != 1) return false;
    t.commit();
    return true;
}

} // namespace coop
