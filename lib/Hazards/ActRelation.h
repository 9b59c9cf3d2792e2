//===- Hazards/ActRelation.h - What a fact has to do with it --*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// SEMANTICS part 2, "Polarity of a decision", and part 3, rules 1 to 7: which
// fact about a read makes which write a hazard.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_ACTRELATION_H
#define ROWLOCK_HAZARDS_ACTRELATION_H

#include "Hazards/Conflict.h"

namespace rowlock::hazards {

struct ActRelation {
  enum class Kind {
    None,     ///< the write is no consequence of the fact
    Hazard,   ///< it must not be made where the fact does not hold any more
    NoOp,     ///< only a write that would change nothing is left out
    Repeated, ///< the write asks again by itself
  };
  Kind What = Kind::None;
  Act Does = Act::Transition;
  /// The columns that were asked for.
  llvm::SmallVector<std::string, 1> Names;
};

ActRelation relate(const Fact &F, const transactions::Operation &W,
                   const transactions::Operations &Ops);

/// \p W changes a row that \p R chose by its state, with or without a branch.
ActRelation relateClaim(const transactions::Operation &R,
                        const transactions::Operation &W,
                        const transactions::Operations &Ops);

/// \p W inserts a row whose key follows on the largest one that was read.
/// \p Read: the statement that read it.
ActRelation relateNumber(const transactions::Operation &W,
                         const transactions::Operations &Ops,
                         const transactions::Operation *&Read);

/// The table of the fact, as the read spells it; null if that is not told.
const sql::TableRef *tableOf(const Fact &F, llvm::StringRef Folded);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_ACTRELATION_H
