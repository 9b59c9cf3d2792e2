//===- Report/Report.h - A hazard in words ----------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What people read: a message at the anchor, notes that tell the story, and the
// edits. Words are lower case without a full stop and name the user's tables
// and columns; the theory stands in the check's documentation page.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_REPORT_H
#define ROWLOCK_REPORT_REPORT_H

#include "Repair/Repair.h"

namespace rowlock::report {

struct Message {
  effects::SourceSpan At;
  std::string Text;
};

struct Finding {
  /// "rowlock-read-modify-write".
  std::string Check;
  hazards::Confidence Sure = hazards::Confidence::Likely;
  Message Warning;
  std::vector<Message> Notes;
  /// The best first. Which of them become fix-its is the door's decision.
  std::vector<repair::Repair> Repairs;
  /// What stays the same when lines move: the function that the warning stands
  /// in, and the statement that it is about. The engine fills them in.
  std::string Function;
  std::string Statement;
};

/// Renders the conflicts of one write.
Finding describe(llvm::ArrayRef<const hazards::Conflict *> OneWrite,
                 std::vector<repair::Repair> Repairs);

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_REPORT_H
