//===- Hazards/Dependence.h - What a value was computed from ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_DEPENDENCE_H
#define ROWLOCK_HAZARDS_DEPENDENCE_H

#include "Flow/Evaluation.h"

namespace rowlock::hazards {

/// A column read that a value goes back to.
struct Origin {
  const flow::Value *Column = nullptr;
  /// Something was done to it on the way: it is no mere copy.
  bool Computed = false;
  /// On the way stands a call that nothing is known about.
  bool ThroughCall = false;
};

/// The column reads that the data of \p V comes from. The branches that chose
/// between values are decisions, not data, and are left out; the condition of a
/// conditional expression is part of the expression.
llvm::SmallVector<Origin, 4> origins(const flow::Value *V,
                                     const flow::Evaluation &E);

/// Whether \p V or anything that it is made of, conditions included, satisfies
/// \p Test; looks through the arguments of unknown calls.
bool mentions(const flow::Value *V, const flow::Evaluation &E,
              llvm::function_ref<bool(const flow::Value &)> Test);

/// Whether any branch, switch or choice of the function tests a value that
/// satisfies \p Test.
bool isTested(const flow::Evaluation &E,
              llvm::function_ref<bool(const flow::Value &)> Test);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_DEPENDENCE_H
