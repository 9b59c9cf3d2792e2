//===- Rewrite.cpp - SET lists and conditions
//------------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Rewrite.h"
#include "Sql/RewriteSupport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::sql {

using Refusal = Rewrite::Refusal;

llvm::StringRef name(Rewrite::Refusal R) {
  static constexpr llvm::StringLiteral Names[] = {
      "none", "already-done", "illegal", "unknown", "no-place"};
  return Names[static_cast<unsigned>(R)];
}

Rewrite withCounts(const RewriteContext &C, Rewrite R) {
  if (!R.Edits.empty())
    for (const Placeholder &P : C.P.Placeholders)
      R.AnonymousBefore +=
          P.Anonymous && P.Where.End <= R.Edits.front().Where.Begin;
  return R;
}

Text apply(const Text &T, llvm::ArrayRef<Edit> Edits) {
  Text Result;
  auto Copy = [&](uint32_t Begin, uint32_t End) {
    uint32_t Literal = Begin;
    for (uint32_t I = Begin; I < End; ++I)
      if (std::optional<unsigned> Hole = T.holeAt(I)) {
        if (I > Literal)
          Result.append(T.bytes({Literal, I}));
        Result.appendHole(*Hole);
        Literal = I + 1;
      }
    if (End > Literal)
      Result.append(T.bytes({Literal, End}));
  };
  uint32_t Pos = 0;
  for (const Edit &E : Edits) {
    Copy(Pos, E.Where.Begin);
    if (!E.Replacement.empty())
      Result.append(E.Replacement);
    Pos = E.Where.End;
  }
  Copy(Pos, T.size());
  return Result;
}

//===----------------------------------------------------------------------===//
// Relative SET
//===----------------------------------------------------------------------===//

namespace {

bool isNumber(const Operand &O) {
  return O.What == Operand::Kind::Constant && !O.InString && !O.Text.empty() &&
         (llvm::isDigit(O.Text.back()) || O.Text.back() == '.');
}

/// What the column is called on the right-hand side.
std::optional<std::string> spelledColumn(const RewriteContext &C,
                                         const Statement &S,
                                         const Assignment &A) {
  std::string Column = C.T.bytes(A.Column.Column.Where).str();
  // In an upsert the bare name could be the new row's column, and with several
  // tables another table's.
  bool OnDuplicate = C.T.bytes(S.Insert.ConflictWhere)
                         .substr(0, 16)
                         .contains_insensitive("duplicate");
  bool Ambiguous =
      S.Tables.size() > 1 || (S.Kind == StatementKind::Insert &&
                              (!OnDuplicate || S.Insert.RowAlias.present()));
  if (!Ambiguous)
    return Column;
  if (A.Column.Qualifier.present())
    return C.T.bytes(A.Column.Where).str();
  const TableRef *Target = S.target();
  if (!Target || !Target->visibleName().known())
    return std::nullopt;
  return (C.T.bytes(Target->visibleName().Where) + "." + Column).str();
}

} // namespace

Rewrite makeRelative(const RewriteContext &C, const Statement &S,
                     unsigned Assignment, char Op) {
  if (Assignment >= S.Assignments.size())
    return refuse(Refusal::NoPlace, "there is no such assignment");
  if (Op != '+' && Op != '-')
    return refuse(Refusal::NoPlace, "only + and - make a change relative");
  const sql::Assignment &A = S.Assignments[Assignment];
  if (A.RefersToItself == Answer::Yes)
    return refuse(Refusal::AlreadyDone, "the assignment is relative already");
  if (A.RefersToItself == Answer::Unknown)
    return refuse(Refusal::Unknown, "the value may be relative already");
  if (A.InGroup)
    return refuse(Refusal::NoPlace, "the column is set together with others");
  if (!A.Column.Column.known())
    return refuse(Refusal::Unknown, "the column's name is not known");
  bool Simple = A.Value.fromProgram() || isNumber(A.Value) ||
                A.Value.What == Operand::Kind::NewRow;
  if (!Simple)
    return refuse(Refusal::NoPlace, "the value is not one placeholder, hole, "
                                    "number or column of the new row");
  std::optional<std::string> Column = spelledColumn(C, S, A);
  if (!Column)
    return refuse(Refusal::Unknown, "the table's name is not known");

  bool Substituted =
      A.Value.What == Operand::Kind::Hole ||
      (A.Value.What == Operand::Kind::Placeholder &&
       substitutesText(C.P.Placeholders[A.Value.Placeholders[0]].Style));
  // The text that comes may be a sum itself.
  bool Brackets = Op == '-' && Substituted && !A.Value.InString;
  Rewrite R;
  uint32_t Begin = A.Value.Where.Begin, End = A.Value.Where.End;
  R.Edits.push_back(
      {{Begin, Begin},
       *Column + " " + std::string(1, Op) + " " + (Brackets ? "(" : "")});
  if (Brackets)
    R.Edits.push_back({{End, End}, ")"});
  return withCounts(C, std::move(R));
}

//===----------------------------------------------------------------------===//
// Narrower SET
//===----------------------------------------------------------------------===//

namespace {

void countVanished(const RewriteContext &C, Rewrite &R) {
  llvm::SmallVector<bool, 16> Gone(C.P.Placeholders.size(), false);
  for (const auto &[Index, P] : llvm::enumerate(C.P.Placeholders))
    for (const Edit &E : R.Edits)
      if (E.Where.contains(P.Where)) {
        Gone[Index] = true;
        R.Vanished.push_back(Index);
      }
  auto IsCounted = [](const Placeholder &P) {
    return P.Anonymous ||
           (!P.Name.empty() && P.Style != PlaceholderStyle::Colon);
  };
  for (unsigned V : R.Vanished) {
    const Placeholder &Lost = C.P.Placeholders[V];
    bool Elsewhere = false;
    for (const auto &[Index, P] : llvm::enumerate(C.P.Placeholders)) {
      if (Gone[Index] || P.Style != Lost.Style)
        continue;
      if (Lost.Anonymous) {
        R.Renumbers |= P.Anonymous && Index > V;
        continue;
      }
      Elsewhere |= P.Position == Lost.Position;
    }
    if (Lost.Anonymous || Elsewhere || (IsCounted(Lost)))
      continue;
    for (const auto &[Index, P] : llvm::enumerate(C.P.Placeholders))
      R.LeavesGap |= !Gone[Index] && P.Name.empty() && P.Style == Lost.Style &&
                     P.Position > Lost.Position;
  }
}

} // namespace

Rewrite narrowSet(const RewriteContext &C, const Statement &S,
                  llvm::ArrayRef<unsigned> Remove) {
  size_t N = S.Assignments.size();
  if (N == 0)
    return refuse(Refusal::NoPlace, "nothing is set");
  llvm::SmallVector<bool, 16> Goes(N, false);
  for (unsigned I : Remove) {
    if (I >= N)
      return refuse(Refusal::NoPlace, "there is no such assignment");
    if (S.Assignments[I].InGroup)
      return refuse(Refusal::NoPlace, "the column is set together with others");
    Goes[I] = true;
  }
  if (!llvm::is_contained(Goes, true))
    return refuse(Refusal::AlreadyDone, "the columns are not set");
  if (!llvm::is_contained(Goes, false))
    return refuse(Refusal::NoPlace, "no column would remain");
  if (S.AssignmentsComplete != Answer::Yes)
    return refuse(Refusal::Unknown, "the list of columns is not known");
  // Between two assignments there must be a comma and nothing else, or more
  // than the assignment would go.
  for (size_t I = 1; I != N; ++I) {
    Span Between = {S.Assignments[I - 1].Where.End,
                    S.Assignments[I].Where.Begin};
    if (S.Assignments[I].InGroup && S.Assignments[I - 1].InGroup)
      continue;
    if (Between.End < Between.Begin || C.T.bytes(Between).trim() != ",")
      return refuse(Refusal::Unknown,
                    "between the assignments stands more than a comma");
  }
  Rewrite R;
  for (size_t I = 0; I != N;) {
    if (!Goes[I]) {
      ++I;
      continue;
    }
    size_t Last = I;
    while (Last + 1 != N && Goes[Last + 1])
      ++Last;
    Span Gone = {S.Assignments[I].Where.Begin, S.Assignments[Last].Where.End};
    if (Last + 1 != N)
      Gone.End = S.Assignments[Last + 1].Where.Begin;
    else
      Gone.Begin = S.Assignments[I - 1].Where.End;
    R.Edits.push_back({Gone, ""});
    I = Last + 1;
  }
  countVanished(C, R);
  return withCounts(C, std::move(R));
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

namespace {

/// Letter case and white space outside of quotes do not count.
std::string normalised(llvm::StringRef Text) {
  std::string Result;
  char Quote = 0;
  for (char C : Text) {
    if (Quote) {
      Result += C;
      Quote = C == Quote ? 0 : Quote;
    } else if (C == '\'' || C == '"' || C == '`') {
      Result += C;
      Quote = C;
    } else if (!llvm::isSpace(C)) {
      Result += llvm::toLower(C);
    }
  }
  return Result;
}

} // namespace

Rewrite addCondition(const RewriteContext &C, const Statement &S,
                     llvm::StringRef Condition) {
  Condition = Condition.trim();
  if (S.Kind != StatementKind::Select && S.Kind != StatementKind::Update &&
      S.Kind != StatementKind::Delete)
    return refuse(Refusal::NoPlace, "the statement has no WHERE");
  if (S.SetOperation == Answer::Yes)
    return refuse(Refusal::NoPlace, "the statement has several WHEREs");
  const sql::Condition &Where = S.Filter;
  if (Where.OpenEnd || (!Where.present() && Where.Complete != Answer::Yes) ||
      S.Leftover)
    return refuse(Refusal::Unknown, "the condition's end is not known");

  // Reading the condition in a statement of its own tells whether it is one.
  std::string Probe = "SELECT 1 FROM t WHERE " + Condition.str();
  Text ProbeText(Probe);
  Parsed Read = parse(ProbeText, C.Options);
  bool Comment = Read.Statements.size() == 1 &&
                 Read.Statements[0].Where.End != Probe.size();
  if (Read.Statements.size() != 1 || Comment || !Read.Notes.empty() ||
      Read.Statements[0].Filter.Atoms.empty() || Read.Statements[0].Leftover)
    return refuse(Refusal::Unknown, "what is to be added is no condition");
  const sql::Condition &New = Read.Statements[0].Filter;

  auto Has = [&](const Atom &Wanted) {
    std::string Text = normalised(ProbeText.bytes(Wanted.Where));
    return llvm::any_of(Where.Atoms, [&](const Atom &A) {
      return normalised(C.T.bytes(A.Where)) == Text;
    });
  };
  if (Where.present() && llvm::all_of(New.Atoms, Has))
    return refuse(Refusal::AlreadyDone, "the condition is there already");

  std::string Added = New.HasOr ? "(" + Condition.str() + ")" : Condition.str();
  Rewrite R;
  if (!Where.present()) {
    if (S.WherePlace == Span::None)
      return refuse(Refusal::NoPlace, "there is no place for a WHERE");
    R.Edits.push_back({{S.WherePlace, S.WherePlace}, " WHERE " + Added});
    return withCounts(C, std::move(R));
  }
  llvm::StringRef Old = C.T.bytes(Where.Where);
  if (Where.Where.empty() || Old.starts_with_insensitive("current of"))
    return refuse(Refusal::NoPlace, "the WHERE holds no condition");
  uint32_t Begin = Where.Where.Begin, End = Where.Where.End;
  // MySQL's || is an OR.
  bool Brackets = Where.HasOr || Old.contains("||");
  if (Brackets)
    R.Edits.push_back({{Begin, Begin}, "("});
  R.Edits.push_back({{End, End}, (Brackets ? ") AND " : " AND ") + Added});
  Rewrite Result = withCounts(C, std::move(R));
  if (Brackets) {
    // The condition's own values go to the end, not to the bracket.
    Result.AnonymousBefore = 0;
    for (const Placeholder &P : C.P.Placeholders)
      Result.AnonymousBefore += P.Anonymous && P.Where.End <= End;
  }
  return Result;
}

} // namespace rowlock::sql
