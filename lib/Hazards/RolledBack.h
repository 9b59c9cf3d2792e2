//===- Hazards/RolledBack.h - Writes that are taken back --------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A preview or a dry run writes, looks at what came of it, and rolls back. What
// is rolled back on every path overwrites nothing.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_ROLLEDBACK_H
#define ROWLOCK_HAZARDS_ROLLEDBACK_H

#include "Transactions/Life.h"

namespace rowlock::hazards {

/// Every path behind \p Write rolls its transaction back, and none hands the
/// transaction on to somebody who might commit it.
bool isRolledBack(const transactions::Operation &Write,
                  const transactions::Operations &Ops,
                  const transactions::Life &L);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_ROLLEDBACK_H
