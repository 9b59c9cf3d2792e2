//===- CompileCommands.h - The units of a compile database ------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_COMPILECOMMANDS_H
#define ROWLOCK_TOOLS_CHECK_COMPILECOMMANDS_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace rowlock::check {

struct Unit {
  /// Absolute, without dots.
  std::string File;
  std::string Directory;
  std::vector<std::string> Arguments;
};

struct Units {
  /// C++ sources that are there, each compile command once.
  std::vector<Unit> All;
  /// Sources that are not there, sorted.
  std::vector<std::string> Missing;
  /// Sources in other languages.
  unsigned Others = 0;
};

/// The nearest folder with a compile_commands.json, from the working folder:
/// build, out, ...; empty if there is none.
std::string findBuildPath();

/// \p BuildPath: a folder, or the file itself.
llvm::Expected<Units> readUnits(llvm::StringRef BuildPath);

/// "how to make a compile database", in one line.
extern const char *const DatabaseHint;

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_COMPILECOMMANDS_H
