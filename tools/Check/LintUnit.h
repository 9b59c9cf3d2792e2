//===- LintUnit.h - Lints one unit ------------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_LINTUNIT_H
#define ROWLOCK_TOOLS_CHECK_LINTUNIT_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace rowlock::check {

/// What lint-unit prints if it has read no source.
constexpr llvm::StringLiteral AsBefore("rowlock: as before");

/// `rowlock lint-unit REQUEST.request.json`, which Ninja runs: writes the
/// answer beside it. If nothing has changed since the last answer, whatever the
/// times of files say, that one stays. The exit status is that of the run, not
/// of the findings.
int lintUnitMain(llvm::StringRef RequestFile);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_LINTUNIT_H
