//===- Flow/PreparedNames.cpp - Statements prepared by name ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/KeptStatements.h"
#include "Flow/Unroll.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

/// Prepares under a name, or with a text, that is no literal there.
static bool preparesAtRunTime(const Instruction &I) {
  const Expr *Name = I.get(Slot::Name);
  const Expr *Text = I.get(Slot::Text);
  return I.Op == Opcode::Prepare && Name && Text &&
         (Name->Kind != ExprKind::Text || Text->Kind != ExprKind::Text);
}

const Expr *rowlock::flow::constantText(const Value *V, Program &P) {
  if (!V || (V->Kind != ValueKind::Text && V->Kind != ValueKind::Concat))
    return nullptr;
  if (V->Kind == ValueKind::Text && V->Origin &&
      V->Origin->Kind == ExprKind::Text && V->Origin->Spelling == V->Spelling)
    return V->Origin;
  std::string Whole;
  for (const Value *Part : V->Kind == ValueKind::Text
                               ? llvm::ArrayRef<const Value *>(V)
                               : V->Operands) {
    if (!Part->isConstant() || Part->Kind == ValueKind::Null)
      return nullptr;
    Whole += Part->Spelling;
  }
  return P.make(ExprKind::Text, Whole);
}

void UnitIndex::learnPreparedNames(Program &P) {
  // Those that prepare, then those that call them: a helper knows the name
  // from its caller only.
  llvm::SmallVector<const Function *, 8> Preparing;
  auto Reaches = [&](const Instruction &I) {
    if (preparesAtRunTime(I))
      return true;
    const Expr *Name = I.Op == Opcode::Call ? I.get(Slot::Name) : nullptr;
    return Name && llvm::any_of(Preparing, [&](const Function *Known) {
             return Known->Name == Name->Spelling;
           });
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const Function &F : P.Functions)
      if (!llvm::is_contained(Preparing, &F) &&
          llvm::any_of(F.Blocks, [&](const Block &B) {
            return llvm::any_of(B.Instructions, [&](const Instruction *I) {
              return Reaches(*I);
            });
          })) {
        Preparing.push_back(&F);
        Changed = true;
      }
  }
  for (const Function *F : Preparing)
    for (const Step &S : follow(*F, *this, P)->Values->steps()) {
      const Value *Name = S.get(Slot::Name);
      bool Named = S.Instr->Op == Opcode::Prepare && Name &&
                   Name->Kind == ValueKind::Text;
      if (const Expr *Text =
              Named ? constantText(S.get(Slot::Text), P) : nullptr)
        addPrepared(Name->Spelling, Text);
    }
}
