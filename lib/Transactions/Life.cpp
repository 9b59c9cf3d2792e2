//===- Transactions/Life.cpp - The life of transactions -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/Life.h"
#include "Transactions/BranchFacts.h"
#include "Transactions/Transfer.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::transactions;
using rowlock::effects::Opcode;
namespace effects = rowlock::effects;
namespace sql = rowlock::sql;

/// Must facts only shrink, so this bound is never reached in practice; it keeps
/// a mistake from becoming a hang.
static constexpr unsigned MaxPasses = 50;

/// None stands for no path.
static void meet(std::optional<PathState> &Into,
                 std::optional<PathState> From) {
  if (Into && From)
    Into->meet(*From);
  else if (From)
    Into = std::move(From);
}

Life::Life(const Operations &Ops) : Ops(Ops) {
  const auto &Evaluation = Ops.evaluation();
  auto Steps = Evaluation.steps();
  Before.assign(Steps.size(), PathState(Steps.size()));
  unsigned Blocks = Evaluation.function().Blocks.size();
  BlockSteps.resize(Blocks, {0, 0});
  Exits.resize(Blocks);
  for (auto [Index, S] : llvm::enumerate(Steps)) {
    auto &[First, Last] = BlockSteps[S.Block];
    if (First == Last)
      First = Index;
    Last = Index + 1;
  }
  DecidedSince.resize(Blocks);
  for (unsigned B : Evaluation.order())
    DecidedSince[B] = Evaluation.decidedSince(B);
  for (unsigned Pass = 0; Pass != MaxPasses; ++Pass) {
    bool Changed = false;
    for (unsigned B : Evaluation.order()) {
      std::optional<PathState> S = entry(B);
      if (!S)
        continue;
      runBlock(*S, B);
      if (Exits[B] && *Exits[B] == *S)
        continue;
      Exits[B] = std::make_unique<PathState>(std::move(*S));
      Changed = true;
    }
    if (!Changed)
      break;
  }
  for (unsigned B : Evaluation.order()) {
    PathState S = entry(B).value_or(initial());
    for (unsigned I = BlockSteps[B].first; I != BlockSteps[B].second; ++I) {
      Before[I] = S;
      transfer(S, Ops, I);
    }
  }
}

void Life::runBlock(PathState &S, unsigned Block) const {
  for (unsigned I = BlockSteps[Block].first; I != BlockSteps[Block].second; ++I)
    transfer(S, Ops, I);
}

/// Goes from the end of a block to the next.
void Life::follow(PathState &S, unsigned From, unsigned To) const {
  auto [First, Last] = BlockSteps[From];
  if (First != Last)
    refine(S, Ops.evaluation(), Ops.evaluation().steps()[Last - 1], To);
}

/// None where no path leads.
std::optional<PathState> Life::entry(unsigned Block) const {
  std::optional<PathState> Merged;
  if (Block == 0)
    Merged = initial();
  for (unsigned P : Ops.evaluation().predecessors(Block))
    meet(Merged, alongEdge(P, Block));
  return Merged;
}

/// The state of the paths that go from \p From to \p To; none if no path is
/// known to. Where an earlier join decides the branch, only the paths that
/// decide it so.
std::optional<PathState> Life::alongEdge(unsigned From, unsigned To) const {
  const auto &E = Ops.evaluation();
  if (!Exits[From] || !E.isTaken(From, To))
    return std::nullopt;
  llvm::SmallVector<unsigned, 4> Chain = DecidedSince[From];
  bool Splits = !Chain.empty() &&
                llvm::any_of(E.predecessors(Chain.front()), [&](unsigned P) {
                  return !E.mayCome(P, Chain.front(), From, To);
                });
  std::optional<PathState> S;
  if (!Splits) {
    S = *Exits[From];
    follow(*S, From, To);
    return S;
  }
  for (unsigned P : E.predecessors(Chain.front())) {
    if (!Exits[P] || !E.isTaken(P, Chain.front()) ||
        !E.mayCome(P, Chain.front(), From, To))
      continue;
    PathState Each = *Exits[P];
    follow(Each, P, Chain.front());
    meet(S, std::move(Each));
  }
  if (!S)
    return S;
  Chain.push_back(To);
  for (size_t I = 0; I + 1 != Chain.size(); ++I) {
    runBlock(*S, Chain[I]);
    follow(*S, Chain[I], Chain[I + 1]);
  }
  return S;
}

TransactionState Life::transaction(const Operation &Op) const {
  return Before[Op.StepIndex].transaction(Op.Connection);
}

bool Life::sameTransaction(const Operation &Earlier,
                           const Operation &Later) const {
  TransactionState T = transaction(Later);
  return Earlier.Connection == Later.Connection && T.isOpen() &&
         T.Executed.test(Earlier.StepIndex);
}

bool Life::staysInTransaction(const Operation &Read,
                              const Operation &Write) const {
  TransactionState T = transaction(Write);
  return Read.Connection == Write.Connection && T.isOpen() &&
         T.Touched.test(Read.StepIndex);
}

bool Life::commits(unsigned StepIndex, const Operation &Op) const {
  const effects::Instruction &I = *Ops.evaluation().steps()[StepIndex].Instr;
  bool Commits = I.Op == Opcode::Commit ||
                 (I.Op == Opcode::Leave && I.attribute("leave") == "commit");
  for (const Operation &Each : Ops.of(StepIndex))
    Commits |=
        Each.Statement && Each.Statement->Kind == sql::StatementKind::Commit;
  if (!Commits)
    return false;
  TransactionState T = Before[StepIndex].transaction(Op.Connection);
  return T.Touched.test(Op.StepIndex);
}
