//===- Flow/Unroll.h - Loops with a known number of rounds ------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A wrapper walks over its list of bindings, joins the columns of a SET list,
// prepares a table of statements. Once the list is known, so is each round: the
// loop is written out, and what it builds is known in full. Loops that touch
// the database stay loops, unless they go over a short list.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_UNROLL_H
#define ROWLOCK_FLOW_UNROLL_H

#include "Flow/Evaluation.h"
#include "Flow/Splice.h"

namespace rowlock::flow {

struct UnrollLimits {
  /// Rounds of one loop; a loop that has more stays as it is behind them.
  unsigned Rounds = 28;
  /// Of a loop that touches the database.
  unsigned ActingRounds = 6;
  /// Of the body with all rounds written out.
  unsigned Instructions = 8000;
};

/// A function with all it calls, and its values. The evaluation refers to the
/// body.
struct Followed {
  Spliced Body;
  std::unique_ptr<Evaluation> Values;
  /// A loop has more rounds than were written out.
  bool Unfinished = false;
};

/// Splices \p F, evaluates it and unrolls its loops until nothing more becomes
/// known. New instructions and expressions are made in \p P.
std::unique_ptr<Followed> follow(const effects::Function &F,
                                 const UnitIndex &Unit, effects::Program &P,
                                 const SpliceLimits &Splicing = {},
                                 const UnrollLimits &Unrolling = {});

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_UNROLL_H
