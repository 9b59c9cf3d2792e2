//===- Flow/Needed.cpp - What of a function matters to others -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Needed.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

/// Names for names: more is nothing that somebody wrote.
static constexpr unsigned MaxNames = 16;

/// What an instruction changes that is a place; null if it changes none.
static const Expr *changed(const Instruction &I) {
  const Expr *Target = I.Op == Opcode::Store    ? I.get(Slot::Target)
                       : I.Op == Opcode::Append ? I.get(Slot::On)
                                                : nullptr;
  while (Target && Target->Kind == ExprKind::Address)
    Target = Target->operand(0);
  return Target;
}

/// An empty root: not below a local variable.
Needed::Path Needed::path(const Expr *E) const {
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  for (; E->Kind == ExprKind::Field || E->Kind == ExprKind::Element ||
         // (&$v).m is $v.m
         (E->Kind == ExprKind::Address && !Parts.empty());
       E = E->operand(0)) {
    if (E->Kind == ExprKind::Address)
      continue;
    bool IsElement =
        E->Kind == ExprKind::Element || E->Spelling.starts_with("[");
    // An element is as good as the list.
    if (IsElement)
      Parts.clear();
    else
      Parts.push_back(E->Spelling);
  }
  Path P;
  if (E->Kind != ExprKind::Variable || E->Spelling.starts_with("::"))
    return P;
  P.Root = E->Spelling;
  for (auto It = SameAs.find(P.Root); It != SameAs.end();
       It = SameAs.find(P.Root))
    P.Root = It->second;
  P.Whole = P.Root.str();
  for (llvm::StringRef Part : llvm::reverse(Parts))
    P.Whole += "." + Part.str();
  return P;
}

/// An object that is handed from variable to variable is one object.
void Needed::findAliases(llvm::ArrayRef<Instruction *> All) {
  for (const Instruction *I : All) {
    const Expr *Target = I->Op == Opcode::Store ? changed(*I) : nullptr;
    if (!Target || Target->Kind != ExprKind::Variable)
      continue;
    const Expr *From = I->get(Slot::Value);
    for (unsigned Depth = 0;
         Depth != MaxNames && From && From->Kind == ExprKind::Result &&
         From->Source->Op == Opcode::Let;
         ++Depth)
      From = From->Source->get(Slot::Value);
    if (!From || From->Kind != ExprKind::Variable)
      continue;
    Path A = path(Target), B = path(From);
    if (!A.Root.empty() && !B.Root.empty() && A.Root != B.Root)
      SameAs[A.Root] = B.Root;
  }
}

static bool isWithin(llvm::StringRef Path, llvm::StringRef Outer) {
  return Path.consume_front(Outer) && (Path.empty() || Path.front() == '.');
}

Needed::Needed(llvm::ArrayRef<Instruction *> All,
               const llvm::DenseSet<const Instruction *> &Keep,
               const llvm::DenseSet<const Instruction *> &Pointers) {
  findAliases(All);
  for (const Instruction *I : All)
    if (const Expr *Target = changed(*I)) {
      Path P = path(Target);
      if (P.Root.empty())
        continue;
      Changes[P.Root].push_back({I, P.Whole});
      if (Pointers.contains(I))
        HoldsPointer[P.Whole] = true;
    }
  for (const Instruction *I : All)
    if (Keep.contains(I) || isRoot(*I))
      need(*I);
  while (!Work.empty()) {
    const Instruction *I = Work.pop_back_val();
    const Expr *Target = changed(*I);
    for (const Operand &O : I->Operands) {
      if (O.Value != Target) {
        use(O.Value);
        continue;
      }
      // The place itself is written, what leads to it is read.
      for (const Expr *E = Target; !E->Operands.empty(); E = E->operand(0)) {
        if (Path P = path(E->operand(0)); !P.Root.empty())
          read(P, /*Exactly=*/true);
        else if (!E->operand(0)->isPlace())
          use(E->operand(0));
        for (const Expr *Index : E->Operands.drop_front())
          use(Index);
      }
    }
  }
}

bool Needed::isRoot(const Instruction &I) const {
  switch (I.Op) {
  case Opcode::Let:
  case Opcode::ConnectionOf:
  case Opcode::Outcome:
    return false;
  case Opcode::Row:
  case Opcode::Column:
    // The library throws unless there is what it expects.
    return !I.attribute("expects").empty();
  case Opcode::Store:
  case Opcode::Append: {
    const Expr *Target = changed(I);
    if (!Target || path(Target).Root.empty())
      return true;
    // Through a pointer that is kept in a variable.
    for (const Expr *E = Target; !E->Operands.empty(); E = E->operand(0))
      if (HoldsPointer.count(path(E->operand(0)).Whole))
        return true;
    return false;
  }
  default:
    return true;
  }
}

void Needed::need(const Instruction &I) {
  if (Found.insert(&I).second)
    Work.push_back(&I);
}

void Needed::use(const Expr *E) {
  if (!E || !Seen.insert(E).second)
    return;
  if (E->Kind == ExprKind::Result && E->Source)
    need(*E->Source);
  if (E->Kind == ExprKind::Variable || E->Kind == ExprKind::Field ||
      E->Kind == ExprKind::Element)
    if (Path P = path(E); !P.Root.empty()) {
      read(P, /*Exactly=*/false);
      // Only the indices are left.
      for (; !E->Operands.empty(); E = E->operand(0))
        for (const Expr *Index : E->Operands.drop_front())
          use(Index);
      return;
    }
  for (const Expr *Op : E->Operands)
    use(Op);
}

void Needed::read(const Path &Place, bool Exactly) {
  auto It = Changes.find(Place.Root);
  if (It == Changes.end())
    return;
  for (const Change &Each : It->second)
    if (isWithin(Place.Whole, Each.Whole) ||
        (!Exactly && isWithin(Each.Whole, Place.Whole)))
      need(*Each.By);
}
