//===- Hazards/FailurePaths.cpp - What runs after a failure ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/FailurePaths.h"
#include "Flow/Unwinding.h"
#include "Hazards/Dependence.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::ExprKind;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;

static constexpr unsigned MaxDepth = 20;

FailurePaths::FailurePaths(const Operation &Op, const Operations &Ops)
    : Op(Op), Ops(Ops), E(Ops.evaluation()) {
  StepsOf.resize(E.function().Blocks.size());
  for (auto [Index, S] : llvm::enumerate(E.steps()))
    StepsOf[S.Block].push_back(Index);
}

void FailurePaths::walk(llvm::function_ref<bool(unsigned)> With) {
  Visit = With;
  Visited.assign(StepsOf.size(), false);
  // An exception leaves in front of the statement's block.
  if (!InVain && StepsOf[Op.Step->Block].front() == Op.StepIndex)
    for (unsigned P : E.predecessors(Op.Step->Block)) {
      const Instruction *End = E.function().Blocks[P].terminator();
      const effects::Expr *Why =
          End && End->Op == Opcode::Branch ? End->get(Slot::Value) : nullptr;
      if (Why && Why->Kind == ExprKind::Unknown &&
          Why->Spelling == flow::AnException)
        enter(P, End->Targets[0], {});
    }
  llvm::StringRef Fails = Op.Step->Instr->attribute("fails");
  if (InVain || (!Fails.empty() && Fails != "throws" && Fails != "never"))
    walkFrom(Op.StepIndex + 1, Op.Step->Block, {});
}

void FailurePaths::enter(unsigned From, unsigned Block, Entries Came) {
  if (Visited[Block] || StepsOf[Block].empty())
    return;
  Visited[Block] = true;
  Came[Block] = From;
  walkFrom(StepsOf[Block].front(), Block, Came);
}

void FailurePaths::walkFrom(unsigned First, unsigned Block,
                            const Entries &Came) {
  for (unsigned Index : StepsOf[Block])
    if (Index >= First && !Visit(Index))
      return;
  const Step &Last = E.steps()[StepsOf[Block].back()];
  std::optional<bool> Known;
  bool Branches = Last.Instr->Op == Opcode::Branch &&
                  Last.Instr->Targets[0] != Last.Instr->Targets[1];
  if (Branches) {
    const Value *Condition = Last.get(Slot::Value);
    Known = holds(Condition);
    if (!Known && TrustsTests && isAsked(Condition))
      return;
  }
  for (auto [Side, Next] : llvm::enumerate(Last.Instr->Targets))
    if (E.isTaken(Block, Next) && (!Known || *Known == (Side == 0)) &&
        !isForbidden(Block, Next, Came))
      enter(Block, Next, Came);
}

/// What was decided where the path came into a join rules it out.
bool FailurePaths::isForbidden(unsigned Block, unsigned Next,
                               const Entries &Came) const {
  llvm::SmallVector<unsigned, 4> Chain = E.decidedSince(Block);
  if (Chain.empty())
    return false;
  auto From = Came.find(Chain.front());
  return From != Came.end() &&
         !E.mayCome(From->second, Chain.front(), Block, Next);
}

/// What a condition comes to after the failure; nothing where it depends on
/// something else.
std::optional<bool> FailurePaths::holds(const Value *V, unsigned Depth) const {
  V = flow::peeled(V);
  if (!V || Depth > MaxDepth)
    return std::nullopt;
  if (auto N = number(V, Depth + 1))
    return *N != 0;
  if (V->Kind != ValueKind::Compute)
    return std::nullopt;
  if (V->Operands.size() == 1 && V->Spelling == "!") {
    auto Inner = holds(V->operand(0), Depth + 1);
    return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
  }
  if (V->Operands.size() != 2)
    return std::nullopt;
  if (V->Spelling == "==" || V->Spelling == "!=")
    for (unsigned I : {0, 1})
      if (isErrorCode(V->operand(I)) && V->operand(1 - I)->isConstant())
        return databases::isUniqueViolation(V->operand(1 - I)->Spelling) ==
               (V->Spelling == "==");
  // What has a number is not NULL.
  if (V->Spelling == "==" || V->Spelling == "!=")
    for (unsigned I : {0, 1})
      if (V->operand(I)->Kind == ValueKind::Null && isAnswer(V->operand(1 - I)))
        return V->Spelling == "!=";
  if (V->Spelling == "&&" || V->Spelling == "||") {
    auto A = holds(V->operand(0), Depth + 1);
    auto B = holds(V->operand(1), Depth + 1);
    bool Wins = V->Spelling == "||";
    if ((A && *A == Wins) || (B && *B == Wins))
      return Wins;
    return A && B ? std::optional<bool>(!Wins) : std::nullopt;
  }
  auto A = number(V->operand(0), Depth + 1);
  auto B = number(V->operand(1), Depth + 1);
  if (!A || !B)
    return std::nullopt;
  return llvm::StringSwitch<std::optional<bool>>(V->Spelling)
      .Case("==", *A == *B)
      .Case("!=", *A != *B)
      .Case("<", *A < *B)
      .Case(">", *A > *B)
      .Case("<=", *A <= *B)
      .Case(">=", *A >= *B)
      .Default(std::nullopt);
}

/// Success, count and answer of the statement, and constants.
std::optional<int64_t> FailurePaths::number(const Value *V,
                                            unsigned Depth) const {
  V = flow::peeled(V);
  if (!V || Depth > MaxDepth)
    return std::nullopt;
  switch (V->Kind) {
  case ValueKind::Integer: {
    int64_t N = 0;
    if (V->Spelling.getAsInteger(10, N))
      return std::nullopt;
    return N;
  }
  case ValueKind::Boolean:
    return V->Spelling == "true";
  case ValueKind::Column:
    if (InVain && llvm::is_contained(Ops.of(V->operand(0)), &Op))
      return 0;
    return std::nullopt;
  case ValueKind::Found:
    return InVain && V->Source == Op.Step->Instr ? std::optional<int64_t>(1)
                                                 : std::nullopt;
  case ValueKind::Select: {
    auto Chosen = holds(V->operand(0), Depth + 1);
    return Chosen ? number(V->operand(*Chosen ? 1 : 2), Depth + 1)
                  : std::nullopt;
  }
  case ValueKind::Outcome: {
    const Value *Of = V->operand(0);
    bool IsMine =
        (Of->Kind == ValueKind::Result && Of->Source == Op.Step->Instr) ||
        llvm::is_contained(Ops.of(Of), &Op) ||
        (Of == Op.Connection && V->Spelling == "affected");
    if (!IsMine)
      return std::nullopt;
    if (V->Spelling == "ok" || (InVain && V->Spelling == "found"))
      return InVain;
    if (V->Spelling == "affected" || V->Spelling == "rows")
      return 0;
    return std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

/// A row of the statement, or a column of it.
bool FailurePaths::isAnswer(const Value *V) const {
  V = flow::peeled(V);
  if (!InVain || !V)
    return false;
  if (V->Kind == ValueKind::Column)
    return llvm::is_contained(Ops.of(V->operand(0)), &Op);
  if (V->Kind == ValueKind::Select) {
    auto Chosen = holds(V->operand(0));
    return Chosen && isAnswer(V->operand(*Chosen ? 1 : 2));
  }
  return V->Kind == ValueKind::Result && llvm::is_contained(Ops.of(V), &Op);
}

bool FailurePaths::isErrorCode(const Value *V) const {
  V = flow::peeled(V);
  return V && V->Kind == ValueKind::Outcome && V->Spelling == "error-code";
}

bool FailurePaths::isAsked(const Value *Condition) const {
  return mentions(Condition, E, [&](const Value &V) {
    switch (V.Kind) {
    case ValueKind::Found:
      return V.Source == Op.Step->Instr;
    case ValueKind::Outcome:
      return V.Operands.front()->Source == Op.Step->Instr ||
             V.Operands.front() == Op.Connection;
    case ValueKind::Column:
      return llvm::is_contained(Ops.of(V.operand(0)), &Op);
    default:
      return false;
    }
  });
}
