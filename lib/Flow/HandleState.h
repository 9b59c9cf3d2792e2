//===- Flow/HandleState.h - What is kept for a handle -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The text, bindings and cursor of a statement, and the names prepared on a
// connection, are kept in members of the handle's value that no C++ member can
// be called. So they merge at joins like all else.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_HANDLESTATE_H
#define ROWLOCK_FLOW_HANDLESTATE_H

#include "Flow/Value.h"

namespace rowlock::flow {

constexpr llvm::StringLiteral TextAttribute("$text");
constexpr llvm::StringLiteral CursorAttribute("$cursor");
constexpr llvm::StringLiteral BindPrefix("$bind.");
constexpr llvm::StringLiteral OutputPrefix("$out.");
constexpr llvm::StringLiteral BindUnknown("$bind.*");
constexpr llvm::StringLiteral PreparedPrefix("$prepared.");

inline bool isAttribute(const Value *Place) {
  return Place->Kind == ValueKind::Member && Place->Spelling.starts_with("$");
}

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_HANDLESTATE_H
