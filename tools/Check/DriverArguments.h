//===- DriverArguments.h - Another compiler's arguments ---------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_DRIVERARGUMENTS_H
#define ROWLOCK_TOOLS_CHECK_DRIVERARGUMENTS_H

#include "llvm/Support/VirtualFileSystem.h"
#include <string>
#include <vector>

namespace rowlock::check {

/// \p Arguments, which may be another compiler's, so that Clang takes them:
/// without options that it does not know, and with headers instead of
/// precompiled ones, which are of one compiler and version. What was left out
/// is added to \p LeftOut.
std::vector<std::string> forClang(std::vector<std::string> Arguments,
                                  llvm::StringRef Directory,
                                  llvm::vfs::FileSystem &Files,
                                  std::vector<std::string> &LeftOut);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_DRIVERARGUMENTS_H
