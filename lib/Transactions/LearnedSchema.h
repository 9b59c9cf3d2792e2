//===- Transactions/LearnedSchema.h - Tables the unit makes -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_LEARNEDSCHEMA_H
#define ROWLOCK_TRANSACTIONS_LEARNEDSCHEMA_H

#include "Effects/Program.h"
#include "Schema/Schema.h"
#include <memory>

namespace rowlock::transactions {

/// \p Known and the tables that only the unit's own statements define; \p Known
/// itself if there are none. May be null.
std::shared_ptr<const schema::Schema>
withLearned(std::shared_ptr<const schema::Schema> Known,
            const effects::Program &Unit, databases::Database Db);

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_LEARNEDSCHEMA_H
