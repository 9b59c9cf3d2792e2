//===- Hazards/Retry.cpp - Transactions that are tried again --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Retry.h"
#include "Hazards/Dependence.h"
#include "Hazards/PathWalk.h"
#include "Hazards/Reach.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Block;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::RegionKind;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;

namespace {
class Search {
public:
  Search(const Operation &W, const Instruction *Begin, const Operations &Ops,
         const Life &L)
      : W(W), Begin(Begin), Ops(Ops), F(Ops.evaluation().function()), L(L) {}

  bool run() {
    const Step *Begins = stepOf(Begin);
    if (!Begins)
      return false;
    if (isWithinHelper(Begins->Block))
      return true;
    for (auto [Index, S] : llvm::enumerate(Ops.evaluation().steps()))
      if (L.commits(Index, W))
        Commits.push_back(&S);
    for (unsigned R = F.Blocks[Begins->Block].Region;;
         R = F.Regions[R].Parent) {
      if ((R == 0 || F.Regions[R].Kind == RegionKind::Loop) &&
          failureReturns(R, Begins->Block) && !successReturns(R, Begins->Block))
        return true;
      if (R == 0)
        return false;
    }
  }

private:
  const Step *stepOf(const Instruction *I) const {
    for (const Step &S : Ops.evaluation().steps())
      if (I && S.Instr == I)
        return &S;
    return nullptr;
  }

  /// A helper of a library that tries again is a loop round a try without
  /// handlers.
  bool isWithinHelper(unsigned Block) const {
    for (unsigned R = F.Blocks[Block].Region; R != 0; R = F.Regions[R].Parent)
      if (F.Regions[R].Kind == RegionKind::Try &&
          F.Regions[F.Regions[R].Parent].Kind == RegionKind::Loop &&
          (R + 1 == F.Regions.size() ||
           F.Regions[R + 1].Kind != RegionKind::Handler))
        return true;
    return false;
  }

  unsigned positionOf(const Step &S) const {
    const auto &Instructions = F.Blocks[S.Block].Instructions;
    return llvm::find(Instructions, S.Instr) - Instructions.begin();
  }

  /// An exception of the write, or a branch on what became of it, leads back.
  bool failureReturns(unsigned Region, unsigned BeginBlock) const {
    const Block *Target = &F.Blocks[BeginBlock];
    for (unsigned P : Ops.evaluation().predecessors(W.Step->Block)) {
      const Instruction *End = F.Blocks[P].terminator();
      if (!End || !isWayOut(*End))
        continue;
      PathWalk Walk(F, Region, Target);
      Walk.requireHandler();
      if (Walk.reaches(End->Targets[0], 0))
        return true;
    }
    if (W.Step->Instr->attribute("fails").empty())
      return false;
    for (const Step &S : Ops.evaluation().steps()) {
      if (S.Instr->Op != Opcode::Branch && S.Instr->Op != Opcode::Switch)
        continue;
      // Also where the write is made only if all went well before.
      if (!leadsTo(Ops.evaluation(), *W.Step, S) || !testsFailure(S))
        continue;
      for (unsigned Next : S.Instr->Targets) {
        PathWalk Walk(F, Region, Target);
        for (const Step *Commit : Commits)
          Walk.avoid(Commit->Instr);
        if (Walk.reaches(Next, 0))
          return true;
      }
    }
    return false;
  }

  /// The branch asks whether the write, or something else, went well.
  bool testsFailure(const Step &S) const {
    return llvm::any_of(S.Operands, [&](const Value *V) {
      return mentions(V, Ops.evaluation(), [&](const Value &Part) {
        if (Part.Kind == ValueKind::Found)
          return Part.Source == W.Step->Instr;
        if (Part.Kind != ValueKind::Outcome ||
            (Part.Spelling != "ok" && Part.Spelling != "error-code" &&
             Part.Spelling != "found"))
          return false;
        const Value *Of = Part.Operands.front();
        return Of->Source == W.Step->Instr || Of == W.Connection;
      });
    });
  }

  bool successReturns(unsigned Region, unsigned BeginBlock) const {
    llvm::SmallVector<const Step *, 2> From(Commits);
    if (From.empty())
      From.push_back(W.Step);
    return llvm::any_of(From, [&](const Step *S) {
      PathWalk Walk(F, Region, &F.Blocks[BeginBlock]);
      Walk.stayNormal();
      Walk.assumeSuccess(*S->Instr);
      return Walk.reaches(S->Block, positionOf(*S) + 1);
    });
  }

  const Operation &W;
  const Instruction *Begin;
  const Operations &Ops;
  const effects::Function &F;
  const Life &L;
  llvm::SmallVector<const Step *, 2> Commits;
};
} // namespace

bool rowlock::hazards::isRetried(const Operation &Write,
                                 const Instruction *Begin,
                                 const Operations &Ops, const Life &L) {
  return Search(Write, Begin, Ops, L).run();
}

bool rowlock::hazards::isRetried(const Conflict &C, const Operations &Ops,
                                 const Life &L) {
  return isRetried(*C.Write, C.Transaction.Begin, Ops, L);
}
