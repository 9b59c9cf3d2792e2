//===- Writes.cpp - UPDATE, DELETE and SET lists
//----------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"

namespace rowlock::sql {

namespace {

constexpr ClauseSet WriteClauses = {
    Clause::Set,     Clause::Output,    Clause::From,
    Clause::Where,   Clause::Using,     Clause::Limit,
    Clause::OrderBy, Clause::Returning, Clause::Option};

} // namespace

void Recogniser::readReturning(Statement &S, uint32_t Keyword, Range R) {
  S.Returns = Answer::Yes;
  S.ReturningWhere = span({Keyword, R.End});
  // RETURNING x INTO :y
  for (uint32_t I = R.Begin; I < R.End; I = next(I, R.End))
    if (word(I, "into"))
      R.End = I;
  cutTail(R);
  // Aggregates of a RETURNING list are none of the statement.
  Answer Aggregated = S.Aggregated;
  readItems(S, R, S.Returning);
  S.Aggregated = Aggregated;
}

/// SQL Server: UPDATE a SET ... FROM account AS a. The table named first is the
/// one in FROM, which then is the target.
void Recogniser::resolveTarget(Statement &S, unsigned Named) {
  if (Named >= S.Tables.size() || S.Tables[Named].Alias.present() ||
      S.Tables[Named].Schema.present())
    return;
  Name Wanted = S.Tables[Named].Table;
  for (unsigned I = Named + 1; I < S.Tables.size(); ++I) {
    TableRef &Table = S.Tables[I];
    bool Same = sameName(Table.visibleName(), Wanted, P) == Answer::Yes;
    if (!Same)
      continue;
    Table.What = TableRef::Role::Target;
    Table.Writes = Answer::Yes;
    S.Tables.erase(S.Tables.begin() + Named);
    for (Statement::JoinCondition &Join : S.Joins)
      if (Join.Table > Named)
        --Join.Table;
    return;
  }
}

void Recogniser::readUpdate(Statement &S, Range R) {
  S.Kind = StatementKind::Update;
  uint32_t I = R.Begin + 1;
  while (I < R.End) {
    if (word(I, "or") &&
        wordIn(I + 1, {"rollback", "abort", "replace", "fail", "ignore"})) {
      I += 2;
    } else if (word(I, "top") && op(I + 1, "(")) {
      S.Limited = Answer::Yes;
      I = next(I + 1, R.End);
    } else if (wordIn(I, {"low_priority", "ignore"}) && !word(I + 1, "set")) {
      ++I;
    } else {
      break;
    }
  }
  Clauses Found = findClauses({I, R.End}, WriteClauses);
  readFrom(S, Found.Head);
  unsigned Targets = S.Tables.size();
  for (TableRef &Table : S.Tables) {
    Table.What = TableRef::Role::Target;
    Table.Writes = Targets == 1 ? Answer::Yes : Answer::Unknown;
    Table.Reads = answer(Targets > 1);
  }
  S.WherePlace = span(Found.Head).End;

  // FROM first: the other clauses ask which tables there are.
  bool Open = false;
  for (const ClauseRange &C : Found.List)
    if (C.What == Clause::From && !S.From.valid()) {
      S.From = span({C.Keyword, C.Body.End});
      Open |= readFrom(S, C.Body);
    }
  if (Targets == 1)
    resolveTarget(S, 0);

  bool HasSet = false;
  for (const ClauseRange &C : Found.List) {
    switch (C.What) {
    case Clause::Set: {
      HasSet = true;
      Range List = C.Body;
      if (cutTail(List) || (C.Body.size() == 1 && isHole(C.Body.Begin))) {
        S.AssignmentsComplete = Answer::Unknown;
        Open = true;
      }
      S.Set = span(List);
      readAssignments(S, List);
      S.WherePlace = span(C.Body).End;
      break;
    }
    case Clause::Output:
      readReturning(S, C.Keyword, C.Body);
      S.WherePlace = span(C.Body).End;
      break;
    case Clause::From:
      S.WherePlace = span(C.Body).End;
      break;
    case Clause::Returning:
      readReturning(S, C.Keyword, C.Body);
      break;
    case Clause::Where:
      Open = false;
      readTail(S, C);
      break;
    default:
      readTail(S, C);
      break;
    }
  }
  if (Open) {
    S.Filter.Complete = Answer::Unknown;
    S.Filter.OpenEnd = true;
  }
  if (!HasSet)
    S.Leftover = true;
  // Of several targets those are written that a SET names.
  if (Targets > 1)
    for (TableRef &Table :
         llvm::make_range(S.Tables.begin(), S.Tables.begin() + Targets)) {
      bool Named = false, Unqualified = false;
      // A handful of assignments is looked at; more would cost the square.
      for (const Assignment &A : llvm::ArrayRef(S.Assignments).take_front(64)) {
        Unqualified |= !A.Column.Qualifier.present();
        Named |=
            sameName(A.Column.Qualifier, Table.visibleName(), P) == Answer::Yes;
      }
      if (S.Assignments.size() > 64 || S.AssignmentsComplete != Answer::Yes)
        Unqualified = true;
      Table.Writes = Named         ? Answer::Yes
                     : Unqualified ? Answer::Unknown
                                   : Answer::No;
      if (Table.Writes == Answer::No)
        Table.What = TableRef::Role::Source;
    }
  locksFromHints(S);
}

void Recogniser::readDelete(Statement &S, Range R) {
  S.Kind = StatementKind::Delete;
  uint32_t I = R.Begin + 1;
  while (I < R.End) {
    if (word(I, "top") && op(I + 1, "(")) {
      S.Limited = Answer::Yes;
      I = next(I + 1, R.End);
    } else if (wordIn(I, {"low_priority", "quick", "ignore"}) &&
               I + 1 < R.End && !word(I + 1, "where")) {
      ++I;
    } else {
      break;
    }
  }
  Clauses Found = findClauses({I, R.End}, WriteClauses);
  bool Open = false;
  auto MarkTargets = [&](unsigned First) {
    for (unsigned Table = First; Table < S.Tables.size(); ++Table) {
      S.Tables[Table].What = TableRef::Role::Target;
      S.Tables[Table].Writes = Answer::Yes;
      S.Tables[Table].Reads = Answer::No;
    }
  };
  // Oracle's DELETE t WHERE, and the targets of DELETE a, b FROM a JOIN b.
  if (!Found.Head.empty()) {
    Open |= readFrom(S, Found.Head);
    MarkTargets(0);
    S.WherePlace = span(Found.Head).End;
  }
  for (const ClauseRange &C : Found.List) {
    if (C.What != Clause::From && C.What != Clause::Using)
      continue;
    unsigned First = S.Tables.size();
    Open |= readFrom(S, C.Body);
    if (First == 0)
      MarkTargets(0);
    else
      // More targets than people write would cost the square.
      for (unsigned Named = std::min(First, 64u); Named-- > 0;)
        resolveTarget(S, Named);
    if (!S.From.valid())
      S.From = span({C.Keyword, C.Body.End});
    else
      S.From.End = span(C.Body).End;
    S.WherePlace = S.From.End;
  }
  for (const ClauseRange &C : Found.List) {
    switch (C.What) {
    case Clause::From:
    case Clause::Using:
      break;
    case Clause::Output:
    case Clause::Returning:
      readReturning(S, C.Keyword, C.Body);
      if (C.What == Clause::Output)
        S.WherePlace = std::max(S.WherePlace, span(C.Body).End);
      break;
    case Clause::Where:
      Open = false;
      readTail(S, C);
      break;
    case Clause::Set:
      S.Leftover = true;
      break;
    default:
      readTail(S, C);
      break;
    }
  }
  if (Open) {
    S.Filter.Complete = Answer::Unknown;
    S.Filter.OpenEnd = true;
  }
  locksFromHints(S);
}

void Recogniser::readAssignments(Statement &S, Range R) {
  for (Range Part : split(R)) {
    if (Part.empty()) {
      S.AssignmentsComplete = Answer::Unknown;
      S.Leftover = true;
      continue;
    }
    readAssignment(S, Part);
  }
}

void Recogniser::readAssignment(Statement &S, Range R) {
  static constexpr llvm::StringLiteral Operators[] = {
      "=", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="};
  Span Where = span(R);
  // SQL Server: @old = n = n - 1; and SET @x = 1, which sets no column.
  auto IsVariable = [&](uint32_t I) {
    return at(I).What == Token::Kind::Variable ||
           (at(I).What == Token::Kind::Parameter && !at(I).HasHole);
  };
  if (IsVariable(R.Begin) && op(R.Begin + 1, "=")) {
    llvm::SmallVector<Name, 4> Path;
    uint32_t Behind = readPath(R.Begin + 2, R.End, Path);
    if (Path.empty() || Behind >= R.End || !op(Behind, "="))
      return;
    R.Begin += 2;
  }
  // (a, b) = (1, 2), (a, b) = (SELECT ...)
  if (op(R.Begin, "(") && next(R.Begin, R.End) > R.Begin + 1 &&
      op(next(R.Begin, R.End), "=")) {
    uint32_t Equals = next(R.Begin, R.End);
    llvm::SmallVector<Range, 8> Columns = split(inside(R.Begin));
    Operand Value = readOperand(S, {Equals + 1, R.End});
    bool Matched = Value.What == Operand::Kind::List &&
                   Value.Elements.size() == Columns.size();
    for (const auto &[Index, Column] : llvm::enumerate(Columns)) {
      llvm::SmallVector<Name, 4> Path;
      readPath(Column.Begin, Column.End, Path);
      if (Path.empty()) {
        S.AssignmentsComplete = Answer::Unknown;
        continue;
      }
      Assignment A;
      A.Column = columnFrom(Path);
      A.Where = Where;
      A.InGroup = true;
      if (Matched) {
        A.Value = Value.Elements[Index];
      } else {
        // One sub-select for all: where it stands and what kind it is. Copying
        // its mentions to each column would cost the square.
        A.Value.What = Value.What;
        A.Value.Where = Value.Where;
        A.Value.Core = Value.Core;
        A.Value.HasSubquery = Value.HasSubquery;
      }
      A.RefersToItself = refersToItself(S, A);
      S.Assignments.push_back(std::move(A));
    }
    return;
  }
  llvm::SmallVector<Name, 4> Path;
  uint32_t I = readPath(R.Begin, R.End, Path);
  while (I < R.End && op(I, "["))
    I = next(I, R.End); // an element of an array
  if (Path.empty() || I >= R.End || at(I).What != Token::Kind::Operator ||
      !llvm::is_contained(Operators, spelled(I))) {
    S.AssignmentsComplete = Answer::Unknown;
    if (!(R.size() == 1 && isHole(R.Begin)))
      S.Leftover = true;
    return;
  }
  Assignment A;
  A.Column = columnFrom(Path);
  A.Op = op(I, ":=") ? "=" : spelled(I).str();
  A.Value = readOperand(S, {I + 1, R.End});
  A.Where = Where;
  if (!A.Value.present())
    S.AssignmentsComplete = Answer::Unknown;
  A.RefersToItself = refersToItself(S, A);
  S.Assignments.push_back(std::move(A));
}

Answer Recogniser::refersToItself(const Statement &S,
                                  const Assignment &A) const {
  if (A.Op != "=")
    return Answer::Yes;
  if (A.Value.What == Operand::Kind::NewRow)
    return Answer::No;
  const TableRef *Target = S.target();
  Answer Result = Answer::No;
  for (const ColumnRef &C : A.Value.Columns) {
    Answer Same = sameName(C.Column, A.Column.Column, P);
    if (Same == Answer::No)
      continue;
    bool Own = !C.Qualifier.present() ||
               sameName(C.Qualifier, A.Column.Qualifier, P) == Answer::Yes;
    if (!Own && Target && !A.Column.Qualifier.present())
      Own = sameName(C.Qualifier, Target->visibleName(), P) == Answer::Yes ||
            sameName(C.Qualifier, Target->Table, P) == Answer::Yes;
    if (!Own)
      continue;
    if (Same == Answer::Yes)
      return Answer::Yes;
    Result = Answer::Unknown;
  }
  // A hole that is the whole value comes from the program; one inside a larger
  // expression may hold any part of it.
  if (A.Value.What == Operand::Kind::Other) {
    bool Substituted = llvm::any_of(A.Value.Placeholders, [&](unsigned I) {
      return substitutesText(Out.Placeholders[I].Style) &&
             !Out.Placeholders[I].InString;
    });
    if (!A.Value.Holes.empty() || Substituted)
      Result = Answer::Unknown;
  }
  return Result;
}

} // namespace rowlock::sql
