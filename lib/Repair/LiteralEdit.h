//===- Repair/LiteralEdit.h - SQL edits placed into literals ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPAIR_LITERALEDIT_H
#define ROWLOCK_REPAIR_LITERALEDIT_H

#include "Repair/Repair.h"
#include "Sql/Rewrite.h"

namespace rowlock::repair {

/// The edits of a statement's text as edits of the literals that spell it.
/// Nothing if one of them cannot be placed: in a macro, an escape, a literal
/// that stands outside of the function, or one that another statement of the
/// function uses too.
std::optional<std::vector<SourceEdit>>
placeEdits(const sql::Rewrite &R, const transactions::Operation &Op,
           const transactions::Operations &Ops);

} // namespace rowlock::repair

#endif // ROWLOCK_REPAIR_LITERALEDIT_H
