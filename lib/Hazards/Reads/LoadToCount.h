//===- Hazards/Reads/LoadToCount.h ------------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rows that are loaded only to be counted, or to see whether there are any: the
// database could tell the number. SEMANTICS part 6, "Use of rows".
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_READS_LOADTOCOUNT_H
#define ROWLOCK_HAZARDS_READS_LOADTOCOUNT_H

#include "Hazards/Hazard.h"
#include "Hazards/Judge.h"

namespace rowlock::hazards {

constexpr llvm::StringLiteral LoadToCountCheck("rowlock-load-to-count");

struct LoadToCount : Hazard {
  const transactions::Operation *Load = nullptr;
  /// Nobody wants to know how many there are.
  bool OnlyExistence = false;
  /// In the frame: where the rows are counted.
  const effects::Instruction *Use = nullptr;
};

std::vector<LoadToCount> findLoadsToCount(const Judgement &J);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_READS_LOADTOCOUNT_H
