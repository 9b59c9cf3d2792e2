//===- Hazards/Transactions/TransactionHazard.h -----------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is wrong about a transaction as such: one thing that happens in it, or
// does not. A conflict (Hazards/Conflict.h) is about two transactions.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_TRANSACTIONS_TRANSACTIONHAZARD_H
#define ROWLOCK_HAZARDS_TRANSACTIONS_TRANSACTIONHAZARD_H

#include "Hazards/Hazard.h"

namespace rowlock::hazards {

/// Where: the innermost function that both begins the transaction, as far as
/// that is known, and has the step in it.
struct TransactionHazard : Hazard {
  const flow::Value *Connection = nullptr;
  transactions::TransactionState Transaction;

  /// Null if the transaction is a caller's.
  const effects::Instruction *OriginalBegin = nullptr;
  /// In the frame; null if it is not known.
  const effects::Instruction *BeginAnchor = nullptr;
  const effects::Instruction *EndAnchor = nullptr;

  /// The transaction was begun by a caller that is not known.
  bool isHanded() const { return !OriginalBegin; }
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_TRANSACTIONHAZARD_H
