//===- Flow/NullDefault.h - What stands in for NULL -------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `p ? p : ""`, `isNull ? "NULL" : quote(x)`: C++ and SQL text have no NULL of
// their own, so a column goes on with a constant in its place. That is how the
// column is written down, not something computed from it.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_NULLDEFAULT_H
#define ROWLOCK_FLOW_NULLDEFAULT_H

#include "Flow/Value.h"

namespace rowlock::flow {

/// A constant that says nothing, in C++ or in SQL: no value, an empty text, a
/// zero.
bool isNothing(const Value *V);
/// The column that \p V writes down: as it is, converted, or between quotes;
/// null if it is more than that.
const Value *columnIn(const Value *V);
/// Of two values, chosen by \p Condition, the one that is a column in some
/// notation, if the other is a constant that stands for its being NULL or
/// empty; null if this is another choice.
const Value *withoutNullDefault(const Value *Condition, const Value *IfTrue,
                                const Value *IfFalse);

/// `live ? 1 : 0`: the column that \p Condition is the truth of, where the two
/// constants are that truth once more; null if this is another choice.
const Value *asTruth(const Value *Condition, const Value *IfTrue,
                     const Value *IfFalse);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_NULLDEFAULT_H
