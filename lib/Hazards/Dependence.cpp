//===- Hazards/Dependence.cpp - What a value was computed from ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Dependence.h"
#include "Flow/NullDefault.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"

using namespace rowlock::hazards;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Evaluation;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace flow = rowlock::flow;

/// The step of an unknown call whose result \p V is.
static const Step *callOf(const Value &V, const Evaluation &E) {
  if (V.Kind != ValueKind::Result || V.Source->Op != Opcode::Call)
    return nullptr;
  for (const Step &S : E.steps())
    if (S.Instr == V.Source)
      return &S;
  return nullptr;
}

static bool isMoreThanQuote(const Value *Part) {
  return Part->Kind != ValueKind::Text || Part->Spelling != "'";
}

llvm::SmallVector<Origin, 4> rowlock::hazards::origins(const Value *V,
                                                       const Evaluation &E) {
  llvm::SmallVector<Origin, 4> Found;
  struct Item {
    const Value *V;
    bool Computed;
    bool ThroughCall;
  };
  llvm::SmallVector<Item, 8> Work{{V, false, false}};
  llvm::SmallSet<std::pair<const Value *, unsigned>, 16> Seen;
  while (!Work.empty()) {
    Item I = Work.pop_back_val();
    if (!I.V || !Seen.insert({I.V, I.Computed * 2u + I.ThroughCall}).second)
      continue;
    auto Follow = [&](llvm::ArrayRef<const Value *> Operands, bool Computed) {
      for (const Value *Op : Operands)
        Work.push_back({Op, Computed, I.ThroughCall});
    };
    switch (I.V->Kind) {
    case ValueKind::Column:
      Found.push_back({I.V, I.Computed, I.ThroughCall});
      break;
    case ValueKind::Phi:
    case ValueKind::Bound:
    case ValueKind::Quoted:
    case ValueKind::List:
    case ValueKind::Record:
    case ValueKind::Appended:
    case ValueKind::Updated:
      Follow(I.V->Operands, I.Computed);
      break;
    case ValueKind::Select:
      Follow(I.V->Operands.drop_front(), I.Computed);
      // `on ? 0 : 1` is computed from the column just as `1 - on` is.
      Follow(I.V->Operands.take_front(), true);
      break;
    case ValueKind::Member:
      // A part of what was computed or returned; members of places that are not
      // known lead nowhere.
      Follow(I.V->Operands.take_front(), true);
      break;
    case ValueKind::Concat:
      // Of one part: that part as a text.
      Follow(I.V->Operands,
             I.Computed || llvm::count_if(I.V->Operands, isMoreThanQuote) > 1);
      break;
    case ValueKind::Compute:
    case ValueKind::Change:
    case ValueKind::Format:
      Follow(I.V->Operands, true);
      break;
    case ValueKind::Result:
      if (const Step *Call = callOf(*I.V, E)) {
        if (const Value *Arguments = Call->get(Slot::Values))
          for (const Value *Argument : Arguments->Operands)
            Work.push_back({Argument, true, true});
        // A value that is asked for another; of an object with many parts it
        // is not known which.
        if (const Value *On = Call->get(Slot::On); On && flow::columnIn(On))
          Work.push_back({On, true, true});
      }
      break;
    default:
      break;
    }
  }
  return Found;
}

bool rowlock::hazards::mentions(const Value *V, const Evaluation &E,
                                llvm::function_ref<bool(const Value &)> Test) {
  bool Found = false;
  flow::visit(V, [&](const Value &Part) {
    Found = Found || Test(Part);
    if (const Step *Call = Found ? nullptr : callOf(Part, E))
      if (const Value *Arguments = Call->get(Slot::Values))
        for (const Value *Argument : Arguments->Operands)
          Found = Found || Test(*Argument);
    return !Found;
  });
  return Found;
}

bool rowlock::hazards::isTested(const Evaluation &E,
                                llvm::function_ref<bool(const Value &)> Test) {
  for (const Step &S : E.steps()) {
    bool Decides =
        S.Instr->Op == Opcode::Branch || S.Instr->Op == Opcode::Switch;
    for (const Value *V : S.Operands) {
      if (Decides && mentions(V, E, Test))
        return true;
      bool Chosen = false;
      flow::visit(V, [&](const Value &Part) {
        if (Part.Kind == ValueKind::Select)
          Chosen = Chosen || mentions(Part.Operands.front(), E, Test);
        return !Chosen;
      });
      if (Chosen)
        return true;
    }
  }
  return false;
}
