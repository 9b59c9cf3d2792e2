//===- Hazards/DecisionGuards.h - What keeps a decision true ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// SEMANTICS part 4, as far as it is about decisions: a row that is not there
// cannot be locked, and a unique constraint refuses the second row.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_DECISIONGUARDS_H
#define ROWLOCK_HAZARDS_DECISIONGUARDS_H

#include "Hazards/Conflict.h"

namespace rowlock::hazards {

/// The name of what happens where nothing protects.
databases::Anomaly anomalyOf(const Conflict &C);

/// A lock on the rows that were read keeps nobody from making the decision
/// untrue: others insert a row.
bool locksNothing(const Conflict &C);

/// Others only have to be kept from writing to the row that was read, which
/// is not written here: readers of it may go on.
bool suffersShareLock(const Conflict &C);

/// The new row has the value.
bool isInserted(const transactions::Term &T, const transactions::Operation &W);

/// Adds the protections that only decisions have.
void decisionGuards(Conflict &C, const transactions::Operations &Ops);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_DECISIONGUARDS_H
