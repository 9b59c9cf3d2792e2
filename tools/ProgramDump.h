//===- ProgramDump.h - rowlock dump of programs and later stages *- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_PROGRAMDUMP_H
#define ROWLOCK_TOOLS_PROGRAMDUMP_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace rowlock {

enum class Stage { Effects, Spliced, Residual, Operations, Findings };

/// `rowlock dump --effects | --spliced | --residual | --operations |
/// --findings`, behind the stage:
///
///     [--database=NAME] [--isolation=LEVEL] [--model=FILE] [-p=DIR]
///     FILE... [-- COMPILER ARGUMENTS]
///
/// Prints the stage for each file: a C++ source, by its extension, which is
/// lowered first, or an effect program in text form ("-" is standard input).
/// What is wrong goes to standard error. Gives the exit status: 1 if any file
/// was not good (the others are printed nevertheless), 2 if the arguments are
/// wrong.
int dumpProgramsMain(Stage What, llvm::ArrayRef<std::string> Arguments,
                     llvm::raw_ostream &OS);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_PROGRAMDUMP_H
