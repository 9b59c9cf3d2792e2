//===- Report/Phrases.h - What all stories have in common -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_PHRASES_H
#define ROWLOCK_REPORT_PHRASES_H

#include "Report/Report.h"

namespace rowlock::report {

/// "'a', 'b' and 'c'"
std::string listOf(llvm::ArrayRef<std::string> Names);

/// "PostgreSQL"
std::string product(const hazards::Conflict &C);

/// What was looked for, and why it is not there or does not hold.
std::string missing(const hazards::Conflict &C);

/// "on PostgreSQL at read committed"
std::string whereItHolds(const hazards::Conflict &C);

/// Where the anchor is a call, the statement stands elsewhere: a note says so.
void tellInside(const effects::SourceSpan &Anchor,
                const effects::SourceSpan &Statement,
                std::vector<Message> &Notes);

/// The words for a decision on what was read.
std::string decisionWarning(const hazards::Conflict &C);
std::vector<Message>
decisionNotes(llvm::ArrayRef<const hazards::Conflict *> OneWrite);

/// The words for columns that a save puts back as they were read.
std::string saveWarning(llvm::ArrayRef<const hazards::Conflict *> OneWrite);
std::vector<Message>
saveNotes(llvm::ArrayRef<const hazards::Conflict *> OneWrite);

/// The words for an old copy that undoes another write of its own flow.
std::string staleWarning(const hazards::Conflict &C);
std::vector<Message> staleNotes(const hazards::Conflict &C);

/// The words for a lock that is taken behind what it should protect.
std::string lateLockWarning(const hazards::Conflict &C);
std::vector<Message> lateLockNotes(const hazards::Conflict &C);

/// The words for a total that is stored in another table.
std::string totalWarning(const hazards::Conflict &C);
std::vector<Message> totalNotes(const hazards::Conflict &C);

/// The words for a row that is looked for and inserted, and refused by nothing.
std::string lookupWarning(const hazards::Conflict &C);
std::vector<Message> lookupNotes(const hazards::Conflict &C);

/// The words for a row that is looked for again where it cannot be seen.
std::string rereadWarning(const hazards::Conflict &C);
std::vector<Message> rereadNotes(const hazards::Conflict &C);

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_PHRASES_H
