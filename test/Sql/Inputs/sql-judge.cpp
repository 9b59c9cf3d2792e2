//===- sql-judge.cpp - Other parsers' word on ours
//-------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: rowlock-sql-judge postgresql|sqlite FILE
//
// FILE holds texts under lines `-- sql: TITLE`. Of each text:
//  * the judge (libpg_query, SQLite) accepts it;
//  * for PostgreSQL, tables, SET columns and locks are those of its tree;
//  * every rewrite that is offered gives a text that the judge accepts, whose
//    facts changed as intended, and on which it is not offered again.
// For SQLite, texts titled "schema" are run first.
//
//===----------------------------------------------------------------------===//

#include "Sql/Rewrite.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <pg_query.h>
#include <set>
#include <sqlite3.h>

using namespace rowlock;
using namespace rowlock::sql;

namespace {

unsigned Texts = 0, Rewrites = 0, Failures = 0;

void fail(llvm::StringRef Title, const llvm::Twine &Message) {
  llvm::errs() << Title << ": " << Message << "\n";
  ++Failures;
}

//===----------------------------------------------------------------------===//
// Judges: what is wrong with the text, or nothing
//===----------------------------------------------------------------------===//

using Judge = llvm::function_ref<std::string(const std::string &)>;

std::string askPostgres(const std::string &Text) {
  PgQueryParseResult Result = pg_query_parse(Text.c_str());
  std::string Error;
  if (Result.error)
    Error = std::string("PostgreSQL: ") + Result.error->message;
  pg_query_free_parse_result(Result);
  return Error;
}

std::string askSqlite(sqlite3 *Db, const std::string &Text) {
  const char *Rest = Text.c_str();
  while (*Rest) {
    sqlite3_stmt *Prepared = nullptr;
    if (sqlite3_prepare_v2(Db, Rest, -1, &Prepared, &Rest) != SQLITE_OK)
      return std::string("SQLite: ") + sqlite3_errmsg(Db);
    sqlite3_finalize(Prepared);
  }
  return "";
}

//===----------------------------------------------------------------------===//
// Facts of PostgreSQL's tree
//===----------------------------------------------------------------------===//

struct Facts {
  std::multiset<std::string> Tables, Columns;
  unsigned Locks = 0;
};

void readTree(const llvm::json::Value &V, Facts &F) {
  if (const llvm::json::Array *A = V.getAsArray()) {
    for (const llvm::json::Value &Element : *A)
      readTree(Element, F);
    return;
  }
  const llvm::json::Object *O = V.getAsObject();
  if (!O)
    return;
  auto Set = [&](const llvm::json::Object &Stmt, llvm::StringRef List) {
    if (const llvm::json::Array *Targets = Stmt.getArray(List))
      for (const llvm::json::Value &T : *Targets)
        if (const llvm::json::Object *R =
                T.getAsObject()->getObject("ResTarget"))
          F.Columns.insert(R->getString("name").value_or("").str());
  };
  if (auto Relation = O->getString("relname"))
    F.Tables.insert(Relation->str());
  if (const llvm::json::Object *U = O->getObject("UpdateStmt"))
    Set(*U, "targetList");
  if (const llvm::json::Object *C = O->getObject("onConflictClause"))
    Set(*C, "targetList");
  if (const llvm::json::Object *W = O->getObject("MergeWhenClause"))
    if (W->getString("commandType") == "CMD_UPDATE")
      Set(*W, "targetList");
  F.Locks += O->getObject("LockingClause") != nullptr;
  for (const auto &Member : *O) {
    // FOR UPDATE OF names its tables again.
    if (Member.first == "LockingClause")
      continue;
    readTree(Member.second, F);
  }
}

void readStatement(const Statement &S, databases::Product P, Facts &F) {
  for (const TableRef &T : S.Tables)
    if (!T.IsFunction && T.Table.present())
      F.Tables.insert(folded(T.Table, P));
  for (const Assignment &A : S.Assignments)
    F.Columns.insert(folded(A.Column.Column, P));
  F.Locks += S.RowLock.Locks == Answer::Yes;
  for (const Subquery &Q : S.Subqueries)
    readStatement(Q.Body, P, F);
}

void compareFacts(llvm::StringRef Title, const std::string &Text,
                  const Parsed &P) {
  PgQueryParseResult Result = pg_query_parse(Text.c_str());
  Facts Theirs, Ours;
  if (auto Tree = llvm::json::parse(Result.parse_tree))
    readTree(*Tree, Theirs);
  else
    fail(Title, llvm::toString(Tree.takeError()));
  pg_query_free_parse_result(Result);
  for (const Statement &S : P.Statements)
    readStatement(S, databases::Product::PostgreSQL, Ours);
  auto Compare = [&](const std::multiset<std::string> &A,
                     const std::multiset<std::string> &B,
                     llvm::StringRef What) {
    if (A != B)
      fail(Title, What + " are [" + llvm::join(A, " ") +
                      "], PostgreSQL says [" + llvm::join(B, " ") + "]");
  };
  Compare(Ours.Tables, Theirs.Tables, "tables");
  Compare(Ours.Columns, Theirs.Columns, "SET columns");
  if ((Ours.Locks != 0) != (Theirs.Locks != 0))
    fail(Title, "locks differ");
}

//===----------------------------------------------------------------------===//
// Rewrites
//===----------------------------------------------------------------------===//

using Offer =
    llvm::function_ref<Rewrite(const RewriteContext &, const Statement &)>;
using Intended = llvm::function_ref<bool(const Statement &, const Statement &)>;

void check(llvm::StringRef Title, const Text &T, const ParseOptions &Options,
           unsigned Index, llvm::StringRef What, Offer Make, Intended Changed,
           Judge Ask, bool Twice = true) {
  Parsed P = parse(T, Options);
  Rewrite R = Make({T, P, Options}, P.Statements[Index]);
  if (!R) {
    if (R.Reason.empty())
      fail(Title, What + ": refused without a reason");
    return;
  }
  ++Rewrites;
  Text Done = apply(T, R.Edits);
  std::string Flat = Done.flattened().str();
  std::string Error = Ask(Flat);
  if (!Error.empty())
    return fail(Title, What + ": " + Error + ": " + Flat);
  Parsed Again = parse(Done, Options);
  if (Again.Statements.size() != P.Statements.size())
    return fail(Title, What + ": other statements: " + Flat);
  const Statement &After = Again.Statements[Index];
  if (!Changed(P.Statements[Index], After))
    fail(Title, What + ": facts did not change as intended: " + Flat);
  if (Twice && Make({Done, Again, Options}, After))
    fail(Title, What + ": offered again: " + Flat);
}

void checkRewrites(llvm::StringRef Title, const Text &T,
                   const ParseOptions &Options, Judge Ask) {
  Parsed P = parse(T, Options);
  for (unsigned I = 0; I != P.Statements.size(); ++I) {
    const Statement &S = P.Statements[I];
    auto Try = [&](llvm::StringRef What, Offer Make, Intended Changed,
                   bool Twice = true) {
      check(Title, T, Options, I, What, Make, Changed, Ask, Twice);
    };
    auto IsLocked = [](const Statement &, const Statement &After) {
      return After.RowLock.exclusive() == Answer::Yes;
    };
    Try(
        "lock",
        [](const RewriteContext &C, const Statement &S) {
          return addRowLock(C, S);
        },
        IsLocked);
    for (unsigned Table = 0; Table != S.Tables.size(); ++Table)
      Try(
          "lock of a table",
          [&](const RewriteContext &C, const Statement &S) {
            return addRowLock(C, S, Table);
          },
          IsLocked);
    for (llvm::StringRef Condition : {"1 < 2", "1 < 2 OR 3 < 4"})
      Try(
          "condition",
          [&](const RewriteContext &C, const Statement &S) {
            return addCondition(C, S, Condition);
          },
          [](const Statement &Before, const Statement &After) {
            return After.Filter.Atoms.size() == Before.Filter.Atoms.size() + 1;
          });
    Try(
        "immediate",
        [](const RewriteContext &C, const Statement &S) {
          return beginImmediate(C, S);
        },
        [](const Statement &, const Statement &After) {
          return After.Transaction.Mode ==
                 databases::TransactionMode::Immediate;
        });
    for (unsigned A = 0; A != S.Assignments.size(); ++A) {
      for (char Op : {'+', '-'})
        Try(
            "relative",
            [&](const RewriteContext &C, const Statement &S) {
              return makeRelative(C, S, A, Op);
            },
            [&](const Statement &, const Statement &After) {
              return After.Assignments[A].RefersToItself == Answer::Yes;
            });
      // Without its name the second one would be another assignment.
      for (unsigned B = A; B != S.Assignments.size(); ++B)
        Try(
            "narrow",
            [&](const RewriteContext &C, const Statement &S) {
              return narrowSet(C, S, {A, B});
            },
            [&](const Statement &Before, const Statement &After) {
              return After.Assignments.size() + (A == B ? 1 : 2) ==
                     Before.Assignments.size();
            },
            false);
    }
  }
}

} // namespace

int main(int Argc, char **Argv) {
  if (Argc != 3) {
    llvm::errs() << "usage: rowlock-sql-judge postgresql|sqlite FILE\n";
    return 2;
  }
  ParseOptions Options;
  if (auto Db = databases::parseDatabase(Argv[1]))
    Options.Db = *Db;
  bool Postgres = Options.Db.Kind == databases::Product::PostgreSQL;
  auto Buffer = llvm::MemoryBuffer::getFile(Argv[2]);
  if (!Buffer) {
    llvm::errs() << Argv[2] << ": " << Buffer.getError().message() << "\n";
    return 2;
  }
  sqlite3 *Db = nullptr;
  sqlite3_open(":memory:", &Db);
  auto Ask = [&](const std::string &Text) {
    return Postgres ? askPostgres(Text) : askSqlite(Db, Text);
  };

  llvm::SmallVector<llvm::StringRef, 64> Parts;
  (*Buffer)->getBuffer().split(Parts, "-- sql: ");
  for (llvm::StringRef Part : llvm::drop_begin(Parts)) {
    auto [Title, Body] = Part.split('\n');
    std::string Flat = Body.rtrim().str();
    if (Title == "schema") {
      if (sqlite3_exec(Db, Flat.c_str(), nullptr, nullptr, nullptr))
        fail(Title, sqlite3_errmsg(Db));
      continue;
    }
    ++Texts;
    std::string Error = Ask(Flat);
    if (!Error.empty()) {
      fail(Title, Error);
      continue;
    }
    Text T(Flat);
    Parsed P = parse(T, Options);
    for (const Statement &S : P.Statements)
      if (S.IsSql == Answer::No)
        fail(Title, "taken for no SQL");
    if (Postgres)
      compareFacts(Title, Flat, P);
    checkRewrites(Title, T, Options, Ask);
  }
  sqlite3_close(Db);
  llvm::outs() << Texts << " texts, " << Rewrites << " rewrites, " << Failures
               << " failures\n";
  return Failures != 0;
}
