//===- Hazards/Transactions/SideEffects.h -----------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is done outside the database between begin and commit: a rollback does
// not undo it, a second try does it twice, and while it takes its time the
// transaction holds its locks. SEMANTICS part 6, "Effects".
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_TRANSACTIONS_SIDEEFFECTS_H
#define ROWLOCK_HAZARDS_TRANSACTIONS_SIDEEFFECTS_H

#include "Hazards/Judge.h"
#include "Hazards/Transactions/TransactionHazard.h"

namespace rowlock::hazards {

constexpr llvm::StringLiteral
    SideEffectCheck("rowlock-side-effect-in-transaction");

struct SideEffect : TransactionHazard {
  /// A word of Models/Vocabulary.def: "request", "mail", ...
  llvm::StringRef Kind;
  /// The function that is called.
  llvm::StringRef Callee;
  /// It stays done when the transaction is rolled back.
  bool Stays = true;
  /// The call returns only when it is done.
  bool Waits = true;
  /// A statement of the transaction that writes, before the effect if there is
  /// one; null if only a function that is not known may do so.
  const transactions::Operation *Write = nullptr;
  /// It ran before: what it changed is locked while the effect goes on.
  bool WroteBefore = false;
  /// The database's refusal leads back to the begin.
  bool Retried = false;
};

/// Why an effect is no hazard.
enum class EffectRefusal {
  OnlyStrict,    ///< of a kind that only strict mode tells
  ShortSleep,    ///< shorter than anybody would notice
  SleepUnknown,  ///< how long it sleeps is not constant
  NoTransaction, ///< none is open here
  ReadOnly,      ///< the transaction says that it only reads
  OnlyReads,     ///< nothing in the transaction writes, on any path through it
  RolledBack,    ///< every path from here rolls the transaction back
};

struct SilentEffect {
  unsigned StepIndex = 0;
  EffectRefusal Why = EffectRefusal::NoTransaction;
};

struct SideEffects {
  std::vector<SideEffect> Hazards;
  std::vector<SilentEffect> Silent;
};

/// It does something outside the database.
inline bool isSideEffect(const effects::Instruction &I) {
  return I.Op == effects::Opcode::Call && !I.attribute("effect").empty();
}

/// Every effect that the function and its callees have.
SideEffects findSideEffects(const Judgement &J, bool Strict);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_TRANSACTIONS_SIDEEFFECTS_H
