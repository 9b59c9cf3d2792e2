//===- Places.cpp ---------------------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Places.h"

using namespace rowlock::checks;
using clang::CharSourceRange;
using clang::FixItHint;
using clang::SourceLocation;

SourceLocation Places::location(const effects::SourceSpan &Span) const {
  return Span.isValid() ? Texts.location(Span) : SourceLocation();
}

std::optional<llvm::SmallVector<FixItHint, 2>>
Places::fixIts(llvm::ArrayRef<repair::SourceEdit> Edits) const {
  llvm::SmallVector<FixItHint, 2> Hints;
  for (const repair::SourceEdit &Edit : Edits) {
    SourceLocation Begin = Texts.location(Edit.File, Edit.Begin);
    SourceLocation End = Texts.location(Edit.File, Edit.End);
    if (Begin.isInvalid() || End.isInvalid() || Edit.End < Edit.Begin ||
        SM.getFileID(Begin) != SM.getMainFileID())
      return std::nullopt;
    Hints.push_back(FixItHint::CreateReplacement(
        CharSourceRange::getCharRange(Begin, End), Edit.Replacement));
  }
  if (Hints.empty())
    return std::nullopt;
  return Hints;
}
