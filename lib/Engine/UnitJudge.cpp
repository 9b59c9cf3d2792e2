//===- Engine/UnitJudge.cpp - All functions of a unit ---------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/UnitJudge.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::engine;
using rowlock::hazards::Conflict;
using rowlock::hazards::isReported;
using rowlock::hazards::Judgement;
using rowlock::hazards::Shape;
using rowlock::report::Finding;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;
namespace report = rowlock::report;
namespace transactions = rowlock::transactions;

UnitJudge::UnitJudge(effects::Program &Unit, const Configuration &C,
                     repair::SourceText Source)
    : Source(Source) {
  flow::UnitIndex Index(Unit);
  // Judging makes instructions, never functions.
  for (const effects::Function &F : Unit.Functions)
    Judgements.push_back(std::make_unique<Judgement>(
        F, Index, Unit, transactions::ResolveOptions{C.Db, C.Level}));
  for (const auto &J : Judgements) {
    for (const Conflict &Each : J->conflicts())
      if (Each.Frame != &J->function())
        addContext(*J, Each);
      else
        Own.insert(key(Each));
    for (const auto &[I, Site] : J->spliced().Sites)
      Entered.insert(Site.Callees.begin(), Site.Callees.end());
    for (llvm::StringRef Name : J->function().Entered)
      Entered.insert(Index.function(Name));
  }
}

void UnitJudge::addContext(const Judgement &J, const Conflict &C) {
  const auto &Site = J.spliced().Sites.find(C.Write->Step->Instr)->second;
  Callings[key(C)].push_back({&J, &C, Site.Calls.front()->Span,
                              C.guard() != nullptr || !isReported(C.What)});
}

const Judgement *UnitJudge::judgement(const effects::Function &F) const {
  for (const auto &J : Judgements)
    if (&J->function() == &F)
      return J.get();
  return nullptr;
}

llvm::ArrayRef<Context> UnitJudge::contexts(const Conflict &C) const {
  auto It = Callings.find(key(C));
  if (It == Callings.end())
    return {};
  return It->second;
}

bool UnitJudge::isGuardedByCallers(const Conflict &C) const {
  llvm::ArrayRef<Context> Known = contexts(C);
  return !Known.empty() &&
         llvm::all_of(Known, [](const Context &Each) { return Each.Guarded; });
}

bool UnitJudge::isToldWith(const Judgement &J, const Conflict &C) const {
  llvm::ArrayRef<Context> Known = contexts(C);
  if (C.Frame == &J.function()) {
    // All callers are known, and with what they pass there is no conflict.
    return !Known.empty() || !J.function().Internal ||
           !Entered.contains(&J.function());
  }
  const Context *First =
      llvm::find_if(Known, [](const Context &Each) { return !Each.Guarded; });
  return !Own.count(key(C)) && First != Known.end() && First->Seen == &C;
}

hazards::Confidence UnitJudge::sure(const Conflict &C,
                                    hazards::Confidence Sure) const {
  llvm::ArrayRef<Context> Known = contexts(C);
  if (Known.empty())
    return Sure;
  hazards::Confidence Surest = hazards::Confidence::Possible;
  for (const Context &Each : Known)
    if (!Each.Guarded)
      Surest = std::min(Surest, Each.Seen->Sure);
  return std::max(Sure, Surest);
}

static report::Message inWords(const Context &Unguarded) {
  bool Mutex = llvm::any_of(Unguarded.Seen->Protections, [](const auto &P) {
    return P.What == hazards::Guard::InProcessLock;
  });
  return {Unguarded.At,
          Mutex ? "called here under a mutex, which keeps no other process out"
                : "called here without a protection"};
}

std::vector<Finding> UnitJudge::findings() const {
  std::vector<Finding> Findings;
  for (const auto &J : Judgements)
    for (const OneWrite &Group : hazardsByWrite(*J)) {
      Finding F = report::describe(Group, repair::propose(Group, *J, Source));
      for (const Context &Each : contexts(*Group.front()))
        if (!Each.Guarded)
          F.Notes.push_back(inWords(Each));
      F.Sure = sure(*Group.front(), F.Sure);
      Findings.push_back(std::move(F));
    }
  return Findings;
}

/// The hazards whose frame is the function, those of one write together. A
/// conflict that all known callers guard is none.
std::vector<UnitJudge::OneWrite>
UnitJudge::hazardsByWrite(const Judgement &J) const {
  std::map<std::pair<unsigned, Shape>, OneWrite> Groups;
  for (const Conflict &C : J.conflicts())
    if (isReported(C.What) && !C.guard() && isToldWith(J, C) &&
        !isGuardedByCallers(C))
      Groups[{C.Write->StepIndex, C.What}].push_back(&C);
  std::vector<OneWrite> All;
  for (auto &[Where, Group] : Groups)
    All.push_back(std::move(Group));
  return All;
}
