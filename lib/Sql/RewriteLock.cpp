//===- RewriteLock.cpp - Lock what is read
//----------------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Rewrite.h"
#include "Sql/RewriteSupport.h"
#include "Sql/Tokens.h"
#include "llvm/ADT/STLExtras.h"

namespace rowlock::sql {

namespace {

using databases::LockObstacle;
using databases::RowLockSyntax;
using Refusal = Rewrite::Refusal;

/// A table whose rows can be locked: no function, CTE or derived table.
bool isReal(const TableRef &T) {
  return T.Table.present() && !T.IsFunction && !T.IsCte;
}

std::optional<Rewrite> findObstacle(const RewriteContext &C,
                                    const Statement &S) {
  databases::Product P = C.Options.Db.Kind;
  struct {
    Answer Present;
    LockObstacle What;
    llvm::StringLiteral Words;
  } Obstacles[] = {
      {S.SetOperation, LockObstacle::SetOperation, "a set operation"},
      {S.Grouped, LockObstacle::GroupBy, "GROUP BY"},
      {S.Distinct, LockObstacle::Distinct, "DISTINCT"},
      {S.Aggregated, LockObstacle::Aggregate, "an aggregate"},
      {S.Windowed, LockObstacle::Aggregate, "a window function"},
  };
  for (const auto &O : Obstacles) {
    if (O.Present == Answer::Unknown)
      return refuse(Refusal::Unknown,
                    "the text may go on with " + llvm::Twine(O.Words));
    if (O.Present == Answer::No)
      continue;
    // Where the database allows it, the lock still covers other rows than the
    // result shows.
    return refuse(Refusal::Illegal,
                  databases::rowLockIllegal(P, O.What)
                      ? databases::displayName(P) +
                            " rejects a row lock with " + llvm::Twine(O.Words)
                      : "a row lock with " + llvm::Twine(O.Words) +
                            " locks other rows than the result shows");
  }
  if (S.Limited != Answer::No &&
      databases::rowLockIllegal(P, LockObstacle::RowLimit)) {
    bool RowNum = S.Limited == Answer::Yes && !S.LimitWhere.valid();
    if (!RowNum)
      return refuse(Refusal::Illegal,
                    databases::displayName(P) +
                        llvm::Twine(" rejects FOR UPDATE with a row limit"));
  }
  return std::nullopt;
}

Rewrite lockByHint(const RewriteContext &C, const Statement &S,
                   llvm::ArrayRef<unsigned> Tables) {
  Rewrite R;
  for (unsigned I : Tables) {
    const TableRef &T = S.Tables[I];
    for (llvm::StringRef Hint : {"NOLOCK", "READUNCOMMITTED", "SNAPSHOT"})
      if (llvm::is_contained(T.Hints, Hint))
        return refuse(Refusal::Illegal,
                      "the table is read with the hint " + llvm::Twine(Hint));
    if (T.HintsWhere.valid()) {
      size_t Open = C.T.flattened().find('(', T.HintsWhere.Begin);
      uint32_t Place = Open + 1;
      R.Edits.push_back({{Place, Place}, "UPDLOCK, "});
    } else {
      R.Edits.push_back(
          {{T.Where.End, T.Where.End},
           (" " + databases::rowLockSpelling(C.Options.Db.Kind)).str()});
    }
  }
  return R;
}

} // namespace

Rewrite addRowLock(const RewriteContext &C, const Statement &S,
                   std::optional<unsigned> Table) {
  const databases::Database &Db = C.Options.Db;
  if (S.Kind != StatementKind::Select)
    return refuse(Refusal::NoPlace, "only a SELECT can lock what it reads");
  RowLockSyntax Syntax = databases::rowLockSyntax(Db.Kind);
  if (Syntax == RowLockSyntax::None)
    return refuse(Refusal::Illegal,
                  databases::displayName(Db.Kind) +
                      llvm::Twine(" has no row locks; begin the transaction "
                                  "with BEGIN IMMEDIATE"));
  if (S.RowLock.Locks == Answer::Yes && S.RowLock.Of.empty())
    return S.RowLock.exclusive() == Answer::Yes
               ? refuse(Refusal::AlreadyDone, "the rows are locked already")
               : refuse(Refusal::NoPlace,
                        "the statement takes a share lock already");
  if (S.RowLock.Locks == Answer::Yes) {
    bool Mine = Table && *Table < S.Tables.size() &&
                llvm::any_of(
                    S.RowLock.Of,
                    [&](const Name &N) {
                      return sameName(N, S.Tables[*Table].visibleName(),
                                      Db.Kind) == Answer::Yes;
                    });
    if (!Table || Mine)
      return refuse(Refusal::AlreadyDone, "the rows are locked already");
    return refuse(Refusal::NoPlace, "the statement locks another table");
  }
  if (S.OpenEnd || S.RowLock.Locks == Answer::Unknown)
    return refuse(Refusal::Unknown, "the end of the text is not known");
  if (Syntax == RowLockSyntax::Unknown)
    return refuse(Refusal::Unknown,
                  "the database is not known, and so is its syntax");
  if (S.Leftover)
    return refuse(Refusal::Unknown, "a part of the text was not understood");
  if (std::optional<Rewrite> Obstacle = findObstacle(C, S))
    return *Obstacle;

  if (Table && *Table >= S.Tables.size())
    return refuse(Refusal::NoPlace, "there is no such table");
  if (Table && !isReal(S.Tables[*Table]))
    return refuse(Refusal::Illegal, "the rows come from a sub-select");
  if (Table && S.Tables[*Table].Nullable != Answer::No)
    return refuse(Refusal::Illegal,
                  "the table is on the nullable side of an outer join");
  llvm::SmallVector<unsigned, 4> Lockable;
  bool AllLockable = true;
  for (unsigned I = 0; I != S.Tables.size(); ++I) {
    bool Can = isReal(S.Tables[I]) && S.Tables[I].Nullable == Answer::No;
    AllLockable &= Can;
    if (Can && (!Table || *Table == I))
      Lockable.push_back(I);
  }
  if (Lockable.empty())
    return refuse(S.Tables.empty() ? Refusal::NoPlace : Refusal::Illegal,
                  S.Tables.empty() ? "no table is read"
                                   : "the rows come from a sub-select or the "
                                     "nullable side of an outer join");

  if (Syntax == RowLockSyntax::TableHint)
    return lockByHint(C, S, Lockable);

  std::string Clause = (" " + databases::rowLockSpelling(Db.Kind)).str();
  bool Narrow = S.Tables.size() > 1 && (Table || !AllLockable);
  if (Narrow && databases::rowLockTakesOf(Db)) {
    Clause += " OF ";
    for (const auto &[Index, I] : llvm::enumerate(Lockable)) {
      const Name &N = S.Tables[I].visibleName();
      if (N.HasHole)
        return refuse(Refusal::Unknown, "the table's name is not known");
      Clause += (Index ? ", " : "") + C.T.bytes(N.Where).str();
    }
  }
  Rewrite R;
  R.Edits.push_back({{S.Where.End, S.Where.End}, Clause});
  return withCounts(C, std::move(R));
}

Rewrite beginImmediate(const RewriteContext &C, const Statement &S) {
  if (C.Options.Db.Kind != databases::Product::SQLite)
    return refuse(Refusal::Illegal, "only SQLite has BEGIN IMMEDIATE");
  if (S.Kind != StatementKind::Begin)
    return refuse(Refusal::NoPlace, "the statement begins no transaction");
  if (S.Transaction.Mode != databases::TransactionMode::Plain)
    return refuse(Refusal::AlreadyDone,
                  "the transaction takes the write lock at its begin already");
  if (S.Transaction.OpenEnd || S.OpenEnd)
    return refuse(Refusal::Unknown, "the end of the text is not known");
  Parsed Scratch;
  TokenList Tokens = tokenize(C.T, C.Options, Scratch);
  for (uint32_t I = 0; I != Tokens.size(); ++I) {
    if (Tokens.at(I).Begin != S.Where.Begin)
      continue;
    auto Is = [&](uint32_t At, llvm::StringRef Word) {
      return C.T.bytes(Tokens.at(At).where()).equals_insensitive(Word);
    };
    Rewrite R;
    if (!Is(I, "begin") || Is(I + 1, "concurrent"))
      break;
    if (Is(I + 1, "deferred"))
      R.Edits.push_back({Tokens.at(I + 1).where(), "IMMEDIATE"});
    else
      R.Edits.push_back({{Tokens.at(I).End, Tokens.at(I).End}, " IMMEDIATE"});
    return R;
  }
  return refuse(Refusal::Illegal, "not SQLite's way to begin");
}

} // namespace rowlock::sql
