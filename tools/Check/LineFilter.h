//===- LineFilter.h - Only what was changed ---------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_LINEFILTER_H
#define ROWLOCK_TOOLS_CHECK_LINEFILTER_H

#include "Report/Formats/Result.h"
#include <map>

namespace rowlock::check {

/// Lines of files. A finding is among them if its warning is, or a place that
/// its notes tell of: who changes the read makes the hazard of the write.
class LineFilter {
public:
  /// "FILE:A-B,C". \returns what is wrong, or nothing.
  std::string addLines(llvm::StringRef Spelled);
  /// A unified diff, as of `git diff`, with any number of context lines; its
  /// files are named from \p Root or from the working folder.
  std::string addDiff(llvm::StringRef Diff, llvm::StringRef Root);

  bool contains(const report::Result &R) const;
  /// The files that have lines, absolute.
  std::vector<std::string> files() const;

private:
  bool contains(const report::TextPlace &At) const;

  using Range = std::pair<unsigned, unsigned>;
  std::map<std::string, std::vector<Range>> Ranges;
};

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_LINEFILTER_H
