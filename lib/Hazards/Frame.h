//===- Hazards/Frame.h - The function that a hazard belongs to --*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_FRAME_H
#define ROWLOCK_HAZARDS_FRAME_H

#include "Flow/Splice.h"
#include "Transactions/Operation.h"

namespace rowlock::hazards {

/// The innermost named function whose calls contain two instructions of a
/// spliced body (SEMANTICS part 5). A lambda belongs to the function that it is
/// written in, whoever calls it.
struct Frame {
  const effects::Function *Function = nullptr;
  /// How many of an instruction's calls lead to it.
  unsigned Depth = 0;

  /// The instruction of the frame, or of a lambda in it, that stands for \p S
  /// or leads to it.
  const effects::Instruction &anchor(const flow::Site &S) const;
  /// The function that has that instruction; \p Whole: the one that was
  /// spliced.
  const effects::Function &holder(const flow::Site &S,
                                  const effects::Function &Whole) const;

private:
  unsigned level(const flow::Site &S) const;
};

/// \p F: the function whose spliced body has both.
Frame frameOf(const flow::Site &A, const flow::Site &B,
              const effects::Function &F);

/// The step runs once, while nobody else of the process is there yet.
bool isStartUp(const transactions::Operations &Ops, unsigned StepIndex);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_FRAME_H
