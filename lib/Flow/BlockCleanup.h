//===- Flow/BlockCleanup.h - Fewer blocks and regions -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_BLOCKCLEANUP_H
#define ROWLOCK_FLOW_BLOCKCLEANUP_H

#include "Effects/Program.h"
#include "llvm/ADT/DenseSet.h"

namespace rowlock::flow {

/// Skips and joins blocks, drops those that nothing leads to, and the regions
/// that say nothing once calls are spliced in. A branch both ways of which are
/// the same stays if it is in \p Kept: that it asks is what counts.
void cleanUp(effects::Function &F,
             const llvm::DenseSet<const effects::Instruction *> &Kept);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_BLOCKCLEANUP_H
