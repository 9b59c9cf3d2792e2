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
#include "Repair/Repair.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include <optional>

namespace rowlock::checks {

class Places {
public:
  /// \p Files gives the file of the unit for each entry of Program::Files; an
  /// invalid one stands for a file that the unit does not have.
  Places(const clang::SourceManager &SM, llvm::ArrayRef<clang::FileID> Files)
      : SM(SM), Files(Files) {}

  /// Invalid if the unit does not have that place.
  clang::SourceLocation location(const effects::SourceSpan &Span) const;

  /// The edits as fix-its; nothing unless all of them can be made: in the file
  /// that is being linted, as a header is edited by the run that lints it.
  std::optional<llvm::SmallVector<clang::FixItHint, 2>>
  fixIts(llvm::ArrayRef<repair::SourceEdit> Edits) const;

private:
  clang::FileID file(unsigned Index) const;
  clang::SourceLocation offset(clang::FileID File, unsigned Bytes) const;

  const clang::SourceManager &SM;
  llvm::ArrayRef<clang::FileID> Files;
};

} // namespace rowlock::checks

#endif // ROWLOCK_CHECKS_PLACES_H
