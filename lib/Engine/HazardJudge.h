//===- Engine/HazardJudge.h - Hazards that are no conflicts -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts together what the functions of a unit say about transactions and reads
// as such: each hazard is told in its frame, once.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_HAZARDJUDGE_H
#define ROWLOCK_ENGINE_HAZARDJUDGE_H

#include "Engine/UnitJudge.h"

namespace rowlock::engine {

class HazardJudge {
public:
  explicit HazardJudge(const UnitJudge &Unit);

  /// In no order.
  std::vector<report::Finding> takeFindings() { return std::move(Findings); }

private:
  void loadsToCount();
  void queriesInLoops();
  void uncommitted();
  void locks();
  void deferredUpgrades();
  void lockOrders();
  void outerHandles();

  const UnitJudge &Unit;
  std::vector<report::Finding> Findings;
};

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_HAZARDJUDGE_H
