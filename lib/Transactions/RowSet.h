//===- Transactions/RowSet.h - Which rows an operation is about -*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rows of one table that a statement reads or writes: a conjunction of
// equalities between columns and terms, closed over the joins' equalities.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_ROWSET_H
#define ROWLOCK_TRANSACTIONS_ROWSET_H

#include "Transactions/ReadColumns.h"

namespace rowlock::transactions {

struct RowEquality {
  std::string Column;
  /// One term; several for IN.
  llvm::SmallVector<Term, 1> Terms;
  const sql::Atom *Atom = nullptr;
};

struct RowSet {
  /// Folded; empty if not known.
  std::string Table;
  std::vector<RowEquality> Equalities;
  /// Yes: the equalities are all that chooses the rows. No: there are other
  /// conditions too. Unknown: the text goes on in a hole.
  sql::Answer Complete = sql::Answer::Yes;
  /// There is no condition at all: every row of the table.
  bool WholeTable = false;

  const RowEquality *find(llvm::StringRef Column) const;
};

/// The rows of \p Table (one of Op.Statement->Tables) that \p Op is about.
RowSet rowSet(const Operation &Op, const sql::TableRef &Table);
/// The rows of a table that the column was read from.
RowSet rowSet(const ReadColumn &Column);

enum class SameRow {
  No,
  Yes,
  /// Both are about the table as a whole, or about a constant key.
  WholeTable,
};

/// Whether \p Write is about a row that \p Read gave: by equal keys, or by a
/// key that is a column of the row that was read. SEMANTICS rule 3.
/// \p Unmatched: set to the key of the write that the read fixes to something
/// else, if that is why the answer is No.
SameRow sameRow(const RowSet &Read, const Operation &ReadOp,
                const RowSet &Write, const Operations &Ops,
                const RowEquality **Unmatched = nullptr);

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_ROWSET_H
