//===- SelfTest.h - rowlock self-test ---------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_SELFTEST_H
#define ROWLOCK_TOOLS_CHECK_SELFTEST_H

#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace rowlock::check {

/// `rowlock self-test [--plugin FILE] [--clang-tidy PROGRAM]`: lints a source
/// with a known finding, and one without, with this program, or with a
/// clang-tidy and a plugin. A run that finds nothing proves nothing unless this
/// has passed. Gives the exit status: 0 or 2.
int selfTestMain(llvm::ArrayRef<std::string> Arguments);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_SELFTEST_H
