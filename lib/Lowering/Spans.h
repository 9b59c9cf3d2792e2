//===- Lowering/Spans.h - Places in the source ------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_SPANS_H
#define ROWLOCK_LOWERING_SPANS_H

#include "Effects/Program.h"
#include "Lowering/Lowering.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"

namespace rowlock::lowering {

/// Makes spans, and numbers the files they are in. What a macro spells has the
/// place where the macro stands and may not be edited; neither may a macro's
/// arguments, which the macro may use in more ways than one.
class SpanTable {
public:
  SpanTable(const clang::SourceManager &SM, const clang::LangOptions &Language,
            effects::Program &P)
      : SM(SM), Language(Language), P(P) {}

  effects::SourceSpan span(clang::SourceRange Range);
  /// The empty place behind the token at \p Token.
  effects::SourceSpan behind(clang::SourceLocation Token);
  unsigned file(clang::FileID File);

  const clang::SourceManager &sources() const { return SM; }
  const clang::LangOptions &language() const { return Language; }
  SourceTexts texts() const { return SourceTexts(SM, Files); }

private:
  const clang::SourceManager &SM;
  const clang::LangOptions &Language;
  effects::Program &P;
  llvm::DenseMap<clang::FileID, unsigned> Indices;
  llvm::SmallVector<clang::FileID, 4> Files;
};

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_SPANS_H
