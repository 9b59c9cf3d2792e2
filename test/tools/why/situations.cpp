// Why a line of C++ is reported, or is not. Each question stands above the line
// that it asks about.
// DEFINE: %{args} = -- -std=c++17 -isystem %stubs/pqxx-7
// DEFINE: %{check} = FileCheck %s --check-prefix
#include <pqxx/pqxx>
#include <string>

std::string clause(int kind);
void audit(int kind);

//===--- Reported --------------------------------------------------------===//

void reported(pqxx::work &tx, int id) {
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} REPORTED
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2",
          pqxx::params{n + 1,
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} REPORTED
                       id});
}
// REPORTED: 16:3: update of 'counter': reported by rowlock-read-modify-write, likely
// REPORTED-NEXT: 16:3: warning: a concurrent change to 'n' of 'counter' between line 14 and this write is overwritten
// REPORTED-NEXT: 14:11: 'n' of 'counter' is read here, and the write depends on it
// REPORTED-NEXT: no surer than likely: the caller's transaction is taken to be at the default level

// The statement stands in a helper, the warning in its caller.
static void save(pqxx::work &tx, int id, int n) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} HELPER
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n, id});
}

void in_caller(pqxx::work &tx, int id) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} READ
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} CALL
  save(tx, id, n + 1);
}
// HELPER: 29:3: update of 'counter': reported by rowlock-read-modify-write, likely
// HELPER-NEXT: 36:3: the warning stands here: a concurrent change to 'n' of 'counter' between line 34 and this write is overwritten
// HELPER-NEXT: 34:11: 'n' of 'counter' is read here, and the write depends on it
// HELPER-NEXT: no surer than likely: the caller's transaction is taken to be at the default level
// READ: 34:11: select from 'counter': a write that depends on it is reported
// READ-NEXT: 36:3: update of 'counter': reported by rowlock-read-modify-write, likely
// CALL: 36:3: update of 'counter' in 'save' (line 29): reported by rowlock-read-modify-write, likely
// CALL-NEXT: 36:3: warning: a concurrent change to 'n' of 'counter' between line 34 and this write is overwritten
// CALL-NEXT: 34:11: 'n' of 'counter' is read here, and the write depends on it
// CALL-NEXT: no surer than likely: the caller's transaction is taken to be at the default level

void silenced(pqxx::connection &c, int id) {
  pqxx::work tx(c);
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} NOLINT
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n + 1, id}); // NOLINT(rowlock-*)
  tx.commit();
}
// NOLINT: 53:3: update of 'counter': reported by rowlock-read-modify-write, certain
// NOLINT-NEXT: 53:3: warning: a concurrent change to 'n' of 'counter' between line 51 and this write is overwritten
// NOLINT-NEXT: 51:11: 'n' of 'counter' is read here, and the write depends on it
// NOLINT-NEXT: a NOLINT comment silences warnings of this line

//===--- Protected -------------------------------------------------------===//

void locked(pqxx::work &tx, int id) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} LOCKING
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1 FOR UPDATE", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} LOCKED
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n + 1, id});
}
// LOCKING: 65:11: select from 'counter': no write that depends on it is reported
// LOCKING-NEXT: 67:3: update of 'counter': not reported, as it is protected (row lock): the read locks the row
// LOCKED: 67:3: update of 'counter': not reported, as it is protected (row lock): the read locks the row
// LOCKED-NEXT: 65:11: 'n' of 'counter' is read here, and the write depends on it
// LOCKED-NEXT: 65:11: the protection

static void bump(pqxx::work &tx, int id) {
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} CALLERS
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n + 1, id});
}

void bump_locked(pqxx::work &tx, int id) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} LOCKS
  tx.exec("SELECT 1 FROM counter WHERE id = $1 FOR UPDATE", pqxx::params{id});
  bump(tx, id);
}
// CALLERS: 78:3: update of 'counter': not reported: every known caller of 'bump' protects it
// CALLERS-NEXT: 76:11: 'n' of 'counter' is read here, and the write depends on it
// CALLERS-NEXT: 84:3: called by 'bump_locked' here, protected: a row that shares the key is locked first
// LOCKS: 83:3: select from 'counter': no write depends on it
// LOCKS-NEXT: 78:3: update of 'counter': nothing that is read here goes into it
// LOCKS-NEXT: 78:3: this protects the update of 'counter': a row that shares the key is locked first

// The lock is of no use, and that is said where it stands.
void lock_alone(pqxx::nontransaction &tx, int id) {
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1 FOR UPDATE", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} ELSEWHERE
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n + 1, id});
}
// ELSEWHERE: 97:3: update of 'counter': it belongs to rowlock-lock-outside-transaction, which speaks of it where the lock or the begin stands
// ELSEWHERE-NEXT: 95:11: 'n' of 'counter' is read here, and the write depends on it
// ELSEWHERE-NEXT: 95:11: does not protect (row lock): outside a transaction the lock of the read is given back at once

//===--- No value that was read ------------------------------------------===//

void values(pqxx::work &tx, int id, int by) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} VALUES
  tx.exec("UPDATE counter SET n = n + $1, m = 5, at = now(), k = $2 WHERE id = $3",
          pqxx::params{by, by, id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} RELATIVE
  tx.exec("UPDATE counter SET n = n + 1 WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} UNBOUND
  tx.exec("UPDATE counter SET n = $2 WHERE id = $1", pqxx::params{id});
}
// VALUES: 107:3: update of 'counter': not reported: 'k' is set to the parameter 'by': nothing that was read goes into it
// VALUES-NEXT: 'n' is computed by the database from its current value
// VALUES-NEXT: 'm' is set to the constant 5
// VALUES-NEXT: 'at' is set to what the database computes: now()
// VALUES-NEXT: no caller of 'values' is known in this unit
// RELATIVE: 110:3: update of 'counter': not reported: 'n' is computed by the database from its current value
// UNBOUND: 112:3: update of 'counter': not reported: what 'n' is set to is not known: nothing is bound to its placeholder

void unknown_value(pqxx::work &tx, int id) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} UNKNOWN
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{clause(id), id});
}
// UNKNOWN: 124:3: update of 'counter': not reported: what 'n' is set to is not known: what 'clause' in line 124 gave
// UNKNOWN-NEXT: 124:67: the value comes from here

//===--- A read that does not fit ----------------------------------------===//

void other_row(pqxx::work &tx, int from, int to) {
  int n = tx.query_value<int>("SELECT n FROM counter WHERE id = $1", pqxx::params{from});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} ROW
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n + 1, to});
}
// ROW: 134:3: update of 'counter': not reported: 'n' is computed from 'n' of 'counter' (line 132), but that row is not shown to be the one that is written
// ROW-NEXT: 132:11: read: 'counter' where id is the parameter 'from'
// ROW-NEXT: 134:3: written: 'counter' where id is the parameter 'to'
// ROW-NEXT: the two values of 'id' are not shown to be one

void other_table(pqxx::work &tx, int id) {
  int p = tx.query_value<int>("SELECT price FROM product WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} TABLE
  tx.exec("UPDATE cart SET total = $1 WHERE id = $2", pqxx::params{p * 2, id});
}
// TABLE: 144:3: update of 'cart': not reported: 'total' is computed from 'price' of 'product' (line 142), another table

void copied(pqxx::work &tx, int id) {
  int n = tx.query_value<int>("SELECT m FROM counter WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} COPIED
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{n, id});
}
// COPIED: 151:3: update of 'counter': not reported: 'n' is written as 'm' of 'counter' was read: nothing is computed

void star(pqxx::work &tx, int id) {
  auto r = tx.exec("SELECT * FROM counter WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} STAR
  tx.exec("UPDATE counter SET n = $1 WHERE id = $2", pqxx::params{r[0][1].as<int>() + 1, id});
}
// STAR: 158:3: update of 'counter': not reported: 'n' is computed from column 1 of line 156; which column of '*' that is, only the schema tells
// STAR-NEXT: 156:12: it is read here

void aggregate(pqxx::work &tx, int id) {
  int n = tx.query_value<int>("SELECT count(*) FROM item WHERE basket = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} AGGREGATE
  tx.exec("UPDATE basket SET items = $1 WHERE id = $2", pqxx::params{n + 1, id});
}
// AGGREGATE: 166:3: update of 'basket': reported by rowlock-aggregate-write-back, likely
// AGGREGATE-NEXT: 166:3: warning: this stores the number of rows of 'item', as line 164 saw them, in 'items' of 'basket'

//===--- Texts that are not known ----------------------------------------===//

void texts(pqxx::work &tx, int kind, const std::string &table) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} TEXT
  tx.exec(clause(kind));
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} NAME
  tx.exec("UPDATE " + table + " SET n = 1 WHERE id = 2");
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} PREPARED
  tx.exec_prepared("nobody.prepares.this", kind);
}
// TEXT: 175:3: statement: not reported: its text is not understood: {1}
// TEXT-NEXT: 175:11: {1} is what 'clause' in line 175 gave
// TEXT-NEXT: no caller of 'texts' is known in this unit
// NAME: 177:3: update of a table whose name is not known: not reported: the name of the table is not known
// NAME-NEXT: 177:23: {1} is the parameter 'table'
// NAME-NEXT: no caller of 'texts' is known in this unit
// PREPARED: 179:3: statement: not reported: its text is not known: this unit prepares nothing under the name "nobody.prepares.this", or several texts
// PREPARED-NEXT: no caller of 'texts' is known in this unit

//===--- Other statements, and none --------------------------------------===//

void others(pqxx::work &tx, int id) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} INSERT
  tx.exec("INSERT INTO counter (id) VALUES ($1)", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} DELETE
  tx.exec("DELETE FROM counter WHERE id = $1", pqxx::params{id});
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} UNMODELLED
  audit(id);
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} COMMIT
  tx.commit();
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} NOTHING
  int unused = id + 1;
}
// INSERT: 194:3: insert into 'counter': not reported: a new row overwrites nothing, and no decision that may become untrue lets it in
// DELETE: 196:3: delete from 'counter': not reported: it writes no value, and no decision that may become untrue governs it
// UNMODELLED: 198:3: not reported: this calls 'audit', which no library model describes and whose body is not in this unit: nothing is known about it
// UNMODELLED-NEXT: what it does to a database can be told in a library model
// COMMIT: 200:3: this commits; a commit is no finding
// NOTHING: 202:1: not reported: nothing here acts on a database
// NOTHING-NEXT: 196:3: the nearest statement above
// NOTHING-NEXT: 215:3: the nearest statement below

template <typename Handle> void everywhere(Handle &tx) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} INSTANCE
  tx.exec("UPDATE counter SET n = 1 WHERE id = 3");
}
template void everywhere(pqxx::work &);
// INSTANCE: 215:3: update of 'counter': not reported: 'n' is set to the constant 1

template <typename Handle> void nowhere(Handle &tx) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} TEMPLATE
  tx.exec("UPDATE counter SET n = 1");
}
// TEMPLATE: 222:1: not reported: 'nowhere' is a template that this unit does not instantiate, and only instances are looked at

int plain(int a) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} PLAIN
  audit(a);
  return a;
}
// PLAIN: 228:1: not reported: no call of a database library can be reached from 'plain' within this unit
// PLAIN-NEXT: it calls 'audit' of {{.*}}situations.cpp, whose body is not looked at and which no library model describes

// RUN: rowlock why %s:%(line+1) %{args} | %{check} OUTSIDE
int global = 4;
// OUTSIDE: 235:1: not reported: no body of a function is here

void recursive(pqxx::work &tx, int id) {
  // RUN: rowlock why %s:%(line+1) %{args} | %{check} RECURSION
  recursive(tx, id - 1);
  tx.exec("DELETE FROM counter WHERE id = $1", pqxx::params{id});
}
// RECURSION: 240:3: not reported: this calls 'recursive', which is not followed here
// RECURSION-NEXT: not looked at: call of recursive not followed: it calls itself

// A column chooses one of two statements of a line.
void columns(pqxx::work &tx, int id) {
  // RUN: rowlock why %s:%(line+2):3 %{args} | %{check} FIRST
  // RUN: rowlock why %s:%(line+1):60 %{args} | %{check} SECOND
  tx.exec("DELETE FROM a WHERE id = 1").no_rows(); tx.exec("INSERT INTO b (id) VALUES (1)").no_rows();
}
// FIRST: 250:3: delete from 'a': not reported: it writes no value, and no decision that may become untrue governs it
// SECOND: 250:52: insert into 'b': not reported
