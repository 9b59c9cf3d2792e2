//===- IncludeScan.h - Who includes whom, at a glance -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_INCLUDESCAN_H
#define ROWLOCK_TOOLS_CHECK_INCLUDESCAN_H

#include "Check/CompileCommands.h"
#include <map>

namespace rowlock::check {

/// Follows include lines without a preprocessor: conditions are not looked at,
/// names that macros make are not known, and system headers are left alone.
class IncludeScan {
public:
  /// \p Header: absolute.
  bool includes(const Unit &Of, const std::string &Header);

private:
  struct Line {
    std::string Spelled;
    bool Angled = false;
  };
  const std::vector<Line> &linesOf(const std::string &File);
  bool exists(const std::string &File);

  std::map<std::string, std::vector<Line>> Lines;
  std::map<std::string, bool> Exists;
};

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_INCLUDESCAN_H
