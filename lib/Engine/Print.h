//===- Engine/Print.h - Parts of the dumps ----------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_PRINT_H
#define ROWLOCK_ENGINE_PRINT_H

#include "Engine/Engine.h"

namespace rowlock::engine {

void printTerm(const transactions::Term &T, llvm::raw_ostream &OS);
/// "account[id = %id]"
void printRows(const transactions::RowSet &Rows, llvm::raw_ostream &OS);
void printTransaction(const transactions::TransactionState &T,
                      llvm::raw_ostream &OS);
/// "file:line:column"
void printPlace(const effects::SourceSpan &At, const effects::Program &Unit,
                llvm::raw_ostream &OS);

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_PRINT_H
