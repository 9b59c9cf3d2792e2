//===- Hazards/Outcomes.h - Who looks at what became of it ------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A statement says how many rows it changed and whether it failed: returned,
// stored, or asked of the connection afterwards. These functions tell whether
// anybody asks. What is handed to a caller or a function that is not known
// counts as looked at.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_OUTCOMES_H
#define ROWLOCK_HAZARDS_OUTCOMES_H

#include "Transactions/Operation.h"

namespace rowlock::hazards {

/// Whether anything looks at how many rows \p Op changed.
bool countIsLookedAt(const transactions::Operation &Op,
                     const transactions::Operations &Ops);

/// Every path from \p Op to \p Later has learnt that \p Op changed no row.
bool countIsZeroAt(const transactions::Operation &Op,
                   const transactions::Operation &Later,
                   const transactions::Operations &Ops);

/// Where \p Condition holds, or does not, \p Op has changed no row. \p WasLast:
/// it is the statement that its connection speaks of.
bool tellsNoChange(const flow::Value *Condition, bool Holds,
                   const transactions::Operation &Op, bool WasLast = false);

/// The instruction tells of its failure by a value, and nothing looks at it.
bool failureIsIgnored(const effects::Instruction &I,
                      const transactions::Operations &Ops);

/// Whether anything decides by a value that \p Op reads.
bool answerIsTested(const transactions::Operation &Op,
                    const transactions::Operations &Ops);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_OUTCOMES_H
