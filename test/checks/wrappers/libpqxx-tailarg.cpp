// RUN: %check %s --checks=-*,rowlock-read-modify-write -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --checks=-*,rowlock-read-modify-write --
// Seat and ticket accounting of a theatre group.
#include <optional>
#include <pqxx/pqxx>
#include <string>

namespace theatre
{

struct Show
{
    int id = 0;
    int seats_left = 0;
    double revenue = 0;
    std::string notes;
};

class Shows
{
public:
    explicit Shows(pqxx::transaction_base &tx) : tx(tx) {}

    std::optional<Show> get(int id, bool forUpdate = false)
    {
        std::string sql = "SELECT id, seats_left, revenue, notes FROM shows WHERE id = $1";
        if (forUpdate)
            sql += " FOR UPDATE";
        auto res = tx.exec_params(sql, id);
        if (res.empty())
            return {};
        Show s;
        s.id = res[0]["id"].as<int>();
        s.seats_left = res[0]["seats_left"].as<int>();
        s.revenue = res[0]["revenue"].as<double>();
        s.notes = res[0]["notes"].as<std::string>(std::string{});
        return s;
    }

    void put_sales(const Show &s)
    {
        tx.exec_params0("UPDATE shows SET seats_left = $2, revenue = $3 WHERE id = $1", s.id, s.seats_left, s.revenue);
    }

    void put_notes(int id, const std::string &text)
    {
        tx.exec_params0("UPDATE shows SET notes = $2 WHERE id = $1", id, text);
    }

private:
    pqxx::transaction_base &tx;
};

enum class Sale { ok, no_show, sold_out };

// A hazard.
Sale sell(pqxx::connection &c, int show_id, int count, double price)
{
    pqxx::work tx(c);
    Shows shows(tx);
    auto show = shows.get(show_id);
    if (!show)
        return Sale::no_show;
    if (show->seats_left < count)
        return Sale::sold_out;
    show->seats_left -= count;
    show->revenue += count * price;
    shows.put_sales(*show);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'seats_left' and 'revenue' of 'shows' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    tx.commit();
    return Sale::ok;
}

// Safe: get(.., true) appends FOR UPDATE, held to commit.
Sale sell_group(pqxx::connection &c, int show_id, int count, double price)
{
    pqxx::work tx(c);
    Shows shows(tx);
    auto show = shows.get(show_id, true);
    if (!show)
        return Sale::no_show;
    if (show->seats_left < count)
        return Sale::sold_out;
    show->seats_left -= count;
    show->revenue += count * price * 0.8;
    shows.put_sales(*show);
    tx.commit();
    return Sale::ok;
}

// A hazard.
void annotate(pqxx::connection &c, int show_id, const std::string &who, const std::string &remark)
{
    pqxx::work tx(c);
    Shows shows(tx);
    if (auto show = shows.get(show_id, false))
    {
        shows.put_notes(show_id, show->notes + "[" + who + "] " + remark + "; ");
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'notes' of 'shows' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        tx.commit();
    }
}

// A matinee takes over the notes of the evening show.
// Safe: value comes from a different row.
void copy_notes(pqxx::connection &c, int evening_id, int matinee_id)
{
    pqxx::work tx(c);
    Shows shows(tx);
    if (auto show = shows.get(evening_id))
    {
        shows.put_notes(matinee_id, show->notes + "(matinee)");
        tx.commit();
    }
}

// Not judged here: check-then-act: the count read is only compared, the new text is the caller's.
bool close_sales(pqxx::connection &c, int show_id, const std::string &reason)
{
    pqxx::work tx(c);
    Shows shows(tx);
    auto show = shows.get(show_id);
    if (!show || show->seats_left > 10)
        return false;
    shows.put_notes(show_id, "closed: " + reason);
    tx.commit();
    return true;
}

} // namespace theatre
