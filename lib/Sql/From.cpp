//===- From.cpp - Tables and joins
//-----------------------------------------===//
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

constexpr llvm::StringLiteral TableHints[] = {
    "nolock",   "readuncommitted", "updlock",           "xlock",
    "holdlock", "serializable",    "rowlock",           "paglock",
    "tablock",  "tablockx",        "readpast",          "readcommitted",
    "nowait",   "repeatableread",  "readcommittedlock", "snapshot",
    "noexpand", "forceseek",       "forcescan",         "index"};

/// Words that may stand behind a table and are no alias.
constexpr llvm::StringLiteral NoAlias[] = {
    "limit",  "offset",  "fetch",       "use",           "force",
    "ignore", "indexed", "tablesample", "straight_join", "cross",
    "outer",  "pivot",   "unpivot",     "window",        "lock",
    "start",  "connect", "qualify",     "option",        "output",
    "value",  "default", "overriding",  "apply"};

} // namespace

bool Recogniser::isHintList(uint32_t Open) const {
  return op(Open, "(") && wordIn(Open + 1, TableHints) &&
         (op(Open + 2, ")") || op(Open + 2, ",") || op(Open + 2, "(") ||
          op(Open + 2, "=") || at(Open + 2).What == Token::Kind::Word);
}

uint32_t Recogniser::readHints(uint32_t I, uint32_t End,
                               TableRef &Table) const {
  uint32_t Open = word(I, "with") ? I + 1 : I;
  uint32_t Behind = next(Open, End);
  if (Open >= End || !op(Open, "(") || Behind <= Open + 1)
    return I;
  if (Open == I && !isHintList(Open))
    return I;
  for (uint32_t J = Open + 1; J + 1 < Behind; J = next(J, Behind))
    if (at(J).What == Token::Kind::Word)
      Table.Hints.push_back(spelled(J).upper());
  Table.HintsWhere = span({I, Behind});
  return Behind;
}

/// Alias, column aliases, hints, index hints, partitions, samples.
uint32_t Recogniser::readTableSuffix(Statement &S, uint32_t I, uint32_t End,
                                     TableRef &Table) {
  bool Progress = true;
  while (Progress && I < End) {
    uint32_t Before = I;
    if (word(I, "as") && word(I + 1, "of")) {
      I += 2; // Oracle's flashback: AS OF TIMESTAMP x
      while (I < End && !op(I, ",") && !at(I).Reserved)
        I = next(I, End);
    } else if (word(I, "for") && word(I + 1, "system_time")) {
      I += 2;
      while (I < End && !op(I, ",") &&
             (!at(I).Reserved ||
              wordIn(I, {"as", "from", "between", "and", "all"})))
        I = next(I, End);
    } else if (word(I, "as") && isName(I + 1) && I + 1 < End) {
      Table.Alias = nameAt(I + 1);
      I += 2;
    } else if (wordIn(I, {"use", "force", "ignore"}) &&
               wordIn(I + 1, {"index", "key"})) {
      I += 2;
      while (I < End && !op(I, "("))
        ++I;
      I = I < End ? next(I, End) : End;
    } else if (word(I, "indexed") && word(I + 1, "by")) {
      I += 3;
    } else if (word(I, "not") && word(I + 1, "indexed")) {
      I += 2;
    } else if (word(I, "with") && word(I + 1, "ordinality")) {
      I += 2;
    } else if ((word(I, "partition") && op(I + 1, "(")) ||
               (word(I, "tablesample") && op(I + 2, "("))) {
      while (I < End && !op(I, "("))
        ++I;
      I = I < End ? next(I, End) : End;
    } else if (!Table.Alias.present() && !isHole(I) && isName(I) &&
               !wordIn(I, NoAlias)) {
      Table.Alias = nameAt(I);
      ++I;
    } else if (uint32_t Behind = readHints(I, End, Table); Behind != I) {
      I = Behind;
    } else if (Table.Alias.present() && op(I, "(") && !Table.Hints.size() &&
               next(I, End) > I + 1) {
      I = next(I, End); // t AS x (a, b)
    }
    Progress = I != Before;
  }
  return std::min(I, End);
}

uint32_t Recogniser::readTable(Statement &S, uint32_t I, uint32_t End,
                               TableRef::Join How) {
  uint32_t Begin = I;
  TableRef Table;
  Table.How = How;
  Table.Reads = Answer::Yes;
  while (wordIn(I, {"only", "lateral"}) && I + 1 < End &&
         (isName(I + 1) || op(I + 1, "(")))
    ++I;
  uint32_t Behind = next(I, End);
  if (op(I, "(") && Behind > I + 1) {
    if (beginsQuery(I + 1)) {
      Table.Derived = addSubquery(S, Subquery::Role::Derived, inside(I));
    } else if (!tooDeep(I)) {
      // A join in brackets: its tables are the statement's own.
      uint32_t First = S.Tables.size();
      readFrom(S, inside(I));
      if (First < S.Tables.size() &&
          S.Tables[First].How == TableRef::Join::None)
        S.Tables[First].How = How;
      if (How == TableRef::Join::Left || How == TableRef::Join::Full)
        for (uint32_t T = First; T < S.Tables.size(); ++T)
          S.Tables[T].Nullable = Answer::Yes;
      TableRef Ignored;
      return readTableSuffix(S, Behind, End, Ignored);
    } else {
      Table.Reads = Answer::Unknown;
    }
    I = Behind;
  } else if (word(I, "values") || word(I, "unnest") || word(I, "table")) {
    // TABLE(f(x)), UNNEST(...)
    if (op(I + 1, "(")) {
      Table.IsFunction = true;
      Operand Ignored;
      collect(S, {I + 1, next(I + 1, End)}, Ignored);
      I = next(I + 1, End);
    } else {
      I = readTableName(I, End, Table);
    }
  } else {
    I = readTableName(I, End, Table);
    if (I == Begin)
      return Begin;
    if (I < End && op(I, "(") && next(I, End) > I + 1 && !isHintList(I)) {
      Table.IsFunction = true;
      Operand Ignored;
      collect(S, {I - 1, next(I, End)}, Ignored);
      I = next(I, End);
    }
  }
  uint32_t NameEnd = I;
  I = readTableSuffix(S, I, End, Table);
  Table.Where = span({Begin, std::max(I, NameEnd)});
  if (Table.Derived) {
    S.Subqueries[*Table.Derived].Name = Table.Alias;
  } else if (Table.Table.present() && !Table.Schema.present()) {
    auto It = Ctes.find(folded(Table.Table, P));
    Table.IsCte = It != Ctes.end() && It->second;
    // Oracle's and MySQL's table for "no table".
    if (llvm::StringRef(Table.Table.Text).equals_insensitive("dual"))
      return I;
  }
  if (How == TableRef::Join::Left || How == TableRef::Join::Full)
    Table.Nullable = Answer::Yes;
  S.Tables.push_back(std::move(Table));
  return I;
}

/// The words of a join. Gives the index behind them, or I if there is none.
uint32_t Recogniser::readJoin(uint32_t I, uint32_t End,
                              TableRef::Join &How) const {
  uint32_t J = I;
  How = TableRef::Join::Inner;
  if (op(J, ",")) {
    How = TableRef::Join::Comma;
    return J + 1;
  }
  if (word(J, "straight_join"))
    return J + 1;
  if (word(J, "natural"))
    ++J;
  if (word(J, "left"))
    How = TableRef::Join::Left;
  else if (word(J, "right"))
    How = TableRef::Join::Right;
  else if (word(J, "full"))
    How = TableRef::Join::Full;
  else if (word(J, "cross"))
    How = TableRef::Join::Cross;
  else if (word(J, "outer") && word(J + 1, "apply")) {
    How = TableRef::Join::Left;
    return J + 2;
  } else if (!word(J, "inner"))
    --J;
  ++J;
  if (word(J, "outer"))
    ++J;
  if (How == TableRef::Join::Cross && word(J, "apply"))
    return J + 1;
  // SQL Server: INNER HASH JOIN.
  if (wordIn(J, {"hash", "loop", "merge", "remote"}) && word(J + 1, "join"))
    ++J;
  return J < End && word(J, "join") ? J + 1 : I;
}

bool Recogniser::readFrom(Statement &S, Range R) {
  TableRef::Join How = TableRef::Join::None;
  uint32_t I = R.Begin;
  uint32_t First = S.Tables.size();
  // RIGHT and FULL make everything before them nullable.
  uint32_t NullableBefore = First;
  bool Open = false;
  while (I < R.End) {
    uint32_t Count = S.Tables.size();
    uint32_t Behind = readTable(S, I, R.End, How);
    if (Behind == I)
      break;
    I = Behind;
    if (How == TableRef::Join::Right || How == TableRef::Join::Full)
      NullableBefore = std::max(NullableBefore, Count);
    // DUAL is no table: its ON says nothing of one.
    bool HasTable = Count < S.Tables.size();

    if (word(I, "on") && I < R.End) {
      uint32_t End = I + 1;
      TableRef::Join Ignored;
      while (End < R.End && readJoin(End, R.End, Ignored) == End)
        End = next(End, R.End);
      Condition On;
      readCondition(S, I, {I + 1, End}, On);
      Open |= On.OpenEnd && End == R.End;
      if (HasTable) {
        S.Joins.emplace_back();
        S.Joins.back().Table = S.Tables.size() - 1;
        S.Joins.back().On = std::move(On);
      }
      I = End;
    } else if (word(I, "using") && op(I + 1, "(") && I + 1 < R.End) {
      uint32_t Close = next(I + 1, R.End);
      if (HasTable) {
        S.Joins.emplace_back();
        S.Joins.back().Table = S.Tables.size() - 1;
        readNames({I + 2, Close - 1}, S.Joins.back().Using);
      }
      I = Close;
      if (word(I, "as") && isName(I + 1))
        I += 2;
    }
    if (I < R.End && isHole(I)) {
      Open = true;
      while (I < R.End && isHole(I))
        ++I;
    }
    if (I >= R.End)
      break;
    Behind = readJoin(I, R.End, How);
    if (Behind == I)
      break;
    I = Behind;
  }
  for (uint32_t Table = First; Table < NullableBefore; ++Table)
    S.Tables[Table].Nullable = Answer::Yes;
  if (I < R.End)
    S.Leftover = true;
  return Open;
}

/// SQL Server's row locks stand in the hints.
void Recogniser::locksFromHints(Statement &S) const {
  bool All = true;
  llvm::SmallVector<Name, 0> Locked;
  for (const TableRef &Table : S.Tables) {
    Lock::Strength Strength = Lock::Strength::None;
    for (const std::string &Hint : Table.Hints) {
      if (Hint == "UPDLOCK" || Hint == "XLOCK" || Hint == "TABLOCKX")
        Strength = Lock::Strength::Update;
      else if ((Hint == "HOLDLOCK" || Hint == "SERIALIZABLE" ||
                Hint == "REPEATABLEREAD") &&
               Strength == Lock::Strength::None)
        Strength = Lock::Strength::Share;
      if (Hint == "READPAST")
        S.RowLock.Waits = Lock::Wait::SkipLocked;
      else if (Hint == "NOWAIT")
        S.RowLock.Waits = Lock::Wait::NoWait;
    }
    if (Strength == Lock::Strength::None) {
      All = false;
      continue;
    }
    Locked.push_back(Table.visibleName());
    S.RowLock.Locks = Answer::Yes;
    S.RowLock.How = std::max(S.RowLock.How, Strength);
    if (!S.RowLock.Where.valid())
      S.RowLock.Where = Table.HintsWhere;
  }
  if (!All && !Locked.empty())
    S.RowLock.Of = std::move(Locked);
}

} // namespace rowlock::sql
