//===- Hazards/Judge.h - From an effect program to conflicts ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_JUDGE_H
#define ROWLOCK_HAZARDS_JUDGE_H

#include "Hazards/Conflict.h"

namespace rowlock::hazards {

/// All that is known about one function. The conflicts point into the rest.
class Judgement {
public:
  Judgement(const effects::Function &F, const effects::Program &P,
            const transactions::ResolveOptions &Options);

  const flow::Evaluation &evaluation() const { return Evaluation; }
  const transactions::Operations &operations() const { return Ops; }
  const transactions::Life &life() const { return Lives; }
  /// Hazards and guarded conflicts, in the order of their writes.
  llvm::ArrayRef<Conflict> conflicts() const { return Conflicts; }

private:
  flow::Evaluation Evaluation;
  transactions::Operations Ops;
  transactions::Life Lives;
  std::vector<Conflict> Conflicts;
};

/// Reads that a write depends on: the conflicts of one function, not yet
/// classified, without protections.
std::vector<Conflict>
findDependentWrites(const transactions::Operations &Ops,
                    const transactions::Life &Life);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_JUDGE_H
