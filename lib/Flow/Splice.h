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

#include "Effects/Program.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::flow {

struct SpliceLimits {
  unsigned Depth = 8;
  unsigned Instructions = 20000;
};

/// The functions of a unit by name.
using FunctionIndex = llvm::StringMap<const effects::Function *>;
FunctionIndex indexFunctions(const effects::Program &P);

struct Spliced {
  effects::Function Body;
  /// Where an instruction of Body comes from.
  struct Site {
    const effects::Instruction *Original = nullptr;
    /// The calls that lead to it, the outermost first; in the functions as they
    /// were before splicing.
    llvm::SmallVector<const effects::Instruction *, 2> Calls;
    /// The functions that those calls enter.
    llvm::SmallVector<const effects::Function *, 2> Callees;
  };
  llvm::DenseMap<const effects::Instruction *, Site> Sites;
};

/// New instructions and expressions are made in \p P.
Spliced splice(const effects::Function &F, const FunctionIndex &Functions,
               effects::Program &P, const SpliceLimits &Limits = {});

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_SPLICE_H
