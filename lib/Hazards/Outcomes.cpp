//===- Hazards/Outcomes.cpp - Who looks at what became of it --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Outcomes.h"
#include "Hazards/Dependence.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <optional>

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

/// Statements that one result may come from.
static constexpr unsigned MaxResults = 16;

/// A path leads from \p Op to where \p Count is asked of its connection, and
/// on it no other statement writes.
static bool isOwnCount(const Value &Count, const Operation &Op,
                       const Operations &Ops) {
  llvm::ArrayRef<Step> Steps = Ops.evaluation().steps();
  const effects::Function &F = Ops.evaluation().function();
  std::vector<bool> Seen(F.Blocks.size());
  llvm::SmallVector<unsigned, 8> Work;
  // Behind step \p From to the end of its block.
  auto Walk = [&](unsigned From, unsigned Block) {
    for (; From != Steps.size() && Steps[From].Block == Block; ++From) {
      const Step &S = Steps[From];
      if (S.Instr->Op == Opcode::Outcome && S.Result == &Count)
        return true;
      if (llvm::any_of(Ops.of(From), [&](const Operation &Other) {
            return Other.writes() && Other.Connection == Op.Connection;
          }))
        return false;
    }
    if (const effects::Instruction *End = F.Blocks[Block].terminator())
      Work.append(End->Targets.begin(), End->Targets.end());
    return false;
  };
  if (Walk(Op.StepIndex + 1, Op.Step->Block))
    return true;
  while (!Work.empty()) {
    unsigned Block = Work.pop_back_val();
    if (Seen[Block])
      continue;
    Seen[Block] = true;
    auto First =
        llvm::find_if(Steps, [&](const Step &S) { return S.Block == Block; });
    if (First != Steps.end() && Walk(First - Steps.begin(), Block))
      return true;
  }
  return false;
}

/// \p V is what the statement gave, or where paths join, may be.
static bool mayBeResult(const Value *V, const Operation &Op) {
  bool Complete = true;
  return llvm::any_of(flow::alternatives(V, MaxResults, Complete),
                      [&](const Value *Each) {
                        return Each->Kind == ValueKind::Result &&
                               Each->Source == Op.Step->Instr;
                      });
}

/// The library throws unless the statement found its row.
static bool isExpected(const Operation &Op, const Operations &Ops) {
  auto Demands = [](const effects::Instruction &I) {
    llvm::StringRef Expects = I.attribute("expects");
    unsigned Count = 0;
    return Expects == "one" || Expects == "at-least-one" ||
           (!Expects.getAsInteger(10, Count) && Count != 0);
  };
  if (Op.Step->Instr->attribute("changes") == "one")
    return true;
  if (Op.Statement->Returns != sql::Answer::Yes)
    return false;
  return llvm::any_of(Ops.evaluation().steps(), [&](const Step &S) {
    const Value *On = S.get(Slot::On);
    return Demands(*S.Instr) &&
           (S.Instr == Op.Step->Instr || (On && On->Kind == ValueKind::Result &&
                                          On->Source == Op.Step->Instr));
  });
}

/// What is stored there is seen by others, or may be.
static bool escapes(const effects::Expr *Target) {
  using effects::ExprKind;
  bool IsMember = false;
  while (Target) {
    if (Target->Kind == ExprKind::Address || Target->Kind == ExprKind::Preserve)
      Target = Target->operand(0);
    else if (Target->Kind == ExprKind::Field) {
      IsMember = true;
      Target = Target->operand(0);
    } else if (Target->Kind == ExprKind::Result && Target->Source &&
               Target->Source->Op == Opcode::Let)
      Target = Target->Source->get(Slot::Value);
    else
      break;
  }
  return IsMember || !Target || Target->Kind != ExprKind::Variable ||
         Target->Spelling.starts_with("::");
}

bool rowlock::hazards::countIsLookedAt(const Operation &Op,
                                       const Operations &Ops) {
  auto IsCount = [&](const Value &V) {
    if (V.Kind == ValueKind::Found)
      return V.Source == Op.Step->Instr &&
             Op.Statement->Returns == sql::Answer::Yes;
    if (V.Kind != ValueKind::Outcome)
      return false;
    if (V.Spelling != "affected" && V.Spelling != "rows" &&
        V.Spelling != "empty")
      return false;
    const Value *Of = V.Operands.front();
    // The connection's last statement, or this one's own count.
    return Of == Op.Connection ? isOwnCount(V, Op, Ops) : mayBeResult(Of, Op);
  };
  const auto &E = Ops.evaluation();
  if (isExpected(Op, Ops) || isTested(E, IsCount))
    return true;
  // Returned to a caller, or handed to a function such as a check.
  for (const Step &S : E.steps())
    if (S.Instr->Op == Opcode::Return || S.Instr->Op == Opcode::Call ||
        (S.Instr->Op == Opcode::Store && escapes(S.Instr->get(Slot::Target))))
      for (const Value *V : S.Operands)
        if (mentions(V, E, IsCount))
          return true;
  return false;
}

bool rowlock::hazards::failureIsIgnored(const effects::Instruction &I,
                                        const Operations &Ops) {
  llvm::StringRef Fails = I.attribute("fails");
  if (Fails.empty() || Fails == "throws" || Fails == "never")
    return false;
  const auto &E = Ops.evaluation();
  auto IsOutcome = [&](const Value &V) {
    if (V.Kind == ValueKind::Found)
      return V.Source == &I;
    return V.Kind == ValueKind::Outcome &&
           (V.Operands.front()->Source == &I || V.Spelling == "error-code");
  };
  return !isTested(E, IsOutcome) &&
         llvm::none_of(E.steps(), [&](const Step &S) {
           return (S.Instr->Op == Opcode::Return ||
                   S.Instr->Op == Opcode::Call) &&
                  llvm::any_of(S.Operands, [&](const Value *V) {
                    return mentions(V, E, IsOutcome);
                  });
         });
}

bool rowlock::hazards::answerIsTested(const Operation &Op,
                                      const Operations &Ops) {
  auto IsAnswer = [&](const Value &V) {
    return V.Kind == ValueKind::Column &&
           llvm::is_contained(Ops.of(V.Operands.front()), &Op);
  };
  return isTested(Ops.evaluation(), IsAnswer) ||
         llvm::any_of(Ops.evaluation().steps(), [&](const Step &S) {
           return (S.Instr->Op == Opcode::Return ||
                   S.Instr->Op == Opcode::Call) &&
                  llvm::any_of(S.Operands, [&](const Value *V) {
                    return mentions(V, Ops.evaluation(), IsAnswer);
                  });
         });
}

/// What a condition comes to if \p Op changed \p Count rows; nothing where it
/// depends on more.
static std::optional<int64_t> ifCountIs(const Value *V, const Operation &Op,
                                        int64_t Count, bool WasLast = false,
                                        unsigned Depth = 0) {
  if (!V || Depth > 50)
    return std::nullopt;
  if (V->Kind == ValueKind::Integer || V->Kind == ValueKind::Boolean) {
    int64_t N = V->Spelling == "true";
    if (V->Kind == ValueKind::Integer && V->Spelling.getAsInteger(10, N))
      return std::nullopt;
    return N;
  }
  if (V->Kind == ValueKind::Outcome) {
    const Value *Of = V->Operands.front();
    bool IsOwn = Of->Kind == ValueKind::Result && Of->Source == Op.Step->Instr;
    if (!IsOwn && (!WasLast || Of != Op.Connection))
      return std::nullopt;
    if (V->Spelling == "affected" || V->Spelling == "rows")
      return Count;
    if (V->Spelling == "empty")
      return Count == 0;
    return std::nullopt;
  }
  if (V->Kind != ValueKind::Compute)
    return std::nullopt;
  auto A = ifCountIs(V->operand(0), Op, Count, WasLast, Depth + 1);
  if (V->Operands.size() == 1)
    return A && V->Spelling == "!" ? std::optional<int64_t>(!*A) : std::nullopt;
  auto B = ifCountIs(V->operand(1), Op, Count, WasLast, Depth + 1);
  if (!A || !B || V->Operands.size() != 2)
    return std::nullopt;
  return llvm::StringSwitch<std::optional<int64_t>>(V->Spelling)
      .Case("==", *A == *B)
      .Case("!=", *A != *B)
      .Case("<", *A < *B)
      .Case(">", *A > *B)
      .Case("<=", *A <= *B)
      .Case(">=", *A >= *B)
      .Case("&&", *A && *B)
      .Case("||", *A || *B)
      .Default(std::nullopt);
}

bool rowlock::hazards::tellsNoChange(const Value *Condition, bool Holds,
                                     const Operation &Op, bool WasLast) {
  auto IfNone = ifCountIs(Condition, Op, 0, WasLast);
  auto IfOne = ifCountIs(Condition, Op, 1, WasLast);
  return IfNone && IfOne && (*IfNone != 0) == Holds && (*IfOne != 0) != Holds;
}

bool rowlock::hazards::countIsZeroAt(const Operation &Op,
                                     const Operation &Later,
                                     const Operations &Ops) {
  llvm::ArrayRef<Step> Steps = Ops.evaluation().steps();
  const effects::Function &F = Ops.evaluation().function();
  std::vector<const Step *> Ends(F.Blocks.size());
  for (const Step &S : Steps)
    Ends[S.Block] = &S;
  std::vector<bool> Seen(F.Blocks.size());
  llvm::SmallVector<unsigned, 8> Work{Op.Step->Block};
  if (Later.Step->Block == Op.Step->Block && Later.StepIndex > Op.StepIndex)
    return false;
  while (!Work.empty()) {
    unsigned Block = Work.pop_back_val();
    const Step *End = Ends[Block];
    if (!End)
      continue;
    for (auto [Index, Next] : llvm::enumerate(End->Instr->Targets)) {
      if (End->Instr->Op == Opcode::Branch) {
        const Value *Condition = End->get(Slot::Value);
        if (tellsNoChange(Condition, Index == 0, Op))
          continue;
      }
      if (Next == Later.Step->Block)
        return false;
      if (!Seen[Next]) {
        Seen[Next] = true;
        Work.push_back(Next);
      }
    }
  }
  return true;
}
