//===- Repair/NarrowSave.h - Saving only what has changed -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A save that puts back columns as they were read loses nothing if it leaves
// them out.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPAIR_NARROWSAVE_H
#define ROWLOCK_REPAIR_NARROWSAVE_H

#include "Repair/Repair.h"

namespace rowlock::repair {

/// Leaves the carried columns of the conflicts, and their values, out of the
/// write. Advice where the text or the values cannot be edited.
Repair narrowSave(llvm::ArrayRef<const hazards::Conflict *> OneWrite,
                  const hazards::Judgement &J, SourceText Source);

} // namespace rowlock::repair

#endif // ROWLOCK_REPAIR_NARROWSAVE_H
