//===- Hazards/Reads/QueryInLoop.h ------------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One SELECT for each element of a list, or for each row of another SELECT,
// where one for all would do. SEMANTICS part 6, "Use of rows".
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_READS_QUERYINLOOP_H
#define ROWLOCK_HAZARDS_READS_QUERYINLOOP_H

#include "Hazards/Hazard.h"
#include "Hazards/Judge.h"

namespace rowlock::hazards {

constexpr llvm::StringLiteral QueryInLoopCheck("rowlock-query-in-loop");

struct QueryInLoop : Hazard {
  const transactions::Operation *Query = nullptr;
  /// Folded: what is asked for in each round.
  std::string Key;
  /// The query whose rows the loop goes over; null if it is a list.
  const transactions::Operation *Outer = nullptr;
  /// In the frame: where the loop asks whether to go on.
  const effects::Instruction *Loop = nullptr;
};

std::vector<QueryInLoop> findQueriesInLoops(const Judgement &J);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_READS_QUERYINLOOP_H
