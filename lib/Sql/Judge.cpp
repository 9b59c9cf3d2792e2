//===- Judge.cpp - Is it SQL, or prose?
//--------------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::sql {

Answer Recogniser::judge(const Statement &S, Range R) const {
  // Three words in a row, none of them a keyword, are prose.
  auto Prose = [&](Range Part) {
    unsigned Row = 0;
    for (uint32_t I = Part.Begin; I < Part.End; I = next(I, Part.End)) {
      bool Plain =
          at(I).What == Token::Kind::Word && !at(I).Reserved && !at(I).HasHole;
      Row = Plain ? Row + 1 : 0;
      if (Row == 3)
        return true;
    }
    return false;
  };
  // "Select file from list": one capital, and nothing but words.
  auto SentenceLike = [&] {
    llvm::StringRef First = spelled(R.Begin);
    if (First.size() < 2 || !llvm::isUpper(First[0]) || llvm::isUpper(First[1]))
      return false;
    for (uint32_t I = R.Begin; I < R.End; ++I)
      if (at(I).What != Token::Kind::Word)
        return op(I, ".") && I + 1 == R.End;
    return true;
  };
  Answer Good = SentenceLike() ? Answer::Unknown : Answer::Yes;
  bool HasSymbol = false;
  for (uint32_t I = R.Begin; I < R.End && !HasSymbol; ++I)
    HasSymbol = at(I).What != Token::Kind::Word && !op(I, ".") && !op(I, ",");

  switch (S.Kind) {
  case StatementKind::Unknown:
    return S.OpenStart ? Answer::Unknown : Answer::No;
  case StatementKind::Fragment:
    return S.Leftover ? Answer::No : Answer::Unknown;
  case StatementKind::Select: {
    if (S.Leftover || S.Items.empty() || Prose(R))
      return S.Insert.Rows.empty() || S.Leftover ? Answer::No : Good;
    if (S.From.valid() && S.Tables.empty() && !S.From.empty() && !HasSymbol)
      return Answer::No;
    // Without FROM something must be computed.
    if (!S.From.valid() && llvm::all_of(S.Items, [](const SelectItem &Item) {
          return Item.What == SelectItem::Kind::Column ||
                 Item.What == SelectItem::Kind::Star;
        }))
      return S.OpenEnd ? Answer::Unknown : Answer::No;
    return Good;
  }
  case StatementKind::Insert:
    if (S.Leftover || S.Tables.empty())
      return Answer::No;
    return S.Insert.Rows.empty() && !S.Insert.Query &&
                   !S.Insert.DefaultValues && !S.OpenEnd && !HasSymbol
               ? Answer::No
               : Good;
  case StatementKind::Update:
    if (S.Leftover || S.Tables.empty())
      return Answer::No;
    return S.Assignments.empty() && S.AssignmentsComplete == Answer::Yes
               ? Answer::No
               : Good;
  case StatementKind::Delete:
    if (S.Leftover || S.Tables.empty() || Prose(R))
      return Answer::No;
    // "delete from list" could be either.
    return HasSymbol || spelled(R.Begin) == "DELETE" ? Good : Answer::Unknown;
  case StatementKind::Merge:
  case StatementKind::Truncate:
    return S.Leftover || S.Tables.empty() ? Answer::No : Good;
  case StatementKind::Begin:
  case StatementKind::Commit:
  case StatementKind::Rollback:
    if (S.Leftover)
      return Answer::No;
    return R.size() == 1 ? Answer::Unknown : Good;
  case StatementKind::Savepoint:
  case StatementKind::Release:
  case StatementKind::RollbackTo:
    if (S.Leftover || !S.Transaction.Savepoint.present())
      return Answer::No;
    return llvm::isUpper(spelled(R.Begin).back()) ? Good : Answer::Unknown;
  case StatementKind::SetTransaction:
  case StatementKind::SetAutocommit:
  case StatementKind::UnlockTables:
    return S.Leftover ? Answer::No : Good;
  case StatementKind::LockTables:
    if (S.Leftover || S.TableLocks.empty())
      return Answer::No;
    return S.TableLocks.front().Mode == TableLockMode::Unknown || R.size() < 4
               ? Answer::Unknown
               : Good;
  case StatementKind::Ddl:
    if (S.Leftover || !S.Ddl.ObjectName.present())
      return Answer::No;
    if (!HasSymbol && Prose(R) && S.Ddl.Verb != "ALTER" && S.Subqueries.empty())
      return Answer::No;
    return HasSymbol || spelled(R.Begin) == S.Ddl.Verb ? Good : Answer::Unknown;
  case StatementKind::Call:
    if (S.Leftover)
      return Answer::No;
    return word(R.Begin, "call") && HasSymbol ? Good : Answer::Unknown;
  case StatementKind::Block:
  case StatementKind::Other:
    if (!S.Subqueries.empty())
      return Good;
    return word(R.Begin, "pragma") ? Good : Answer::Unknown;
  }
  return Answer::Unknown;
}

} // namespace rowlock::sql
