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

clang::FileID Places::file(unsigned Index) const {
  return Index < Files.size() ? Files[Index] : clang::FileID();
}

SourceLocation Places::offset(clang::FileID File, unsigned Bytes) const {
  if (File.isInvalid() || Bytes > SM.getFileIDSize(File))
    return SourceLocation();
  return SM.getLocForStartOfFile(File).getLocWithOffset(
      static_cast<SourceLocation::IntTy>(Bytes));
}

SourceLocation Places::location(const effects::SourceSpan &Span) const {
  clang::FileID File = file(Span.File);
  if (!Span.isValid() || File.isInvalid())
    return SourceLocation();
  // A program that was read from text has no offsets.
  if (Span.End == 0)
    return SM.translateLineCol(File, Span.Line, Span.Column);
  return offset(File, Span.Begin);
}

std::optional<llvm::SmallVector<FixItHint, 2>>
Places::fixIts(llvm::ArrayRef<repair::SourceEdit> Edits) const {
  llvm::SmallVector<FixItHint, 2> Hints;
  for (const repair::SourceEdit &Edit : Edits) {
    clang::FileID File = file(Edit.File);
    SourceLocation Begin = offset(File, Edit.Begin);
    SourceLocation End = offset(File, Edit.End);
    if (File != SM.getMainFileID() || Begin.isInvalid() || End.isInvalid() ||
        Edit.End < Edit.Begin)
      return std::nullopt;
    Hints.push_back(FixItHint::CreateReplacement(
        CharSourceRange::getCharRange(Begin, End), Edit.Replacement));
  }
  if (Hints.empty())
    return std::nullopt;
  return Hints;
}
