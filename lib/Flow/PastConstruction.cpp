//===- Flow/PastConstruction.cpp - What was made before -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/PastConstruction.h"
#include "Flow/Value.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

/// The objects whose only constructor is known: `this`, those that the program
/// names, and parameters that a member function is called on.
std::vector<PastConstruction::Made>
PastConstruction::objectsOf(const Activation &Outermost) {
  std::vector<Made> Objects;
  if (const Function *Own = Unit.constructorFor(*Outermost.F))
    Objects.push_back({Own, P.make(ExprKind::This)});
  llvm::StringSet<> Seen;
  for (const Object &Known : Outermost.F->Objects)
    if (const Function *Constructor = Unit.function(Known.Constructor))
      if (Seen.insert(Known.Parameter).second) {
        Objects.push_back(
            {Constructor, P.make(ExprKind::Parameter, Known.Parameter)});
        Body.addObject(Known);
      }
  for (const Block &B : Outermost.F->Blocks)
    for (const Instruction *I : B.Instructions) {
      const Expr *On = I->get(Slot::On);
      if (I->Op != Opcode::Call)
        continue;
      auto Names = Targets.named(*I);
      const Function *Callee = Names.size() == 1
                                   ? Targets.enterable(Names.front(), Outermost)
                                   : nullptr;
      if (On && Callee && On->Kind == ExprKind::Parameter &&
          Seen.insert(On->Spelling).second)
        if (const Function *Constructor = Unit.constructorFor(*Callee)) {
          Objects.push_back({Constructor, On});
          Body.addObject({On->Spelling, Constructor->Name});
        }
    }
  return Objects;
}

/// \returns the jump behind the constructor, its target still open.
Instruction *PastConstruction::construct(const Made &What, unsigned Index,
                                         const Activation &Outermost) {
  const Function &Constructor = *What.Constructor;
  Activation Inner;
  Inner.F = &Constructor;
  Inner.Id = Body.newId();
  Inner.Prefix = ("made" + llvm::Twine(Index) + ".").str();
  Inner.IsOutermost = false;
  Inner.IsPast = true;
  Inner.Stack = {Outermost.F, &Constructor};
  Inner.This = What.Object;
  Inner.ReturnPlace = P.make(ExprKind::Variable, Inner.Prefix + "return");
  for (const Parameter &Each : Constructor.Parameters) {
    Expr Passed;
    Passed.Kind = ExprKind::Parameter;
    std::string Name = Inner.Prefix + Each.Name.str();
    Passed.Spelling = Name;
    Passed.Type = Each.Type;
    Inner.Arguments[Each.Name] = P.make(Passed);
  }
  // Its blocks come first, so that its entry is the entry; then the one that
  // it returns to.
  Inner.Continuation = ~0u;
  unsigned First = Copy(Inner);
  unsigned Behind = Body.addBlock(0);
  for (unsigned B = First; B != Behind; ++B)
    for (Instruction *I : Body.block(B).Instructions)
      for (unsigned &Target : I->Targets)
        if (Target == Inner.Continuation)
          Target = Behind;
  for (llvm::StringRef Member : Unit.changingMembers(Constructor)) {
    Instruction *Store = Body.make(Opcode::Store, {}, Outermost.Where);
    Store->Operands = {
        {Slot::Target, P.make(ExprKind::Field, Member, {What.Object})},
        {Slot::Value, P.make(ExprKind::Unknown, StoredElsewhere,
                             {P.make(ExprKind::Text, Member)})}};
    Body.append(Behind, Store);
  }
  Instruction *Jump = Body.make(Opcode::Jump, {}, Outermost.Where);
  Body.append(Behind, Jump);
  return Jump;
}

bool PastConstruction::putInFrontOf(Activation &Outermost) {
  std::vector<Made> Objects = objectsOf(Outermost);
  if (Objects.empty())
    return false;
  Body.addRegion({});
  Outermost.SharesRegion = true;
  Instruction *Jump = nullptr;
  for (auto [Index, What] : llvm::enumerate(Objects)) {
    if (Jump)
      Jump->Targets = {Body.blockCount()};
    Jump = construct(What, Index, Outermost);
  }
  Jump->Targets = {Body.blockCount()};
  return true;
}
