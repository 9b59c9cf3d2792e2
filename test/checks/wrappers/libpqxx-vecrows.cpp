// RUN: %check %s --checks=-*,rowlock-read-modify-write -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --checks=-*,rowlock-read-modify-write --
#include <cstdlib>
#include <pqxx/pqxx>
#include <string>
#include <vector>

// Bakery chain, order planning. Old habit of the house: a query gives back a table of strings.
typedef std::vector<std::string> StrRow;
typedef std::vector<StrRow> StrTable;

class BakeryDb {
    pqxx::connection conn_;
    pqxx::work *cur_;

public:
    explicit BakeryDb(const char *dsn) : conn_(dsn), cur_(0) {}
    ~BakeryDb() { delete cur_; }

    void begin() { cur_ = new pqxx::work(conn_); }
    void commit() { cur_->commit(); delete cur_; cur_ = 0; }
    void rollback() { delete cur_; cur_ = 0; }

    StrTable select(const std::string &sql) {
        StrTable out;
        pqxx::result res = run(sql);
        for (pqxx::result::size_type i = 0; i < res.size(); ++i) {
            StrRow line;
            for (pqxx::row::size_type k = 0; k < res.columns(); ++k)
                line.push_back(res[i][k].is_null() ? "" : res[i][k].c_str());
            out.push_back(line);
        }
        return out;
    }

    int update(const std::string &sql) { return (int)run(sql).affected_rows(); }
    std::string lit(const std::string &s) { return conn_.quote(s); }

private:
    pqxx::result run(const std::string &sql) {
        if (cur_) return cur_->exec(sql);
        pqxx::work single(conn_);
        pqxx::result r = single.exec(sql);
        single.commit();
        return r;
    }
};

static std::string num(long n) { return std::to_string(n); }

// A hazard.
void increaseOrder(BakeryDb &db, long branch, const std::string &article, long pieces) {
    StrTable t = db.select("SELECT id, pieces FROM daily_order WHERE branch = " + num(branch) + " AND article = " + db.lit(article));
    if (t.empty()) {
        db.update("INSERT INTO daily_order(branch, article, pieces) VALUES (" + num(branch) + ", " + db.lit(article) + ", " + num(pieces) + ")");
        return;
    }
    long sum = atol(t[0][1].c_str()) + pieces;
    db.update("UPDATE daily_order SET pieces = " + num(sum) + " WHERE id = " + t[0][0]);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'pieces' of 'daily_order' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: locked read within begin() .. commit().
void decreaseOrder(BakeryDb &db, long branch, const std::string &article, long pieces) {
    db.begin();
    StrTable t = db.select("SELECT id, pieces FROM daily_order WHERE branch = " + num(branch) + " AND article = " + db.lit(article) + " FOR UPDATE");
    if (t.empty()) {
        db.rollback();
        return;
    }
    long sum = atol(t[0][1].c_str()) - pieces;
    db.update("UPDATE daily_order SET pieces = " + num(sum < 0 ? 0 : sum) + " WHERE id = " + t[0][0]);
    db.commit();
}

// Rounds all orders of a branch up to whole trays.
// A hazard.
int roundToTrays(BakeryDb &db, long branch, long tray) {
    int changed = 0;
    db.begin();
    StrTable t = db.select("SELECT id, pieces FROM daily_order WHERE branch = " + num(branch) + " ORDER BY id");
    for (size_t i = 0; i < t.size(); ++i) {
        const StrRow &line = t[i];
        long pieces = std::strtol(line[1].c_str(), 0, 10);
        long trays = (pieces + tray - 1) / tray;
        if (trays * tray != pieces)
            changed += db.update("UPDATE daily_order SET pieces = " + num(trays * tray) + " WHERE id = " + line[0]);
// CHECK-MESSAGES: :[[#@LINE-1]]:24: warning: a concurrent change to 'pieces' of 'daily_order' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    }
    db.commit();
    return changed;
}

// Safe: rows of daily_order give the value, oven_plan is written.
void planOvens(BakeryDb &db, long branch) {
    db.begin();
    long total = 0;
    StrTable t = db.select("SELECT article, pieces FROM daily_order WHERE branch = " + num(branch));
    for (size_t i = 0; i < t.size(); ++i)
        total += atol(t[i][1].c_str());
    db.update("UPDATE oven_plan SET ovens = " + num(total / 240 + 1) + " WHERE branch = " + num(branch));
    db.commit();
}

// Safe: id column is the only thing taken from the read row.
void replaceOrder(BakeryDb &db, long branch, const std::string &article, long pieces) {
    StrTable t = db.select("SELECT id, pieces FROM daily_order WHERE branch = " + num(branch) + " AND article = " + db.lit(article));
    if (!t.empty())
        db.update("UPDATE daily_order SET pieces = " + num(pieces) + " WHERE id = " + t[0][0]);
}
