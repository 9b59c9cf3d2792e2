//===- Hazards/Reads/RowUses.h - What becomes of loaded rows ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program may load rows to look at them, to hand them on, to count them, or
// to see whether there are any.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_READS_ROWUSES_H
#define ROWLOCK_HAZARDS_READS_ROWUSES_H

#include "Transactions/Operation.h"

namespace rowlock::hazards {

struct RowUses {
  /// A column is looked at, or somebody else may do so.
  bool Escapes = false;
  /// Their number is taken.
  bool Counted = false;
  /// It is asked whether there is one.
  bool Tested = false;
  /// The first that takes their number or asks; null if none does.
  const effects::Instruction *First = nullptr;
};

/// All uses of the rows of \p Op, a SELECT.
RowUses usesOfRows(const transactions::Operation &Op,
                   const transactions::Operations &Ops);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_READS_ROWUSES_H
