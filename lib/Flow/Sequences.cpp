//===- Flow/Sequences.cpp - Lists, maps and records as values -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Sequences.h"
#include "Flow/Cells.h"
#include "Flow/Evaluation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace rowlock::flow;
using rowlock::effects::EachColumn;
using rowlock::effects::Entries;
using rowlock::effects::Pointee;

namespace {
constexpr unsigned MaxDepth = 32;
constexpr unsigned MaxReferences = 16;

bool hasElements(ValueKind Kind) {
  return Kind == ValueKind::List || Kind == ValueKind::Record ||
         Kind == ValueKind::Appended || Kind == ValueKind::Updated;
}

/// A number or a text, rather than something with parts.
bool isScalar(const Value *V) {
  switch (V->Kind) {
  case ValueKind::Column:
  case ValueKind::Compute:
  case ValueKind::Change:
  case ValueKind::Concat:
  case ValueKind::Parameter:
    return true;
  default:
    return V->isConstant() && V->Kind != ValueKind::Null;
  }
}

/// "3" or "name" of "[3]" and "[name]".
llvm::StringRef keyOf(llvm::StringRef Element) {
  if (Element.consume_front("["))
    Element.consume_back("]");
  return Element;
}

/// Looks for one element in everything that a value may be.
class ElementFinder {
public:
  ElementFinder(ValueTable &Values, llvm::StringRef Element)
      : Values(Values), Element(Element), Key(keyOf(Element)) {}

  bool Complete = true;
  llvm::SmallVector<const Value *, 4> Found;

  /// \returns whether \p V always has the element: what is appended to it is
  /// another one.
  bool visit(const Value *V) {
    if (!Seen.insert(V).second)
      return false;
    switch (V->Kind) {
    case ValueKind::List:
      return list(*V);
    case ValueKind::Record:
      return record(*V);
    case ValueKind::Appended:
      if (Key == "-1") {
        add(V->Operands.back());
        return true;
      }
      if (visit(V->Operands[0]))
        return true;
      for (const Value *More : V->Operands.drop_front())
        add(More);
      return false;
    case ValueKind::Updated:
      return updated(*V);
    case ValueKind::Phi:
    case ValueKind::Select:
      return choice(*V);
    case ValueKind::Null:
      return false;
    default:
      Complete = false;
      return false;
    }
  }

private:
  /// In place of each column, the one that is asked for.
  const Value *chosen(const Value *V, unsigned Depth = MaxDepth) {
    if (V->Kind == ValueKind::Column && V->Spelling == EachColumn)
      return Key == "*" ? V : Values.get(ValueKind::Column, Key, V->Operands);
    bool Rebuilds =
        V->Kind == ValueKind::Compute || V->Kind == ValueKind::Change ||
        V->Kind == ValueKind::Select || V->Kind == ValueKind::Quoted ||
        V->Kind == ValueKind::Outcome || V->Kind == ValueKind::Concat;
    if (!Rebuilds || Depth == 0)
      return V;
    llvm::SmallVector<const Value *, 4> Operands;
    for (const Value *Op : V->Operands)
      Operands.push_back(chosen(Op, Depth - 1));
    if (llvm::equal(Operands, V->Operands))
      return V;
    Value New = *V;
    New.Operands = Operands;
    return Values.get(New);
  }

  void add(const Value *V) {
    const Value *Mine = chosen(V);
    if (!llvm::is_contained(Found, Mine))
      Found.push_back(Mine);
  }

  bool list(const Value &V) {
    int Index = 0;
    int Size = V.Operands.size();
    if (!Key.getAsInteger(10, Index)) {
      if (Index < 0) // From the end.
        Index += Size;
      if (Index < 0 || Index >= Size)
        return false;
      add(V.Operands[Index]);
      return true;
    }
    if (Key == "*") {
      for (const Value *Each : V.Operands)
        add(Each);
      return false;
    }
    // A map as a list of pairs.
    for (const Value *Pair : V.Operands)
      if (Pair->Kind == ValueKind::List && Pair->Operands.size() == 2 &&
          Pair->Operands[0]->Kind == ValueKind::Text &&
          Pair->Operands[0]->Spelling == Key) {
        add(Pair->Operands[1]);
        return true;
      }
    return false;
  }

  bool record(const Value &V) {
    unsigned Index = 0;
    bool Numbered = !Key.getAsInteger(10, Index);
    llvm::StringRef Names = V.Spelling;
    for (auto [At, Each] : llvm::enumerate(V.Operands)) {
      auto [Name, Rest] = Names.split(',');
      Names = Rest;
      if (Numbered ? At == Index : Name == Element) {
        add(Each);
        return true;
      }
    }
    return false;
  }

  bool updated(const Value &V) {
    if (V.Spelling == Element) {
      add(V.Operands[1]);
      return Element != AnyElement;
    }
    bool Always = visit(V.Operands[0]);
    bool MayBeThis = V.Spelling == AnyElement || Element == AnyElement;
    // A map that is filled in a loop holds under each key what belongs to it.
    if (MayBeThis && !Always)
      add(V.Operands[1]);
    return Always;
  }

  bool choice(const Value &V) {
    llvm::ArrayRef<const Value *> Choices = V.Operands;
    if (V.Kind == ValueKind::Select)
      Choices = Choices.drop_front();
    bool Always = true;
    llvm::SmallVector<const Value *, 4> Later;
    for (const Value *Each : Choices)
      if (Each->Kind == ValueKind::Appended || Each->Kind == ValueKind::Updated)
        Later.push_back(Each);
      else
        Always &= visit(Each);
    // What a loop appends stands behind what was there before.
    bool Before = Always && Later.size() < Choices.size();
    for (const Value *Each : Later)
      if (!Before || Each->Kind == ValueKind::Updated)
        Always &= visit(Each);
    return Always;
  }

  ValueTable &Values;
  llvm::StringRef Element;
  llvm::StringRef Key;
  llvm::SmallPtrSet<const Value *, 8> Seen;
};
} // namespace

/// The entries of a map, each a list of key and value; null if it has none that
/// are known. The order is not: a loop over them meets them all.
static const Value *entries(ValueTable &Values, const Value *Map,
                            unsigned Depth = MaxDepth) {
  if (Map->Kind == ValueKind::List)
    return Map;
  if (Depth == 0)
    return nullptr;
  if (Map->Kind == ValueKind::Updated) {
    const Value *Before = entries(Values, Map->Operands[0], Depth - 1);
    const Value *Key = Map->operand(2);
    if (!Key)
      Key = Values.get(ValueKind::Text, keyOf(Map->Spelling));
    const Value *Entry =
        Values.get(ValueKind::List, {}, {Key, Map->Operands[1]});
    if (!Before || Before->Kind != ValueKind::List)
      return Values.get(ValueKind::Appended, {},
                        {Before ? Before : Values.get(ValueKind::List), Entry});
    llvm::SmallVector<const Value *, 8> All(Before->Operands);
    All.push_back(Entry);
    return Values.get(ValueKind::List, {}, All);
  }
  // What a loop puts in, behind what was there before.
  const Value *All = nullptr;
  if (Map->Kind == ValueKind::Phi)
    for (const Value *Each : Map->Operands)
      if (const Value *Some = Each->Kind == ValueKind::Phi
                                  ? nullptr
                                  : entries(Values, Each, Depth / 4))
        if (!All || Some->Kind == ValueKind::Appended ||
            Some->Operands.size() > All->Operands.size())
          All = Some;
  return All;
}

bool rowlock::flow::isAggregate(const Value *V) {
  if (V->Kind == ValueKind::Phi || V->Kind == ValueKind::Select)
    return llvm::any_of(
        V->Operands, [](const Value *Each) { return hasElements(Each->Kind); });
  return hasElements(V->Kind);
}

llvm::SmallVector<const Value *, 4>
rowlock::flow::elementsOf(ValueTable &Values, const Value *V,
                          llvm::StringRef Element, bool &Complete) {
  ElementFinder Finder(Values, Element);
  Finder.visit(V);
  Complete = Finder.Complete;
  return Finder.Found;
}

const Value *Evaluation::updated(const Value *Aggregate, const Value &Member,
                                 const Value *V) {
  // A known element of a known list is replaced.
  unsigned Index = 0;
  bool IsList = Aggregate->Kind == ValueKind::List &&
                !keyOf(Member.Spelling).getAsInteger(10, Index) &&
                Index < Aggregate->Operands.size();
  if (!IsList) {
    llvm::SmallVector<const Value *, 3> Operands{Aggregate, V};
    if (const Value *Key = Member.operand(1))
      Operands.push_back(Key);
    return Values.get(ValueKind::Updated, Member.Spelling, Operands);
  }
  llvm::SmallVector<const Value *, 8> All(Aggregate->Operands);
  All[Index] = V;
  return Values.get(ValueKind::List, {}, All);
}

/// \p Member's member of \p Base, which may be one of several.
const Value *Evaluation::memberOf(const Value *Base, const Value *Member,
                                  const Environment &Env, unsigned Depth) {
  llvm::SmallVector<const Value *, 4> Found;
  bool Complete = true;
  if (Member->Spelling == Entries) {
    const Value *All = isAggregate(Base) ? entries(Values, Base) : nullptr;
    return All ? All : Member;
  }
  if (isAggregate(Base)) {
    Found = elementsOf(Values, Base, Member->Spelling, Complete);
  } else if (Base->Kind == ValueKind::Phi || Base->Kind == ValueKind::Select) {
    // The same member of each record that it may be; null has none.
    llvm::SmallVector<const Value *, 2> Operands(Member->Operands);
    for (const Value *Record : alternatives(Base, MaxReferences, Complete)) {
      if (Record->Kind == ValueKind::Reference)
        Record = Record->Operands[0];
      if (Record->Kind == ValueKind::Null)
        continue;
      Operands.front() = Record;
      const Value *V =
          load(Values.get(ValueKind::Member, Member->Spelling, Operands), Env,
               Depth + 1);
      if (!llvm::is_contained(Found, V))
        Found.push_back(V);
    }
  } else if (const Value *Cell = cellOf(Values, Base, *Member)) {
    return Cell;
  } else {
    // What a pointer leads to has the pointer's own value.
    bool LeadsThere = Member->Spelling == "[0]" || Member->Spelling == Pointee;
    return LeadsThere && isScalar(Base) ? Base : Member;
  }
  if (Found.empty() || !Complete)
    return Member;
  if (Found.size() == 1)
    return Found.front();
  const Value *Either = Values.phi(NoBlock, Member);
  for (const Value *V : Found)
    Values.addAlternative(Either, V);
  Members[Either] = {Base, Member};
  return Either;
}
