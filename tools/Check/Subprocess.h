//===- Subprocess.h - Another program, line by line -------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_SUBPROCESS_H
#define ROWLOCK_TOOLS_CHECK_SUBPROCESS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <utility>

namespace rowlock::check {

/// Runs a program without input and hands on what it prints, standard error
/// included, as soon as a line is whole. \returns its exit status, 128 and more
/// if a signal ended it, -1 and \p Error if it could not be run.
int runWithOutput(
    llvm::ArrayRef<std::string> Command,
    llvm::ArrayRef<std::pair<std::string, std::string>> Environment,
    llvm::function_ref<void(llvm::StringRef)> Line, std::string &Error);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_SUBPROCESS_H
