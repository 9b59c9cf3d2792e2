//===- Transactions/Transfer.h - What one step does to a path ---*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_TRANSFER_H
#define ROWLOCK_TRANSACTIONS_TRANSFER_H

#include "Transactions/Operation.h"
#include "Transactions/PathState.h"

namespace rowlock::transactions {

/// Makes of what is known before a step what is known behind it.
void transfer(PathState &S, const Operations &Ops, unsigned StepIndex);

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_TRANSFER_H
