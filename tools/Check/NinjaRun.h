//===- NinjaRun.h - Units are linted by Ninja -------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Parallelism, dependencies and what need not be done again are Ninja's: this
// writes a request for each unit and a Ninja file over them, and reads the
// answers.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_NINJARUN_H
#define ROWLOCK_TOOLS_CHECK_NINJARUN_H

#include "Check/CompileCommands.h"
#include "Check/UnitRequest.h"
#include "Report/Formats/Result.h"
#include "llvm/ADT/ArrayRef.h"

namespace rowlock::check {

struct RunOptions {
  /// The folder that all of it is kept in.
  std::string State;
  /// A program, or empty.
  std::string Ninja;
  unsigned Jobs = 0;
  bool Quiet = false;
};

/// The files of a unit's answer.
UnitFiles filesOf(const Unit &Of, llvm::StringRef State);

/// One answer for each unit, in their order; a unit of which Ninja or the
/// command itself died has a failure that says so. An error if nothing could be
/// run at all. \p Ran: how many units were not answered from an earlier run.
llvm::Expected<std::vector<report::UnitResult>>
runUnits(llvm::ArrayRef<Unit> Units, const LintOptions &Lint,
         const RunOptions &Options, unsigned &Ran);

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_NINJARUN_H
