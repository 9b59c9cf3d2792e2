//===- Hazards/SameDatabase.h - Whether two statements meet -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tables of one name are two where two databases, or two schemas of one, have
// one each: programs copy from the old to the new.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_SAMEDATABASE_H
#define ROWLOCK_HAZARDS_SAMEDATABASE_H

#include "Transactions/Operation.h"

namespace rowlock::hazards {

/// \p Read cannot see the rows of \p Write: the program opens their connections
/// with constants that name two databases, or the texts name two schemas.
bool areApart(const transactions::Operation &Read,
              const transactions::Operation &Write,
              const transactions::Operations &Ops);

/// Nobody else sees the table that \p Write is about: it is temporary, or the
/// function has opened a database that is there for this connection only.
bool isPrivate(const transactions::Operation &Write,
               const transactions::Operations &Ops);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_SAMEDATABASE_H
