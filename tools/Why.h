//===- Why.h - rowlock why --------------------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_WHY_H
#define ROWLOCK_TOOLS_WHY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace rowlock {

/// `rowlock why FILE:LINE[:COLUMN] [options] [-- COMPILER ARGUMENTS]`: says why
/// what stands there is reported, or is not. The options are those of
/// `rowlock dump`, and
///
///     --unit=SOURCE   the source to compile, if FILE is a header
///
/// Gives the exit status: 0 if there is an answer, 1 if the place does not
/// exist or the unit could not be read, 2 if the arguments are wrong.
int whyMain(llvm::ArrayRef<std::string> Arguments, llvm::raw_ostream &OS);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_WHY_H
