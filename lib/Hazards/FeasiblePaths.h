//===- Hazards/FeasiblePaths.h - Paths that somebody can go -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A claim about one path ("here the function is left without a commit") is
// wrong if nobody can go that path: `if (ok) commit(); if (!ok) rollback();`
// has no path past both. What a path has decided, and what the joins on it have
// brought, is kept, and a branch that asks the same again is answered by it.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_FEASIBLEPATHS_H
#define ROWLOCK_HAZARDS_FEASIBLEPATHS_H

#include "Flow/Evaluation.h"
#include <map>

namespace rowlock::hazards {

class FeasiblePaths {
public:
  explicit FeasiblePaths(const flow::Evaluation &E);

  /// What a path knows by the way that it came.
  struct Known {
    /// What joins have brought to Phis.
    std::map<const flow::Value *, const flow::Value *> Brought;
    /// How conditions were decided.
    std::map<const flow::Value *, bool> Decided;

    friend bool operator<(const Known &A, const Known &B) {
      return std::tie(A.Brought, A.Decided) < std::tie(B.Brought, B.Decided);
    }
  };
  /// Something that an edge has taught: without negations.
  struct Lesson {
    const flow::Value *What = nullptr;
    bool Holds = true;
  };

  /// First and last step of a block: an empty range if it is not reached.
  std::pair<unsigned, unsigned> steps(unsigned Block) const {
    return StepsOf[Block];
  }
  /// What every path knows that comes to the block.
  Known before(unsigned Block) const;
  /// Goes on to \p To. \returns false if no run goes there on that path.
  /// \p Lessons: what the branch says on this way.
  bool follow(Known &K, unsigned From, unsigned To,
              llvm::SmallVectorImpl<Lesson> &Lessons) const;
  /// What \p V is on the path.
  const flow::Value *resolve(const flow::Value *V, const Known &K) const;
  /// Whether \p V holds on the path, as far as that is known.
  std::optional<bool> truth(const flow::Value *V, const Known &K,
                            unsigned Depth = 0) const;

private:
  void learn(const flow::Value *V, bool Holds, Known &K,
             llvm::SmallVectorImpl<Lesson> &Lessons, unsigned Depth = 0) const;
  void need(const flow::Value *V);

  const flow::Evaluation &E;
  std::vector<std::pair<unsigned, unsigned>> StepsOf;
  /// Of a block in reverse post-order.
  std::vector<unsigned> Position;
  /// By edge: the Phis that it brings something to.
  std::map<std::pair<unsigned, unsigned>,
           std::vector<std::pair<const flow::Value *, const flow::Value *>>>
      Brings;
  /// How often each value is asked for: what is asked once needs no memory.
  llvm::DenseMap<const flow::Value *, unsigned> Asked;
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_FEASIBLEPATHS_H
