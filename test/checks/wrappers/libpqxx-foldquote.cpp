// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
/*
 * Library lending desk. Statements are written with '?' marks; values are quoted into the text.
 */
#include <pqxx/pqxx>
#include <string>
#include <vector>

namespace lending {

class Desk {
public:
	explicit Desk(pqxx::connection &c) : conn_(c), tx_(c) {}

	template <class... V>
	pqxx::result run(const std::string &tmpl, const V &...values)
	{
		std::vector<std::string> binds;
		(binds.push_back(conn_.quote(values)), ...);
		return tx_.exec(expand(tmpl, binds));
	}

	void done() { tx_.commit(); }

private:
	static std::string expand(const std::string &tmpl, const std::vector<std::string> &binds)
	{
		std::string out;
		size_t next = 0;
		for (char ch : tmpl) {
			if (ch == '?' && next < binds.size())
				out += binds[next++];
			else
				out += ch;
		}
		return out;
	}

	pqxx::connection &conn_;
	pqxx::work tx_;
};

// A hazard. FIXME: not found, as the text is put together character by character.
bool checkOut(pqxx::connection &c, const std::string &card, const std::string &isbn)
{
	Desk d(c);
	auto r = d.run("SELECT copies_in FROM title WHERE isbn = ?", isbn);
	if (r.empty() || r[0][0].as<int>() == 0)
		return false;
	int left = r[0][0].as<int>() - 1;
	d.run("INSERT INTO loan(card, isbn, since) VALUES (?, ?, now())", card, isbn);
	d.run("UPDATE title SET copies_in = ? WHERE isbn = ?", left, isbn);
	d.done();
	return true;
}

// Safe: counter is changed relatively in SQL, the read only decides about the notice.
bool giveBack(pqxx::connection &c, const std::string &card, const std::string &isbn)
{
	Desk d(c);
	auto r = d.run("SELECT copies_in FROM title WHERE isbn = ?", isbn);
	if (r.empty())
		return false;
	int before = r[0][0].as<int>();
	d.run("DELETE FROM loan WHERE card = ? AND isbn = ?", card, isbn);
	d.run("UPDATE title SET copies_in = copies_in + ? WHERE isbn = ?", 1, isbn);
	if (before == 0)
		d.run("INSERT INTO notice(isbn, text) VALUES (?, ?)", isbn, "is back on the shelf");
	d.done();
	return true;
}

// A hazard. FIXME: not found, as the text is put together character by character.
void addFine(pqxx::connection &c, const std::string &card, int daysLate)
{
	Desk d(c);
	double owed = 0.0;
	auto r = d.run("SELECT fines FROM reader WHERE card = ?", card);
	if (!r.empty())
		owed = r[0]["fines"].as<double>(0.0);
	owed += daysLate * 0.15;
	if (owed > 30.0)
		owed = 30.0;
	d.run("UPDATE reader SET fines = ? WHERE card = ?", owed, card);
	d.done();
}

// Safe: the fines row is locked first in the same transaction.
void waiveFine(pqxx::connection &c, const std::string &card, double amount)
{
	Desk d(c);
	double owed = 0.0;
	auto r = d.run("SELECT fines FROM reader WHERE card = ? FOR UPDATE", card);
	if (!r.empty())
		owed = r[0]["fines"].as<double>(0.0);
	owed -= amount;
	if (owed < 0.0)
		owed = 0.0;
	d.run("UPDATE reader SET fines = ? WHERE card = ?", owed, card);
	d.done();
}

// Safe: the value comes from another row (the guardian's card).
void inheritFine(pqxx::connection &c, const std::string &child, const std::string &guardian)
{
	Desk d(c);
	auto r = d.run("SELECT fine_rate FROM reader WHERE card = ?", guardian);
	if (r.empty())
		return;
	int rate = r[0][0].as<int>() / 2;
	d.run("UPDATE reader SET fine_rate = ? WHERE card = ?", rate, child);
	d.done();
}

} // namespace lending
