//===- Flow/CallTargets.cpp - What a call in a spliced body enters --------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/CallTargets.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

const Expr *CallTargets::closureOf(const Instruction &Call) const {
  const Expr *Callee = Body.places().resolve(Call.get(Slot::Name));
  return Callee && Callee->Kind == ExprKind::Closure ? Callee : nullptr;
}

llvm::SmallVector<llvm::StringRef, 4>
CallTargets::named(const Instruction &Call) {
  // A residual program has met a bound there.
  if (!Call.attribute("followed").empty())
    return {};
  const Expr *Name = closureOf(Call);
  if (!Name)
    Name = Call.get(Slot::Name);
  if (!Name ||
      (Name->Kind != ExprKind::Closure && Name->Kind != ExprKind::Text))
    return {};
  if (Call.attribute("virtual").empty())
    return {Name->Spelling};
  llvm::StringRef Only =
      Unit.overrider(Name->Spelling, Body.places().classOf(Call.get(Slot::On)));
  if (!Only.empty())
    return {Only};
  llvm::SmallVector<llvm::StringRef, 4> Several =
      Unit.overriders(Name->Spelling);
  if (Several.size() <= Limits.Overriders)
    return Several;
  Body.skip("call of " + Name->Spelling + " not followed: " +
            llvm::Twine(Several.size()) + " functions override it");
  return {};
}

const Function *CallTargets::enterable(llvm::StringRef Name,
                                       const Activation &A) {
  const Function *Callee = Unit.function(Name);
  if (!Callee || Callee->Blocks.empty())
    return nullptr;
  llvm::StringRef Bound;
  if (llvm::is_contained(A.Stack, Callee))
    Bound = "it calls itself";
  else if (A.Stack.size() > Limits.Depth)
    Bound = "calls nest too deep";
  else if (Body.size() > Limits.Instructions)
    Bound = "the function grows too large";
  if (Bound.empty())
    return Callee;
  Body.skip("call of " + Callee->Name + " not followed: " + Bound);
  return nullptr;
}

bool CallTargets::isRecursive(const Instruction &Call,
                              const Activation &A) const {
  const Expr *Name = Call.get(Slot::Name);
  return Name && Name->Kind == ExprKind::Text &&
         llvm::is_contained(A.Stack, Unit.function(Name->Spelling));
}

bool CallTargets::makesOnly(const Instruction &Call,
                            llvm::StringRef Callee) const {
  return !Call.get(Slot::On) && !Call.get(Slot::Values) &&
         isConstructor(Callee) && Unit.hasTable(className(Callee)) &&
         !Unit.function(Callee);
}
