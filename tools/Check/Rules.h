//===- Rules.h - The checks, for those who print them -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_RULES_H
#define ROWLOCK_TOOLS_CHECK_RULES_H

#include "Report/Formats/Formats.h"

namespace rowlock::check {

/// All of checks/Checks.def, with their pages.
llvm::ArrayRef<report::Rule> rules();

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_RULES_H
