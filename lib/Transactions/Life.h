//===- Transactions/Life.h - The life of transactions -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For each step of a function: which transaction is open on its connection, and
// which earlier steps have run on every path that leads here, within that
// transaction or at all. Guards ask these questions; they are *must* facts.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_LIFE_H
#define ROWLOCK_TRANSACTIONS_LIFE_H

#include "Transactions/Operation.h"
#include "Transactions/PathState.h"

namespace rowlock::transactions {

class Life {
public:
  explicit Life(const Operations &Ops);

  const PathState &before(unsigned StepIndex) const {
    return Before[StepIndex];
  }
  /// The transaction that the operation runs in.
  TransactionState transaction(const Operation &Op) const;
  /// \p Earlier ran on every path to \p Later, in the same transaction. Never
  /// true in autocommit.
  bool sameTransaction(const Operation &Earlier, const Operation &Later) const;
  /// The paths that lead from \p Read to \p Write stay in one transaction,
  /// which is open on every path. Paths round the read do not matter here.
  bool staysInTransaction(const Operation &Read, const Operation &Write) const;
  bool mustPrecede(unsigned EarlierStep, unsigned LaterStep) const {
    return Before[LaterStep].Executed.test(EarlierStep);
  }
  /// The step commits a transaction that \p Op may have run in.
  bool commits(unsigned StepIndex, const Operation &Op) const;

private:
  std::optional<PathState> entry(unsigned Block) const;
  std::optional<PathState> alongEdge(unsigned From, unsigned To) const;
  void runBlock(PathState &S, unsigned Block) const;
  void follow(PathState &S, unsigned From, unsigned To) const;
  PathState initial() const { return PathState(Before.size()); }

  const Operations &Ops;
  /// First and last step of each block.
  std::vector<std::pair<unsigned, unsigned>> BlockSteps;
  /// By block; see Evaluation::decidedSince.
  std::vector<llvm::SmallVector<unsigned, 4>> DecidedSince;
  std::vector<std::unique_ptr<PathState>> Exits;
  std::vector<PathState> Before;
};

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_LIFE_H
