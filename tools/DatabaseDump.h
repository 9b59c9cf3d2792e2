//===- DatabaseDump.h - rowlock dump --databases ----------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_DATABASEDUMP_H
#define ROWLOCK_TOOLS_DATABASEDUMP_H

#include "Databases/Databases.h"
#include "llvm/ADT/ArrayRef.h"

namespace llvm {
class raw_ostream;
}

namespace rowlock {

/// Everything that judgements ask about these databases: what each anomaly
/// comes to at each level, snapshots, failures, implicit commits, locks,
/// counts.
void dumpDatabases(llvm::ArrayRef<databases::Database> Databases,
                   llvm::raw_ostream &OS);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_DATABASEDUMP_H
