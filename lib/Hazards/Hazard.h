//===- Hazards/Hazard.h - What is wrong at one place ------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What all hazards have that are no conflict (Hazards/Conflict.h): a step, the
// function that it belongs to, and how sure it is.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_HAZARD_H
#define ROWLOCK_HAZARDS_HAZARD_H

#include "Hazards/Conflict.h"
#include "Hazards/Frame.h"

namespace rowlock::hazards {

struct Hazard {
  /// The step that it is about.
  unsigned StepIndex = 0;
  /// The innermost function that has all of it.
  Frame Where;
  /// Before splicing: the same in every caller's context.
  const effects::Instruction *Original = nullptr;
  /// In the frame: the step itself, or the call that leads to it.
  const effects::Instruction *Anchor = nullptr;
  /// The function that has the anchor: the frame, or a lambda in it.
  const effects::Function *AnchorIn = nullptr;

  Confidence Sure = Confidence::Certain;
  /// Why it is no surer: all reasons, each once.
  std::vector<Doubt> Doubts;

  /// Makes it no surer than \p To.
  void lower(Confidence To, llvm::StringRef Why) {
    Sure = std::max(Sure, To);
    for (const Doubt &Known : Doubts)
      if (Known.Why == Why)
        return;
    Doubts.push_back({To, Why.str()});
  }
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_HAZARD_H
