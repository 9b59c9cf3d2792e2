//===- Engine/HazardJudge.cpp - Hazards that are no conflicts -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/HazardJudge.h"
#include "Hazards/Reads/LoadToCount.h"
#include "Hazards/Reads/QueryInLoop.h"
#include "Hazards/Transactions/DeferredUpgrade.h"
#include "Hazards/Transactions/LockOrder.h"
#include "Hazards/Transactions/Locks.h"
#include "Hazards/Transactions/OuterHandles.h"
#include "Hazards/Transactions/Uncommitted.h"
#include "Repair/BeginImmediate.h"
#include "Report/Hazards.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::engine;
using rowlock::hazards::LockHazard;
using rowlock::hazards::Uncommitted;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace hazards = rowlock::hazards;
namespace report = rowlock::report;

HazardJudge::HazardJudge(const UnitJudge &Unit) : Unit(Unit) {
  uncommitted();
  locks();
  deferredUpgrades();
  lockOrders();
  outerHandles();
  loadsToCount();
  queriesInLoops();
}

/// \p Seen is the begin of \p H as a function sees it that calls the frame.
static bool isInCaller(const flow::Site &Seen, const Uncommitted &H) {
  size_t Inner = H.Begins.Calls.size();
  if (Seen.Original != H.Begins.Original || Seen.Calls.size() <= Inner)
    return false;
  size_t Outer = Seen.Calls.size() - Inner;
  return Seen.Callees[Outer - 1] == H.Where.Function &&
         std::equal(H.Begins.Calls.begin(), H.Begins.Calls.end(),
                    Seen.Calls.begin() + Outer);
}

/// What a function leaves open and another that calls it ends is a helper's.
void HazardJudge::uncommitted() {
  std::vector<Uncommitted> All;
  hazards::UncommittedTransactions Known;
  for (const auto &J : Unit.judgements()) {
    auto Found = hazards::findUncommitted(*J);
    for (Uncommitted &H : Found.Hazards)
      All.push_back(std::move(H));
    llvm::append_range(Known.Ended, Found.Ended);
  }
  for (const Uncommitted &H : All)
    if (H.What != Uncommitted::Kind::LeftOpen ||
        llvm::none_of(Known.Ended, [&](const auto &Each) {
          return Each.second != H.Where.Function && isInCaller(Each.first, H);
        }))
      Findings.push_back(report::describe(H));
}

/// A lock that a function takes, as it and its callers see it. Where nothing in
/// the function tells whether a transaction is open, callers decide.
void HazardJudge::locks() {
  struct Seen {
    const hazards::Judgement *By;
    LockHazard What;
  };
  std::vector<Seen> All;
  for (const auto &J : Unit.judgements())
    for (LockHazard &H : hazards::findLocks(*J))
      All.push_back({J.get(), std::move(H)});
  for (const Seen &Each : All) {
    const LockHazard &H = Each.What;
    const effects::Function &F = Each.By->function();
    bool Open = H.What == LockHazard::Kind::Outside && H.Assumed &&
                Unit.isEntered(F) && H.Where.Function == &F;
    if (!Open || llvm::any_of(All, [&](const Seen &Other) {
          return Other.By != Each.By && Other.What.What == H.What &&
                 Other.What.Original == H.Original &&
                 Other.What.Where.Function == H.Where.Function;
        }))
      Findings.push_back(report::describe(H));
  }
}

/// Told in the frame, unless all who call it try again or keep others out.
void HazardJudge::deferredUpgrades() {
  using hazards::DeferredUpgrade;
  struct Own {
    const hazards::Judgement *By;
    DeferredUpgrade What;
  };
  std::vector<Own> All;
  std::vector<DeferredUpgrade> Contexts;
  for (const auto &J : Unit.judgements())
    for (DeferredUpgrade &H : hazards::findDeferredUpgrades(*J))
      if (H.Where.Function == &J->function())
        All.push_back({J.get(), std::move(H)});
      else
        Contexts.push_back(std::move(H));
  for (const Own &Each : All) {
    const DeferredUpgrade &H = Each.What;
    bool Called = false, Guarded = true;
    for (const DeferredUpgrade &Seen : Contexts)
      if (Seen.OriginalBegin == H.OriginalBegin &&
          Seen.Where.Function == H.Where.Function) {
        Called = true;
        Guarded &= Seen.Guarded;
      }
    if (!H.Guarded && !(Called && Guarded))
      Findings.push_back(report::describe(
          H, repair::beginWithWriteLock(*H.Transaction.Begin, *Each.By)));
  }
}

/// Told once, by whoever knows what both connections are: the frame, or one
/// who calls it.
void HazardJudge::outerHandles() {
  using hazards::OuterHandle;
  hazards::NamedConnections Named(Unit.judgements());
  std::vector<OuterHandle> All;
  for (const auto &J : Unit.judgements())
    for (OuterHandle &H : hazards::findOuterHandles(*J, Named))
      if (llvm::none_of(All, [&](const OuterHandle &Known) {
            return Known.Original == H.Original &&
                   Known.Anchor->Span.Line == H.Anchor->Span.Line &&
                   Known.Where.Function == H.Where.Function;
          }))
        All.push_back(std::move(H));
  for (const OuterHandle &H : All)
    Findings.push_back(report::describe(H));
}

/// One table is enough where callers choose the order; of two tables somebody
/// else must lock them the other way round. That is told once, at the later
/// one.
void HazardJudge::lockOrders() {
  using hazards::LockPair;
  std::vector<LockPair> Own, Contexts;
  for (const auto &J : Unit.judgements())
    for (LockPair &H : hazards::findLockPairs(*J))
      (H.Where.Function == &J->function() ? Own : Contexts)
          .push_back(std::move(H));
  llvm::erase_if(Own, [&](const LockPair &H) {
    bool Called = false, Guarded = true;
    for (const LockPair &Seen : Contexts)
      if (Seen.Original == H.Original &&
          Seen.OriginalFirst == H.OriginalFirst &&
          Seen.Where.Function == H.Where.Function) {
        Called = true;
        Guarded &= Seen.Guarded;
      }
    return H.Guarded || (Called && Guarded);
  });
  for (unsigned I = 0; I != Own.size(); ++I) {
    const LockPair &H = Own[I];
    if (H.isOfOneTable()) {
      Findings.push_back(report::describe(H, nullptr));
      continue;
    }
    auto Before = llvm::ArrayRef<LockPair>(Own).take_front(I);
    auto Other = llvm::find_if(
        Before, [&](const LockPair &Each) { return H.isReverseOf(Each); });
    if (Other != Before.end())
      Findings.push_back(report::describe(H, Other));
  }
}

/// Where the frame is another function, that one tells it, unless only what is
/// passed to it makes it one.
void HazardJudge::queriesInLoops() {
  for (const auto &J : Unit.judgements())
    for (const hazards::QueryInLoop &H : hazards::findQueriesInLoops(*J))
      if (H.Where.Function == &J->function())
        Findings.push_back(report::describe(H));
}

/// A function that another lets load rows and then only counts them is told
/// where both are.
/// Where more is wrong with the number than what it costs, that is told.
static bool isReadOfConflict(const hazards::LoadToCount &H,
                             const hazards::Judgement &J) {
  return llvm::any_of(J.conflicts(), [&](const hazards::Conflict &C) {
    return !C.guard() && C.Read->StepIndex == H.StepIndex;
  });
}

void HazardJudge::loadsToCount() {
  for (const auto &J : Unit.judgements())
    for (const hazards::LoadToCount &H : hazards::findLoadsToCount(*J))
      if (H.Where.Function == &J->function() && !isReadOfConflict(H, *J))
        Findings.push_back(report::describe(H));
}
