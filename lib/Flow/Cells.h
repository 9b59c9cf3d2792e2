//===- Flow/Cells.h - Rows that are arrays ----------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Some libraries give a row as an array of texts, or all rows as one flat array
// that begins with the names of the columns. Its elements are columns.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_CELLS_H
#define ROWLOCK_FLOW_CELLS_H

#include "Flow/Value.h"

namespace rowlock::flow {

/// The variable of a loop that begins at 0 and counts by one. It is taken for
/// one before the loop has been round: nothing may become unknown in between.
bool countsUp(const Value *V);

/// What a statement gave, or may have given.
bool standsForRows(const Value *V);

/// The column that an element of a row, or of a flat array of them, is; null if
/// that is not known. \p Member: an element of \p Rows, with the position as
/// operand 1 where that is no constant.
const Value *cellOf(ValueTable &Values, const Value *Rows, const Value &Member);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_CELLS_H
