//===- Report/Hazards.h - Hazards that are no conflicts ---------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_HAZARDS_H
#define ROWLOCK_REPORT_HAZARDS_H

#include "Hazards/Reads/LoadToCount.h"
#include "Hazards/Reads/QueryInLoop.h"
#include "Hazards/Transactions/DeferredUpgrade.h"
#include "Hazards/Transactions/LockOrder.h"
#include "Hazards/Transactions/Locks.h"
#include "Hazards/Transactions/OuterHandles.h"
#include "Hazards/Transactions/Uncommitted.h"
#include "Report/Report.h"

namespace rowlock::report {

Finding describe(const hazards::LockHazard &H);
Finding describe(const hazards::OuterHandle &H);
Finding describe(const hazards::LoadToCount &H);
Finding describe(const hazards::QueryInLoop &H);
Finding describe(const hazards::Uncommitted &H);
/// \p Other: the pair that locks two tables the other way round; null where one
/// table is locked twice.
Finding describe(const hazards::LockPair &H, const hazards::LockPair *Other);
Finding describe(const hazards::DeferredUpgrade &H, repair::Repair Repair);

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_HAZARDS_H
