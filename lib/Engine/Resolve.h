//===- Engine/Resolve.h - What a unit is resolved by ------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_RESOLVE_H
#define ROWLOCK_ENGINE_RESOLVE_H

#include "Engine/Engine.h"

namespace rowlock::engine {

/// The configuration, with what the unit says itself: its SQL's dialect, the
/// tables that it makes.
transactions::ResolveOptions resolveOptions(const effects::Program &Unit,
                                            const Configuration &C);

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_RESOLVE_H
