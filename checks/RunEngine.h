//===- RunEngine.h - The door to the engine ---------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one place where clang-tidy's side meets the engine: a unit goes in,
// findings come out and are handed to the checks whose names they bear.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_CHECKS_RUNENGINE_H
#define ROWLOCK_CHECKS_RUNENGINE_H

#include "UnitAnalysis.h"

namespace rowlock::checks {

/// Analyses \p Input and lets its checks print what was found. Called at most
/// once per unit, with at least one function.
void runEngine(const Unit &Input);

} // namespace rowlock::checks

#endif // ROWLOCK_CHECKS_RUNENGINE_H
