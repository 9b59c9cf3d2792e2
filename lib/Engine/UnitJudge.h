//===- Engine/UnitJudge.h - All functions of a unit -------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_UNITJUDGE_H
#define ROWLOCK_ENGINE_UNITJUDGE_H

#include "Engine/Engine.h"
#include "llvm/ADT/DenseSet.h"
#include <map>
#include <memory>
#include <tuple>

namespace rowlock::engine {

/// A conflict as a caller of its frame sees it.
struct Context {
  const hazards::Judgement *Caller = nullptr;
  const hazards::Conflict *Seen = nullptr;
  /// The call in the caller, or in a lambda that is written in it.
  effects::SourceSpan At;
  /// A protection holds there, or the conflict is no hazard there.
  bool Guarded = false;
};

/// Judges every function of a unit, and each conflict in all its contexts.
class UnitJudge {
public:
  UnitJudge(effects::Program &Unit, const Configuration &C,
            repair::SourceText Source);

  llvm::ArrayRef<std::unique_ptr<hazards::Judgement>> judgements() const {
    return Judgements;
  }
  /// The judgement of \p F by itself.
  const hazards::Judgement *judgement(const effects::Function &F) const;
  /// Some other function of the unit is seen to run \p F.
  bool isEntered(const effects::Function &F) const {
    return Entered.contains(&F);
  }
  /// Where the conflict's frame is called, as far as the unit tells.
  llvm::ArrayRef<Context> contexts(const hazards::Conflict &C) const;
  /// There are callers, and each of them keeps others away.
  bool isGuardedByCallers(const hazards::Conflict &C) const;
  /// The transaction is a parameter of the frame, all its callers are known,
  /// and some of them protect what is done in it: others are at fault.
  bool isToldAtCalls(const hazards::Conflict &C) const;
  /// The conflict is reported with the judgement \p J: of its frame, or, where
  /// only what a caller passes (the text, the table, the key) makes it one, of
  /// the first caller that does; or of each caller that is at fault.
  bool isToldWith(const hazards::Judgement &J,
                  const hazards::Conflict &C) const;
  /// The frame has the conflict by itself, without a caller. A lambda that is
  /// called by no other function has nothing by itself.
  bool isOfFrame(const hazards::Conflict &C) const {
    return Own.count(key(C)) != 0 && !isCalledLambda(C);
  }
  bool isCalledLambda(const hazards::Conflict &C) const;
  /// All callers of the frame are known, and with what they pass there is no
  /// conflict.
  bool isUndoneByCallers(const hazards::Conflict &C) const;

  /// \p Sure of the conflict by itself, no surer than the surest place that its
  /// frame is called from without a protection.
  hazards::Confidence sure(const hazards::Conflict &C,
                           hazards::Confidence Sure) const;

  /// In no order.
  std::vector<report::Finding> findings() const;

private:
  using Key =
      std::tuple<const effects::Function *, const effects::Instruction *,
                 const effects::Instruction *>;
  using OneWrite = llvm::SmallVector<const hazards::Conflict *, 2>;

  static Key key(const hazards::Conflict &C) {
    return {C.Frame, C.OriginalRead, C.OriginalWrite};
  }
  void dropPassing(std::vector<Context> &Known) const;
  const Context *context(const hazards::Conflict &Seen) const;
  void addContext(const hazards::Judgement &J, const hazards::Conflict &C);
  const hazards::Judgement *asSeenByFunction(OneWrite &Group) const;
  std::vector<OneWrite> hazardsByWrite(const hazards::Judgement &J) const;

  repair::SourceText Source;
  /// What the sites of the judgements point to.
  flow::UnitIndex Index;
  std::vector<std::unique_ptr<hazards::Judgement>> Judgements;
  std::map<Key, std::vector<Context>> Callings;
  /// Conflicts that their frame has without a caller.
  std::map<Key, const hazards::Conflict *> Own;
  /// The functions that were spliced into others.
  llvm::DenseSet<const effects::Function *> Entered;
};

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_UNITJUDGE_H
