// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
/* prepaid.cpp - prepaid balances, ported from the old C daemon */
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>

#define SQLBUF 1024
#define PP_OK 0
#define PP_NOROW (-1)
#define PP_ERR (-2)

static void vfill(char *buf, size_t n, const char *fmt, va_list ap)
{
	if (vsnprintf(buf, n, fmt, ap) >= (int)n)
		buf[n - 1] = '\0';
}

static int db_execf(SQLite::Database *db, const char *fmt, ...)
{
	char sql[SQLBUF];
	va_list ap;

	va_start(ap, fmt);
	vfill(sql, sizeof sql, fmt, ap);
	va_end(ap);
	try {
		return db->exec(sql);
	} catch (const SQLite::Exception &e) {
		fprintf(stderr, "sql: %s (%s)\n", e.what(), sql);
		return PP_ERR;
	}
}

static int db_longf(SQLite::Database *db, long *out, const char *fmt, ...)
{
	char sql[SQLBUF];
	va_list ap;

	va_start(ap, fmt);
	vfill(sql, sizeof sql, fmt, ap);
	va_end(ap);
	try {
		SQLite::Statement st(*db, sql);
		if (!st.executeStep())
			return PP_NOROW;
		*out = (long)st.getColumn(0).getInt64();
		return PP_OK;
	} catch (const SQLite::Exception &e) {
		fprintf(stderr, "sql: %s (%s)\n", e.what(), sql);
		return PP_ERR;
	}
}

// A hazard.
int pp_charge(SQLite::Database *db, long msisdn, long secs, long rate)
{
	long cents;
	int rc = db_longf(db, &cents, "SELECT cents FROM prepaid WHERE msisdn = %ld", msisdn);

	if (rc != PP_OK)
		return rc;
	cents -= (secs + 59) / 60 * rate;
	if (cents < 0)
		cents = 0;
	return db_execf(db, "UPDATE prepaid SET cents = %ld WHERE msisdn = %ld", cents, msisdn);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'cents' of 'prepaid' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

// Safe: subtraction is done inside the UPDATE.
int pp_charge_flat(SQLite::Database *db, long msisdn, long fee)
{
	long cents;
	int rc = db_longf(db, &cents, "SELECT cents FROM prepaid WHERE msisdn = %ld", msisdn);

	if (rc != PP_OK)
		return rc;
	if (cents < fee)
		fprintf(stderr, "msisdn %ld goes below zero\n", msisdn);
	return db_execf(db, "UPDATE prepaid SET cents = cents - %ld WHERE msisdn = %ld", fee, msisdn);
}

// A hazard.
int pp_voucher(SQLite::Database *db, long msisdn, long worth)
{
	long cents;
	int rc;

	if (db_execf(db, "BEGIN") == PP_ERR)
	// CHECK-MESSAGES: :[[@LINE-1]]:6: warning: this transaction fails under load: it reads 'prepaid' in line [[@LINE+2]] and writes 'prepaid' in line [[@LINE+4]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
		return PP_ERR;
	rc = db_longf(db, &cents, "SELECT cents FROM prepaid WHERE msisdn = %ld", msisdn);
	if (rc == PP_OK)
		rc = db_execf(db, "UPDATE prepaid SET cents = %ld, topped = 1 WHERE msisdn = %ld", cents + worth, msisdn);
	db_execf(db, rc > 0 ? "COMMIT" : "ROLLBACK");
	return rc > 0 ? PP_OK : rc;
}

// Safe: BEGIN IMMEDIATE before the read, COMMIT after the write.
int pp_bonus(SQLite::Database *db, long msisdn, long worth)
{
	long cents;
	int rc;

	if (db_execf(db, "BEGIN IMMEDIATE") == PP_ERR)
		return PP_ERR;
	rc = db_longf(db, &cents, "SELECT cents FROM prepaid WHERE msisdn = %ld", msisdn);
	if (rc == PP_OK)
		rc = db_execf(db, "UPDATE prepaid SET cents = %ld WHERE msisdn = %ld", cents + worth + cents / 20, msisdn);
	db_execf(db, rc > 0 ? "COMMIT" : "ROLLBACK");
	return rc > 0 ? PP_OK : rc;
}

// Safe: balance ends up in a new row of the statement table.
int pp_statement(SQLite::Database *db, long msisdn, int month)
{
	long cents;
	int rc = db_longf(db, &cents, "SELECT cents FROM prepaid WHERE msisdn = %ld", msisdn);

	if (rc != PP_OK)
		return rc;
	return db_execf(db, "INSERT INTO statements(msisdn, month, cents) VALUES (%ld, %d, %ld)", msisdn, month, cents);
}
