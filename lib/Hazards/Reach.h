//===- Hazards/Reach.h - Which step can follow which ------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_REACH_H
#define ROWLOCK_HAZARDS_REACH_H

#include "Flow/Evaluation.h"

namespace rowlock::hazards {

/// A path leads from \p From to \p To within one round of the loops around
/// them, along branches that no constant condition forbids.
bool leadsTo(const flow::Evaluation &E, const flow::Step &From,
             const flow::Step &To);
/// The same for blocks, on a path that has none of \p Around; each leads to
/// itself.
bool leadsTo(const flow::Evaluation &E, unsigned From, unsigned To,
             llvm::ArrayRef<unsigned> Around = {});

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_REACH_H
