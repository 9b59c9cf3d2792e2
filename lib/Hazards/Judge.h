//===- Hazards/Judge.h - From an effect program to conflicts ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_JUDGE_H
#define ROWLOCK_HAZARDS_JUDGE_H

#include "Flow/Unroll.h"
#include "Hazards/Conflict.h"

namespace rowlock::hazards {

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

private:
  void findFrame(Conflict &C) const;

  const effects::Function &F;
  std::unique_ptr<flow::Followed> Whole;
  transactions::Operations Ops;
  transactions::Life Lives;
  std::vector<Conflict> Conflicts;
};

/// Reads that a write depends on: the conflicts of one function, not yet
/// classified, without protections.
std::vector<Conflict> findDependentWrites(const transactions::Operations &Ops,
                                          const transactions::Life &Life);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_JUDGE_H
