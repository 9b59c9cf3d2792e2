//===- Spoken.h - Which databases understand a text -------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_SPOKEN_H
#define ROWLOCK_SQL_SPOKEN_H

#include "Databases/Databases.h"
#include "Sql/Text.h"

namespace rowlock::sql {

/// The products that understand \p T, as far as telling phrases say; all of
/// them for a text that begins like no statement.
databases::Products understanding(const Text &T);

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_SPOKEN_H
