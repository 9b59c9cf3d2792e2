//===- Places.h - Spans as source locations ---------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The way back from the effect program's places, which are numbers, to Clang's.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_CHECKS_PLACES_H
#define ROWLOCK_CHECKS_PLACES_H

#include "Effects/Program.h"
#include "Lowering/Lowering.h"
#include "Repair/Repair.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include <optional>

namespace rowlock::checks {

class Places {
public:
  /// Both must outlive this.
  Places(const clang::SourceManager &SM, const lowering::SourceTexts &Texts)
      : SM(SM), Texts(Texts) {}

  /// Invalid if the unit does not have that place.
  clang::SourceLocation location(const effects::SourceSpan &Span) const;

  /// The edits as fix-its; nothing unless all of them can be made: in the file
  /// that is being linted, as a header is edited by the run that lints it.
  std::optional<llvm::SmallVector<clang::FixItHint, 2>>
  fixIts(llvm::ArrayRef<repair::SourceEdit> Edits) const;

private:
  const clang::SourceManager &SM;
  const lowering::SourceTexts &Texts;
};

} // namespace rowlock::checks

#endif // ROWLOCK_CHECKS_PLACES_H
