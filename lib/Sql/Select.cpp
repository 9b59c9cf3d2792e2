//===- Select.cpp - Queries
//------------------------------------------------===//
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

constexpr ClauseSet SelectClauses = {
    Clause::Into,   Clause::From,   Clause::Where,     Clause::GroupBy,
    Clause::Having, Clause::Window, Clause::ConnectBy, Clause::OrderBy,
    Clause::Limit,  Clause::Offset, Clause::Fetch,     Clause::Lock,
    Clause::Option};

} // namespace

void Recogniser::readSelect(Statement &S, Range R) {
  S.Kind = StatementKind::Select;
  // Arms of UNION and its kin.
  llvm::SmallVector<Range, 4> Arms;
  uint32_t Begin = R.Begin;
  for (uint32_t I = R.Begin; I < R.End; I = next(I, R.End)) {
    if (!wordIn(I, {"union", "except", "intersect", "minus"}))
      continue;
    uint32_t Arm = I + 1;
    if (wordIn(Arm, {"all", "distinct"}))
      ++Arm;
    if (Arm < R.End && !beginsQuery(Arm) && !op(Arm, "(") && !isHole(Arm) &&
        !word(Arm, "table"))
      continue;
    Arms.push_back({Begin, I});
    Begin = Arm;
  }
  Arms.push_back({Begin, R.End});
  if (Arms.size() == 1) {
    readSelectArm(S, R);
    return;
  }
  S.SetOperation = Answer::Yes;
  readSelectArm(S, Arms.front());
  S.SetOperation = Answer::Yes;
  for (Range Arm : llvm::drop_begin(Arms)) {
    if (Arm.empty())
      continue;
    Subquery Q;
    Q.What = Subquery::Role::SetArm;
    Q.Body.Where = span(Arm);
    nested(Arm.Begin, [&] { readSelectArm(Q.Body, Arm); });
    Q.Body.Kind = StatementKind::Select;
    S.Subqueries.push_back(std::move(Q));
  }
  // ORDER BY, LIMIT and a lock behind the last arm speak of the whole.
  if (S.Subqueries.back().What == Subquery::Role::SetArm) {
    Statement &Last = S.Subqueries.back().Body;
    S.Ordered = std::exchange(Last.Ordered, Answer::No);
    S.OrderBy = std::exchange(Last.OrderBy, Span());
    S.Limited = std::exchange(Last.Limited, Answer::No);
    S.Limit = std::exchange(Last.Limit, Operand());
    S.LimitWhere = std::exchange(Last.LimitWhere, Span());
    if (Last.RowLock.Locks != Answer::No)
      S.RowLock = std::exchange(Last.RowLock, Lock());
  }
  S.WherePlace = Span::None;
}

void Recogniser::readSelectArm(Statement &S, Range R) {
  S.Kind = StatementKind::Select;
  uint32_t I = R.Begin;
  if (op(I, "(") && next(I, R.End) > I + 1) {
    // (SELECT ...) and what stands behind it.
    if (tooDeep(I))
      return;
    uint32_t Behind = next(I, R.End);
    Range Inner = inside(I);
    if (Inner.empty())
      return;
    if (word(Inner.Begin, "with")) {
      nested(I, [&] { readStatement(S, Inner); });
    } else {
      readSelect(S, Inner);
    }
    S.WherePlace = Span::None;
    for (const ClauseRange &C :
         findClauses({Behind, R.End}, SelectClauses).List)
      readTail(S, C);
    return;
  }
  if (word(I, "values")) {
    // VALUES (1, 2), (3, 4)
    for (Range Row : split({I + 1, R.End}))
      if (!Row.empty())
        S.Insert.Rows.push_back({readOperand(S, Row)});
    return;
  }
  if (word(I, "table") && isName(I + 1)) {
    Clauses Found = findClauses({I + 1, R.End}, SelectClauses);
    readFrom(S, Found.Head);
    SelectItem Star;
    Star.What = SelectItem::Kind::Star;
    Star.Where = span(Found.Head);
    S.Items.push_back(std::move(Star));
    for (const ClauseRange &C : Found.List)
      readTail(S, C);
    return;
  }
  if (word(I, "select"))
    ++I;
  Clauses Found = findClauses({I, R.End}, SelectClauses);
  bool FromOpen = false;
  // FROM first: the items and conditions ask which tables there are.
  for (const ClauseRange &C : Found.List)
    if (C.What == Clause::From && !S.From.valid()) {
      S.From = span({C.Keyword, C.Body.End});
      FromOpen = readFrom(S, C.Body);
      S.WherePlace = S.From.End;
    }
  Range Items = Found.Head;
  Items.Begin = readSelectModifiers(S, Items);
  readItems(S, Items, S.Items);
  bool Later = false;
  for (const ClauseRange &C : Found.List) {

    if (C.What == Clause::From) {
      if (Later)
        S.Leftover = true;
      Later = true;
      continue;
    }
    readTail(S, C);
  }
  if (FromOpen && S.Filter.present()) {
    // A hole behind the tables may be a join, which narrows the rows.
    S.Filter.Complete = Answer::Unknown;
  } else if (FromOpen) {
    // A hole behind the tables may be a join or a WHERE.
    S.Filter.Complete = Answer::Unknown;
    S.Filter.OpenEnd = true;
  }
  locksFromHints(S);
  for (const Atom &A : S.Filter.Atoms)
    if (!A.Column.Column.Quoted &&
        llvm::StringRef(A.Column.Column.Text).equals_insensitive("rownum"))
      S.Limited = Answer::Yes;
}

/// DISTINCT, TOP and MySQL's words. Gives where the items begin.
uint32_t Recogniser::readSelectModifiers(Statement &S, Range R) {
  static constexpr llvm::StringLiteral Ignored[] = {"all",
                                                    "high_priority",
                                                    "straight_join",
                                                    "sql_no_cache",
                                                    "sql_cache",
                                                    "sql_calc_found_rows",
                                                    "sql_small_result",
                                                    "sql_big_result",
                                                    "sql_buffer_result"};
  uint32_t I = R.Begin;
  while (I < R.End) {
    if (word(I, "distinct") || word(I, "distinctrow") ||
        (word(I, "unique") && !op(I + 1, ",") && I + 1 < R.End)) {
      S.Distinct = Answer::Yes;
      ++I;
      if (word(I, "on") && op(I + 1, "("))
        I = next(I + 1, R.End);
    } else if (word(I, "top") &&
               (op(I + 1, "(") || at(I + 1).What == Token::Kind::Number ||
                at(I + 1).What == Token::Kind::Parameter || isHole(I + 1))) {
      uint32_t Behind = next(I + 1, R.End);
      S.Limited = Answer::Yes;
      S.Limit = readOperand(S, {I + 1, std::min(Behind, R.End)});
      I = Behind;
      if (word(I, "percent"))
        ++I;
      if (word(I, "with") && word(I + 1, "ties"))
        I += 2;
      S.LimitWhere = S.Limit.Where;
    } else if (wordIn(I, Ignored) && I + 1 < R.End) {
      ++I;
    } else {
      break;
    }
  }
  return std::min(I, R.End);
}

void Recogniser::readItems(Statement &S, Range R,
                           std::vector<SelectItem> &Items) {
  for (Range Part : split(R)) {
    if (Part.empty()) {
      S.Leftover = true;
      continue;
    }
    SelectItem Item;
    readItem(S, Part, Item);
    Items.push_back(std::move(Item));
  }
}

void Recogniser::cutAlias(Range &R, Name &Alias) const {
  if (R.size() < 2)
    return;
  uint32_t Last = R.End - 1;
  bool Quoted = at(Last).What == Token::Kind::String;
  if (R.size() >= 3 && word(Last - 1, "as")) {
    Alias = nameAt(Last);
    if (Quoted) {
      Alias.Text = spelled(Last).drop_front().drop_back().str();
      Alias.Quoted = true;
    }
    R.End -= 2;
    return;
  }
  // SQL Server: alias = expression.
  if (P == databases::Product::SQLServer && R.size() >= 3 && isName(R.Begin) &&
      op(R.Begin + 1, "=")) {
    Alias = nameAt(R.Begin);
    R.Begin += 2;
    return;
  }
  bool IsAlias = (at(Last).What == Token::Kind::Word && !at(Last).Reserved) ||
                 at(Last).What == Token::Kind::QuotedName;
  if (!IsAlias || !endsValue(Last - 1) || word(Last - 1, "interval"))
    return;
  // x::double precision, x AT TIME ZONE z, a hole's own tail.
  if (wordIn(Last, {"precision", "varying", "zone"}) || isHole(Last - 1))
    return;
  Alias = nameAt(Last);
  --R.End;
}

bool Recogniser::readAggregate(Statement &S, Range R, SelectItem &Item) {
  bool Ignored = false;
  R = peelCasts(R, Ignored);
  // COALESCE(SUM(x), 0) is the sum.
  if (R.size() > 4 &&
      wordIn(R.Begin, {"coalesce", "ifnull", "isnull", "nvl"}) &&
      op(R.Begin + 1, "(") && Tokens.match(R.Begin + 1) == R.End - 1) {
    llvm::SmallVector<Range, 8> Parts = split(inside(R.Begin + 1));
    bool Constants = Parts.size() > 1;
    for (Range Part : llvm::drop_begin(Parts))
      Constants &= Part.size() == 1 && !at(Part.Begin).HasHole &&
                   (at(Part.Begin).What == Token::Kind::Number ||
                    at(Part.Begin).What == Token::Kind::String);
    if (!Constants)
      return false;
    R = peelCasts(Parts.front(), Ignored);
  }
  if (R.size() < 3 || at(R.Begin).What != Token::Kind::Word ||
      !op(R.Begin + 1, "("))
    return false;
  std::string Function = spelled(R.Begin).lower();
  uint32_t Close = Tokens.match(R.Begin + 1);
  if (!isAggregate(Function) || Close == TokenList::NoMatch || Close >= R.End)
    return false;
  bool Filtered = word(Close + 1, "filter") && op(Close + 2, "(") &&
                  Tokens.match(Close + 2) == R.End - 1;
  if (Close != R.End - 1 && !Filtered)
    return false;
  Range Arguments = inside(R.Begin + 1);
  if ((Function == "max" || Function == "min") && split(Arguments).size() > 1)
    return false;
  if (tooDeep(R.Begin + 1))
    return false;
  Item.What = SelectItem::Kind::Aggregate;
  Item.Function = Function;
  if (word(Arguments.Begin, "distinct")) {
    Item.DistinctArgument = true;
    ++Arguments.Begin;
  }
  if (Arguments.size() == 1 && op(Arguments.Begin, "*"))
    Arguments.Begin = Arguments.End;
  Item.Value = readOperand(S, Arguments);
  if (Filtered) {
    Range Condition = inside(Close + 2);
    if (word(Condition.Begin, "where"))
      ++Condition.Begin;
    Operand Mentioned;
    collectParameters(Condition, Mentioned);
    collect(S, Condition, Mentioned);
    merge(Item.Value, Mentioned);
  }
  S.Aggregated = Answer::Yes;
  return true;
}

void Recogniser::readItem(Statement &S, Range R, SelectItem &Item) {
  cutAlias(R, Item.Alias);
  Item.Where = span(R);
  // *, t.*, s.t.*
  if (op(R.End - 1, "*") && (R.size() == 1 || op(R.End - 2, "."))) {
    Item.What = SelectItem::Kind::Star;
    llvm::SmallVector<Name, 4> Path;
    readPath(R.Begin, R.End, Path);
    if (!Path.empty())
      Item.Column.Qualifier = Path.back();
    Item.Value.What = Operand::Kind::Other;
    Item.Value.Where = Item.Value.Core = Item.Where;
    return;
  }
  if (readAggregate(S, R, Item))
    return;
  bool Exists = word(R.Begin, "exists") && op(R.Begin + 1, "(") &&
                Tokens.match(R.Begin + 1) == R.End - 1;
  Item.Value = readOperand(S, Exists ? Range{R.Begin + 1, R.End} : R);
  const Operand &V = Item.Value;
  if (Exists)
    Item.What = SelectItem::Kind::Exists;
  else if (V.What == Operand::Kind::Column || V.What == Operand::Kind::NewRow) {
    Item.What = SelectItem::Kind::Column;
    Item.Column = V.Columns.front();
  } else if (V.What == Operand::Kind::Constant || V.What == Operand::Kind::Null)
    Item.What = SelectItem::Kind::Constant;
  else if (isHole(R.Begin) && !V.InString)
    // A hole may end in a comma: it is one item or many.
    Item.What = SelectItem::Kind::Hole;
}

void Recogniser::readTail(Statement &S, const ClauseRange &C) {
  Range Body = C.Body;
  switch (C.What) {
  case Clause::Where:
    readCondition(S, C.Keyword, Body, S.Filter);
    break;
  case Clause::GroupBy:
    S.Grouped = Answer::Yes;
    S.GroupBy = span({C.Keyword, Body.End});
    break;
  case Clause::Having: {
    S.Grouped = Answer::Yes;
    S.Having = span({C.Keyword, Body.End});
    Operand Mentioned;
    collect(S, Body, Mentioned);
    break;
  }
  case Clause::OrderBy: {
    S.Ordered = Answer::Yes;
    S.OrderBy = span({C.Keyword, Body.End});
    // Sub-selects and locks can stand here too; an aggregate here counts.
    Operand Mentioned;
    collect(S, Body, Mentioned);
    break;
  }
  case Clause::Limit:
    readLimit(S, Body);
    S.LimitWhere = span({C.Keyword, Body.End});
    break;
  case Clause::Fetch:
    readFetch(S, Body);
    S.LimitWhere = span({C.Keyword, Body.End});
    break;
  case Clause::Offset:
    S.Limited = Answer::Yes;
    break;
  case Clause::Lock:
    readLock(S, C);
    break;
  default:
    break;
  }
}

void Recogniser::readLimit(Statement &S, Range R) {
  cutTail(R);
  if (R.size() == 1 && word(R.Begin, "all"))
    return;
  S.Limited = Answer::Yes;
  // LIMIT offset, count
  llvm::SmallVector<Range, 8> Parts = split(R);
  if (!Parts.empty())
    S.Limit = readOperand(S, Parts.back());
}

void Recogniser::readFetch(Statement &S, Range R) {
  // FIRST 5 ROWS ONLY, NEXT ROW ONLY
  S.Limited = Answer::Yes;
  uint32_t I = R.Begin + 1;
  if (I < R.End && !wordIn(I, {"row", "rows"}))
    S.Limit = readOperand(S, {I, next(I, R.End)});
}

void Recogniser::readLock(Statement &S, const ClauseRange &C) {
  uint32_t I = C.Keyword + 1;
  uint32_t End = C.Body.End;
  Lock::Strength Strength = Lock::Strength::None;
  if (word(C.Keyword, "lock")) {
    Strength = Lock::Strength::Share;
    I += 3; // IN SHARE MODE
  } else if (word(I, "update")) {
    Strength = Lock::Strength::Update;
    ++I;
  } else if (word(I, "no") && word(I + 1, "key") && word(I + 2, "update")) {
    Strength = Lock::Strength::NoKeyUpdate;
    I += 3;
  } else if (word(I, "share")) {
    Strength = Lock::Strength::Share;
    ++I;
  } else if (word(I, "key") && word(I + 1, "share")) {
    Strength = Lock::Strength::KeyShare;
    I += 2;
  } else if (isHole(I)) {
    Strength = Lock::Strength::Unknown;
    ++I;
  } else {
    return; // FOR READ ONLY, FOR XML: no lock
  }
  Lock &L = S.RowLock;
  L.Locks = Strength == Lock::Strength::Unknown && L.Locks != Answer::Yes
                ? Answer::Unknown
                : Answer::Yes;
  L.How = std::max(L.How, Strength);
  Span Where = span({C.Keyword, std::min(std::max(I, C.Keyword + 1), End)});
  bool Progress = true;
  while (Progress && I < End) {
    uint32_t Before = I;
    if (word(I, "of")) {
      uint32_t Stop = I + 1;
      while (Stop < End && !wordIn(Stop, {"nowait", "skip", "wait"}))
        ++Stop;
      Range Names = {I + 1, Stop};
      cutTail(Names);
      readNames(Names, L.Of);
      I = Names.End;
    } else if (word(I, "nowait")) {
      L.Waits = Lock::Wait::NoWait;
      ++I;
    } else if (word(I, "skip") && word(I + 1, "locked")) {
      L.Waits = Lock::Wait::SkipLocked;
      I += 2;
    } else if (word(I, "wait") && I + 1 < End) {
      L.Waits = Lock::Wait::Timeout;
      I += 2;
    }
    Progress = I != Before;
    Where.End = at(I - 1).End;
  }
  if (!L.Where.valid())
    L.Where = Where;
  else
    L.Where.End = Where.End;
  if (I < End && !isHole(I))
    S.Leftover = true;
}

} // namespace rowlock::sql
