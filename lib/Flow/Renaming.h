//===- Flow/Renaming.h - Expressions as an activation means them -*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_RENAMING_H
#define ROWLOCK_FLOW_RENAMING_H

#include "Flow/Activation.h"

namespace rowlock::flow {

/// Says what an expression of a function is within an activation of it:
/// parameters become arguments, `this` the object, other names stay unique.
class Renaming {
public:
  explicit Renaming(effects::Program &P) : P(P) {}

  const effects::Expr *translate(const effects::Expr *E, const Activation &A);
  /// The `this` of a lambda, which is that of the function that makes it.
  const effects::Expr *thisOf(const effects::Expr *Closure) const {
    return ClosureThis.lookup(Closure);
  }

private:
  effects::Program &P;
  llvm::DenseMap<const effects::Expr *, const effects::Expr *> ClosureThis;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_RENAMING_H
