//===- Engine/Why.h - Why a line is reported, or is not ---------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `rowlock why`: for what stands in a line, whether it is reported, and if not,
// what kept it from being reported. Silence can only be trusted by those who
// can ask for its reason.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_WHY_H
#define ROWLOCK_ENGINE_WHY_H

#include "Engine/Engine.h"

namespace rowlock::engine {

/// The place that somebody asks about.
struct Question {
  /// Index in Program::Files.
  unsigned File = 0;
  unsigned Line = 0;
  /// 0: whatever stands in the line.
  unsigned Column = 0;
  /// The bytes of the line, or of the column, in the file; both 0 for effect
  /// programs in text form, where only the beginnings of instructions are
  /// known.
  unsigned Begin = 0;
  unsigned End = 0;
};

/// About one thing that stands there: a headline, and the facts behind it. A
/// message without a place belongs to the headline's.
struct Explanation {
  report::Message Headline;
  std::vector<report::Message> Facts;
};

/// Empty if nothing that acts on a database stands there; then
/// explainAbsence() has more to say.
std::vector<Explanation> explain(effects::Program &Unit, const Configuration &C,
                                 repair::SourceText Source, const Question &Q);

/// What of the program is near to a place where nothing is.
std::vector<Explanation> explainAbsence(const effects::Program &Unit,
                                        const Question &Q);

void print(const Explanation &E, const effects::Program &Unit,
           llvm::raw_ostream &OS);

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_WHY_H
