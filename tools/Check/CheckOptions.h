//===- CheckOptions.h - The command line of rowlock check -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_CHECKOPTIONS_H
#define ROWLOCK_TOOLS_CHECK_CHECKOPTIONS_H

#include "Check/UnitRequest.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace rowlock::check {

struct CheckOptions {
  /// Where compile_commands.json is; empty: it is looked for.
  std::string BuildPath;
  /// What the results are kept in; empty: a folder of the build folder.
  std::string StatePath;
  /// Files are named from here; empty: it is found out.
  std::string Root;
  std::string Ninja;
  unsigned Jobs = 0;
  bool Quiet = false;
  /// Units that cannot be read do not count.
  bool TolerateErrors = false;
  LintOptions Lint;
  /// Sources and headers; empty: all.
  std::vector<std::string> Files;
  /// A format and the file it goes to ("-": standard output).
  std::vector<std::pair<std::string, std::string>> Outputs;
  std::string Baseline;
  std::string WriteBaseline;
  /// Entries of the baseline that fit nothing any more are an error.
  bool StrictBaseline = false;
  /// "FILE:A-B,C", as spelled.
  std::vector<std::string> Lines;
  /// A unified diff; "-" is standard input.
  std::string Diff;
};

/// Nothing if the arguments are wrong; \p Error says why.
std::optional<CheckOptions>
readCheckOptions(llvm::ArrayRef<std::string> Arguments, std::string &Error);

void checkUsage(llvm::raw_ostream &OS);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_CHECKOPTIONS_H
