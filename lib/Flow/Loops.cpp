//===- Flow/Loops.cpp - Natural loops of a body ---------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Loops.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

/// Everything from which \p From, which leads back to \p Header, is reached.
static void add(std::vector<Loop> &Found, const Evaluation &Values,
                unsigned Header, unsigned From) {
  auto Known =
      llvm::find_if(Found, [&](const Loop &L) { return L.Header == Header; });
  if (Known == Found.end()) {
    Found.push_back({Header, llvm::BitVector(Values.function().Blocks.size())});
    Known = std::prev(Found.end());
    Known->Blocks.set(Header);
  }
  llvm::SmallVector<unsigned, 8> Work{From};
  while (!Work.empty()) {
    unsigned B = Work.pop_back_val();
    if (Known->Blocks.test(B))
      continue;
    Known->Blocks.set(B);
    llvm::append_range(Work, Values.predecessors(B));
  }
}

std::vector<Loop> rowlock::flow::naturalLoops(const Evaluation &Values) {
  const Function &F = Values.function();
  llvm::DenseMap<unsigned, unsigned> Position;
  for (auto [Index, B] : llvm::enumerate(Values.order()))
    Position[B] = Index;
  std::vector<Loop> Found;
  for (unsigned B : Values.order()) {
    const Instruction *T = F.Blocks[B].terminator();
    if (!T)
      continue;
    for (unsigned H : T->Targets)
      if (Position.count(H) && Position[H] <= Position[B])
        add(Found, Values, H, B);
  }
  llvm::sort(Found, [](const Loop &A, const Loop &B) {
    return std::make_pair(A.Blocks.count(), A.Header) <
           std::make_pair(B.Blocks.count(), B.Header);
  });
  return Found;
}
