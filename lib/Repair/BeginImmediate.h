//===- Repair/BeginImmediate.h - The write lock from the start ---*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPAIR_BEGINIMMEDIATE_H
#define ROWLOCK_REPAIR_BEGINIMMEDIATE_H

#include "Hazards/Judge.h"
#include "Repair/Repair.h"

namespace rowlock::repair {

/// Of SQLite: \p Begin, of the spliced body, takes the write lock at once.
Repair beginWithWriteLock(const effects::Instruction &Begin,
                          const hazards::Judgement &J);

} // namespace rowlock::repair

#endif // ROWLOCK_REPAIR_BEGINIMMEDIATE_H
