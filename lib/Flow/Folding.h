//===- Flow/Folding.h - Computations over constants -------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is known before the program runs: a position counted in a member, the
// flag that chooses a text, the size of a list, a format with its arguments.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_FOLDING_H
#define ROWLOCK_FLOW_FOLDING_H

#include "Flow/Value.h"
#include <optional>

namespace rowlock::flow {

/// What a value is on the path in question; null for what it is on any.
using Resolver = llvm::function_ref<const Value *(const Value *)>;

/// What a condition comes to, if its operands tell.
std::optional<bool> truth(const Value *V, Resolver Resolve = nullptr);

/// A Compute or Select in its simplest form: a constant, an alternative, or
/// \p V itself. Integers are those of 64 bits; what overflows is not folded.
const Value *fold(ValueTable &Values, const Value *V);

/// A text of constant pieces as one piece, for names and keys; any other value
/// as it is.
const Value *asKey(ValueTable &Values, const Value *V);

/// A Format with a constant format as the Concat that it makes; \p V itself if
/// the format is not known or does not fit its arguments. Styles: printf
/// (also %q, %Q and %w, which escape), braces, percent.
const Value *expandFormat(ValueTable &Values, const Value *V);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_FOLDING_H
