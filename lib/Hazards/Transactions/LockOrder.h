//===- Hazards/Transactions/LockOrder.h -------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two transactions that lock the same rows in opposite order wait for each
// other, until the database gives up one of them. One transaction is enough, if
// its callers choose the order: transfer(a, b) and transfer(b, a).
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
  /// Folded: the tables, and the columns whose values choose the rows.
  std::string FirstTable, SecondTable;
  std::string FirstKey, SecondKey;
  /// What the rows of one table are chosen by, where callers give it; empty
  /// for two tables.
  std::string FirstName, SecondName;
  /// Before splicing.
  const effects::Instruction *OriginalFirst = nullptr;
  /// In the frame.
  const effects::Instruction *FirstAt = nullptr;
  /// Something puts the two in order, keeps others out, or tries again.
  bool Guarded = false;

  bool isOfOneTable() const { return FirstTable == SecondTable; }
  /// \p Other locks what this locks, the other way round.
  bool isReverseOf(const LockPair &Other) const {
    return FirstTable == Other.SecondTable && SecondTable == Other.FirstTable &&
           FirstKey == Other.SecondKey && SecondKey == Other.FirstKey;
  }
};

/// All pairs of locks that one transaction of the function and its callees
/// takes one behind the other: each alone is no hazard where two tables are
/// locked.
std::vector<LockPair> findLockPairs(const Judgement &J);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_LOCKORDER_H
