//===- Inserts.cpp - INSERT, upserts, MERGE, TRUNCATE
//------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"

namespace rowlock::sql {

/// The words between INSERT and the table.
uint32_t Recogniser::readInsertWords(Statement &S, Range R) {
  uint32_t I = R.Begin + 1;
  auto Handles = [&](ConflictAction Action, uint32_t First, uint32_t Last) {
    S.Insert.HandlesConflict = answer(Action != ConflictAction::Fail);
    S.Insert.OnConflict = Action;
    S.Insert.ConflictWhere = span({First, Last});
  };
  if (word(R.Begin, "replace"))
    Handles(ConflictAction::Replace, R.Begin, I);
  while (I < R.End) {
    if (word(I, "or")) {
      if (word(I + 1, "ignore"))
        Handles(ConflictAction::Ignore, I, I + 2);
      else if (word(I + 1, "replace"))
        Handles(ConflictAction::Replace, I, I + 2);
      else if (wordIn(I + 1, {"abort", "fail", "rollback"}))
        Handles(ConflictAction::Fail, I, I + 2);
      else if (isHole(I + 1))
        S.Insert.HandlesConflict = Answer::Unknown;
      else
        break;
      I += 2;
    } else if (word(I, "ignore") && !op(I + 1, "(")) {
      Handles(ConflictAction::Ignore, I, I + 1);
      ++I;
    } else if (wordIn(I, {"low_priority", "high_priority", "delayed"})) {
      ++I;
    } else if (word(I, "top") && op(I + 1, "(")) {
      I = next(I + 1, R.End);
    } else if (isHole(I) && word(I + 1, "into")) {
      S.Insert.HandlesConflict = Answer::Unknown; // INSERT {{0}} INTO
      ++I;
    } else {
      break;
    }
  }
  if (word(I, "into"))
    ++I;
  return I;
}

void Recogniser::readInsert(Statement &S, Range R) {
  S.Kind = StatementKind::Insert;
  uint32_t I = readInsertWords(S, R);
  TableRef Target;
  Target.What = TableRef::Role::Target;
  Target.Writes = Answer::Yes;
  uint32_t Begin = I;
  I = readTableName(I, R.End, Target);
  if (I == Begin) {
    S.Leftover = true;
    return;
  }
  if (word(I, "as") && isName(I + 1)) {
    Target.Alias = nameAt(I + 1);
    I += 2;
  } else if (isName(I) && !isHole(I) && I < R.End &&
             !wordIn(I, {"value", "default", "overriding", "output",
                         "partition", "exec", "execute"})) {
    Target.Alias = nameAt(I);
    ++I;
  }
  Target.Where = span({Begin, I});
  S.Tables.push_back(std::move(Target));

  if (word(I, "partition") && op(I + 1, "("))
    I = next(I + 1, R.End);
  if (op(I, "(") && I < R.End && !beginsQuery(I + 1) &&
      next(I, R.End) > I + 1) {
    S.Insert.ColumnsWhere = span({I, next(I, R.End)});
    readNames(inside(I), S.Insert.Columns);
    I = next(I, R.End);
  }
  if (word(I, "overriding"))
    I += 3;

  // The clauses behind the values, last first.
  Range Source = {std::min(I, R.End), R.End};
  if (word(I, "output")) {
    uint32_t End = I + 1;
    while (End < R.End && !word(End, "values") && !word(End, "select") &&
           !word(End, "default"))
      End = next(End, R.End);
    readReturning(S, I, {I + 1, End});
    Source.Begin = End;
  }
  uint32_t Conflict = R.End;
  for (uint32_t J = Source.Begin; J < R.End; J = next(J, R.End)) {
    if (word(J, "on") && wordIn(J + 1, {"conflict", "duplicate"}) &&
        Conflict == R.End)
      Conflict = J;
    if (word(J, "returning")) {
      readReturning(S, J, {J + 1, R.End});
      Source.End = J;
      break;
    }
  }
  Range Clause = {Conflict, Source.End};
  Source.End = std::min(Source.End, Conflict);
  readInsertSource(S, Source);
  if (!Clause.empty())
    readConflict(S, Clause);
}

void Recogniser::readInsertSource(Statement &S, Range R) {
  cutTail(R);
  uint32_t I = R.Begin;
  if (R.empty()) {
    S.Leftover = true;
    return;
  }
  if (word(I, "default")) {
    S.Insert.DefaultValues = true;
    return;
  }
  if (word(I, "set")) {
    // MySQL: INSERT INTO t SET a = 1: columns and one row.
    std::vector<Operand> Row;
    Statement Scratch;
    readAssignments(Scratch, {I + 1, R.End});
    for (Subquery &Q : Scratch.Subqueries)
      S.Subqueries.push_back(std::move(Q));
    for (Assignment &A : Scratch.Assignments) {
      S.Insert.Columns.push_back(A.Column.Column);
      Row.push_back(std::move(A.Value));
    }
    S.AssignmentsComplete = Scratch.AssignmentsComplete;
    S.Insert.Rows.push_back(std::move(Row));
    return;
  }
  if (wordIn(I, {"values", "value"})) {
    Range Rows = {I + 1, R.End};
    // VALUES (...) AS new [(a, b)]
    for (uint32_t J = Rows.Begin; J < Rows.End; J = next(J, Rows.End))
      if (word(J, "as") && isName(J + 1) && J + 1 < Rows.End) {
        S.Insert.RowAlias = nameAt(J + 1);
        Rows.End = J;
      }
    for (Range Row : split(Rows)) {
      if (Row.empty() || (Row.size() == 1 && isHole(Row.Begin))) {
        S.Insert.HandlesConflict = S.Insert.HandlesConflict == Answer::Yes
                                       ? Answer::Yes
                                       : Answer::Unknown;
        continue;
      }
      if (word(Row.Begin, "row"))
        ++Row.Begin;
      if (!bracketed(Row)) {
        S.Leftover = true;
        continue;
      }
      std::vector<Operand> Values;
      for (Range Value : split(inside(Row.Begin)))
        Values.push_back(readOperand(S, Value));
      S.Insert.Rows.push_back(std::move(Values));
    }
    return;
  }
  if (beginsQuery(I) || word(I, "table")) {
    S.Insert.Query = addSubquery(S, Subquery::Role::Source, peeled(R));
    return;
  }
  if (wordIn(I, {"exec", "execute"}))
    return;
  if (!(R.size() == 1 && isHole(I)))
    S.Leftover = true;
}

void Recogniser::readConflict(Statement &S, Range R) {
  S.Insert.HandlesConflict = Answer::Yes;
  S.Insert.ConflictWhere = span(R);
  uint32_t I = R.Begin + 2;
  if (word(R.Begin + 1, "duplicate")) {
    // ON DUPLICATE KEY UPDATE
    S.Insert.OnConflict = ConflictAction::Update;
    Range List = {std::min(R.Begin + 4, R.End), R.End};
    if (cutTail(List))
      S.AssignmentsComplete = Answer::Unknown;
    S.Set = span(List);
    readAssignments(S, List);
    return;
  }
  if (op(I, "(") && next(I, R.End) > I + 1) {
    readNames(inside(I), S.Insert.ConflictColumns);
    I = next(I, R.End);
  } else if (word(I, "on") && word(I + 1, "constraint")) {
    S.Insert.ConflictConstraint = nameAt(I + 2);
    I += 3;
  }
  while (I < R.End && !word(I, "do"))
    I = next(I, R.End); // the predicate of a partial index
  if (word(I + 1, "nothing")) {
    S.Insert.OnConflict = ConflictAction::Ignore;
    return;
  }
  if (I + 1 >= R.End || !word(I + 1, "update")) {
    S.Insert.HandlesConflict = Answer::Unknown;
    return;
  }
  S.Insert.OnConflict = ConflictAction::Update;
  Clauses Found = findClauses({I + 2, R.End}, {Clause::Set, Clause::Where});
  for (const ClauseRange &C : Found.List) {
    Range Body = C.Body;
    // SQLite allows a second ON CONFLICT behind the first.
    for (uint32_t J = Body.Begin; J < Body.End; J = next(J, Body.End))
      if (word(J, "on") && word(J + 1, "conflict"))
        Body.End = J;
    if (C.What == Clause::Where) {
      readCondition(S, C.Keyword, Body, S.ConflictFilter);
      continue;
    }
    if (cutTail(Body))
      S.AssignmentsComplete = Answer::Unknown;
    S.Set = span(Body);
    readAssignments(S, Body);
  }
}

void Recogniser::readMerge(Statement &S, Range R) {
  S.Kind = StatementKind::Merge;
  uint32_t I = R.Begin + 1;
  if (word(I, "top") && op(I + 1, "("))
    I = next(I + 1, R.End);
  if (word(I, "into"))
    ++I;
  I = readTable(S, I, R.End, TableRef::Join::None);
  for (TableRef &Table : S.Tables) {
    Table.What = TableRef::Role::Target;
    Table.Writes = Answer::Yes;
    Table.Reads = Answer::Yes;
  }
  if (!word(I, "using") || S.Tables.empty()) {
    S.Leftover = true;
    return;
  }
  uint32_t Source = S.Tables.size();
  S.From.Begin = at(I).Begin;
  I = readTable(S, I + 1, R.End, TableRef::Join::Inner);
  S.From.End = at(I - 1).End;
  if (word(I, "on")) {
    uint32_t End = I + 1;
    while (End < R.End && !word(End, "when"))
      End = next(End, R.End);
    Condition On;
    readCondition(S, I, {I + 1, End}, On);
    // Without a source table (DUAL) the condition speaks of the target.
    S.Joins.emplace_back();
    S.Joins.back().Table = Source < S.Tables.size() ? Source : 0;
    S.Joins.back().On = std::move(On);
    I = End;
  }
  while (I < R.End && word(I, "when")) {
    uint32_t End = I + 1;
    while (End < R.End && !word(End, "when") && !word(End, "output"))
      End = next(End, R.End);
    readMergeBranch(S, {I, End});
    I = End;
  }
  if (word(I, "output"))
    readReturning(S, I, {I + 1, R.End});
  locksFromHints(S);
}

void Recogniser::readMergeBranch(Statement &S, Range R) {
  uint32_t Then = R.Begin;
  while (Then < R.End && !word(Then, "then"))
    Then = next(Then, R.End);
  Range Condition = {R.Begin, Then};
  Operand Mentioned;
  collect(S, Condition, Mentioned);
  uint32_t I = Then + 1;
  if (word(I, "update") && word(I + 1, "set")) {
    Range List = {I + 2, R.End};
    for (uint32_t J = List.Begin; J < List.End; J = next(J, List.End))
      if (word(J, "where") || (word(J, "delete") && word(J + 1, "where")))
        List.End = J; // Oracle
    if (!S.Set.valid())
      S.Set = span(List);
    readAssignments(S, List);
  } else if (word(I, "insert")) {
    ++I;
    if (op(I, "(") && next(I, R.End) > I + 1) {
      S.Insert.ColumnsWhere = span({I, next(I, R.End)});
      readNames(inside(I), S.Insert.Columns);
      I = next(I, R.End);
    }
    if (word(I, "values"))
      readInsertSource(S, {I, R.End});
  }
}

void Recogniser::readTruncate(Statement &S, Range R) {
  S.Kind = StatementKind::Truncate;
  uint32_t I = R.Begin + 1;
  if (word(I, "table"))
    ++I;
  uint32_t End = I;
  while (End < R.End && !wordIn(End, {"restart", "continue", "cascade",
                                      "restrict", "drop", "reuse"}))
    End = next(End, R.End);
  readFrom(S, {I, End});
  for (TableRef &Table : S.Tables) {
    Table.What = TableRef::Role::Target;
    Table.Writes = Answer::Yes;
    Table.Reads = Answer::No;
  }
}

} // namespace rowlock::sql
