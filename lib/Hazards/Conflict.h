//===- Hazards/Conflict.h - A read, a dependent write, no guard -*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A conflict is a claim about two transactions: one reads a row and writes
// something that depends on what it read, and another may change the row in
// between. It says which protections were looked for, why each fails, and what
// the database makes of it. It is built once and then classified; messages,
// notes and repairs are all rendered from it.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_CONFLICT_H
#define ROWLOCK_HAZARDS_CONFLICT_H

#include "Databases/Databases.h"
#include "Hazards/Decision.h"
#include "Schema/Schema.h"
#include "Transactions/Life.h"
#include "Transactions/RowSet.h"
#include <algorithm>
#include <optional>
#include <string>

namespace rowlock::hazards {

/// The checks that are names for a conflict, in the order in which they claim
/// it (SEMANTICS part 7).
enum class Shape {
  SwallowedLockError,
  LockOutsideTransaction,
  ReadBeforeLock,
  RetryInSameSnapshot,
  StaleInstance,
  DeferredUpgrade,
  NonUniqueLookup,
  AggregateWriteBack,
  ReadModifyWrite,
  FullRowSave,
  CheckThenAct,
};

/// The name of the check, or of the check to be: a shape whose check is not in
/// the registry is recognised and stays silent.
llvm::StringRef checkName(Shape S);
/// The shape's check exists.
bool isReported(Shape S);
/// It takes somebody else who writes in between. What a thread does to itself
/// is wrong where nobody else writes, too.
bool needsOtherWriter(Shape S);

enum class Confidence { Certain, Likely, Possible };
llvm::StringRef spelling(Confidence C);

enum class Guard {
  RowLock,
  ParentLock,
  TableLock,
  AdvisoryLock,
  WriteLock,
  OwnWrite,
  CompareAndSet,
  Retry,
  InProcessLock,
  RolledBack,
  Constraint,
  Writers, ///< the configuration says that nobody else writes
};
llvm::StringRef spelling(Guard G);

/// A protection that was looked for. What was found but does not hold carries
/// the reason, as half a sentence for the notes.
struct Protection {
  Guard What = Guard::RowLock;
  bool Holds = false;
  std::string Reason;
  /// The operation that would protect; null if there is none.
  const transactions::Operation *By = nullptr;
  /// It would hold, if somebody looked at whether it was taken.
  bool Swallowed = false;
  /// It would hold, if it had been taken before this read, which has fixed what
  /// the transaction's plain reads see; null if that is not why it fails.
  const transactions::Operation *SnapshotOf = nullptr;
  /// The step that takes it, where no statement does: a mutex.
  std::optional<unsigned> Step = std::nullopt;
};

/// What a decision lets happen that must not happen twice, or no longer.
enum class Act {
  InsertIfAbsent, ///< nothing was found: a row is inserted
  TakeIfAbsent,   ///< nothing was found: a row is given the value looked for
  BelowLimit,     ///< there is room: a row is added
  AboveLimit,     ///< enough others are there: a row is taken away
  NextNumber,     ///< the largest number and one is the key of a new row
  Transition,     ///< a column has the right value: the row is changed
  Claim,          ///< a row is chosen by its state, and then taken
  Consequence,    ///< a column has the right value: another table gets a row
};

/// A decision on what was read. In words of the reports: a test, a choice, a
/// count.
struct Decision {
  Act What = Act::Transition;
  /// The facts that the write must not be made without; for Claim and
  /// NextNumber there may be none.
  llvm::SmallVector<Fact, 1> Facts;
  /// What the read was asked for: "email", "state". Folded, each once.
  llvm::SmallVector<std::string, 1> Names;
  /// The table of the read, as spelled there.
  std::string ReadTable;
  std::string ReadTableFolded;
  /// Where the branch stands in the frame; invalid if there is none.
  effects::SourceSpan At;
  /// The condition is repeated by the write, but whether it still held is
  /// never looked at, and something else depends on it.
  const transactions::Operation *Unlooked = nullptr;
  /// The table of the schema, where that has no constraint that refuses a
  /// second row with what was looked for.
  const schema::Table *Unconstrained = nullptr;
  /// Where that table is defined: "db/schema.sql:12".
  std::string DefinedAt;
  /// The constraint that refuses it.
  const schema::Key *RefusedBy = nullptr;
};

/// A column that is written with a value computed from what was read.
struct WrittenColumn {
  /// Folded.
  std::string Name;
  /// Index in Statement::Assignments; none for an upsert's or REPLACE's values.
  std::optional<unsigned> Assignment;
  const sql::Operand *NewValue = nullptr;
  const flow::Value *Value = nullptr;
  /// The column reads that the value depends on, of the conflict's Read.
  llvm::SmallVector<const flow::Value *, 1> From;
  /// Their names, folded, each once.
  llvm::SmallVector<std::string, 1> FromNames;
};

/// Rows of one table that were counted or added up for a row of another.
struct Total {
  /// The table of the rows, as spelled in the read.
  std::string Of;
  /// "count", "sum", ...: the aggregate's name, lower case; "sum" for what a
  /// loop adds up.
  std::string Function;
};

/// What stands between the read and the write, and is what is wrong: the other
/// write that makes a copy old, the lock that comes too late.
struct Between {
  unsigned StepIndex = 0;
  /// In the frame: the step, or the call that leads to it.
  effects::SourceSpan At;
  /// The statement of the step; null if it is none.
  const transactions::Operation *By = nullptr;
  /// Of a late lock: the read that has fixed what later plain reads see, where
  /// that is what makes it late.
  const transactions::Operation *SnapshotOf = nullptr;
  effects::SourceSpan SnapshotAt;
  /// Of a copy: the columns that were changed. Folded.
  llvm::SmallVector<std::string, 2> Columns;
};

/// An INSERT was refused, and what it would have added is read again where it
/// cannot be seen: the conflict's read stands behind its write.
struct Reread {
  /// The read that has fixed the snapshot; null where the transaction takes no
  /// more statements at all.
  const transactions::Operation *SnapshotOf = nullptr;
};

/// A reason why a conflict is no surer than \p AtMost.
struct Doubt {
  Confidence AtMost = Confidence::Likely;
  std::string Why;
};

struct Conflict {
  Shape What = Shape::ReadModifyWrite;
  const transactions::Operation *Read = nullptr;
  const transactions::Operation *Write = nullptr;
  /// As the user spells it in the write.
  std::string Table;
  /// Of a value that flows from the read to the write.
  std::vector<WrittenColumn> Columns;
  /// Written as they were read: a full-row save puts them back.
  std::vector<WrittenColumn> Carried;
  /// Of a decision that does.
  std::optional<Decision> Decided;
  /// Of a value that was counted or added up in another table.
  std::optional<Total> Counted;
  /// Of StaleInstance and ReadBeforeLock.
  std::optional<hazards::Between> Between;

  std::optional<hazards::Reread> Reread;

  /// The innermost function whose calls contain both (SEMANTICS part 5).
  const effects::Function *Frame = nullptr;
  /// The instructions before splicing: the same in every caller's context.
  const effects::Instruction *OriginalRead = nullptr;
  const effects::Instruction *OriginalWrite = nullptr;
  /// In the frame: the statement, or the call that leads to it.
  effects::SourceSpan ReadAt;
  effects::SourceSpan WriteAt;

  /// Both run in one transaction that is open on every path.
  bool SameTransaction = false;
  transactions::TransactionState Transaction;
  /// SQLite: the read's statement is still open, so that autocommit keeps one
  /// transaction over both.
  bool OpenRead = false;
  databases::IsolationLevel Level = databases::IsolationLevel::Unknown;
  databases::Outcome Verdict;

  std::vector<Protection> Protections;
  Confidence Sure = Confidence::Certain;
  /// Why it is no surer: all reasons, each once, in the order in which they
  /// were found.
  std::vector<Doubt> Doubts;

  /// The place that the finding stands at.
  const effects::SourceSpan &anchor() const {
    if (What == Shape::RetryInSameSnapshot || What == Shape::NonUniqueLookup)
      return ReadAt;
    return What == Shape::ReadBeforeLock && Between ? Between->At : WriteAt;
  }

  /// Makes it no surer than \p To.
  void lower(Confidence To, llvm::StringRef Why) {
    Sure = std::max(Sure, To);
    for (const Doubt &Known : Doubts)
      if (Known.Why == Why)
        return;
    Doubts.push_back({To, Why.str()});
  }

  /// The protection that holds; null if the conflict is a hazard.
  const Protection *guard() const {
    for (const Protection &P : Protections)
      if (P.Holds)
        return &P;
    return nullptr;
  }
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_CONFLICT_H
