//===- Hazards/Retry.h - Transactions that are tried again ------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A transaction is tried again if its failure leads back to its begin and its
// success does not: within a loop, by a goto, or by a call of itself. A loop
// over rows that goes on with the next one comes back either way, and is none.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_RETRY_H
#define ROWLOCK_HAZARDS_RETRY_H

#include "Hazards/Conflict.h"

namespace rowlock::hazards {

/// Whether the transaction that \p Begin begins is tried again as a whole when
/// the database refuses \p Write.
bool isRetried(const transactions::Operation &Write,
               const effects::Instruction *Begin,
               const transactions::Operations &Ops,
               const transactions::Life &Life);

/// Whether the transaction of the conflict is tried again as a whole when the
/// database refuses the write.
bool isRetried(const Conflict &C, const transactions::Operations &Ops,
               const transactions::Life &Life);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_RETRY_H
