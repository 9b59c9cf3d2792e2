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

/// Whether a row that \p Op is about has a key value of the read or write; of a
/// decision also a value of the new row.
bool sharesKey(const transactions::Operation &Op, const Conflict &C);

/// The unique constraint of the schema that refuses a second row with what was
/// looked for; null if none is known.
const schema::Key *constraintOf(const Conflict &C,
                                const transactions::Operations &Ops);

/// Adds the protections that only decisions have.
void decisionGuards(Conflict &C, const transactions::Operations &Ops);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_DECISIONGUARDS_H
