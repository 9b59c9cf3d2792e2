//===- FindingListener.h - Who else hears of findings -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clang-tidy's diagnostics have no room for the function and the statement that
// a finding is known by. Whoever runs clang-tidy's library itself, and wants
// them, listens on the thread that it runs on. Nobody listens in a plugin.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_CHECKS_FINDINGLISTENER_H
#define ROWLOCK_CHECKS_FINDINGLISTENER_H

#include "Report/Report.h"

namespace rowlock::checks {

/// Hears of the findings of one thread as long as it lives; a newer one takes
/// over from an older one.
class FindingListener {
public:
  FindingListener();
  virtual ~FindingListener();
  FindingListener(const FindingListener &) = delete;
  FindingListener &operator=(const FindingListener &) = delete;

  /// A finding of any confidence, with the place of its warning; clang-tidy may
  /// still drop it. \p File as Clang spells it.
  virtual void found(const report::Finding &Found, llvm::StringRef File,
                     unsigned Offset) = 0;
  /// A file that findings depend on and that Clang does not know of.
  virtual void read(llvm::StringRef File) = 0;

  /// Null if nobody listens.
  static FindingListener *current();

private:
  FindingListener *Outer;
};

} // namespace rowlock::checks

#endif // ROWLOCK_CHECKS_FINDINGLISTENER_H
