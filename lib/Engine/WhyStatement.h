//===- Engine/WhyStatement.h - Why a statement is not reported --*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_WHYSTATEMENT_H
#define ROWLOCK_ENGINE_WHYSTATEMENT_H

#include "Engine/UnitJudge.h"
#include "Engine/Why.h"

namespace rowlock::engine {

/// Explains the statements that the steps of one function execute.
class StatementExplainer {
public:
  /// \p Asked: the instruction of \p J's function that somebody asks about: it
  /// executes the statement, or is a call that leads to it. All must outlive
  /// this.
  StatementExplainer(const UnitJudge &Unit,
                     llvm::ArrayRef<report::Finding> Findings,
                     const hazards::Judgement &J,
                     const effects::Instruction &Asked)
      : Unit(Unit), Findings(Findings), J(J), Asked(Asked) {}

  Explanation explain(unsigned StepIndex);

private:
  /// What became of a conflict, the worst first.
  enum class Fate {
    Reported,
    TooUnsure,
    Guarded,
    GuardedByCallers,
    UndoneByCallers,
    Elsewhere
  };
  struct Judged {
    const hazards::Conflict *C = nullptr;
    Fate What = Fate::Reported;
  };

  void write(Explanation &E, unsigned StepIndex);
  void read(Explanation &E, unsigned StepIndex);
  void unknownText(Explanation &E, const transactions::Operation &Op);

  std::vector<Judged> conflicts(unsigned StepIndex, bool AsWrite) const;
  Judged judge(const hazards::Conflict &C) const;
  std::string doubts(const hazards::Conflict &C) const;
  std::string fateInWords(const Judged &Each) const;
  void tell(Explanation &E, const Judged &Each) const;
  void tellReported(Explanation &E, const hazards::Conflict &C) const;
  void tellRefusals(Explanation &E, const transactions::Operation &Op) const;
  void tellCallers(Explanation &E, unsigned StepIndex, llvm::StringRef Here,
                   bool AsksCallers) const;
  void tellDecisions(Explanation &E, const transactions::Operation &Op) const;
  void tellProtected(Explanation &E, unsigned StepIndex) const;
  void tellNotes(Explanation &E, const transactions::Operation &Op) const;
  bool passesAsked(const hazards::Judgement &Other,
                   const transactions::Operation &Op) const;

  const UnitJudge &Unit;
  llvm::ArrayRef<report::Finding> Findings;
  const hazards::Judgement &J;
  const effects::Instruction &Asked;
};

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_WHYSTATEMENT_H
