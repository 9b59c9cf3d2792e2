//===- Hazards/Governors.h - Which branches decide on a place ---*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A branch governs a place if one of its ways must come to it and another need
// not: control dependence, over the spliced program. So what stands behind an
// early return is governed by it just as what stands in an `if`. That anything
// may throw decides nothing here; a `throw` that is written does.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_GOVERNORS_H
#define ROWLOCK_HAZARDS_GOVERNORS_H

#include "Flow/Evaluation.h"
#include "llvm/ADT/BitVector.h"
#include <map>

namespace rowlock::hazards {

/// A way from one block to another: of a branch, or into a join.
struct Way {
  unsigned From = 0;
  unsigned To = 0;

  friend bool operator==(const Way &A, const Way &B) {
    return A.From == B.From && A.To == B.To;
  }
  friend bool operator<(const Way &A, const Way &B) {
    return std::tie(A.From, A.To) < std::tie(B.From, B.To);
  }
};

class Governors {
public:
  explicit Governors(const flow::Evaluation &E);

  /// The ways that govern the block, the nearest first. Of a branch both ways
  /// of which lead there, only those that lead there more directly.
  const std::vector<Way> &ofBlock(unsigned Block);
  /// The ways that govern whether \p Into is taken.
  const std::vector<Way> &ofWay(Way Into);

private:
  std::vector<Way> direct(std::optional<Way> Into, unsigned Block) const;
  std::vector<Way> closure(std::vector<Way> Nearest);

  const flow::Evaluation &E;
  std::vector<llvm::SmallVector<unsigned, 2>> Successors;
  std::vector<llvm::SmallVector<unsigned, 2>> Predecessors;
  std::map<unsigned, std::vector<Way>> DirectOf;
  std::map<unsigned, std::vector<Way>> OfBlocks;
  std::map<Way, std::vector<Way>> OfWays;
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_GOVERNORS_H
