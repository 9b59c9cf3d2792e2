//===- Dump.h - The facts as text -------------------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_DUMP_H
#define ROWLOCK_SQL_DUMP_H

#include "Sql/Parse.h"

namespace llvm {
class raw_ostream;
}

namespace rowlock::sql {

/// Parses the text and writes every fact, one a line, with its span as
/// [begin,end). Facts that are absent, and answers that are No, are left out.
void dumpSql(const Text &T, const ParseOptions &Options, llvm::raw_ostream &OS);

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_DUMP_H
