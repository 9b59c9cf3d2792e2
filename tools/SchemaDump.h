//===- SchemaDump.h - rowlock dump --schema ---------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_SCHEMADUMP_H
#define ROWLOCK_TOOLS_SCHEMADUMP_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace rowlock {

/// `rowlock dump --schema`, behind the stage:
///
///     [--database=NAME] [--unique=TABLE:COLUMN,...] FILE...
///
/// Prints the tables that the files and globs define, and what could not be
/// read. Gives the exit status: 1 if a file could not be opened or a glob
/// matches nothing, 2 if the arguments are wrong.
int dumpSchemaMain(llvm::ArrayRef<std::string> Arguments,
                   llvm::raw_ostream &OS);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_SCHEMADUMP_H
