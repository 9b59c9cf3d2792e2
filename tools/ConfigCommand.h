//===- ConfigCommand.h - rowlock config -------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CONFIGCOMMAND_H
#define ROWLOCK_TOOLS_CONFIGCOMMAND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace rowlock {

/// `rowlock config [FILE | DIR]` prints what a source is judged by, and where
/// each value comes from. `rowlock config --check [FILE | DIR]` reads the
/// configuration and all that it names. Gives the exit status: 1 if something
/// is wrong with it, 2 if there is none to check or the arguments are wrong.
int configMain(llvm::ArrayRef<std::string> Arguments, llvm::raw_ostream &OS);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_CONFIGCOMMAND_H
