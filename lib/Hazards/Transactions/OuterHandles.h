//===- Hazards/Transactions/OuterHandles.h ----------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// While a transaction is open on one connection, a statement goes to another
// connection to the same database. It is no part of the transaction: a rollback
// does not undo it, it does not see what the transaction has written, and it
// may wait for the transaction, which waits for it.
//
// Another database is none of this. So the two connections must be shown to be
// of one database: opened with the same value, or taken out of one pool.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_TRANSACTIONS_OUTERHANDLES_H
#define ROWLOCK_HAZARDS_TRANSACTIONS_OUTERHANDLES_H

#include "Hazards/Judge.h"
#include "Hazards/Transactions/TransactionHazard.h"

namespace rowlock::hazards {

constexpr llvm::StringLiteral OuterHandleCheck("rowlock-outer-handle");

struct OuterHandle : TransactionHazard {
  /// What goes elsewhere.
  const transactions::Operation *Outside = nullptr;
  /// A write of the transaction; of a read outside, the one that it misses.
  const transactions::Operation *Inside = nullptr;
  /// In the frame.
  const effects::Instruction *InsideAt = nullptr;
  /// Only one connection may write at a time, and that is not the other one.
  bool IsRefused = false;
  /// Both write the same table.
  bool IsSameTable = false;
};

/// What the functions of a unit say that connections known by a name are
/// connected to.
class NamedConnections {
public:
  explicit NamedConnections(
      llvm::ArrayRef<std::unique_ptr<Judgement>> Judgements);

  bool areOfOneDatabase(const flow::Value &A, const flow::Value &B) const;

private:
  using Said = llvm::SmallVector<const flow::Value *, 2>;
  /// By function, then by name.
  std::vector<std::map<std::string, Said>> All;
};

/// Of all transactions that the function and its callees begin.
std::vector<OuterHandle> findOuterHandles(const Judgement &J,
                                          const NamedConnections &Named);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_OUTERHANDLES_H
