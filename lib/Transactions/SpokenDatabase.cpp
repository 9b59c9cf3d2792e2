//===- Transactions/SpokenDatabase.cpp - Told by the SQL ------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/SpokenDatabase.h"
#include "Sql/Spoken.h"
#include "llvm/ADT/DenseSet.h"

using namespace rowlock;
using effects::Expr;
using effects::ExprKind;

namespace {
/// A literal, or what a concatenation is known to be made of.
sql::Text textOf(const Expr &E) {
  sql::Text T;
  if (E.Kind == ExprKind::Text)
    return T.append(E.Spelling);
  for (auto [Index, Part] : llvm::enumerate(E.Operands))
    if (Part && Part->Kind == ExprKind::Text)
      T.append(Part->Spelling);
    else
      T.appendHole(Index);
  return T;
}
} // namespace

databases::Database transactions::spokenDatabase(const effects::Program &P) {
  databases::Products Left = databases::Products::all();
  llvm::DenseSet<const Expr *> Known;
  llvm::SmallVector<const Expr *, 16> Work;
  for (const effects::Function &F : P.Functions)
    for (const effects::Block &B : F.Blocks)
      for (const effects::Instruction *I : B.Instructions)
        for (const effects::Operand &O : I->Operands)
          Work.push_back(O.Value);
  while (!Work.empty()) {
    const Expr *E = Work.pop_back_val();
    if (!E || !Known.insert(E).second)
      continue;
    Work.append(E->Operands.begin(), E->Operands.end());
    if (E->Kind == ExprKind::Text || E->Kind == ExprKind::Concat)
      Left &= sql::understanding(textOf(*E));
  }
  return Left.only();
}
