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

#include "Hazards/Conflict.h"
#include "Hazards/Frame.h"

namespace rowlock::hazards {

struct TransactionHazard {
  /// The step that it is about.
  unsigned StepIndex = 0;
  const flow::Value *Connection = nullptr;
  transactions::TransactionState Transaction;

  /// The innermost function that both begins the transaction, as far as that
  /// is known, and has the step in it.
  Frame Where;
  /// Before splicing: the same in every caller's context.
  const effects::Instruction *Original = nullptr;
  /// Null if the transaction is a caller's.
  const effects::Instruction *OriginalBegin = nullptr;
  /// In the frame: the step itself, or the call that leads to it.
  const effects::Instruction *Anchor = nullptr;
  /// The function that has the anchor: the frame, or a lambda in it.
  const effects::Function *AnchorIn = nullptr;
  /// In the frame, likewise; null if it is not known.
  const effects::Instruction *BeginAnchor = nullptr;
  const effects::Instruction *EndAnchor = nullptr;

  Confidence Sure = Confidence::Certain;
  /// Why it is no surer: all reasons, each once.
  std::vector<Doubt> Doubts;

  /// The transaction was begun by a caller that is not known.
  bool isHanded() const { return !OriginalBegin; }

  /// Makes it no surer than \p To.
  void lower(Confidence To, llvm::StringRef Why) {
    Sure = std::max(Sure, To);
    for (const Doubt &Known : Doubts)
      if (Known.Why == Why)
        return;
    Doubts.push_back({To, Why.str()});
  }
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_TRANSACTIONHAZARD_H
