//===- RewriteSupport.h - What the rewrites share ---------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_REWRITESUPPORT_H
#define ROWLOCK_SQL_REWRITESUPPORT_H

#include "Sql/Rewrite.h"
#include "llvm/ADT/Twine.h"

namespace rowlock::sql {

inline Rewrite refuse(Rewrite::Refusal Why, const llvm::Twine &Reason) {
  Rewrite R;
  R.Why = Why;
  R.Reason = Reason.str();
  return R;
}

/// Fills AnonymousBefore from the first edit.
Rewrite withCounts(const RewriteContext &C, Rewrite R);

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_REWRITESUPPORT_H
