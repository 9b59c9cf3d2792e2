//===- Engine/WhyEffect.cpp - Why a side effect is not reported -----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/WhyEffect.h"
#include "Report/SideEffects.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::engine;
using rowlock::hazards::Confidence;
using rowlock::hazards::Judgement;
using rowlock::hazards::SideEffect;
using rowlock::hazards::SilentEffect;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace hazards = rowlock::hazards;
namespace report = rowlock::report;

namespace {
/// What a function says of one of its effects.
std::string inWords(const TransactionJudge &Transactions, const Judgement &J,
                    unsigned StepIndex) {
  if (const SilentEffect *Silent = Transactions.silent(J, StepIndex))
    return "not reported: " + report::words(Silent->Why);
  return "not reported here: it belongs to the function that begins the "
         "transaction";
}

std::string inWords(const SideEffect &Told) {
  if (Told.Sure <= Confidence::Likely)
    return ("reported by " + hazards::SideEffectCheck + ", " +
            hazards::spelling(Told.Sure))
        .str();
  for (const hazards::Doubt &D : Told.Doubts)
    if (D.AtMost == Confidence::Possible)
      return "not reported, as it is only possible: " + D.Why +
             " (MinimumConfidence: possible shows it)";
  return "not reported, as it is only possible";
}
} // namespace

std::vector<Explanation> rowlock::engine::explainEffects(
    const UnitJudge &Unit, const TransactionJudge &Transactions,
    const Judgement &J, const effects::Instruction &Asked) {
  std::vector<Explanation> All;
  for (auto [Index, S] : llvm::enumerate(J.evaluation().steps())) {
    if (!hazards::isSideEffect(*S.Instr))
      continue;
    const flow::Site &Site = J.spliced().Sites.find(S.Instr)->second;
    if (Site.Original != &Asked && !llvm::is_contained(Site.Calls, &Asked))
      continue;
    Explanation E;
    E.Headline.At = Asked.Span;
    E.Headline.Text =
        "this " + report::effectInWords(S.Instr->attribute("effect")) + ": ";
    const auto *Told = llvm::find_if(
        Transactions.told(), [&](const TransactionJudge::Seen &Each) {
          return Each.What.Original == Site.Original &&
                 (Site.Original == &Asked || Each.What.Anchor == &Asked);
        });
    if (Told != Transactions.told().end()) {
      E.Headline.Text += inWords(Told->What);
      if (Told->What.Anchor != &Asked)
        E.Facts.push_back({Told->What.Anchor->Span, "it is told here"});
    } else {
      E.Headline.Text += inWords(Transactions, J, Index);
    }
    if (Site.Original != &Asked)
      E.Facts.push_back({Site.Original->Span, "the effect"});
    for (const auto &Other : Unit.judgements()) {
      if (Other.get() == &J || Told != Transactions.told().end())
        continue;
      for (auto [There, Step] : llvm::enumerate(Other->evaluation().steps())) {
        const auto &At = Other->spliced().Sites.find(Step.Instr)->second;
        if (At.Original == Site.Original && !At.Calls.empty() &&
            llvm::is_contained(At.Callees, &J.function()))
          E.Facts.push_back(
              {At.Calls.front()->Span,
               ("called by '" + Other->function().Name + "' here: ").str() +
                   inWords(Transactions, *Other, There)});
      }
    }
    All.push_back(std::move(E));
  }
  return All;
}
