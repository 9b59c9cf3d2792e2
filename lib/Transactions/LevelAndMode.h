//===- Transactions/LevelAndMode.h - How a transaction is to begin -*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_LEVELANDMODE_H
#define ROWLOCK_TRANSACTIONS_LEVELANDMODE_H

#include "Databases/Databases.h"
#include "Flow/Evaluation.h"

namespace rowlock::transactions {

/// The level, or the mode, that \p S asks for: a word, or what its operand may
/// be. Of several the weakest; \p Open becomes true then, and where one is not
/// understood.
databases::IsolationLevel levelOf(const flow::Step &S, bool &Open);
databases::TransactionMode modeOf(const flow::Step &S, bool &Open);

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_LEVELANDMODE_H
