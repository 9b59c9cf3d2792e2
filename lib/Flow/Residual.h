//===- Flow/Residual.h - What remains of a function -------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The summary of a function is an effect program too: its body with all calls
// spliced in, without what the values decide, and without what touches no
// database, transaction, lock, or value that is stored, returned or thrown. It
// does without the functions that it was made from, and says of each statement
// which of them it is from (Flow/Provenance.h).
//
// What the class's constructor leaves in the members is not put in: the object
// is the caller's. Function::Objects says so of parameters.
//
// A call where splicing met a bound stays, as `followed=no`: whoever splices
// the residual program stops there as well.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_RESIDUAL_H
#define ROWLOCK_FLOW_RESIDUAL_H

#include "Flow/UnitIndex.h"

namespace rowlock::flow {

/// The residual program of \p F, a function of \p From, made in \p Into, which
/// gets the files and libraries that it needs.
effects::Function residual(const effects::Function &F, const UnitIndex &Unit,
                           effects::Program &From, effects::Program &Into);

/// The residual programs of all functions of \p Unit, with its libraries and
/// classes. Working instructions are made in \p Unit, never functions.
void residual(effects::Program &Unit, effects::Program &Into);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_RESIDUAL_H
