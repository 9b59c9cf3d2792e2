//===- Flow/ReexpressionFacts.cpp - What values may be written as ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects/Syntax.h"
#include "Flow/HandleState.h"
#include "Flow/Reexpression.h"
#include "Flow/Sequences.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
constexpr unsigned None = ~0u;

bool isGlobal(llvm::StringRef Variable) { return Variable.starts_with("::"); }
} // namespace

Reexpression::Reexpression(
    const Evaluation &E, const Program &From, Program &Into,
    const llvm::DenseMap<const Instruction *, Instruction *> &Copies)
    : Values(E), F(E.function()), From(From), Into(Into), Copies(Copies) {
  for (auto [B, Block] : llvm::enumerate(F.Blocks))
    for (auto [Index, I] : llvm::enumerate(Block.Instructions))
      Positions[I] = {static_cast<unsigned>(B), static_cast<unsigned>(Index)};
  takeNames();
  findDominators();
  findMakers();
  findStores();
}

/// Names that splicing did not make keep themselves.
static bool isPlainName(llvm::StringRef Name) {
  return Name.find_first_of(".'") == llvm::StringRef::npos || isGlobal(Name);
}

void Reexpression::takeNames(const Expr *E) {
  llvm::SmallVector<const Expr *, 8> Work{E};
  llvm::SmallPtrSet<const Expr *, 16> Seen;
  while (!Work.empty()) {
    const Expr *Next = Work.pop_back_val();
    if (!Next || !Seen.insert(Next).second)
      continue;
    if (Next->Kind == ExprKind::Variable && isPlainName(Next->Spelling))
      Taken[1].insert(Next->Spelling);
    Work.append(Next->Operands.begin(), Next->Operands.end());
  }
}

void Reexpression::takeNames() {
  for (const Parameter &Each : F.Parameters)
    Taken[0].insert(Each.Name);
  for (const Block &B : F.Blocks)
    for (const Instruction *I : B.Instructions) {
      if (isPlainName(I->Name))
        Taken[0].insert(I->Name);
      for (const Operand &O : I->Operands)
        takeNames(O.Value);
    }
}

llvm::StringRef Reexpression::renamed(llvm::StringRef Name, bool IsVariable) {
  if (isPlainName(Name))
    return Into.save(Name);
  auto [It, IsNew] = Renamed[IsVariable].try_emplace(Name);
  if (!IsNew)
    return It->second;
  llvm::StringRef Base = Name.split('\'').first.rsplit('.').second;
  if (Base.empty())
    Base = Name.split('\'').first;
  if (Base.empty())
    Base = "unnamed";
  std::string Fresh = Base.str();
  for (unsigned N = 2; !Taken[IsVariable].insert(Fresh).second; ++N)
    Fresh = (Base.split('#').first + "#" + llvm::Twine(N)).str();
  return It->second = Into.save(Fresh);
}

/// Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm.
void Reexpression::findDominators() {
  Dominator.assign(F.Blocks.size(), None);
  Position.assign(F.Blocks.size(), None);
  if (F.Blocks.empty())
    return;
  for (auto [Index, B] : llvm::enumerate(Values.order()))
    Position[B] = Index;
  Dominator[0] = 0;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (unsigned B : Values.order()) {
      if (B == 0 || !Values.isReached(B))
        continue;
      unsigned Meet = None;
      for (unsigned P : Values.predecessors(B)) {
        if (Dominator[P] == None || !Values.isTaken(P, B))
          continue;
        if (Meet == None)
          Meet = P;
        for (unsigned Other = P; Meet != Other;)
          if (Position[Meet] > Position[Other])
            Meet = Dominator[Meet];
          else
            Other = Dominator[Other];
      }
      if (Meet == Dominator[B])
        continue;
      Dominator[B] = Meet;
      Changed = true;
    }
  }
}

bool Reexpression::dominates(const Instruction &I, UsePoint At) const {
  auto It = Positions.find(&I);
  if (It == Positions.end())
    return false;
  unsigned Wanted = It->second.Block;
  if (Wanted == At.Block && It->second.Index < At.Index)
    return true;
  for (unsigned B = At.Block; B != 0 && Dominator[B] != None;) {
    B = Dominator[B];
    if (B == Wanted)
      return true;
  }
  return false;
}

void Reexpression::findMakers() {
  for (const Step &S : Values.steps())
    if (S.Result && (S.Result->Kind == ValueKind::Column ||
                     S.Result->Kind == ValueKind::Outcome))
      if (S.Instr->Op == Opcode::Column || S.Instr->Op == Opcode::Outcome)
        Makers[S.Result].push_back(S.Instr);
}

/// By the last part of the place: which object it belongs to is not asked.
void Reexpression::findStores() {
  auto Add = [&](const Expr *Target) {
    while (Target->Kind == ExprKind::Address ||
           Target->Kind == ExprKind::Preserve)
      Target = Target->operand(0);
    // A member of an object of the function's own.
    const Expr *Of =
        Target->Kind == ExprKind::Field ? Target->operand(0) : nullptr;
    if (Of && Of->Kind == ExprKind::Variable && !isGlobal(Of->Spelling) &&
        !StoredVariables.contains(Of->Spelling))
      return;
    if (Target->Kind == ExprKind::Element ||
        (Target->Kind == ExprKind::Field && isElement(Target->Spelling)))
      StoredParts.insert(AnyElement);
    else if (Target->Kind == ExprKind::Field)
      StoredParts.insert(Target->Spelling);
    else if (Target->Kind != ExprKind::Variable)
      StoresToWhole = true;
  };
  auto HandOut = [&](const Value *V) {
    visit(V, [&](const Value &Part) {
      if (Part.Kind == ValueKind::Reference)
        HandedOut[Part.Operands.front()] = true;
      return Part.Kind == ValueKind::Reference ||
             Part.Kind == ValueKind::Closure || Part.Kind == ValueKind::List;
    });
  };
  for (const Step &S : Values.steps())
    if (const Expr *Target = S.Instr->get(Slot::Target);
        Target && Target->Kind == ExprKind::Variable)
      StoredVariables.insert(Target->Spelling);
  for (const Step &S : Values.steps()) {
    if (S.Instr->Op == Opcode::Store)
      Add(S.Instr->get(Slot::Target));
    else if (S.Instr->Op == Opcode::Append)
      Add(S.Instr->get(Slot::On));
    else if (S.Instr->Op == Opcode::Call)
      for (const Value *V : S.Operands)
        HandOut(V);
  }
}

bool Reexpression::isParameter(llvm::StringRef Name) const {
  return llvm::any_of(F.Parameters,
                      [&](const Parameter &P) { return P.Name == Name; });
}

bool Reexpression::isStable(const Value *Place) const {
  for (; Place->Kind == ValueKind::Member; Place = Place->Operands[0]) {
    llvm::StringRef Part =
        isElement(Place->Spelling) ? AnyElement : Place->Spelling;
    // Which element it is, the expression may still tell.
    if (isAttribute(Place) || Place->Spelling == AnyElement ||
        HandedOut.count(Place) || StoredParts.contains(Part))
      return false;
  }
  if (HandedOut.count(Place))
    return false;
  if (Place->Kind == ValueKind::Variable)
    return isGlobal(Place->Spelling) &&
           !StoredVariables.contains(Place->Spelling);
  return !StoresToWhole && (Place->Kind == ValueKind::Parameter ||
                            Place->Kind == ValueKind::This);
}
