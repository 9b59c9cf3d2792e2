//===- Report/SideEffects.h - Effects in transactions, in words -*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_SIDEEFFECTS_H
#define ROWLOCK_REPORT_SIDEEFFECTS_H

#include "Hazards/Transactions/SideEffects.h"
#include "Report/Report.h"

namespace rowlock::report {

Finding describe(const hazards::SideEffect &H,
                 std::vector<repair::Repair> Repairs);

/// "sends a mail"
std::string effectInWords(llvm::StringRef Kind);
/// Why it is silent: half a sentence.
std::string words(hazards::EffectRefusal Why);

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_SIDEEFFECTS_H
