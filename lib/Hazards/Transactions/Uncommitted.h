//===- Hazards/Transactions/Uncommitted.h -----------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A transaction that has written and that a path leaves, neither committed nor
// rolled back on purpose: what it wrote is thrown away, or it stays open.
// SEMANTICS part 6, "Life".
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_TRANSACTIONS_UNCOMMITTED_H
#define ROWLOCK_HAZARDS_TRANSACTIONS_UNCOMMITTED_H

#include "Hazards/Judge.h"
#include "Hazards/Transactions/TransactionHazard.h"

namespace rowlock::hazards {

constexpr llvm::StringLiteral
    UncommittedCheck("rowlock-uncommitted-transaction");

struct Uncommitted : TransactionHazard {
  enum class Kind {
    NeverCommitted, ///< no path commits it
    ThrownAway,     ///< a path that says it went well does not commit it
    LeftOpen,       ///< nobody ends it
  };
  Kind What = Kind::NeverCommitted;
  /// What the path has written, in the order of the steps.
  llvm::SmallVector<const transactions::Operation *, 2> Writes;
  /// In the frame: where it is left.
  const effects::Instruction *Exit = nullptr;
  /// In the frame: the branch that leads past the end of the transaction; null
  /// if there is none.
  const effects::Instruction *Past = nullptr;
  /// Something went wrong on the path.
  bool Failed = false;
  /// Of the begin.
  flow::Site Begins;
};

struct UncommittedTransactions {
  std::vector<Uncommitted> Hazards;
  /// Begins, with the functions that have both them and an end: who leaves
  /// open what another ends is a helper.
  std::vector<std::pair<flow::Site, const effects::Function *>> Ended;
};

/// Of transactions that the function itself begins.
UncommittedTransactions findUncommitted(const Judgement &J);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_UNCOMMITTED_H
