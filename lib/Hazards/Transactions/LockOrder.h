//===- Hazards/Transactions/LockOrder.h -------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A transaction that locks two rows in the order that its caller gives, such as
// transfer(a, b), waits for one that was called with the two exchanged, which
// waits for it, until the database gives up one of them.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_TRANSACTIONS_LOCKORDER_H
#define ROWLOCK_HAZARDS_TRANSACTIONS_LOCKORDER_H

#include "Hazards/Judge.h"
#include "Hazards/Transactions/TransactionHazard.h"

namespace rowlock::hazards {

constexpr llvm::StringLiteral LockOrderCheck("rowlock-lock-order");

/// Two locks of one transaction, one behind the other.
struct LockPair : TransactionHazard {
  const transactions::Operation *First = nullptr;
  const transactions::Operation *Second = nullptr;
  /// Folded: the table, and the column whose value chooses the rows.
  std::string Table, Key;
  /// What the rows are chosen by, as callers give it; empty if the program has
  /// made something of it.
  std::string FirstName, SecondName;
  /// In the frame.
  const effects::Instruction *FirstAt = nullptr;
  /// Something puts the two in order, keeps others out, or tries again.
  bool Guarded = false;
};

/// All pairs of locks that the function and its callees take.
std::vector<LockPair> findLockPairs(const Judgement &J);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_LOCKORDER_H
