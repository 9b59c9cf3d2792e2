//===- Hazards/Holders.cpp - What leads to a connection -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Holders.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;

/// Of the object that a place is part of.
static std::string nameOf(const effects::Expr *Place) {
  using effects::ExprKind;
  while (Place->Kind == ExprKind::Field || Place->Kind == ExprKind::Element ||
         Place->Kind == ExprKind::Address || Place->Kind == ExprKind::Preserve)
    Place = Place->operand(0);
  switch (Place->Kind) {
  case ExprKind::This:
    return "this";
  case ExprKind::Parameter:
    return "%" + Place->Spelling.str();
  default:
    return "$" + Place->Spelling.str();
  }
}

static std::string nameOf(const Value &V) {
  switch (V.Kind) {
  case ValueKind::This:
    return "this";
  case ValueKind::Parameter:
    return "%" + V.Spelling.str();
  case ValueKind::Variable:
    return "$" + V.Spelling.str();
  default:
    return {};
  }
}

Holders::Holders(const Value *Connection, const flow::Evaluation &E)
    : Connection(Connection), E(E) {
  flow::visit(Connection, [&](const Value &Part) {
    if (!Part.isConstant())
      Parts.insert(&Part);
    return true;
  });
  for (const Step &S : E.steps())
    if (S.Instr->Op == Opcode::Store && leadsToUs(S.get(Slot::Value)))
      Objects.insert(nameOf(S.Instr->get(Slot::Target)));
}

bool Holders::leadsToUs(const Value *V) const {
  bool Found = false;
  if (V)
    flow::visit(V, [&](const Value &Part) {
      Found = Found || Parts.count(&Part) ||
              E.connection(&Part) == Connection ||
              Objects.contains(nameOf(Part));
      return !Found;
    });
  return Found;
}

bool Holders::isHandedOn(const Step &Call) const {
  return llvm::any_of(Call.Operands,
                      [&](const Value *V) { return leadsToUs(V); });
}
