//===- Hazards/WrittenRows.h - What a write puts where ----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_WRITTENROWS_H
#define ROWLOCK_HAZARDS_WRITTENROWS_H

#include "Transactions/RowSet.h"

namespace rowlock::hazards {

/// An INSERT that changes the row that is there already.
bool isUpsert(const sql::Statement &S);

/// The operand that an inserted column gets; null if that is not written.
const sql::Operand *inserted(const transactions::Operation &Op,
                             llvm::StringRef Column);

/// The rows that a write changes; for an upsert those with the inserted key.
transactions::RowSet writtenRows(const transactions::Operation &Op);

/// The program's values in a new value: it is one of them, or a larger SQL
/// expression has several.
llvm::SmallVector<const flow::Value *, 2>
programValues(const transactions::Operation &Op, const sql::Operand &O);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_WRITTENROWS_H
