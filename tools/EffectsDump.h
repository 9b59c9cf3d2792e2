//===- EffectsDump.h - rowlock dump --effects -------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_EFFECTSDUMP_H
#define ROWLOCK_TOOLS_EFFECTSDUMP_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace rowlock {

/// Reads, verifies and prints effect programs in text form, "-" being standard
/// input. What is wrong goes to standard error. Gives the exit status: 1 if any
/// file was not good; the others are printed nevertheless.
int dumpEffectsMain(llvm::ArrayRef<std::string> Files, llvm::raw_ostream &OS);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_EFFECTSDUMP_H
