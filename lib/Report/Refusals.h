//===- Report/Refusals.h - What is no conflict, in words --------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_REFUSALS_H
#define ROWLOCK_REPORT_REFUSALS_H

#include "Hazards/Judge.h"
#include "Report/Report.h"

namespace rowlock::report {

/// "'n' is set to the parameter 'n': nothing that was read goes into it"
std::string words(const hazards::Refusal &R, const transactions::Operation &W,
                  const transactions::Operations &Ops);
/// What stands behind those words: both row sets side by side, the place of a
/// value that is not known.
void appendFacts(const hazards::Refusal &R, const transactions::Operation &W,
                 const transactions::Operations &Ops,
                 std::vector<Message> &Facts);

/// The refusal that came nearest to a conflict; null if there is none.
const hazards::Refusal *nearest(llvm::ArrayRef<hazards::Refusal> All);

/// Why the text of an operation tells nothing, and where its holes come from.
std::string unknownText(const transactions::Operation &Op,
                        const transactions::Operations &Ops);
void appendHoles(const transactions::Operation &Op,
                 const transactions::Operations &Ops,
                 std::vector<Message> &Facts);

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_REFUSALS_H
