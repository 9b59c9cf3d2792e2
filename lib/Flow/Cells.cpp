//===- Flow/Cells.cpp - Rows that are arrays ------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Cells.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

bool rowlock::flow::countsUp(const Value *V) {
  if (V->Kind != ValueKind::Phi)
    return false;
  bool FromZero = false;
  for (const Value *Each : V->Operands) {
    bool IsNumber = Each->Kind == ValueKind::Integer;
    bool ByOne = Each->Kind == ValueKind::Compute && Each->Spelling == "+" &&
                 Each->Operands.front() == V &&
                 Each->Operands.back()->Spelling == "1";
    FromZero |= IsNumber && Each->Spelling == "0";
    if (!IsNumber && !ByOne)
      return false;
  }
  return FromZero;
}

static bool isRows(const Value &V) {
  return V.Kind == ValueKind::Result && V.Source &&
         (V.Source->Op == Opcode::Execute || V.Source->Op == Opcode::Fetch ||
          V.Source->Op == Opcode::PendingResult);
}

bool rowlock::flow::standsForRows(const Value *V) {
  constexpr unsigned MaxAlternatives = 8;
  bool Complete = true;
  return llvm::any_of(alternatives(V, MaxAlternatives, Complete),
                      [](const Value *Each) { return isRows(*Each); });
}

/// `(row + 1) * columns + 2`: the column in a flat array; empty if that cannot
/// be told.
static llvm::StringRef columnBehind(const Value &Position) {
  if (Position.Kind != ValueKind::Compute || Position.Operands.size() != 2)
    // Where a row begins.
    return Position.Kind == ValueKind::Outcome ||
                   Position.Kind == ValueKind::Unknown ||
                   Position.Kind == ValueKind::Forgotten
               ? "0"
               : "";
  if (Position.Spelling == "*")
    return "0";
  if (Position.Spelling != "+")
    return {};
  for (const Value *Part : Position.Operands)
    if (Part->Kind == ValueKind::Integer)
      return Part->Spelling;
  return {};
}

/// What a member of a row is, or an element of a list of rows or values, where
/// the statement says which members its columns become: "id,name", "*" for
/// tuples, "[0]" where each element is the only column itself.
static const Value *mappedCell(ValueTable &Values, const Value &Rows,
                               const Value &Member, bool IsElement) {
  llvm::StringRef Members = Rows.Source->attribute("members");
  llvm::StringRef Key = Member.Spelling;
  auto Column = [&](const llvm::Twine &At) {
    return Values.get(ValueKind::Column, At.str(), {&Rows});
  };
  if (Members == "[0]")
    return Key.starts_with("[") ? Column("0") : nullptr;
  unsigned Number = 0;
  if (Members == "*") {
    bool IsColumn = IsElement && Key.consume_front("[") &&
                    Key.consume_back("]") && !Key.getAsInteger(10, Number);
    return IsColumn ? Column(Key) : nullptr;
  }
  for (; !Members.empty(); ++Number) {
    llvm::StringRef Name;
    std::tie(Name, Members) = Members.split(',');
    if (Name == Key)
      return Column(llvm::Twine(Number));
  }
  return nullptr;
}

const Value *rowlock::flow::cellOf(ValueTable &Values, const Value *Rows,
                                   const Value &Member) {
  llvm::StringRef Key = Member.Spelling;
  bool IsElement =
      Rows->Kind == ValueKind::Member && Rows->Spelling.starts_with("[");
  if (const Value *List = IsElement ? Rows->operand(0) : Rows;
      isRows(*List) && !List->Source->attribute("members").empty())
    return mappedCell(Values, *List, Member, IsElement);
  if (!isRows(*Rows) || !Key.consume_front("[") || !Key.consume_back("]"))
    return nullptr;
  bool IsFlat = Rows->Source->attribute("cells") == "flat";
  unsigned Number = 0;
  auto Column = [&](const llvm::Twine &At) {
    return Values.get(ValueKind::Column, At.str(), {Rows});
  };
  if (!Key.getAsInteger(10, Number))
    return Column((IsFlat ? FlatColumn : "") + Key);
  const Value *Position = Member.operand(1);
  if (!Position)
    return nullptr;
  if (!IsFlat)
    return countsUp(Position) ? Column(EachColumn) : nullptr;
  llvm::StringRef Behind = columnBehind(*Position);
  return Behind.empty() ? nullptr : Column(Behind);
}
