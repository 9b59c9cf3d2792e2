//===- Flow/PastConstruction.h - What was made before -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_PASTCONSTRUCTION_H
#define ROWLOCK_FLOW_PASTCONSTRUCTION_H

#include "Flow/CallTargets.h"
#include <functional>

namespace rowlock::flow {

/// Puts constructors in front of a function, for what they leave in the members
/// of `this` and of the objects that it is handed. Whatever they did to a
/// database is over.
class PastConstruction {
public:
  /// Adds an activation to the body and tells the block that it begins with.
  using CopyFunction = std::function<unsigned(Activation &)>;

  PastConstruction(const UnitIndex &Unit, CallTargets &Targets,
                   SplicedBody &Body, CopyFunction Copy)
      : Unit(Unit), Targets(Targets), Body(Body), P(Body.program()),
        Copy(std::move(Copy)) {}

  /// \returns whether there is any such object.
  bool putInFrontOf(Activation &Outermost);

private:
  struct Made {
    const effects::Function *Constructor = nullptr;
    const effects::Expr *Object = nullptr;
  };
  std::vector<Made> objectsOf(const Activation &Outermost);
  effects::Instruction *construct(const Made &What, unsigned Index,
                                  const Activation &Outermost);

  const UnitIndex &Unit;
  CallTargets &Targets;
  SplicedBody &Body;
  effects::Program &P;
  CopyFunction Copy;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_PASTCONSTRUCTION_H
