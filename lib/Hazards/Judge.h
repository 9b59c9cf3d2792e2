//===- Hazards/Judge.h - From an effect program to conflicts ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_JUDGE_H
#define ROWLOCK_HAZARDS_JUDGE_H

#include "Flow/Unroll.h"
#include "Hazards/ActRelation.h"
#include "Hazards/Conflict.h"

namespace rowlock::hazards {

/// A lock without which the code goes on to write.
struct SwallowedLock {
  const transactions::Operation *Lock = nullptr;
  llvm::SmallVector<const transactions::Operation *, 2> Writes;
  /// Some handler or branch deals with the failure; else nobody looks at it.
  bool IsCaught = false;
};

/// All that is known about one function and what it calls. The conflicts point
/// into the rest.
class Judgement {
public:
  /// The spliced body is made in \p P.
  Judgement(const effects::Function &F, const flow::UnitIndex &Unit,
            effects::Program &P, const transactions::ResolveOptions &Options);
  Judgement(const Judgement &) = delete;
  Judgement &operator=(const Judgement &) = delete;

  const flow::Evaluation &evaluation() const { return *Whole->Values; }
  const transactions::Operations &operations() const { return Ops; }
  const transactions::Life &life() const { return Lives; }
  /// As it was before splicing.
  const effects::Function &function() const { return F; }
  const flow::Spliced &spliced() const { return Whole->Body; }
  /// Hazards and guarded conflicts, in the order of their writes.
  llvm::ArrayRef<Conflict> conflicts() const { return Conflicts; }
  llvm::ArrayRef<SwallowedLock> swallowed() const { return Swallowed; }

private:
  void findFrame(Conflict &C) const;
  effects::SourceSpan branchAt(const Conflict &C, unsigned Depth) const;
  void askedAgain();
  bool isLockSwallowed(const Conflict &C) const;

  const effects::Function &F;
  std::unique_ptr<flow::Followed> Whole;
  transactions::Operations Ops;
  transactions::Life Lives;
  std::vector<Conflict> Conflicts;
  std::vector<SwallowedLock> Swallowed;
};

/// Why a value that a write sets makes no conflict with a read.
struct Refusal {
  enum class Reason {
    TableUnknown,  ///< of the write
    ColumnUnknown, ///< the name of the column that is set
    Relative,      ///< computed by the database from the column itself
    InStatement,   ///< a constant or an expression of the SQL text
    NoBinding,     ///< nothing known is bound to its placeholder
    NoRead,        ///< no column that was read stands behind it
    ReadNotTold,   ///< which column was read, the select list does not tell
    Copied,        ///< a copy of another column
    SameStatement, ///< read and written by one statement
    OtherTable,    ///< read from another table
    Key,           ///< read from a column that chooses the written row
    OtherRow,      ///< read from a row that is not shown to be the same
  };
  Reason Why = Reason::NoRead;
  /// The column that is set, folded, as far as it is known.
  std::string Column;
  /// What it is set to, in the statement; null if that is not written.
  const sql::Operand *NewValue = nullptr;
  /// The program's value in it; null if there is none.
  const flow::Value *Value = nullptr;
  /// The column value behind it; null if there is none.
  const flow::Value *Origin = nullptr;
  /// From SameStatement on: what Origin stands for.
  transactions::ReadColumn Read;
  /// OtherRow: both sides, and the column whose values differ; null if the
  /// write is keyed by nothing that the read is keyed by.
  transactions::RowSet ReadRows;
  transactions::RowSet WrittenRows;
  std::string Unmatched;
};

/// Everything that keeps \p Write from being in a conflict, part by part; what
/// is in a conflict is left out.
std::vector<Refusal> refusals(const transactions::Operations &Ops,
                              const transactions::Operation &Write);

/// It sets columns of rows that may have been read: the writes that
/// findDependentWrites() looks at.
bool setsColumns(const transactions::Operation &Op);

/// A fact that decides on a write, and what that comes to.
struct Weighed {
  Fact Asked;
  ActRelation Is;
};
/// All that decides on \p Write, for those who ask why.
std::vector<Weighed> weigh(const transactions::Operations &Ops,
                           const transactions::Operation &Write);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_JUDGE_H
