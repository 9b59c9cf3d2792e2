// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Guild bank + member sheet, game server side.
#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace {

void bindAll(SQLite::Statement&, int) {}

template <typename Head, typename... Tail>
void bindAll(SQLite::Statement& s, int at, const Head& h, const Tail&... t)
{
    s.bind(at, h);
    bindAll(s, at + 1, t...);
}

template <typename... A>
int Exec(SQLite::Database& db, const char* sql, A&&... a)
{
    SQLite::Statement s(db, sql);
    int i = 0;
    (s.bind(++i, std::forward<A>(a)), ...);
    return s.exec();
}

template <typename... A>
std::optional<int64_t> QueryInt(SQLite::Database& db, const char* sql, const A&... a)
{
    SQLite::Statement s(db, sql);
    bindAll(s, 1, a...);
    if (!s.executeStep())
        return std::nullopt;
    return s.getColumn(0).getInt64();
}

template <typename... A>
std::string QueryText(SQLite::Database& db, const char* sql, const A&... a)
{
    SQLite::Statement s(db, sql);
    SQLite::bind(s, a...);
    return s.executeStep() ? s.getColumn(0).getString() : std::string();
}

} // namespace

// Pays out the weekly dividend (in percent of the vault) to the members' pool.
// A hazard.
bool ShrinkVault(SQLite::Database& db, const std::string& realm, const std::string& guild, int percent)
{
    auto gold = QueryInt(db, "SELECT gold FROM guild_vault WHERE realm = ? AND guild = ?", realm, guild);
    if (!gold)
        return false;
    int64_t rest = *gold - *gold * percent / 100;
    return Exec(db, "UPDATE guild_vault SET gold = ? WHERE realm = ? AND guild = ?", rest, realm, guild) == 1;
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'gold' of 'guild_vault' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: compare-and-set on the amount that was read, count decides about another round.
bool TaxVault(SQLite::Database& db, const std::string& realm, const std::string& guild, int percent)
{
    for (int round = 0; round < 10; ++round)
    {
        auto gold = QueryInt(db, "SELECT gold FROM guild_vault WHERE realm = ? AND guild = ?", realm, guild);
        if (!gold)
            return false;
        int64_t rest = *gold - *gold * percent / 100;
        if (Exec(db, "UPDATE guild_vault SET gold = ? WHERE realm = ? AND guild = ? AND gold = ?", rest, realm, guild, *gold) == 1)
            return true;
    }
    return false;
}

// A hazard.
void AddTitle(SQLite::Database& db, int64_t member, const std::string& title)
{
    std::string titles = QueryText(db, "SELECT titles FROM members WHERE id = ?", member);
    if (titles.find(title) != std::string::npos)
        return;
    titles = titles.empty() ? title : titles + "|" + title;
    Exec(db, "UPDATE members SET titles = ? WHERE id = ?", titles, member);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'titles' of 'members' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: write is built from the rank table and not from the member's row.
void ApplyRankTitle(SQLite::Database& db, int64_t member, int rank)
{
    std::string title = QueryText(db, "SELECT title FROM ranks WHERE rank = ?", rank);
    if (title.empty())
        return;
    title = "Guild " + title;
    Exec(db, "UPDATE members SET titles = ? WHERE id = ?", title, member);
}

// Safe: appended by the statement itself.
void AppendTitle(SQLite::Database& db, int64_t member, const std::string& title)
{
    Exec(db, "UPDATE members SET titles = titles || '|' || ? WHERE id = ?", title, member);
}
