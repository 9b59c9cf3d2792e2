//===- Flow/Splice.h - Calls replaced by what they do -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Makes of a function and the functions that it calls one function: parameters
// become the arguments, each return a jump behind the call. What the caller's
// context decides (a transaction, a lock, a table name) is then plain to see.
//
// Depth, size and recursion are bounded; a call beyond a bound stays a call,
// and Function::Skipped says so.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_SPLICE_H
#define ROWLOCK_FLOW_SPLICE_H

#include "Flow/UnitIndex.h"
#include "llvm/ADT/DenseMap.h"

namespace rowlock::flow {

struct SpliceLimits {
  unsigned Depth = 8;
  /// Of the spliced body: a function that is longer by itself is taken whole.
  unsigned Instructions = 4000;
  /// Of a virtual function, where the class of the object is not known.
  unsigned Overriders = 4;
  /// Objects are made before the function runs: it is judged, not summarised.
  bool MakeObjects = true;
};

struct Spliced {
  effects::Function Body;
  using Site = flow::Site;
  /// Where the instructions of Body come from.
  llvm::DenseMap<const effects::Instruction *, Site> Sites;
  /// The parameters that are objects with only one constructor.
  std::vector<effects::Object> Objects;
};

/// New instructions and expressions are made in \p P.
/// Of a member function the members are what the constructor leaves in them.
Spliced splice(const effects::Function &F, const UnitIndex &Unit,
               effects::Program &P, const SpliceLimits &Limits = {});

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_SPLICE_H
