//===- Check.h - rowlock check ----------------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_CHECK_H
#define ROWLOCK_TOOLS_CHECK_CHECK_H

#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace rowlock::check {

/// `rowlock check`, the gate; the arguments are described by its --help. Gives
/// the exit status: 0 nothing found, 1 something found, 2 something could not
/// be checked.
int checkMain(llvm::ArrayRef<std::string> Arguments);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_CHECK_H
