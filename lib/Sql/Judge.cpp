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
  // Three words in a row, none of them one that grammar puts there, are prose.
  static constexpr llvm::StringLiteral Grammar[] = {
      "at",        "time",        "zone",     "use",      "force",
      "ignore",    "index",       "key",      "double",   "precision",
      "varying",   "nulls",       "first",    "last",     "rows",
      "row",       "skip",        "locked",   "nowait",   "limit",
      "offset",    "fetch",       "share",    "mode",     "no",
      "apply",     "only",        "current",  "interval", "straight_join",
      "indexed",   "tablesample", "wait",     "lock",     "date",
      "timestamp", "cascade",     "binary",   "div",      "percent",
      "ties",      "next",        "separator"};
  auto Prose = [&](Range Part) {
    unsigned Row = 0;
    for (uint32_t I = Part.Begin; I < Part.End; I = next(I, Part.End)) {
      bool Plain = at(I).What == Token::Kind::Word && !at(I).Reserved &&
                   !at(I).HasHole && !wordIn(I, Grammar);
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
    // "where is it?"
    if (S.Filter.present() && llvm::all_of(S.Filter.Atoms, [](const Atom &A) {
          return A.What == Atom::Kind::Opaque &&
                 A.Operands.front().What != Operand::Kind::Hole;
        }))
      return Answer::No;
    return S.Leftover ? Answer::No : Answer::Unknown;
  case StatementKind::Select: {
    if (S.Leftover || S.Items.empty() || Prose(R))
      return S.Insert.Rows.empty() || S.Leftover ? Answer::No : Good;
    if (S.From.valid() && S.From.size() <= 4)
      return S.OpenEnd ? Answer::Unknown : Answer::No;
    if (word(R.Begin, "table"))
      return Answer::Unknown;
    // Without FROM something must be computed.
    if (S.OpenEnd && !S.From.valid())
      return Answer::Unknown;
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
    // Oracle's DELETE t WHERE; "delete the file"
    if (!S.From.valid() && !S.Filter.present() && !S.OpenEnd)
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
    if (S.Leftover || (!S.Ddl.ObjectName.present() && S.Tables.empty()))
      return Answer::No;
    // "CREATE TABLE failed", "alter table layout"
    if (!HasSymbol && S.Subqueries.empty() &&
        ((S.Ddl.Verb == "CREATE" &&
          (S.Ddl.Object == "TABLE" || S.Ddl.Object == "INDEX")) ||
         (S.Ddl.Verb == "ALTER" && R.size() < 5)))
      return Answer::No;
    return HasSymbol || spelled(R.Begin) == S.Ddl.Verb ? Good : Answer::Unknown;
  case StatementKind::Call:
    if (S.Leftover)
      return Answer::No;
    if (!S.AdvisoryLocks.empty())
      return Good;
    return word(R.Begin, "call") && HasSymbol ? Good : Answer::Unknown;
  case StatementKind::Block:
  case StatementKind::Other:
    if (!S.Subqueries.empty() || !S.AdvisoryLocks.empty())
      return Good;
    if (S.Kind == StatementKind::Block && R.size() > 3 && HasSymbol &&
        word(R.End - 1, "end"))
      return Good;
    // "set" alone, "open the file"
    if (R.size() == 1 || (!HasSymbol && Prose(R)))
      return Answer::No;
    return word(R.Begin, "pragma") ? Good : Answer::Unknown;
  }
  return Answer::Unknown;
}

} // namespace rowlock::sql
