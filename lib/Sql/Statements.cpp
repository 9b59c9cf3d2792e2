//===- Statements.cpp - Splitting, dispatch, and is it SQL
//-------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::sql {

namespace {

constexpr llvm::StringLiteral OtherVerbs[] = {
    "explain",    "pragma",  "show",       "describe", "desc",     "analyze",
    "analyse",    "vacuum",  "grant",      "revoke",   "use",      "attach",
    "detach",     "reindex", "optimize",   "flush",    "reset",    "kill",
    "copy",       "load",    "listen",     "notify",   "unlisten", "prepare",
    "deallocate", "discard", "cluster",    "refresh",  "fetch",    "move",
    "close",      "open",    "checkpoint", "print",    "waitfor",  "handler",
    "xa",         "dbcc",    "bulk",       "import",   "purge",    "do"};

} // namespace

bool Recogniser::nested(uint32_t Where, llvm::function_ref<void()> Read) {
  if (Depth >= MaxDepth) {
    noteDepth(Where);
    return false;
  }
  ++Depth;
  Read();
  --Depth;
  return true;
}

unsigned Recogniser::addSubquery(Statement &S, Subquery::Role Role, Range R,
                                 Name N) {
  Subquery Q;
  Q.What = Role;
  Q.Name = std::move(N);
  Q.Body.Where = span(R);
  bool Deep = R.Begin && op(R.Begin - 1, "(") && tooDeep(R.Begin - 1);
  if (!Deep && !R.empty())
    nested(R.Begin, [&] { readStatement(Q.Body, R); });
  Q.Body.Where = span(R);
  S.Subqueries.push_back(std::move(Q));
  return S.Subqueries.size() - 1;
}

//===----------------------------------------------------------------------===//
// Splitting
//===----------------------------------------------------------------------===//

/// PL/SQL and T-SQL blocks hold statements with semicolons of their own.
bool Recogniser::beginsBlock(uint32_t I) const {
  if (word(I, "declare")) {
    for (uint32_t J = I + 1; J < I + 8; ++J)
      if (word(J, "cursor"))
        return false;
    return at(I + 1).What != Token::Kind::End;
  }
  if (word(I, "begin"))
    return !wordIn(I + 1, {"transaction", "tran", "work", "deferred",
                           "immediate", "exclusive", "concurrent", "isolation",
                           "read", "not", "deferrable"}) &&
           !op(I + 1, ";") && at(I + 1).What != Token::Kind::End &&
           !isHole(I + 1);
  return (word(I, "if") || word(I, "while")) &&
         at(I + 1).What != Token::Kind::End;
}

/// Behind the END that closes the block which begins at or behind \p I.
uint32_t Recogniser::blockEnd(uint32_t I) const {
  unsigned Open = 0;
  while (at(I).What != Token::Kind::End) {
    if (word(I, "begin") && !wordIn(I + 1, {"tran", "transaction"})) {
      ++Open;
    } else if (word(I, "end") &&
               !wordIn(I + 1, {"if", "loop", "while", "case", "repeat"})) {
      if (Open)
        --Open;
      if (!Open) {
        ++I;
        while (at(I).What != Token::Kind::End && !op(I, ";"))
          ++I; // END name;
        return I;
      }
    }
    I = next(I, Tokens.size());
  }
  return I;
}

uint32_t Recogniser::statementEnd(uint32_t I) const {
  if (beginsBlock(I))
    return blockEnd(I);
  bool Routine = false;
  if (wordIn(I, {"create", "alter"}))
    for (uint32_t J = I + 1; J < I + 8; ++J)
      Routine |=
          wordIn(J, {"trigger", "procedure", "function", "package", "event"});
  bool Tran = word(I, "begin") && wordIn(I + 1, {"tran", "transaction"});
  for (uint32_t J = I; at(J).What != Token::Kind::End;
       J = next(J, Tokens.size())) {
    if (op(J, ";"))
      return J;
    if (Routine && J != I && word(J, "begin"))
      return blockEnd(J);
    // SQL Server needs no semicolon behind BEGIN TRAN.
    if (Tran && J > I + 1 &&
        wordIn(J, {"select", "insert", "update", "delete", "merge", "exec"}))
      return J;
  }
  return Tokens.size();
}

void Recogniser::run() {
  uint32_t I = 0;
  while (at(I).What != Token::Kind::End) {
    if (op(I, ";")) {
      ++I;
      continue;
    }
    uint32_t End = std::max(statementEnd(I), I + 1);
    Range R = {I, End};
    Statement S;
    readStatement(S, R);
    bool Ended = op(End, ";");
    if (Options.ReachesDatabase)
      S.IsSql = answer(S.Kind != StatementKind::Unknown || S.OpenStart);
    else
      S.IsSql = judge(S, R);
    // One word is said in prose too, but not with a semicolon nor behind SQL.
    bool Follows =
        !Out.Statements.empty() && Out.Statements.back().IsSql == Answer::Yes;
    if (S.IsSql == Answer::Unknown && (Ended || Follows) && !S.Leftover &&
        S.Kind >= StatementKind::Begin && S.Kind <= StatementKind::RollbackTo)
      S.IsSql = Answer::Yes;
    Out.Statements.push_back(std::move(S));
    I = End;
  }
}

//===----------------------------------------------------------------------===//
// Dispatch
//===----------------------------------------------------------------------===//

/// WITH name AS (...), ... Gives where the statement itself begins.
uint32_t Recogniser::readWith(Statement &S, Range R) {
  uint32_t I = R.Begin + 1;
  if (word(I, "recursive"))
    ++I;
  while (I < R.End && isName(I)) {
    Name N = nameAt(I++);
    if (op(I, "(") && next(I, R.End) > I + 1)
      I = next(I, R.End);
    if (!word(I, "as"))
      break;
    ++I;
    if (word(I, "not"))
      ++I;
    if (word(I, "materialized"))
      ++I;
    if (!op(I, "(") || next(I, R.End) == I + 1)
      break;
    // In scope for itself (if recursive) and for all that follows.
    ++Ctes[folded(N, P)];
    addSubquery(S, Subquery::Role::Cte, inside(I), std::move(N));
    I = next(I, R.End);
    // SEARCH DEPTH FIRST BY x SET y, CYCLE ...
    while (I < R.End && wordIn(I, {"search", "cycle"}))
      while (I < R.End && !op(I, ",") && !beginsQuery(I) &&
             !wordIn(I, {"insert", "update", "delete", "merge"}))
        I = next(I, R.End);
    if (!op(I, ","))
      break;
    ++I;
  }
  return I;
}

void Recogniser::readStatement(Statement &S, Range R) {
  S.Where = span(R);
  uint32_t I = R.Begin;
  while (I + 1 < R.End && isHole(I) &&
         (beginsQuery(I + 1) ||
          wordIn(I + 1, {"insert", "update", "delete", "replace", "merge"}))) {
    S.OpenStart = true;
    ++I;
  }
  size_t CtesBefore = S.Subqueries.size();
  if (word(I, "with"))
    I = readWith(S, {I, R.End});
  size_t CtesBehind = S.Subqueries.size();
  dispatch(S, {I, R.End});
  for (size_t Q = CtesBefore; Q != CtesBehind; ++Q)
    --Ctes[folded(S.Subqueries[Q].Name, P)];
  finish(S, R);
}

void Recogniser::dispatch(Statement &S, Range R) {
  uint32_t I = R.Begin;
  if (R.empty()) {
    S.Leftover = true;
    return;
  }
  if (word(I, "select") || (word(I, "values") && op(I + 1, "(")) ||
      (word(I, "table") && isName(I + 1) && !word(I + 1, "of")) ||
      (op(I, "(") && (word(I + 1, "select") || op(I + 1, "(")) &&
       next(I, R.End) > I + 1)) {
    readSelect(S, R);
  } else if (word(I, "insert") ||
             (word(I, "replace") && (word(I + 1, "into") || isName(I + 1)) &&
              !op(I + 1, "("))) {
    readInsert(S, R);
  } else if (word(I, "update")) {
    readUpdate(S, R);
  } else if (word(I, "delete")) {
    readDelete(S, R);
  } else if (word(I, "merge")) {
    readMerge(S, R);
  } else if (word(I, "truncate")) {
    readTruncate(S, R);
  } else if (beginsBlock(I) ||
             (word(I, "do") && at(I + 1).What == Token::Kind::String)) {
    S.Kind = StatementKind::Block;
    // Not looked into, but a named lock is a fact anywhere.
    Operand Ignored;
    collect(S, R, Ignored);
    S.Subqueries.clear();
  } else if (word(I, "set") && !findClauses(R, {Clause::Where}).List.empty()) {
    // The tail of an UPDATE.
    readFragment(S, R);
  } else if (readControl(S, R) || readDdl(S, R)) {
    return;
  } else if (wordIn(I, {"call", "exec", "execute"})) {
    readCall(S, R);
  } else if (wordIn(I, OtherVerbs)) {
    S.Kind = StatementKind::Other;
    if (word(I, "do")) {
      Operand Ignored; // MySQL: DO RELEASE_LOCK('x')
      collect(S, R, Ignored);
    }
    // EXPLAIN and PREPARE hold a statement.
    if (!wordIn(I, {"explain", "prepare", "desc", "describe"}))
      return;
    for (uint32_t J = I + 1; J < R.End; J = next(J, R.End))
      if (wordIn(J, {"select", "insert", "update", "delete", "with", "merge"}))
        return void(addSubquery(S, Subquery::Role::Source, {J, R.End}));
  } else if (word(I, "declare")) {
    S.Kind = StatementKind::Other; // DECLARE c CURSOR FOR SELECT
    for (uint32_t J = I + 1; J < R.End; J = next(J, R.End))
      if (word(J, "for") && beginsQuery(J + 1))
        return void(addSubquery(S, Subquery::Role::Source, {J + 1, R.End}));
  } else {
    readFragment(S, R);
  }
}

/// A tail of a statement, or one that begins with a hole.
void Recogniser::readFragment(Statement &S, Range R) {
  Clauses Found = findClauses(
      R, {Clause::Set, Clause::From, Clause::Where, Clause::GroupBy,
          Clause::Having, Clause::OrderBy, Clause::Limit, Clause::Offset,
          Clause::Fetch, Clause::Lock, Clause::Returning});
  bool AtStart = Found.Head.empty();
  bool BehindHole = !Found.Head.empty() && isHole(Found.Head.Begin);
  S.OpenStart = BehindHole;
  if (Found.List.empty() || (!AtStart && !BehindHole))
    return;
  S.Kind = StatementKind::Fragment;
  for (const ClauseRange &C : Found.List) {
    Range Body = C.Body;
    switch (C.What) {
    case Clause::Set:
      if (cutTail(Body))
        S.AssignmentsComplete = Answer::Unknown;
      S.Set = span(Body);
      readAssignments(S, Body);
      break;
    case Clause::From:
      S.From = span({C.Keyword, Body.End});
      readFrom(S, Body);
      break;
    case Clause::Returning:
      readReturning(S, C.Keyword, Body);
      break;
    default:
      readTail(S, C);
      break;
    }
  }
}

/// What an open end takes back.
void Recogniser::finish(Statement &S, Range R) {
  S.OpenEnd = openTail(R);
  if (!S.OpenEnd)
    return;
  auto Doubt = [](Answer &A) {
    if (A == Answer::No)
      A = Answer::Unknown;
  };
  switch (S.Kind) {
  case StatementKind::Select:
  case StatementKind::Fragment:
  case StatementKind::Unknown:
    Doubt(S.Grouped);
    Doubt(S.SetOperation);
    Doubt(S.Ordered);
    Doubt(S.Limited);
    if (S.RowLock.Locks == Answer::No) {
      S.RowLock.Locks = Answer::Unknown;
      S.RowLock.How = Lock::Strength::Unknown;
    }
    [[fallthrough]];
  case StatementKind::Update:
  case StatementKind::Delete:
    if (S.Kind != StatementKind::Select)
      Doubt(S.Returns);
    // The hole may hold the WHERE, or more of it.
    if (!S.GroupBy.valid() && !S.OrderBy.valid() && !S.LimitWhere.valid() &&
        !S.ReturningWhere.valid() && !S.RowLock.Where.valid()) {
      S.Filter.Complete = Answer::Unknown;
      S.Filter.OpenEnd = true;
    }
    break;
  case StatementKind::Insert:
    Doubt(S.Insert.HandlesConflict);
    Doubt(S.Returns);
    if (S.Insert.OnConflict == ConflictAction::Update) {
      S.ConflictFilter.Complete = Answer::Unknown;
      S.ConflictFilter.OpenEnd = true;
    }
    break;
  default:
    break;
  }
}

//===----------------------------------------------------------------------===//
// Entry
//===----------------------------------------------------------------------===//

Parsed parse(const Text &T, const ParseOptions &Options) {
  Parsed Result;
  Recogniser(T, Options, Result).run();
  return Result;
}

Answer looksLikeSql(const Text &T, const ParseOptions &Options) {
  ParseOptions Asking = Options;
  Asking.ReachesDatabase = false;
  Parsed P = parse(T, Asking);
  Answer Result = Answer::No;
  for (const Statement &S : P.Statements) {
    if (S.IsSql == Answer::Yes)
      return Answer::Yes;
    if (S.IsSql == Answer::Unknown)
      Result = Answer::Unknown;
  }
  return Result;
}

} // namespace rowlock::sql
