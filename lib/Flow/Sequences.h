//===- Flow/Sequences.h - Lists, maps and records as values -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A list, a map or a constant record is one value: List and Record tell all
// elements, Appended and Updated what was added or replaced. So they are
// copied, returned and merged as other values are. A loop that appends gives a
// Phi of the list before and of itself with more behind.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_SEQUENCES_H
#define ROWLOCK_FLOW_SEQUENCES_H

#include "Flow/Value.h"

namespace rowlock::flow {

/// An element whose position or key is not known.
constexpr llvm::StringLiteral AnyElement("[*]");
constexpr llvm::StringLiteral LastElement("[-1]");

/// A value with elements or members of its own, rather than a place with them.
bool isAggregate(const Value *V);

/// What \p Element ("[n]", "[key]" or the name of a member) of \p V may be,
/// each once. \p Complete becomes false if it may be something else too.
llvm::SmallVector<const Value *, 4> elementsOf(ValueTable &Values,
                                               const Value *V,
                                               llvm::StringRef Element,
                                               bool &Complete);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_SEQUENCES_H
