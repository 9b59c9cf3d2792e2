//===- Engine/WhyEffect.h - Why a side effect is not reported ---*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_WHYEFFECT_H
#define ROWLOCK_ENGINE_WHYEFFECT_H

#include "Engine/TransactionJudge.h"
#include "Engine/Why.h"

namespace rowlock::engine {

/// Explains the effects that \p Asked, an instruction of \p J's function, has
/// or leads to; empty if there are none.
std::vector<Explanation> explainEffects(const UnitJudge &Unit,
                                        const TransactionJudge &Transactions,
                                        const hazards::Judgement &J,
                                        const effects::Instruction &Asked);

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_WHYEFFECT_H
