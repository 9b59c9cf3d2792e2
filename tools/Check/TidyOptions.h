//===- TidyOptions.h - What a unit is linted with ---------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_TIDYOPTIONS_H
#define ROWLOCK_TOOLS_CHECK_TIDYOPTIONS_H

#include "Check/UnitRequest.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>

namespace rowlock::check {

/// The options of clang-tidy: .clang-tidy files and, above them, the command
/// line. All our checks are enabled and no other ones; where .clang-tidy files
/// name checks of ours, they choose among them. Headers of the user's are
/// looked at unless they say otherwise.
std::unique_ptr<clang::tidy::ClangTidyOptionsProvider>
tidyOptions(const LintOptions &Options,
            llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
            std::string &Error);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_TIDYOPTIONS_H
