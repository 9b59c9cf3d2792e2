//===- Repair/DecisionRepair.h - Decisions made by the write ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPAIR_DECISIONREPAIR_H
#define ROWLOCK_REPAIR_DECISIONREPAIR_H

#include "Repair/Repair.h"

namespace rowlock::repair {

/// Lets the database decide as it writes: the condition moves into the WHERE
/// clause, or a constraint refuses what must not be there twice.
Repair repairDecision(const hazards::Conflict &C, const hazards::Judgement &J);

/// What is missing is in the schema, which is not the program's to edit.
std::vector<Repair> repairLookup(const hazards::Conflict &C);

} // namespace rowlock::repair

#endif // ROWLOCK_REPAIR_DECISIONREPAIR_H
