//===- Repair/MoveEffect.h - Behind the commit ------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPAIR_MOVEEFFECT_H
#define ROWLOCK_REPAIR_MOVEEFFECT_H

#include "Hazards/Transactions/SideEffects.h"
#include "Repair/Repair.h"

namespace rowlock::repair {

/// The repairs of an effect inside a transaction, the best first.
std::vector<Repair> propose(const hazards::SideEffect &H,
                            const hazards::Judgement &J, SourceText Source);

} // namespace rowlock::repair

#endif // ROWLOCK_REPAIR_MOVEEFFECT_H
