//===- Flow/BuiltTexts.h - Texts that a loop makes of another ---*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Everybody writes a `quote` of their own: a loop that copies a text character
// by character and doubles some. Whatever such a loop does, the text that it
// leaves depends on nothing but the text that it reads. So it is a conversion
// of that text; and if it copies characters as they are and looks for the quote
// of SQL, it spells the text as a literal.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_BUILTTEXTS_H
#define ROWLOCK_FLOW_BUILTTEXTS_H

#include "Flow/Evaluation.h"
#include "Flow/Splice.h"
#include "llvm/ADT/DenseSet.h"

namespace rowlock::flow {

/// Says behind each loop that makes a text of one other text what it made. Such
/// a loop stays where it is. \p Values are those of \p Body. \p Done: the
/// headers of loops that were looked at. \returns whether \p Body has changed.
bool nameBuiltTexts(Spliced &Body, Evaluation &Values, effects::Program &P,
                    llvm::DenseSet<unsigned> &Done);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_BUILTTEXTS_H
