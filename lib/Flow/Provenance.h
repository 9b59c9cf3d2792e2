//===- Flow/Provenance.h - Where spliced instructions come from -*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A conflict belongs to the function that contains both of its statements, not
// to each caller that they were spliced into. A residual program has no calls
// left that would tell, so its statements say it themselves:
//
//     execute ..., origin="caller:4!12:3;helper:0"
//
// is the instruction 0 of @helper, which the instruction 4 of @caller, a call
// at 12:3, leads to. Instructions are numbered before splicing. A call in
// another file than the statement is at FILE:12:3.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_PROVENANCE_H
#define ROWLOCK_FLOW_PROVENANCE_H

#include "Effects/Program.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::flow {

/// The key of the attribute.
constexpr llvm::StringLiteral OriginAttribute("origin");

/// Where an instruction of a spliced body comes from.
struct Site {
  const effects::Instruction *Original = nullptr;
  /// The calls that lead to it, the outermost first; in the functions as they
  /// were before splicing.
  llvm::SmallVector<const effects::Instruction *, 2> Calls;
  /// The functions that those calls enter.
  llvm::SmallVector<const effects::Function *, 2> Callees;
};

/// The origins that the instructions of a program state. Instructions that are
/// not in the program any more have stand-ins: one for each, in whatever
/// function it is spoken of.
class Provenance {
public:
  explicit Provenance(const effects::Program &P);

  /// What \p I says; null if it says nothing.
  const Site *find(const effects::Instruction &I) const {
    auto It = Sites.find(&I);
    return It == Sites.end() ? nullptr : &It->second;
  }
  /// "function:number" of a stand-in; empty for any other instruction.
  llvm::StringRef name(const effects::Instruction &StandIn) const {
    return Names.lookup(&StandIn);
  }

private:
  void read(const effects::Instruction &I, const effects::Program &P);
  const effects::Function *function(llvm::StringRef Name,
                                    const effects::Program &P);

  llvm::DenseMap<const effects::Instruction *, Site> Sites;
  std::deque<effects::Instruction> StandIns;
  std::deque<effects::Function> Absent;
  llvm::StringMap<effects::Instruction *> ByName;
  llvm::StringMap<const effects::Function *> Functions;
  llvm::DenseMap<const effects::Instruction *, llvm::StringRef> Names;
};

/// Spells origins.
class OriginWriter {
public:
  OriginWriter(const Provenance &Known, const effects::Program &P)
      : Known(Known), P(P) {}

  /// \p Where of an instruction at \p At of the spliced body of \p F.
  std::string spell(const Site &Where, const effects::Function &F,
                    const effects::SourceSpan &At);

private:
  std::string name(const effects::Instruction &I, const effects::Function &F);

  const Provenance &Known;
  const effects::Program &P;
  llvm::DenseMap<const effects::Function *,
                 llvm::DenseMap<const effects::Instruction *, unsigned>>
      Numbers;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_PROVENANCE_H
