// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Vaccine stock of the district clinics.
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

#include <pqxx/pqxx>

namespace clinic {

/// One SQL value on its way to the server. Everything travels as text.
struct Bind {
    Bind(int v) : text(std::to_string(v)) {}
    Bind(long v) : text(std::to_string(v)) {}
    Bind(const char* v) : text(v) {}
    Bind(std::string v) : text(std::move(v)) {}
    std::string text;
};

/// A statement that is called like a function: `Sql(tx, "...")({a, b})`.
class Sql {
public:
    Sql(pqxx::transaction_base& tx, std::string text) : tx_(tx), text_(std::move(text)) {}

    pqxx::result operator()(std::initializer_list<Bind> binds) const {
        std::vector<std::string> values;
        values.reserve(binds.size());
        for (const Bind& b : binds) values.push_back(b.text);
        return tx_.exec_params(text_, pqxx::prepare::make_dynamic_params(values));
    }

    pqxx::result operator()() const { return tx_.exec(text_); }

private:
    pqxx::transaction_base& tx_;
    std::string text_;
};

struct OutOfStock : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A nurse opens a vial: take `doses` from the fridge of her clinic.
// A hazard.
void drawDoses(pqxx::connection& conn, const std::string& clinicCode, const std::string& vaccine, int doses) {
    pqxx::work tx(conn);
    const pqxx::result r =
        Sql(tx, "SELECT doses FROM fridge WHERE clinic = $1 AND vaccine = $2")({clinicCode, vaccine});
    if (r.empty()) throw OutOfStock("no fridge record for " + vaccine);
    const int have = r[0]["doses"].as<int>();
    if (have < doses) throw OutOfStock(vaccine + ": " + std::to_string(have) + " left");
    Sql(tx, "UPDATE fridge SET doses = $1 WHERE clinic = $2 AND vaccine = $3")(
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'doses' of 'fridge' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        {have - doses, clinicCode, vaccine});
    tx.commit();
}

// Same as drawDoses, for vials that are thrown away after a power cut.
// Safe: row is locked with FOR UPDATE until commit.
void writeOffDoses(pqxx::connection& conn, const std::string& clinicCode, const std::string& vaccine, int doses) {
    pqxx::work tx(conn);
    const pqxx::result r =
        Sql(tx, "SELECT doses FROM fridge WHERE clinic = $1 AND vaccine = $2 FOR UPDATE")({clinicCode, vaccine});
    if (r.empty()) throw OutOfStock("no fridge record for " + vaccine);
    const int have = r[0]["doses"].as<int>();
    const int rest = have > doses ? have - doses : 0;
    Sql(tx, "UPDATE fridge SET doses = $1 WHERE clinic = $2 AND vaccine = $3")({rest, clinicCode, vaccine});
    tx.commit();
}

// Appends a line to the remarks of a batch.
// A hazard.
void remarkBatch(pqxx::connection& conn, long batch, const std::string& line) {
    pqxx::work tx(conn);
    std::string remarks;
    for (const auto& row : Sql(tx, "SELECT remarks FROM batch WHERE id = $1")({batch}))
        remarks = row[0].as<std::string>("");
    if (!remarks.empty()) remarks += '\n';
    remarks += line;
    Sql(tx, "UPDATE batch SET remarks = $2 WHERE id = $1")({batch, remarks});
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'remarks' of 'batch' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    tx.commit();
}

// The weekly count by hand overrules whatever the system believed; the old figure goes to the journal.
// Safe: new figure comes from the caller, the one read only goes to an INSERT.
void recordCount(pqxx::connection& conn, const std::string& clinicCode, const std::string& vaccine, int counted) {
    pqxx::work tx(conn);
    const pqxx::result r =
        Sql(tx, "SELECT doses FROM fridge WHERE clinic = $1 AND vaccine = $2")({clinicCode, vaccine});
    const int have = r.empty() ? 0 : r[0][0].as<int>();
    Sql(tx, "INSERT INTO count_journal(clinic, vaccine, difference) VALUES ($1, $2, $3)")(
        {clinicCode, vaccine, counted - have});
    Sql(tx, "UPDATE fridge SET doses = $1 WHERE clinic = $2 AND vaccine = $3")({counted, clinicCode, vaccine});
    tx.commit();
}

}  // namespace clinic
