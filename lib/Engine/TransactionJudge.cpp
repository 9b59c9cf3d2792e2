//===- Engine/TransactionJudge.cpp - Transactions of a unit ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/TransactionJudge.h"
#include "Repair/MoveEffect.h"
#include "Report/SideEffects.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::engine;
using rowlock::hazards::Judgement;
using rowlock::hazards::SideEffect;
using rowlock::hazards::SilentEffect;
using rowlock::report::Finding;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;
namespace report = rowlock::report;

TransactionJudge::TransactionJudge(const UnitJudge &Unit,
                                   const effects::Program &P,
                                   const Configuration &C,
                                   repair::SourceText Source)
    : Unit(Unit), P(P), Source(Source) {
  for (const auto &J : Unit.judgements()) {
    hazards::SideEffects Found =
        findSideEffects(*J, C.Effects == SideEffectMode::Strict);
    Silent[J.get()] = std::move(Found.Silent);
    for (SideEffect &H : Found.Hazards)
      if (!isToldByCallers(*J, H))
        tell(*J, std::move(H));
  }
}

/// Whoever hands a transaction on, or calls a lambda, sees more of it.
bool TransactionJudge::isToldByCallers(const Judgement &J,
                                       const SideEffect &H) const {
  const effects::Function &F = J.function();
  bool IsLambda = flow::isLambda(F.Name);
  if (H.isHanded() || IsLambda) {
    if (Unit.isEntered(F))
      return true;
    // When a lambda runs that nobody is seen to call is not known; that it
    // does not run in a transaction of where it was made is likely.
    return IsLambda && H.isHanded() && isCaptured(F, *H.Connection);
  }
  return false;
}

/// The first parameters of a lambda are what it has captured.
bool TransactionJudge::isCaptured(const effects::Function &Lambda,
                                  const flow::Value &Connection) const {
  if (Connection.Kind != flow::ValueKind::Parameter)
    return true;
  size_t Captures = 0;
  llvm::DenseSet<const effects::Expr *> Known;
  for (const effects::Function &F : P.Functions) {
    if (!flow::isLambdaOf(Lambda.Name, F.Name))
      continue;
    for (const effects::Block &B : F.Blocks)
      for (const effects::Instruction *I : B.Instructions)
        for (const effects::Operand &O : I->Operands) {
          llvm::SmallVector<const effects::Expr *, 8> Work{O.Value};
          while (!Work.empty()) {
            const effects::Expr *E = Work.pop_back_val();
            if (!E || !Known.insert(E).second)
              continue;
            if (E->Kind == effects::ExprKind::Closure &&
                E->Spelling == Lambda.Name)
              Captures = std::max(Captures, E->Operands.size());
            Work.append(E->Operands.begin(), E->Operands.end());
          }
        }
  }
  for (auto [Index, Each] : llvm::enumerate(Lambda.Parameters))
    if (Each.Name == Connection.Spelling)
      return Index < Captures;
  return true;
}

/// Of several that stand at one place the worst is told.
void TransactionJudge::tell(const Judgement &J, SideEffect H) {
  auto Key = [](const SideEffect &E) {
    const effects::SourceSpan &At = E.Anchor->Span;
    return std::tie(At.File, At.Line, At.Column);
  };
  auto Rank = [](const SideEffect &E) {
    return std::make_tuple(E.Sure, !E.Stays, !E.Retried);
  };
  for (Seen &Known : Told)
    if (Key(Known.What) == Key(H)) {
      if (Rank(H) < Rank(Known.What))
        Known = {&J, std::move(H)};
      return;
    }
  Told.push_back({&J, std::move(H)});
}

const SilentEffect *TransactionJudge::silent(const Judgement &J,
                                             unsigned StepIndex) const {
  auto It = Silent.find(&J);
  if (It != Silent.end())
    for (const SilentEffect &Each : It->second)
      if (Each.StepIndex == StepIndex)
        return &Each;
  return nullptr;
}

std::vector<Finding> TransactionJudge::findings() const {
  std::vector<Finding> Findings;
  for (const Seen &Each : Told)
    Findings.push_back(report::describe(
        Each.What, repair::propose(Each.What, *Each.By, Source)));
  return Findings;
}
