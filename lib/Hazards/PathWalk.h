//===- Hazards/PathWalk.h - Whether one place leads to another --*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_PATHWALK_H
#define ROWLOCK_HAZARDS_PATHWALK_H

#include "Effects/Program.h"
#include <map>
#include <set>

namespace rowlock::hazards {

/// The branch that splicing puts in front of whatever may throw.
bool isWayOut(const effects::Instruction &I);

/// Follows paths from a place in the program, keeping the constants that each
/// stores: `while (!done)` is left once `done` is true.
class PathWalk {
public:
  /// Of paths that stay in the region \p Within.
  PathWalk(const effects::Function &F, unsigned Within,
           const effects::Block *Target)
      : F(F), Within(Within), Target(Target) {}

  /// The handler that a path enters first must be one for errors of a database.
  void requireHandler() { NeedsHandler = true; }
  /// Only where nothing throws.
  void stayNormal() { IsNormal = true; }
  void avoid(const effects::Instruction *I) { Avoided.insert(I); }
  /// Paths on which \p I, which gives no rows, went well.
  void assumeSuccess(const effects::Instruction &I) { Succeeded = &I; }

  /// Whether a path leads from \p Block, behind its first \p Skip instructions,
  /// to the target. Where there are too many paths, the answer is "no".
  bool reaches(unsigned Block, unsigned Skip);

private:
  /// A variable, or the value of an instruction.
  using Key = std::pair<const effects::Instruction *, llvm::StringRef>;
  using Constants = std::map<Key, llvm::StringRef>;
  struct State {
    unsigned Block = 0;
    unsigned Skip = 0;
    bool Handled = false;
    Constants Known;

    friend bool operator<(const State &A, const State &B) {
      return std::tie(A.Block, A.Skip, A.Handled, A.Known) <
             std::tie(B.Block, B.Skip, B.Handled, B.Known);
    }
  };

  void push(State S);
  bool isWithin(unsigned Region) const;
  bool follow(State S);
  static std::optional<Key> key(const effects::Expr *E);
  static llvm::StringRef constant(const effects::Expr *E,
                                  const Constants &Known);
  void note(const effects::Instruction &I, Constants &Known) const;
  static void forget(const effects::Expr *E, Constants &Known);
  static llvm::SmallVector<unsigned, 2> targets(const effects::Instruction &I,
                                                const Constants &Known);

  const effects::Function &F;
  unsigned Within;
  const effects::Block *Target;
  bool NeedsHandler = false;
  bool IsNormal = false;
  const effects::Instruction *Succeeded = nullptr;
  std::set<const effects::Instruction *> Avoided;
  std::vector<State> Work;
  std::set<State> Seen;
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_PATHWALK_H
