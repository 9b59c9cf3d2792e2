//===- Transactions/SpokenDatabase.h - Told by the SQL ----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_SPOKENDATABASE_H
#define ROWLOCK_TRANSACTIONS_SPOKENDATABASE_H

#include "Databases/Databases.h"
#include "Effects/Program.h"

namespace rowlock::transactions {

/// The one database that understands every text of the unit; unknown where
/// several do, or where the unit speaks to more than one. For libraries that
/// speak to several: BEGIN IMMEDIATE is SQLite, whatever carries it.
databases::Database spokenDatabase(const effects::Program &P);

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_SPOKENDATABASE_H
