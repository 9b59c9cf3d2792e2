// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

// Thin session object used by the matchmaking servers. One per worker thread.
class GameSession
{
public:
    explicit GameSession(const std::string& dsn) : m_conn{dsn} {}

    template <typename... Args>
    pqxx::result exec(const std::string& sql, Args&&... args)
    {
        pqxx::nontransaction ntx{m_conn};
        return ntx.exec_params(sql, std::forward<Args>(args)...);
    }

    template <typename T, typename... Args>
    T scalar(const std::string& sql, Args&&... args)
    {
        auto rows = exec(sql, std::forward<Args>(args)...);
        return rows.at(0).at(0).template as<T>();
    }

    template <typename... Args>
    bool touchesOne(const std::string& sql, Args&&... args)
    {
        return exec(sql, std::forward<Args>(args)...).affected_rows() == 1;
    }

private:
    pqxx::connection m_conn;
};

namespace rating
{
constexpr int kFloor = 100;

// A hazard.
int applyLoss(GameSession& s, std::int64_t playerId, int points)
{
    const int current = s.scalar<int>("SELECT rating FROM player WHERE id = $1", playerId);
    const int updated = std::max(kFloor, current - points);
    s.exec("UPDATE player SET rating = $2 WHERE id = $1", playerId, updated);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'rating' of 'player' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    return updated;
}

// Safe: relative update, the read is for the return value only.
int applyWin(GameSession& s, std::int64_t playerId, int points)
{
    s.exec("UPDATE player SET rating = rating + $2 WHERE id = $1", playerId, points);
    return s.scalar<int>("SELECT rating FROM player WHERE id = $1", playerId);
}

// Safe: compare-and-set on the value read, repeated until one row is affected.
int applyDecay(GameSession& s, std::int64_t playerId, double factor)
{
    for (;;)
    {
        const int current = s.scalar<int>("SELECT rating FROM player WHERE id = $1", playerId);
        const int updated = std::max(kFloor, static_cast<int>(current * factor));
        if (s.touchesOne("UPDATE player SET rating = $3 WHERE id = $1 AND rating = $2", playerId, current, updated))
            return updated;
    }
}

// The season's streak: a win makes it longer, a loss starts again below zero.
// A hazard.
void applyStreak(GameSession& s, std::int64_t playerId, const std::string& season, bool won)
{
    auto rows = s.exec("SELECT streak FROM season_stats WHERE player_id = $1 AND season = $2", playerId, season);
    if (rows.empty())
        return;
    int streak = rows[0][0].as<int>();
    if (won)
        streak = streak > 0 ? streak + 1 : 1;
    else
        streak = streak < 0 ? streak - 1 : -1;
    s.exec("UPDATE season_stats SET streak = $3 WHERE player_id = $1 AND season = $2",
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'streak' of 'season_stats' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
           playerId, season, streak);
}

// Percentage bonus of the weekend events; fractions are dropped.
// A hazard.
void applyBonus(GameSession& s, std::int64_t playerId, int percent)
{
    const long coins = s.scalar<long>("SELECT coins FROM wallet WHERE player_id = $1 FOR UPDATE", playerId);
// CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this lock is given back at once: no transaction is open here, so it ends with this statement, before the write in line [[#@LINE+1]] [rowlock-lock-outside-transaction]
    s.touchesOne("UPDATE wallet SET coins = $2 WHERE player_id = $1", playerId, coins * (100 + percent) / 100);
}
}
