//===- Hazards/Reach.cpp - Which step can follow which --------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Reach.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using rowlock::flow::Evaluation;
using rowlock::flow::Step;

bool rowlock::hazards::leadsTo(const Evaluation &E, const Step &From,
                               const Step &To) {
  // Steps stand in the order of their blocks, which is a reverse post-order.
  return From.Block == To.Block ? &From < &To
                                : leadsTo(E, From.Block, To.Block);
}

bool rowlock::hazards::leadsTo(const Evaluation &E, unsigned From, unsigned To,
                               llvm::ArrayRef<unsigned> Around) {
  if (From == To)
    return true;
  const auto &Blocks = E.function().Blocks;
  std::vector<unsigned> Position(Blocks.size(), 0);
  for (unsigned I = 0; I != E.order().size(); ++I)
    Position[E.order()[I]] = I;
  std::vector<bool> Seen(Blocks.size());
  llvm::SmallVector<unsigned, 16> Work{From};
  while (!Work.empty()) {
    unsigned Block = Work.pop_back_val();
    for (unsigned Next : Blocks[Block].terminator()->Targets) {
      // A way back begins the next round.
      if (Seen[Next] || Position[Next] <= Position[Block] ||
          !E.isTaken(Block, Next) || llvm::is_contained(Around, Next))
        continue;
      if (Next == To)
        return true;
      Seen[Next] = true;
      Work.push_back(Next);
    }
  }
  return false;
}
