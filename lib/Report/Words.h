//===- Report/Words.h - Values and rows in words ----------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the analysis knows of a value, for people who know their own code but no
// effect programs: "the parameter 'id'", "'n' of 'counter' (line 11)".
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_WORDS_H
#define ROWLOCK_REPORT_WORDS_H

#include "Transactions/RowSet.h"
#include <string>

namespace rowlock::report {

/// Long values are cut.
std::string words(const flow::Value &V, const transactions::Operations &Ops);
std::string words(const transactions::Term &T,
                  const transactions::Operations &Ops);
/// "counter where id = the parameter 'id'", "all of counter"
std::string words(const transactions::RowSet &Rows,
                  const transactions::Operations &Ops);

/// "update of 'counter'"
std::string title(const transactions::Operation &Op);
/// The statement's text with a number for each hole: "UPDATE {1} SET n = 1".
std::string textWithHoles(const transactions::StatementText &Text);

/// The name of a function that is called; empty if it is chosen at run time.
llvm::StringRef calleeName(const effects::Instruction &Call);

/// A name of a spliced body without what makes it unique there.
llvm::StringRef plainName(llvm::StringRef Name);

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_WORDS_H
