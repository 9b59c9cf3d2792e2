//===- Flow/Loops.h - Natural loops of a body -------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_LOOPS_H
#define ROWLOCK_FLOW_LOOPS_H

#include "Flow/Evaluation.h"
#include "llvm/ADT/BitVector.h"

namespace rowlock::flow {

/// The blocks of a natural loop: entered at Header only.
struct Loop {
  unsigned Header = 0;
  llvm::BitVector Blocks;
};

/// Of the function that \p Values belongs to, the smallest first.
std::vector<Loop> naturalLoops(const Evaluation &Values);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_LOOPS_H
