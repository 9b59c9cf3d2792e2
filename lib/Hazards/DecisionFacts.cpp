//===- Hazards/DecisionFacts.cpp - Comparisons as facts about reads -------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Decision.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

llvm::StringRef rowlock::hazards::negated(llvm::StringRef Op) {
  return llvm::StringSwitch<llvm::StringRef>(Op)
      .Case("==", "!=")
      .Case("!=", "==")
      .Case("<", ">=")
      .Case("<=", ">")
      .Case(">", "<=")
      .Case(">=", "<")
      .Case("is null", "is not null")
      .Case("is not null", "is null")
      .Default("");
}

llvm::StringRef rowlock::hazards::mirrored(llvm::StringRef Op) {
  return llvm::StringSwitch<llvm::StringRef>(Op)
      .Cases("==", "!=", Op)
      .Case("<", ">")
      .Case("<=", ">=")
      .Case(">", "<")
      .Case(">=", "<=")
      .Default("");
}

std::optional<int64_t> rowlock::hazards::number(const Value *V) {
  int64_t N = 0;
  if (!V || V->Kind != ValueKind::Integer || V->Spelling.getAsInteger(10, N))
    return std::nullopt;
  return N;
}

bool rowlock::hazards::isZero(const Value *V) {
  return V->Kind == ValueKind::Null || V->Spelling == "false" || number(V) == 0;
}

namespace {
/// Of a count: it tells only whether there are any. \p Any: if there are.
bool asksForAny(llvm::StringRef Op, const Value *Other, bool &Any) {
  std::optional<int64_t> N = number(Other);
  if (!N)
    return false;
  if ((*N == 0 && (Op == "==" || Op == "<=")) || (*N == 1 && Op == "<")) {
    Any = false;
    return true;
  }
  Any = true;
  return (*N == 0 && (Op == "!=" || Op == ">")) ||
         (*N == 1 && (Op == ">=" || Op == "=="));
}

/// A list that rows were put into: whether it goes on is no test of what the
/// rows hold.
bool isSequence(const Value &V) {
  bool Complete = true;
  return llvm::any_of(flow::alternatives(&V, /*Limit=*/16, Complete),
                      [](const Value *Each) {
                        return Each->Kind == ValueKind::List ||
                               Each->Kind == ValueKind::Record ||
                               Each->Kind == ValueKind::Appended ||
                               Each->Kind == ValueKind::Updated ||
                               Each->Kind == ValueKind::Reference;
                      });
}

/// As it was read, or as it was before.
bool isColumnText(const Value &V) {
  bool Complete = true;
  return llvm::all_of(flow::alternatives(&V, /*Limit=*/16, Complete),
                      [](const Value *Each) {
                        while (Each->Kind == ValueKind::Change &&
                               Each->Operands.size() == 1)
                          Each = Each->Operands[0];
                        return Each->Kind == ValueKind::Column ||
                               Each->isConstant();
                      }) &&
         Complete;
}

bool isSize(const Value &V) {
  return V.Kind == ValueKind::Compute && V.Spelling == effects::SizeOf &&
         V.Operands.size() == 1;
}

/// The aggregate that a column of \p Read is; null if it is none.
const sql::SelectItem *aggregate(const Value &Column, const Operation &Read) {
  sql::ItemLookup Lookup = Read.item(Column.Spelling);
  if (Lookup.Found != sql::Answer::Yes)
    return nullptr;
  using Kind = sql::SelectItem::Kind;
  const sql::SelectItem &Item = *Lookup.Item;
  bool Computes = Item.What == Kind::Other &&
                  Read.Statement->Aggregated == sql::Answer::Yes &&
                  Read.Statement->Grouped == sql::Answer::No;
  return Item.What == Kind::Aggregate || Computes ? Lookup.Item : nullptr;
}
} // namespace

/// The number of rows of a result, or of a list that was filled from it.
bool Deciders::compareRows(llvm::StringRef Op, const Value &A, const Value *B) {
  llvm::SmallVector<const Operation *, 2> Reads;
  if (A.Kind == ValueKind::Outcome && A.Spelling == "rows")
    Reads = Ops.of(A.Operands.front());
  else if (isSize(A) && isSequence(*A.Operands[0]))
    for (const Origin &O : origins(A.Operands[0], E))
      for (const Operation *Op : Ops.of(O.Column->operand(0)))
        if (!llvm::is_contained(Reads, Op))
          Reads.push_back(Op);
  for (const Operation *Read : Reads) {
    Fact F;
    F.What = Fact::Kind::Aggregate;
    F.Read = Read;
    F.Other = B;
    addCount(Op, std::move(F));
  }
  return !Reads.empty();
}

/// A count that is compared is a limit, or asks whether there are any.
void Deciders::addCount(llvm::StringRef Op, Fact F) {
  bool Any = false;
  if (asksForAny(Op, F.Other, Any))
    return addRows(Any, *F.Read);
  F.Op = Op;
  keep(std::move(F));
}

void Deciders::addColumns(llvm::StringRef Op, const Value &Side,
                          const Value *Other) {
  // A text that is empty is a column that holds nothing; what was put together
  // from several is none.
  if (isSize(Side) && isColumnText(*Side.Operands[0]))
    return addColumns(Op, *Side.Operands[0], nullptr);
  auto Counts = [](const Value &V) { return isSequence(V) || isSize(V); };
  if (Counts(Side) || (Other && Counts(*Other)))
    return;
  for (const Origin &O : origins(&Side, E))
    addColumn(Op, O, Other);
}

void Deciders::addColumn(llvm::StringRef Op, const Origin &From,
                         const Value *Other) {
  Fact F;
  F.Column = From.Column;
  F.Op = Op;
  F.Other = Other;
  F.ThroughCall = From.ThroughCall;
  // A mere conversion is no computation.
  F.Computed = From.Computed;
  for (const Operation *Read : Ops.of(From.Column->operand(0))) {
    if (!Read->reads())
      continue;
    F.Read = Read;
    sql::ItemLookup Lookup = Read->item(From.Column->Spelling);
    bool IsExists = Lookup.Found == sql::Answer::Yes &&
                    Lookup.Item->What == sql::SelectItem::Kind::Exists;
    if (IsExists) {
      bool Any = (Op == "==") != (!Other || isZero(Other));
      for (const sql::Subquery &S : Read->Statement->Subqueries)
        if (S.What == sql::Subquery::Role::Expression)
          addMatches(Any, *Read, &S.Body);
      continue;
    }
    if (const sql::SelectItem *Item = aggregate(*From.Column, *Read)) {
      F.What = Fact::Kind::Aggregate;
      F.Name = Item->Function.empty() ? "count" : Item->Function;
      Value Zero;
      Zero.Kind = ValueKind::Integer;
      Zero.Spelling = "0";
      bool Counts = F.Name == "count";
      bool Any = false;
      if (Counts && !F.Computed && asksForAny(Op, Other ? Other : &Zero, Any))
        addMatches(Any, *Read);
      else
        keep(F);
      continue;
    }
    F.What = Fact::Kind::Column;
    for (const ReadColumn &R : readColumns(*From.Column, Ops)) {
      if (R.Read != Read)
        continue;
      F.Name = R.Column;
      F.TableName = R.TableName;
      keep(F);
    }
  }
}

void Deciders::addRows(bool Found, const Operation &Read) {
  // An aggregate gives a row whatever there is.
  bool Always = Read.Statement &&
                Read.Statement->Aggregated == sql::Answer::Yes &&
                Read.Statement->Grouped == sql::Answer::No;
  if (!Always)
    addMatches(Found, Read);
}

void Deciders::addMatches(bool Found, const Operation &Read,
                          const sql::Statement *Asked) {
  Fact F;
  F.What = Found ? Fact::Kind::Found : Fact::Kind::NotFound;
  F.Read = &Read;
  F.Asked = Asked;
  keep(std::move(F));
}

void Deciders::keep(Fact F) {
  if (!F.Read || !F.Read->Statement ||
      F.Read->Statement->Kind != sql::StatementKind::Select)
    return;
  F.Decided = Current;
  F.Always = Always;
  for (const Fact &Known : Facts)
    if (Known.What == F.What && Known.Read == F.Read &&
        Known.Asked == F.Asked && Known.Name == F.Name && Known.Op == F.Op &&
        Known.Other == F.Other)
      return;
  Facts.push_back(std::move(F));
}
