//===- Engine/UnitJudge.cpp - All functions of a unit ---------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/UnitJudge.h"
#include "Engine/Resolve.h"
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
    : Source(Source), Index(Unit) {
  const transactions::ResolveOptions Options = resolveOptions(Unit, C);
  // Judging makes instructions, never functions.
  for (const effects::Function &F : Unit.Functions)
    Judgements.push_back(std::make_unique<Judgement>(F, Index, Unit, Options));
  for (const auto &J : Judgements) {
    for (const Conflict &Each : J->conflicts())
      if (Each.Frame != &J->function())
        addContext(*J, Each);
      else
        Own.try_emplace(key(Each), &Each);
    for (const auto &[I, Site] : J->spliced().Sites)
      Entered.insert(Site.Callees.begin(), Site.Callees.end());
    for (llvm::StringRef Name : J->function().Entered)
      Entered.insert(Index.function(Name));
  }
  for (auto &[Frame, Known] : Callings)
    dropPassing(Known);
}

static const flow::Spliced::Site &siteOf(const Judgement &J,
                                         const Conflict &C) {
  return J.spliced().Sites.find(C.Write->Step->Instr)->second;
}

void UnitJudge::addContext(const Judgement &J, const Conflict &C) {
  const auto &Site = siteOf(J, C);
  size_t Call = 0;
  for (size_t I = 0; Site.Callees[I] != C.Frame; ++I)
    if (flow::isLambdaOf(Site.Callees[I]->Name, J.function().Name))
      Call = I + 1;
  Callings[key(C)].push_back({&J, &C, Site.Calls[Call]->Span,
                              C.guard() != nullptr || !isReported(C.What)});
}

/// The way from \p Outer to the frame goes through the caller \p Inner.
static bool leadsThrough(const Context &Outer, const Context &Inner) {
  return &Outer != &Inner &&
         llvm::is_contained(siteOf(*Outer.Caller, *Outer.Seen).Callees,
                            &Inner.Caller->function());
}

/// The function works in a transaction that is handed to it.
static bool isHandedTransaction(const Conflict &C) {
  const flow::Value *On = C.Write->Connection;
  return On && On->Kind == flow::ValueKind::Parameter &&
         On->Type.starts_with("transaction");
}

/// A lambda that its function calls, or a helper that only hands on a
/// transaction, is no context of its own beside those who call it.
void UnitJudge::dropPassing(std::vector<Context> &Known) const {
  std::vector<Context> Kept;
  for (const Context &Each : Known) {
    const effects::Function &F = Each.Caller->function();
    bool Passes = flow::isLambda(F.Name) ||
                  (F.Internal && isHandedTransaction(*Each.Seen));
    if (!Passes || llvm::none_of(Known, [&](const Context &Outer) {
          return leadsThrough(Outer, Each);
        }))
      Kept.push_back(Each);
  }
  Known = std::move(Kept);
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

bool UnitJudge::isUndoneByCallers(const Conflict &C) const {
  return contexts(C).empty() && C.Frame->Internal && isEntered(*C.Frame);
}

const Context *UnitJudge::context(const Conflict &Seen) const {
  for (const Context &Each : contexts(Seen))
    if (Each.Seen == &Seen)
      return &Each;
  return nullptr;
}

bool UnitJudge::isToldAtCalls(const Conflict &C) const {
  auto It = Own.find(key(C));
  if (It == Own.end() || !C.Frame->Internal ||
      !isHandedTransaction(*It->second))
    return false;
  llvm::ArrayRef<Context> Known = contexts(C);
  auto IsGuarded = [](const Context &Each) { return Each.Guarded; };
  return llvm::any_of(Known, IsGuarded) && !llvm::all_of(Known, IsGuarded);
}

bool UnitJudge::isCalledLambda(const Conflict &C) const {
  llvm::ArrayRef<Context> Known = contexts(C);
  return flow::isLambda(C.Frame->Name) && !Known.empty() &&
         llvm::all_of(Known, [&](const Context &Each) {
           return siteOf(*Each.Caller, *Each.Seen).Callees.size() == 1;
         });
}

bool UnitJudge::isToldWith(const Judgement &J, const Conflict &C) const {
  llvm::ArrayRef<Context> Known = contexts(C);
  if (isToldAtCalls(C)) {
    // In the innermost of the functions that call each other on the way.
    const Context *Mine = context(C);
    return Mine && !Mine->Guarded &&
           llvm::none_of(Known, [&](const Context &Each) {
             return !Each.Guarded && leadsThrough(*Mine, Each);
           });
  }
  if (C.Frame == &J.function())
    return !isUndoneByCallers(C) && !isCalledLambda(C);
  const Context *First =
      llvm::find_if(Known, [](const Context &Each) { return !Each.Guarded; });
  return !isOfFrame(C) && First != Known.end() && First->Seen == &C;
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
  // What an internal function leaves open, its callers have answered.
  if (C.Frame->Internal)
    Sure = std::min(Sure, hazards::Confidence::Likely);
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

/// The finding stands on the call that brings no protection with it.
static Finding atCall(llvm::ArrayRef<const Conflict *> OneWrite,
                      const Context &Caller,
                      std::vector<repair::Repair> Repairs) {
  std::vector<Conflict> Seen;
  for (const Conflict *C : OneWrite)
    Seen.push_back(*C);
  std::vector<const Conflict *> Told;
  for (Conflict &C : Seen) {
    // What is told of the read stands there, too.
    if (&C.anchor() == &C.ReadAt)
      C.ReadAt = Caller.At;
    C.WriteAt = Caller.At;
    if (C.Between)
      C.Between->At = Caller.At;
    Told.push_back(&C);
  }
  return report::describe(Told, std::move(Repairs));
}

/// A lambda runs where its function lets it run: in the transaction that is
/// open there. \returns the function's judgement, \p Group as seen there.
const Judgement *UnitJudge::asSeenByFunction(OneWrite &Group) const {
  if (!flow::isLambda(Group.front()->Frame->Name))
    return nullptr;
  for (const Context &First : contexts(*Group.front())) {
    if (First.Guarded)
      continue;
    OneWrite Seen;
    for (const Conflict *C : Group)
      for (const Context &Each : contexts(*C))
        if (Each.Caller == First.Caller && !Each.Guarded) {
          Seen.push_back(Each.Seen);
          break;
        }
    if (Seen.size() != Group.size())
      return nullptr;
    Group = std::move(Seen);
    return First.Caller;
  }
  return nullptr;
}

std::vector<Finding> UnitJudge::findings() const {
  std::vector<Finding> Findings;
  for (const auto &Own : Judgements)
    for (OneWrite Group : hazardsByWrite(*Own)) {
      const Judgement *J = asSeenByFunction(Group);
      if (!J)
        J = Own.get();
      auto Repairs = repair::propose(Group, *J, Source);
      if (const Context *Calls = isToldAtCalls(*Group.front())
                                     ? context(*Group.front())
                                     : nullptr) {
        Findings.push_back(atCall(Group, *Calls, std::move(Repairs)));
        continue;
      }
      Finding F = report::describe(Group, std::move(Repairs));
      for (const Context &Each : contexts(*Group.front()))
        if (!Each.Guarded && !isCalledLambda(*Group.front()))
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
    // What else the same save puts back is told with the value that it
    // computes.
    if (Where.second != Shape::FullRowSave ||
        Groups.count({Where.first, Shape::ReadModifyWrite}) == 0)
      All.push_back(std::move(Group));
  return All;
}
