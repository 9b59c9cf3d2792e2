//===- Hazards/Conflicts/Conflicts.h - Where conflicts come from -*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file for each way in which a write can depend on a read, and for each thing
// between the two that makes more of it.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_CONFLICTS_CONFLICTS_H
#define ROWLOCK_HAZARDS_CONFLICTS_CONFLICTS_H

#include "Hazards/Judge.h"

namespace rowlock::hazards {

/// A column with its new value: an assignment, or a value of an upsert.
struct WrittenValue {
  /// Folded.
  std::string Column;
  /// Index in Statement::Assignments; none for an upsert's or REPLACE's values.
  std::optional<unsigned> Assignment;
  const sql::Operand *Value = nullptr;
};
/// What the statement sets to values of the program. \p Refuse: told of the
/// rest; may be null.
std::vector<WrittenValue>
writtenValues(const transactions::Operation &Op,
              llvm::function_ref<void(Refusal)> Refuse);

/// Reads that a write depends on: the conflicts of one function, not yet
/// classified, without protections.
std::vector<Conflict> findDependentWrites(const transactions::Operations &Ops,
                                          const transactions::Life &Life);

/// Writes that a decision on a read governs, one for each decision. \p
/// Dependent: what findDependentWrites() found, which keeps its pairs.
std::vector<Conflict> findGovernedWrites(const transactions::Operations &Ops,
                                         llvm::ArrayRef<Conflict> Dependent);

/// Totals of one table that are stored in a row of another (SEMANTICS rule
/// 3.8).
std::vector<Conflict> findStoredTotals(const transactions::Operations &Ops);

/// Rows that are read again after their INSERT was refused, in a transaction
/// that cannot see them.
std::vector<Conflict> findRereads(const transactions::Operations &Ops,
                                  const transactions::Life &Life);

/// Another write to the row in between, which the copy that is saved does not
/// know of.
std::optional<Between> madeStale(const Conflict &C,
                                 const transactions::Operations &Ops);

/// Locks that the code does not need to get.
std::vector<SwallowedLock>
findSwallowedLocks(const transactions::Operations &Ops,
                   const transactions::Life &Life);

/// A lock that would protect the conflict and is taken too late: behind the
/// read, or behind another read that has fixed the snapshot. Protections have
/// been looked for.
std::optional<Between> lateLock(const Conflict &C,
                                const transactions::Operations &Ops,
                                const transactions::Life &Life);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_CONFLICTS_CONFLICTS_H
