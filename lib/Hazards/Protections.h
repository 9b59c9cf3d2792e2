//===- Hazards/Protections.h - What may keep two apart ----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// SEMANTICS part 4, one function for each protection. A protection guards a
// read and a write if it is acquired on every path no later than the read, or
// is the read itself, is held to the end of the transaction that contains the
// write, and covers the row.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_PROTECTIONS_H
#define ROWLOCK_HAZARDS_PROTECTIONS_H

#include "Hazards/Conflict.h"

namespace rowlock::hazards {

/// Fills in what the transaction makes of the conflict (SameTransaction, Level,
/// Verdict, ...) and all Protections that are there, in vain or not.
void lookForProtections(Conflict &C, const transactions::Operations &Ops,
                        const transactions::Life &Life);

/// What the configuration says about who writes the table. Asked once the
/// conflict has its shape.
void guardByWriters(Conflict &C, const transactions::Operations &Ops);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_PROTECTIONS_H
