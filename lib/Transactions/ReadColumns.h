//===- Transactions/ReadColumns.h - What a column value stands for -*- C++ -*-//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A value that the program takes from a result, made into columns of tables:
// through the select list, and through the select lists of derived tables and
// CTEs.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_READCOLUMNS_H
#define ROWLOCK_TRANSACTIONS_READCOLUMNS_H

#include "Transactions/Operation.h"

namespace rowlock::transactions {

/// A table as one statement names it.
struct TableIn {
  const sql::Statement *Statement = nullptr;
  const sql::TableRef *Table = nullptr;
};

/// A column value read by an operation: `column on r, 0` made into a name.
struct ReadColumn {
  const Operation *Read = nullptr;
  /// The table. Where the statement reads it by derived tables or CTEs, these
  /// stand before it, the outermost first.
  llvm::SmallVector<TableIn, 1> Path;
  /// Folded names.
  std::string TableName;
  std::string Column;
  const sql::SelectItem *Item = nullptr;
  /// The column itself, not an expression over it.
  bool IsPlain = true;
  /// The expression may give another value than the column's; one that only
  /// replaces NULL does not count.
  bool IsComputed = false;
};

/// What a Column value stands for: several columns for an expression. Empty if
/// the select list does not tell, or tells an aggregate.
llvm::SmallVector<ReadColumn, 1> readColumns(const flow::Value &Column,
                                             const Operations &Ops);

/// The table of \p In that a column belongs to; null if that cannot be told.
const sql::TableRef *tableOf(const Operation &Op, const sql::Statement &In,
                             const sql::ColumnRef &C);

/// The select list behind a derived table or CTE that \p In names as \p Table;
/// null if it is neither.
const sql::Statement *bodyOf(const Operation &Op, const sql::Statement &In,
                             const sql::TableRef &Table);

/// The row lock that a SELECT takes: its own, else that of a derived table or
/// CTE.
const sql::Lock &effectiveLock(const sql::Statement &S);

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_READCOLUMNS_H
