//===- Flow/BoundRecords.cpp - Arrays that say what is bound --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Evaluation.h"
#include "Flow/HandleState.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

/// Binds what a member of each of the records says that an array holds: an
/// address, as a rule, of what will be there when the statement runs.
void Evaluation::bindRecords(const Instruction &I, llvm::StringRef Member,
                             const Value *On, llvm::StringRef Prefix,
                             Environment &Env) {
  constexpr unsigned MaxRecords = 64;
  if (!On)
    return;
  const Value *Array = arrayAt(I.get(Slot::Values), Env);
  unsigned Index = 0;
  for (; Index != MaxRecords; ++Index) {
    const Value *Address = memberOfElement(Array, Index, Member, Env);
    if (!Address)
      break;
    const Value *At = attribute(On, (Prefix + llvm::Twine(Index)).str());
    Env[At] = Prefix == BindPrefix
                  ? Values.get(ValueKind::Bound, {}, {Address}, &I)
                  : Address;
  }
  if (Index == 0 && Prefix == BindPrefix)
    Env[attribute(On, BindUnknown)] = Values.unknown("unknown records");
}

/// The array that an expression is, or points to the first element of.
const Value *Evaluation::arrayAt(const Expr *E, Environment &Env) {
  while (E && E->Kind == ExprKind::Preserve)
    E = E->operand(0);
  if (!E)
    return Values.unknown("no array");
  bool IsPlace = E->Kind == ExprKind::Variable || E->Kind == ExprKind::Field ||
                 E->Kind == ExprKind::Element;
  const Value *Array = IsPlace ? place(E, Env, 0) : evaluate(E, Env);
  if (const Value *Held = Env.lookup(Array);
      Held && Held->Kind == ValueKind::Reference)
    Array = Held;
  if (Array->Kind == ValueKind::Reference)
    Array = Array->Operands[0];
  return Array->Kind == ValueKind::Member && Array->Spelling == "[0]"
             ? Array->Operands[0]
             : Array;
}

/// What is stored to a member of an element; of a single record, which is
/// passed as an array of one. Null if nothing is.
const Value *Evaluation::memberOfElement(const Value *Array, unsigned Index,
                                         llvm::StringRef Member,
                                         const Environment &Env) {
  llvm::SmallVector<const Value *, 4> Records;
  auto Add = [&](const Value *Of) {
    const Value *Element = Values.get(
        ValueKind::Member, ("[" + llvm::Twine(Index) + "]").str(), {Of});
    Records.push_back(Element);
    if (const Value *Held = load(Element, Env); Held != Element)
      Records.push_back(Held);
  };
  Add(Array);
  if (const Value *Held = load(Array, Env); Held != Array)
    Add(Held);
  if (Index == 0)
    Records.push_back(Array);
  for (const Value *Record : Records) {
    const Value *At = Values.get(ValueKind::Member, Member, {Record});
    if (const Value *Stored = load(At, Env);
        Stored != At && Stored->Kind != ValueKind::Null)
      return Stored;
  }
  return nullptr;
}

/// The columns go to the places that are bound for output.
void Evaluation::storeOutputs(const Value *On, const Value *Rows,
                              Environment &Env) {
  llvm::SmallVector<std::pair<llvm::StringRef, const Value *>, 4> Outputs;
  for (auto [Place, To] : Env)
    if (isAttribute(Place) && Place->Operands[0] == On &&
        Place->Spelling.starts_with(OutputPrefix) &&
        To->Kind == ValueKind::Reference)
      Outputs.push_back({Place->Spelling.drop_front(OutputPrefix.size()), To});
  llvm::sort(Outputs, llvm::less_first());
  for (auto [Index, To] : Outputs)
    store(To, Values.get(ValueKind::Column, Index, {Rows}), Env);
}
