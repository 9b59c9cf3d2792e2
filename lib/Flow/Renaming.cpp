//===- Flow/Renaming.cpp - Expressions as an activation means them --------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Renaming.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

const Expr *Renaming::translate(const Expr *E, const Activation &A) {
  if (!E)
    return nullptr;
  switch (E->Kind) {
  case ExprKind::Parameter:
    if (const Expr *Passed = A.Arguments.lookup(E->Spelling))
      return Passed;
    return E;
  case ExprKind::This:
    return A.This ? A.This : E;
  case ExprKind::Result: {
    Expr Copy = *E;
    Copy.Source = A.Map->lookup(E->Source);
    return P.make(Copy);
  }
  case ExprKind::Variable: {
    if (A.IsOutermost || E->Spelling.starts_with("::"))
      return E;
    Expr Copy = *E;
    std::string Name = A.Prefix + E->Spelling.str();
    Copy.Spelling = Name;
    return P.make(Copy);
  }
  default:
    break;
  }
  bool IsClosure = E->Kind == ExprKind::Closure;
  if (E->Operands.empty() && !IsClosure)
    return E;
  llvm::SmallVector<const Expr *, 4> Operands;
  for (const Expr *Op : E->Operands)
    Operands.push_back(translate(Op, A));
  if (llvm::equal(Operands, E->Operands) && !IsClosure)
    return E;
  Expr Copy = *E;
  Copy.Operands = Operands;
  const Expr *New = P.make(Copy);
  if (IsClosure)
    ClosureThis[New] = A.This ? A.This : P.make(ExprKind::This);
  return New;
}
