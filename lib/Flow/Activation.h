//===- Flow/Activation.h - A function within a spliced body -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_ACTIVATION_H
#define ROWLOCK_FLOW_ACTIVATION_H

#include "Flow/Provenance.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::flow {

/// One activation of a function in the spliced body.
struct Activation {
  const effects::Function *F = nullptr;
  /// Before each name of the function, so that names stay unique.
  std::string Prefix;
  llvm::StringMap<const effects::Expr *> Arguments;
  const effects::Expr *This = nullptr;
  /// Where a return goes; the outermost one really returns.
  bool IsOutermost = true;
  /// Something stands before the outermost function.
  bool SharesRegion = false;
  /// It has run before: what it does is no part of the function's story.
  bool IsPast = false;
  unsigned Continuation = 0;
  const effects::Expr *ReturnPlace = nullptr;
  /// The region that the call stands in.
  unsigned OuterRegion = 0;
  /// Of its instructions, but for which of them it is.
  Site Where;
  llvm::SmallVector<const effects::Function *, 4> Stack;
  unsigned Id = 0;
  /// The activation that the call stands in, and the call in its function.
  const Activation *Caller = nullptr;
  const effects::Instruction *Call = nullptr;
  /// A handler further out may see what this activation throws.
  bool IsCaught = false;

  /// While it is copied: the copies, and where they begin in the body.
  using InstructionMap =
      llvm::DenseMap<const effects::Instruction *, effects::Instruction *>;
  const InstructionMap *Map = nullptr;
  unsigned FirstBlock = 0;
  unsigned FirstRegion = 0;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_ACTIVATION_H
