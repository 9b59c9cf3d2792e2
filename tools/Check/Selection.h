//===- Selection.h - The units that files are checked through ---*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_SELECTION_H
#define ROWLOCK_TOOLS_CHECK_SELECTION_H

#include "Check/CompileCommands.h"
#include "llvm/ADT/ArrayRef.h"

namespace rowlock::check {

struct Selection {
  std::vector<Unit> Units;
  /// Files that no unit compiles or includes.
  std::vector<std::string> Unknown;
};

/// The units of \p Files, which are absolute. A source is checked through all
/// its units, a header through one that includes it: known from an earlier run
/// in \p State, else found by looking through the includes.
Selection select(llvm::ArrayRef<Unit> All, llvm::ArrayRef<std::string> Files,
                 llvm::StringRef State);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_SELECTION_H
