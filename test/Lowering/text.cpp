// How C++ spells texts, and how they are put together.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/pqxx-6 | FileCheck %s
#include <pqxx/pqxx>
#include <string>
#include <string_view>

#define TABLE "counter"
#define SELECT_ALL "SELECT * FROM " TABLE
#define EXEC(tx, sql) (tx).exec(sql)

void literals(pqxx::work &tx) {
  tx.exec("SELECT 'a\tb\x41\102' "
          "FROM t");
  tx.exec(R"(SELECT "n" FROM t)");
  tx.exec(R"sql(SELECT 1
WHERE ')' = '')sql" " AND 1 = 1");
  tx.exec(u8"SELECT 'é'");
  tx.exec(SELECT_ALL " WHERE id = 1");
  EXEC(tx, "SELECT 2");
}
// CHECK-LABEL: func @literals(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT 'a\tbAB' FROM t" via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT \"n\" FROM t" via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 1\nWHERE ')' = '' AND 1 = 1" via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 'é'" via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT * FROM counter WHERE id = 1" via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

constexpr const char *Plain = "SELECT 1";
constexpr std::string_view View = "SELECT 2";
static const std::string Text = "SELECT 3";
static const std::string Joined = std::string("SELECT ") + "4";
static const char *Pointer = "SELECT 5";
const char *Changed = "SELECT 6";
constexpr int Limit = 3 * 7;
constexpr double Rate = 0.5;
struct Queries {
  static constexpr const char *Find = "SELECT 7";
  enum { Kind = 8 };
};
void constants(pqxx::work &tx) {
  tx.exec(Plain);
  tx.exec(std::string(View));
  tx.exec(Text);
  tx.exec(Joined);
  tx.exec(Pointer);
  tx.exec(Changed);
  tx.exec_params(Queries::Find, Limit, Rate, int(Queries::Kind), true, nullptr, -1);
  tx.exec(std::string("SELECT ") + '7');
}
// CHECK-LABEL: func @constants(%tx: transaction<read committed>) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text "SELECT 1" via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 2" via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 3" via libpqxx
// CHECK-NEXT:      execute on %tx, text concat("SELECT ", "4") via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 5" via libpqxx
// CHECK-NEXT:      execute on %tx, text preserve($"::Changed") via libpqxx
// CHECK-NEXT:      execute on %tx, text "SELECT 7", values [21, 0.5, 8, true, null, -1] via libpqxx
// CHECK-NEXT:      execute on %tx, text concat("SELECT ", "7") via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }

void joined(pqxx::work &tx, const std::string &table, int id, bool all) {
  tx.exec("DELETE FROM " + table + " WHERE id = " + std::to_string(id));
  std::string sql = "SELECT * FROM ";
  sql += table;
  sql.append(" t");
  if (!all)
    sql += " WHERE id = " + tx.quote(id);
  tx.exec(sql.c_str());
}
// CHECK-LABEL: func @joined(%tx: transaction<read committed>, %table, %id, %all) {
// CHECK-NEXT:    ^0:
// CHECK-NEXT:      execute on %tx, text concat("DELETE FROM ", %table, " WHERE id = ", preserve(%id)) via libpqxx
// CHECK-NEXT:      store $sql = "SELECT * FROM "
// CHECK-NEXT:      store $sql = concat($sql, %table)
// CHECK-NEXT:      store $sql = concat($sql, " t")
// CHECK-NEXT:      branch compute(!, %all) ? ^1 : ^2
// CHECK-NEXT:    ^1:
// CHECK-NEXT:      store $sql = concat($sql, " WHERE id = ", quote(%id))
// CHECK-NEXT:      jump ^2
// CHECK-NEXT:    ^2:
// CHECK-NEXT:      execute on %tx, text preserve($sql) via libpqxx
// CHECK-NEXT:      return
// CHECK-NEXT: }
