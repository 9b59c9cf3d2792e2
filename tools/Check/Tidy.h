//===- Tidy.h - clang-tidy's library, run on one unit -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_TIDY_H
#define ROWLOCK_TOOLS_CHECK_TIDY_H

#include "Check/UnitRequest.h"
#include "Report/Formats/Result.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace rowlock::check {

/// Lints the unit as clang-tidy does, with our checks alone. \p Read hears of
/// files that Clang does not know of. Standard output and error of the process
/// are used while it runs, as clang-tidy prints there.
report::UnitResult
runTidy(const UnitRequest &Request,
        llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
        llvm::function_ref<void(llvm::StringRef)> Read);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_TIDY_H
