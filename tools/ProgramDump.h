//===- ProgramDump.h - rowlock dump of programs and later stages *- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_PROGRAMDUMP_H
#define ROWLOCK_TOOLS_PROGRAMDUMP_H

#include "Engine/Engine.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace rowlock {

enum class Stage { Effects, Operations, Findings };

struct ProgramDumpOptions {
  Stage What = Stage::Effects;
  engine::Configuration Configuration;
  /// Users' own models.
  std::vector<std::string> Models;
  /// For C++ sources: the compiler's arguments, or where to look for a
  /// compile_commands.json.
  std::vector<std::string> CompilerArguments;
  bool HasCompilerArguments = false;
  std::string BuildPath;
};

/// Prints a stage for each file: an effect program in text form (".effects", or
/// "-" for standard input), or a C++ source, which is lowered first. What is
/// wrong goes to standard error. Gives the exit status: 1 if any file was not
/// good; the others are printed nevertheless.
int dumpProgramsMain(llvm::ArrayRef<std::string> Files,
                     const ProgramDumpOptions &Options, llvm::raw_ostream &OS);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_PROGRAMDUMP_H
