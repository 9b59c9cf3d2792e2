//===- Lowering/Literals.h - Text literals ----------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_LITERALS_H
#define ROWLOCK_LOWERING_LITERALS_H

#include "Lowering/Spans.h"

namespace clang {
class StringLiteral;
}

namespace rowlock::lowering {

/// The bytes of \p Literal, as UTF-8 if its characters are wider, with a
/// segment for each run of bytes that stands in the file itself. What an
/// escape or a macro spells is in no segment; \p MacroArgument: but for the
/// argument of a macro, which is used as this text only. Linear in the
/// literal's length.
const effects::Expr *lowerLiteral(const clang::StringLiteral &Literal,
                                  SpanTable &Spans, effects::Program &P,
                                  bool MacroArgument = false);

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_LITERALS_H
