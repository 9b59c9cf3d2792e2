//===- Transactions/BranchFacts.cpp - What the way taken says of a transaction
//===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/BranchFacts.h"

using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;

namespace {
/// What a condition says of an instruction: the fetch found a row, the begin
/// succeeded; or, \p Negated, the opposite.
struct Tested {
  const effects::Instruction *Found = nullptr;
  const effects::Instruction *Ok = nullptr;
  bool Negated = false;
};

/// `rc == 5`, where rc is `select(ok, 0, select(busy, 5, ...))`: the condition
/// under which it has that value; null if there is none.
const Value *whenEqual(const Value *Code, const Value *Constant) {
  while (Code->Kind == ValueKind::Select) {
    const Value *Arm = Code->Operands[1];
    if (Arm->isConstant() && Arm->Kind == Constant->Kind &&
        Arm->Spelling == Constant->Spelling)
      return Code->Operands[0];
    Code = Code->Operands[2];
  }
  return nullptr;
}

/// `A || false` and `A && true` are A, in either order; null for anything else.
/// So is `rc == OK || complain()`, where complain() returns false.
const Value *soleOperand(const Value *Logical) {
  if (Logical->Operands.size() != 2 ||
      (Logical->Spelling != "||" && Logical->Spelling != "&&"))
    return nullptr;
  const Value *First = Logical->Operands[0];
  const Value *Second = Logical->Operands[1];
  if (First->isConstant())
    std::swap(First, Second);
  llvm::StringRef Neutral = Logical->Spelling == "||" ? "false" : "true";
  llvm::StringRef Number = Logical->Spelling == "||" ? "0" : "1";
  bool IsNeutral = Second->isConstant() &&
                   (Second->Spelling == Neutral || Second->Spelling == Number);
  return IsNeutral ? First : nullptr;
}

Tested tested(const Value *Condition) {
  Tested T;
  while (Condition && (Condition->Kind == ValueKind::Compute ||
                       Condition->Kind == ValueKind::Select)) {
    if (Condition->Kind == ValueKind::Select) {
      // 0 where it went well, another number where it did not.
      const Value *Arm = Condition->Operands[1];
      if (Arm->Kind != ValueKind::Integer || Arm->Spelling != "0")
        return T;
      T.Negated = !T.Negated;
      Condition = Condition->Operands[0];
      continue;
    }
    if (const Value *Sole = soleOperand(Condition)) {
      Condition = Sole;
      continue;
    }
    const Value *First = Condition->operand(0);
    const Value *Second = Condition->operand(1);
    if (Condition->Spelling == "!" && !Second) {
      T.Negated = !T.Negated;
      Condition = First;
      continue;
    }
    bool Differs = Condition->Spelling == "!=";
    if ((!Differs && Condition->Spelling != "==") || !Second)
      return T;
    if (!Second->isConstant())
      std::swap(First, Second);
    T.Negated ^= Differs;
    Condition = whenEqual(First, Second);
    // Another code than that of success: where it is that, it did not go well.
    // Where it is not, nothing is known, and it is taken to have gone well.
    if (!Condition && First->Kind == ValueKind::Select) {
      T.Negated = !T.Negated;
      Condition = First->Operands[0];
      break;
    }
  }
  if (!Condition)
    return T;
  if (Condition->Kind == ValueKind::Found)
    T.Found = Condition->Source;
  if (Condition->Kind == ValueKind::Outcome && Condition->Spelling == "ok")
    T.Ok = Condition->Operands.front()->Source;
  return T;
}
} // namespace

void rowlock::transactions::refine(PathState &S, const flow::Evaluation &E,
                                   const Step &End, unsigned To) {
  if (End.Instr->Op != Opcode::Branch ||
      End.Instr->Targets[0] == End.Instr->Targets[1])
    return;
  Tested Test = tested(End.get(Slot::Value));
  bool Holds = (To == End.Instr->Targets[0]) != Test.Negated;
  for (auto &[Connection, T] : S.Connections)
    if (Test.Ok)
      T.learnBegun(*Test.Ok, Holds);
  if (Holds)
    return;
  // A statement that has no more rows holds no snapshot any longer.
  for (unsigned I = S.OpenCursors.size(); Test.Found && I-- > 0;)
    if (S.OpenCursors.test(I) && E.steps()[I].Instr == Test.Found)
      S.OpenCursors.reset(I);
}
