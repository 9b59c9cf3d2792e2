// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Parcel.cpp -- active record of the depot application
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

class Parcel
{
public:
	Parcel(SQLite::Database& db, std::string trackingNo)
		: m_db(db), m_trackingNo(std::move(trackingNo)) {}

	bool load()
	{
		SQLite::Statement q(m_db, "SELECT grams, attempts, remarks, version FROM parcel WHERE tracking_no = @no");
		q.bind("@no", m_trackingNo);
		if (!q.executeStep())
			return false;
		m_grams    = q.getColumn("grams");
		m_attempts = q.getColumn("attempts");
		m_remarks  = q.getColumn("remarks").getString();
		m_version  = q.getColumn("version").getInt64();
		return true;
	}

	void save()
	{
		SQLite::Statement q(m_db,
			"UPDATE parcel SET grams = @g, attempts = @a, remarks = @r, version = version + 1 WHERE tracking_no = @no");
		bindAll(q);
		if (q.exec() != 1)
			throw std::runtime_error("parcel vanished: " + m_trackingNo);
	}

	bool saveIfUnchanged()
	{
		SQLite::Statement q(m_db,
			"UPDATE parcel SET grams = @g, attempts = @a, remarks = @r, version = version + 1 "
			"WHERE tracking_no = @no AND version = @v");
		bindAll(q);
		q.bind("@v", m_version);
		return q.exec() == 1;
	}

	int grams() const { return m_grams; }
	int attempts() const { return m_attempts; }
	const std::string& remarks() const { return m_remarks; }
	void setGrams(int g) { m_grams = g; }
	void setAttempts(int a) { m_attempts = a; }
	void setRemarks(std::string r) { m_remarks = std::move(r); }

private:
	void bindAll(SQLite::Statement& q)
	{
		q.bind("@g", m_grams);
		q.bind("@a", m_attempts);
		q.bind("@r", m_remarks);
		q.bind("@no", m_trackingNo);
	}

	SQLite::Database& m_db;
	std::string m_trackingNo;
	int m_grams = 0;
	int m_attempts = 0;
	std::string m_remarks;
	std::int64_t m_version = 0;
};

// A hazard.
bool deliveryFailed(SQLite::Database& db, const std::string& no)
{
	Parcel p(db, no);
	if (!p.load())
		return false;
	p.setAttempts(p.attempts() + 1);
	p.save();
// CHECK-MESSAGES: :[[#@LINE-1]]:2: warning: a concurrent change to 'attempts' of 'parcel' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
	return p.attempts() >= 3;
}

// Safe: version is compared in the WHERE, reload and another try on zero rows.
bool addPacking(SQLite::Database& db, const std::string& no, int packingGrams)
{
	Parcel p(db, no);
	do
	{
		if (!p.load())
			return false;
		p.setGrams(p.grams() + packingGrams);
	} while (!p.saveIfUnchanged());
	return true;
}

// A hazard.
void stamp(SQLite::Database& db, const std::string& no, const std::string& depot)
{
	Parcel p(db, no);
	if (!p.load())
		throw std::invalid_argument(no);
	if (p.remarks().find(depot) == std::string::npos)
	{
		p.setRemarks(p.remarks() + ">" + depot);
		p.save();
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'remarks' of 'parcel' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
	}
}

// Safe: loaded from one parcel, saved to the return parcel.
void createReturn(SQLite::Database& db, const std::string& no, const std::string& returnNo)
{
	Parcel src(db, no);
	if (!src.load())
		throw std::invalid_argument(no);
	Parcel ret(db, returnNo);
	ret.setGrams(src.grams() + 30);
	ret.setRemarks("return of " + no);
	ret.save();
}

// Safe: only reads.
int freight(SQLite::Database& db, const std::string& no, int centsPerKilo)
{
	Parcel p(db, no);
	return p.load() ? (p.grams() * centsPerKilo + 999) / 1000 : 0;
}
