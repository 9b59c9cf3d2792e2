//===- Flow/KeptStatements.cpp - Statements that outlive a function -------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/KeptStatements.h"
#include "Flow/Unroll.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

/// The global or member that a value, being a place, is; empty if it is none.
static llvm::StringRef keyOf(const Value *Place) {
  if (Place->Kind == ValueKind::Variable && Place->Spelling.starts_with("::"))
    return Place->Spelling;
  // Put there by another function, as far as the constructor's users know.
  if (Place->Kind == ValueKind::Unknown && Place->Operands.size() == 1 &&
      Place->Spelling == StoredElsewhere)
    return Place->Operands[0]->Spelling;
  if (Place->Kind == ValueKind::Member &&
      (Place->Operands[0]->Kind == ValueKind::This ||
       Place->Operands[0]->Kind == ValueKind::Parameter))
    return Place->Spelling;
  return {};
}

/// The same for where a store goes.
static llvm::StringRef keyOf(const Step &Store) {
  const Expr *Target = Store.Instr->get(Slot::Target);
  if (Target->Kind == ExprKind::Variable && Target->Spelling.starts_with("::"))
    return Target->Spelling;
  if (Target->Kind == ExprKind::Field &&
      Target->operand(0)->Kind == ExprKind::This)
    return Target->Spelling;
  const Value *Through = Store.get(Slot::Target);
  return Through && Through->Kind == ValueKind::Reference
             ? keyOf(Through->Operands[0])
             : llvm::StringRef();
}

/// It makes a statement that somebody may keep.
static bool prepares(const Instruction &I) {
  return I.Op == Opcode::Prepare && !I.get(Slot::Name);
}

static bool leadsOut(const Expr *Target) {
  while (Target &&
         (Target->Kind == ExprKind::Field || Target->Kind == ExprKind::Address))
    Target = Target->operand(0);
  return Target && (Target->Kind == ExprKind::This ||
                    Target->Kind == ExprKind::Parameter ||
                    (Target->Kind == ExprKind::Variable &&
                     Target->Spelling.starts_with("::")));
}

/// Stores a statement where it outlives the function.
static bool keeps(const Function &F) {
  bool Prepares = false, Stores = false;
  for (const Block &B : F.Blocks)
    for (const Instruction *I : B.Instructions) {
      Prepares |= prepares(*I);
      Stores |= I->Op == Opcode::Store && leadsOut(I->get(Slot::Target));
      Stores |= prepares(*I) && leadsOut(I->get(Slot::On));
    }
  return Prepares && Stores;
}

void KeptStatements::learn(Program &P, const UnitIndex &Unit) {
  llvm::SmallVector<const Function *, 8> Keeping;
  llvm::StringSet<> Helpers;
  for (const Function &F : P.Functions)
    if (keeps(F)) {
      Keeping.push_back(&F);
      Helpers.insert(F.Name);
    }
  // Their callers may pass the place and the text.
  unsigned Direct = Keeping.size();
  for (const Function &F : P.Functions)
    if (Direct != 0 && !Helpers.contains(F.Name) &&
        llvm::any_of(F.Blocks, [&](const Block &B) {
          return llvm::any_of(B.Instructions, [&](const Instruction *I) {
            const Expr *Name =
                I->Op == Opcode::Call ? I->get(Slot::Name) : nullptr;
            const Expr *Given = I->get(Slot::Values);
            return Name && Given && Helpers.contains(Name->Spelling) &&
                   llvm::any_of(Given->Operands, leadsOut);
          });
        }))
      Keeping.push_back(&F);
  for (const Function *F : Keeping)
    learn(*follow(*F, Unit, P), P);
}

void KeptStatements::learn(const Followed &Body, Program &P) {
  llvm::DenseMap<const Value *, llvm::StringRef> Places;
  llvm::ArrayRef<Step> Steps = Body.Values->steps();
  for (const Step &S : Steps)
    if (S.Instr->Op == Opcode::Store)
      if (llvm::StringRef Key = keyOf(S); !Key.empty())
        if (const Value *V = S.get(Slot::Value);
            V && V->Kind == ValueKind::Result)
          Places[V] = Key;
  auto PlaceOf = [&](const Value *V) {
    auto It = Places.find(V);
    return It == Places.end() ? keyOf(V) : It->second;
  };
  for (const Step &S : Steps) {
    const Value *On = S.get(Slot::On);
    if (!prepares(*S.Instr) || !On)
      continue;
    bool Anew = S.Instr->attribute("again") == "yes";
    const Value *Statement = Anew ? On : S.Result;
    llvm::StringRef Key = Statement ? PlaceOf(Statement) : llvm::StringRef();
    KeptStatement Found;
    Found.Text = constantText(S.get(Slot::Text), P);
    // Of one that is made without a text, the text comes later.
    if (Key.empty() || (!S.get(Slot::Text) && !Anew))
      continue;
    const Value *Connection = Body.Values->connection(Statement);
    if (llvm::StringRef Where = PlaceOf(Connection); !Where.empty()) {
      Expr Place;
      Place.Kind =
          Where.starts_with("::") ? ExprKind::Variable : ExprKind::Field;
      Place.Spelling = Where;
      Place.Type = "connection";
      const Expr *This = P.make(ExprKind::This);
      if (Place.Kind == ExprKind::Field)
        Place.Operands = This;
      Found.Connection = P.make(Place);
    }
    add(Key, Found);
  }
}

void KeptStatements::add(llvm::StringRef Place, KeptStatement Found) {
  auto [It, IsNew] = Known.try_emplace(Place, Found);
  if (IsNew)
    return;
  KeptStatement &Before = It->second;
  if (!Before.Text || !Found.Text ||
      Before.Text->Spelling != Found.Text->Spelling)
    Before.Text = nullptr;
  if (!Before.Connection || !Found.Connection ||
      Before.Connection->Spelling != Found.Connection->Spelling)
    Before.Connection = nullptr;
}

const KeptStatement *KeptStatements::find(const Value *V) const {
  llvm::StringRef Key = keyOf(V);
  if (Key.empty())
    return nullptr;
  auto It = Known.find(Key);
  return It == Known.end() || !It->second.Text ? nullptr : &It->second;
}
