//===- Hazards/Transactions/DeferredUpgrade.h -------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// SQLite: a transaction that begins without the write lock reads, and then
// writes. If anybody has written in between, the write is refused at once, as
// what was read is old; no busy timeout waits for that. Nothing is lost, but
// without a retry the work fails under load.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_TRANSACTIONS_DEFERREDUPGRADE_H
#define ROWLOCK_HAZARDS_TRANSACTIONS_DEFERREDUPGRADE_H

#include "Hazards/Judge.h"
#include "Hazards/Transactions/TransactionHazard.h"

namespace rowlock::hazards {

constexpr llvm::StringLiteral DeferredUpgradeCheck("rowlock-deferred-upgrade");

struct DeferredUpgrade : TransactionHazard {
  const transactions::Operation *Read = nullptr;
  const transactions::Operation *Write = nullptr;
  /// In the frame.
  const effects::Instruction *ReadAt = nullptr;
  const effects::Instruction *WriteAt = nullptr;
  /// The transaction is tried again, or a mutex keeps the others of the process
  /// out: as seen by the function that was judged.
  bool Guarded = false;
};

/// Of all transactions that the function and its callees begin, one each.
std::vector<DeferredUpgrade> findDeferredUpgrades(const Judgement &J);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_DEFERREDUPGRADE_H
