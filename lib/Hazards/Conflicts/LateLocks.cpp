//===- Hazards/Conflicts/LateLocks.cpp - Locks behind the read ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two forms. The value: A reads, B has the lock, writes and gives it back, A
// gets the lock and goes on with what it read before. The snapshot: A reads
// anything, B writes and commits, A gets the lock and reads the row again, and
// sees it as it was at its first read.
//
//===----------------------------------------------------------------------===//

#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/DecisionGuards.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
namespace sql = rowlock::sql;

namespace {
class Search {
public:
  Search(const Conflict &C, const Operations &Ops, const Life &L)
      : C(C), R(*C.Read), W(*C.Write), Ops(Ops), L(L) {}

  std::optional<Between> run() const {
    for (const Protection &P : C.Protections)
      if (P.SnapshotOf)
        return between(P.Step ? *P.Step : P.By->StepIndex, P.By, P.SnapshotOf);
    // What an earlier transaction has read is no matter of this lock.
    if (!C.SameTransaction)
      return std::nullopt;
    for (const Operation &Op : Ops.all())
      if (Op.Statement && &Op != &R && isBetween(Op.StepIndex) &&
          (locksRow(Op) || locksTable(Op) || locksName(Op)))
        return between(Op.StepIndex, &Op, nullptr);
    llvm::BitVector Mutexes = L.before(W.StepIndex).HeldLocks;
    Mutexes.reset(L.before(R.StepIndex).HeldLocks);
    for (unsigned Step : Mutexes.set_bits())
      if (isBetween(Step))
        return between(Step, nullptr, nullptr);
    return std::nullopt;
  }

private:
  static Between between(unsigned Step, const Operation *By,
                         const Operation *SnapshotOf) {
    Between Found;
    Found.StepIndex = Step;
    Found.By = By;
    Found.SnapshotOf = SnapshotOf;
    return Found;
  }

  bool isBetween(unsigned Step) const {
    return L.mustPrecede(R.StepIndex, Step) && L.mustPrecede(Step, W.StepIndex);
  }

  bool locksRow(const Operation &Op) const {
    return Op.Statement->Kind == sql::StatementKind::Select &&
           effectiveLock(*Op.Statement).exclusive() == sql::Answer::Yes &&
           L.sameTransaction(Op, W) && isOfConflict(Op) && sharesKey(Op, C);
  }

  /// It is about the table that was read or is written. A row that is not there
  /// cannot be locked: an INSERT has a lock on what the new row belongs to.
  bool isOfConflict(const Operation &Op) const {
    if (C.Decided && W.Statement->Kind == sql::StatementKind::Insert)
      return true;
    return llvm::any_of(Op.Statement->Tables, [&](const sql::TableRef &T) {
      std::string Table = Op.folded(T.Table);
      return Table == W.folded(W.Statement->target()->Table) ||
             llvm::any_of(R.Statement->Tables, [&](const sql::TableRef &Mine) {
               return R.folded(Mine.Table) == Table;
             });
    });
  }

  bool locksTable(const Operation &Op) const {
    return llvm::any_of(Op.Statement->TableLocks, [&](const auto &Lock) {
      return Lock.Table < Op.Statement->Tables.size() &&
             Lock.Mode == sql::TableLockMode::Exclusive &&
             Op.folded(Op.Statement->Tables[Lock.Table].Table) ==
                 W.folded(W.Statement->target()->Table);
    });
  }

  bool locksName(const Operation &Op) const {
    return llvm::any_of(Op.Statement->AdvisoryLocks, [&](const auto &Lock) {
      using Action = sql::AdvisoryLock::Action;
      if (Lock.Shared ||
          (Lock.What != Action::Acquire && Lock.What != Action::TryAcquire))
        return false;
      return Lock.Holds == sql::AdvisoryLock::Scope::Transaction
                 ? L.sameTransaction(Op, W)
                 : L.before(W.StepIndex).HeldSessionLocks.test(Op.StepIndex);
    });
  }

  const Conflict &C;
  const Operation &R;
  const Operation &W;
  const Operations &Ops;
  const Life &L;
};
} // namespace

std::optional<Between> rowlock::hazards::lateLock(const Conflict &C,
                                                  const Operations &Ops,
                                                  const Life &L) {
  return Search(C, Ops, L).run();
}
