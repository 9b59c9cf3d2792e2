// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Bakery orders. Three people worked here, and each wrote a quote() of their own.
#include <SQLiteCpp/SQLiteCpp.h>
#include <cctype>
#include <string>

using std::string;
using std::to_string;

// anna
static string quote(const string &s)
{
    string out = "'";
    for (char c : s)
    {
        if (c == '\'')
            out += "''";
        else
            out += c;
    }
    return out + "'";
}

// benno, from his C days
static string sq(const char *p)
{
    string out("'");
    for (; *p; ++p)
    {
        if (*p == '\'')
            out.push_back('\'');
        out.push_back(*p);
    }
    out.push_back('\'');
    return out;
}

// carla
static void addQuoted(string &sql, const string &s)
{
    sql += '\'';
    size_t start = 0, pos;
    while ((pos = s.find('\'', start)) != string::npos)
    {
        sql += s.substr(start, pos - start);
        sql += "''";
        start = pos + 1;
    }
    sql += s.substr(start);
    sql += '\'';
}

static string code(const string &s)
{
    string out;
    for (unsigned char c : s)
        if (isalnum(c))
            out += (char)toupper(c);
    return out;
}

struct Shop
{
    string name, street, phone;
    int credit = 0;
};

static bool get(SQLite::Database &db, const string &name, Shop &s)
{
    SQLite::Statement q(db, "SELECT name, street, phone, credit FROM shop WHERE name = " + quote(name));
    if (!q.executeStep())
        return false;
    s.name = q.getColumn(0).getString();
    s.street = q.getColumn(1).getString();
    s.phone = q.getColumn(2).getString();
    s.credit = q.getColumn(3).getInt();
    return true;
}

static void put(SQLite::Database &db, const Shop &s)
{
    db.exec("UPDATE shop SET street = " + quote(s.street) + ", phone = " + sq(s.phone.c_str()) +
            ", credit = " + to_string(s.credit) + " WHERE name = " + quote(s.name));
}

// A hazard.
void moveShop(SQLite::Database &db, const string &name, const string &street)
{
    Shop s;
    if (!get(db, name, s))
        return;
    s.street = street;
    put(db, s);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: this save puts back 'phone' and 'credit' of 'shop' as line {{[0-9]+}} read it: a concurrent change in between is lost [rowlock-full-row-save]
}

// Safe: nothing that was read is written.
void newShop(SQLite::Database &db, const string &name, const string &street)
{
    Shop s;
    if (get(db, name, s))
        return;
    db.exec("UPDATE shop SET street = " + quote(street) + " WHERE name = " + quote(name));
}

// A hazard.
void sell(SQLite::Database &db, const string &item, int pieces)
{
    int left = db.execAndGet("SELECT pieces FROM stock WHERE item = " + quote(item)).getInt();
    db.exec("UPDATE stock SET pieces = " + to_string(left - pieces) + " WHERE item = " + sq(item.c_str()));
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'pieces' of 'stock' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: it is another item's number that is written.
void copyStock(SQLite::Database &db, const string &item, const string &as)
{
    int left = db.execAndGet("SELECT pieces FROM stock WHERE item = " + quote(item)).getInt();
    db.exec("UPDATE stock SET pieces = " + to_string(left / 2) + " WHERE item = " + quote(as));
}

// A hazard.
void bake(SQLite::Database &db, const string &item, int pieces)
{
    string read = "SELECT pieces FROM stock WHERE item = ";
    addQuoted(read, item);
    int left = db.execAndGet(read).getInt();
    string write = "UPDATE stock SET pieces = " + to_string(left + pieces) + " WHERE item = ";
    addQuoted(write, item);
    db.exec(write);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'pieces' of 'stock' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: the update is relative.
void bakeMore(SQLite::Database &db, const string &item, int pieces)
{
    string write = "UPDATE stock SET pieces = pieces + " + to_string(pieces) + " WHERE item = ";
    addQuoted(write, item);
    db.exec(write);
}

// A hazard: the code is the same for the same name.
void earn(SQLite::Database &db, const string &customer, int points)
{
    int had = db.execAndGet("SELECT points FROM card WHERE code = '" + code(customer) + "'").getInt();
    db.exec("UPDATE card SET points = " + to_string(had + points) + " WHERE code = '" + code(customer) + "'");
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'points' of 'card' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: two customers.
void give(SQLite::Database &db, const string &from, const string &to)
{
    int had = db.execAndGet("SELECT points FROM card WHERE code = '" + code(from) + "'").getInt();
    db.exec("UPDATE card SET bonus = " + to_string(had) + " WHERE code = '" + code(to) + "'");
}
