//===- Hazards/Transactions/Locks.h - Locks that hold nothing ---*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A lock that ends with its statement, since no transaction is open, and a lock
// that was not given while the code goes on as if it had been. SEMANTICS parts
// 4 and 6, "Failure of locks".
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_TRANSACTIONS_LOCKS_H
#define ROWLOCK_HAZARDS_TRANSACTIONS_LOCKS_H

#include "Hazards/Hazard.h"
#include "Hazards/Judge.h"

namespace rowlock::hazards {

constexpr llvm::StringLiteral
    LockOutsideCheck("rowlock-lock-outside-transaction");
constexpr llvm::StringLiteral
    SwallowedLockCheck("rowlock-swallowed-lock-error");

struct LockHazard : Hazard {
  enum class Kind {
    Outside,   ///< in autocommit
    Swallowed, ///< its failure is caught or ignored
  };
  /// What is locked.
  enum class Locked { Row, Table, Name, Database };
  Kind What = Kind::Outside;
  Locked Of = Locked::Row;
  /// The statement that takes the lock; null for a begin by a call.
  const transactions::Operation *Lock = nullptr;
  /// A write that the code goes on to; null if there is none.
  const transactions::Operation *Write = nullptr;
  /// In the frame; null if there is no write.
  const effects::Instruction *WriteAnchor = nullptr;
  /// Some handler catches the failure; else nobody looks at it.
  bool IsCaught = false;
  /// Nothing in the function tells whether a transaction is open.
  bool Assumed = false;
  databases::Database Db;
};

/// Of the function and its callees.
std::vector<LockHazard> findLocks(const Judgement &J);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_LOCKS_H
