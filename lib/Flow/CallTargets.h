//===- Flow/CallTargets.h - What a call in a spliced body enters -*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_CALLTARGETS_H
#define ROWLOCK_FLOW_CALLTARGETS_H

#include "Flow/Activation.h"
#include "Flow/SplicedBody.h"

namespace rowlock::flow {

/// Tells which functions the calls of a body enter, by the closures and objects
/// that its places are known to lead to so far. Where a bound is hit, the body
/// is told what was left out.
class CallTargets {
public:
  CallTargets(const UnitIndex &Unit, const SpliceLimits &Limits,
              SplicedBody &Body)
      : Unit(Unit), Limits(Limits), Body(Body) {}

  /// The closure that a call calls; null if it calls a function by name.
  const effects::Expr *closureOf(const effects::Instruction &Call) const;
  /// The functions that a call may call: none if that is not known.
  llvm::SmallVector<llvm::StringRef, 4> named(const effects::Instruction &Call);
  /// The function that a call of that name in \p A enters; null if there is
  /// none, or if a bound is hit.
  const effects::Function *enterable(llvm::StringRef Name, const Activation &A);
  /// The call leads back to a function that \p A is in.
  bool isRecursive(const effects::Instruction &Call, const Activation &A) const;
  /// \p Callee is a constructor that is not there because it does nothing.
  bool makesOnly(const effects::Instruction &Call,
                 llvm::StringRef Callee) const;

private:
  const UnitIndex &Unit;
  const SpliceLimits &Limits;
  SplicedBody &Body;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_CALLTARGETS_H
