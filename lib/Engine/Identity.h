//===- Engine/Identity.h - What a finding is known by -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Baselines and code scanning must know a finding again when lines have moved.
// Its check, file, function and statement stay; line and words do not.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_IDENTITY_H
#define ROWLOCK_ENGINE_IDENTITY_H

#include "Engine/UnitJudge.h"

namespace rowlock::engine {

/// Fills in Finding::Function and Finding::Statement: the SQL that runs at the
/// place of the warning, or what is written there if none is known.
void identify(std::vector<report::Finding> &Findings, const UnitJudge &Unit,
              repair::SourceText Source);

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_IDENTITY_H
