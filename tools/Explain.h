//===- Explain.h - rowlock explain ------------------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_EXPLAIN_H
#define ROWLOCK_TOOLS_EXPLAIN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace rowlock {

/// `rowlock explain CHECK` prints the check's page as plain text, with or
/// without "rowlock-" in front; `--list` all checks with a sentence each. Gives
/// the exit status: 1 if there is no such check, 2 if the arguments are wrong.
int explainMain(llvm::ArrayRef<std::string> Arguments, llvm::raw_ostream &OS);

/// Markdown as it reads well on a terminal: lines of at most 80 columns, but
/// for code.
void printPlain(llvm::StringRef Markdown, llvm::raw_ostream &OS);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_EXPLAIN_H
