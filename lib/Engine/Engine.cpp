//===- Engine/Engine.cpp - The one entry for all doors --------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/Engine.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <memory>
#include <set>
#include <tuple>

using namespace rowlock::engine;
using rowlock::effects::SourceSpan;
using rowlock::hazards::Conflict;
using rowlock::hazards::isReported;
using rowlock::hazards::Judgement;
using rowlock::hazards::Shape;
using rowlock::repair::Repair;
using rowlock::repair::SourceEdit;
using rowlock::report::Finding;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;
namespace report = rowlock::report;
namespace transactions = rowlock::transactions;

namespace {
using OneWrite = llvm::SmallVector<const Conflict *, 2>;

/// What callers make of a frame's conflict.
struct Contexts {
  bool Guarded = false;
  /// Where it is called from without a protection, in words.
  llvm::SmallVector<report::Message, 2> Unguarded;
  /// The surest of those.
  hazards::Confidence Sure = hazards::Confidence::Possible;
};

/// Judges every function of a unit, and each conflict in all its contexts.
class UnitJudge {
public:
  UnitJudge(effects::Program &Unit, const Configuration &C,
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
          Told.insert(key(Each));
      for (const auto &[I, Site] : J->spliced().Sites)
        Entered.insert(Site.Callees.begin(), Site.Callees.end());
    }
  }

  std::vector<Finding> findings() {
    std::vector<Finding> Findings;
    for (const auto &J : Judgements)
      for (const OneWrite &Group : hazardsByWrite(*J)) {
        Finding F = report::describe(Group, repair::propose(Group, *J, Source));
        if (auto It = Callings.find(key(*Group.front()));
            It != Callings.end()) {
          llvm::append_range(F.Notes, It->second.Unguarded);
          F.Sure = std::max(F.Sure, It->second.Sure);
        }
        Findings.push_back(std::move(F));
      }
    return Findings;
  }

private:
  using Key =
      std::tuple<const effects::Function *, const effects::Instruction *,
                 const effects::Instruction *>;

  static Key key(const Conflict &C) {
    return {C.Frame, C.OriginalRead, C.OriginalWrite};
  }

  void addContext(const Judgement &J, const Conflict &C) {
    Contexts &Known = Callings[key(C)];
    if (C.guard() || !isReported(C.What)) {
      Known.Guarded = true;
      return;
    }
    const auto &Site = J.spliced().Sites.find(C.Write->Step->Instr)->second;
    bool Mutex = llvm::any_of(C.Protections, [](const auto &P) {
      return P.What == hazards::Guard::InProcessLock;
    });
    Known.Unguarded.push_back(
        {Site.Calls.front()->Span,
         Mutex ? "called here under a mutex, which keeps no other process out"
               : "called here without a protection"});
    Known.Sure = std::min(Known.Sure, C.Sure);
  }

  /// The hazards whose frame is the function, those of one write together.
  /// A conflict that all known callers guard is none. One that only a caller
  /// makes, by the text, the table or the key that it passes, is told once,
  /// with the first of them.
  std::vector<OneWrite> hazardsByWrite(const Judgement &J) {
    std::map<std::pair<unsigned, Shape>, OneWrite> Groups;
    for (const Conflict &C : J.conflicts()) {
      if (!isReported(C.What) || C.guard())
        continue;
      if (C.Frame != &J.function() && !Told.insert(key(C)).second)
        continue;
      auto It = Callings.find(key(C));
      if (It != Callings.end() && It->second.Guarded &&
          It->second.Unguarded.empty())
        continue;
      // All callers are known, and with what they pass there is no conflict.
      if (It == Callings.end() && J.function().Internal &&
          Entered.contains(&J.function()))
        continue;
      Groups[{C.Write->StepIndex, C.What}].push_back(&C);
    }
    std::vector<OneWrite> All;
    for (auto &[Where, Group] : Groups)
      All.push_back(std::move(Group));
    return All;
  }

  repair::SourceText Source;
  std::vector<std::unique_ptr<Judgement>> Judgements;
  std::map<Key, Contexts> Callings;
  /// Conflicts that their frame has without a caller, or that were told.
  std::set<Key> Told;
  /// The functions that were spliced into others.
  llvm::DenseSet<const effects::Function *> Entered;
};

auto place(const Finding &F) {
  const SourceSpan &At = F.Warning.At;
  return std::tie(At.File, At.Line, At.Column, F.Check);
}

bool overlap(const SourceEdit &A, const SourceEdit &B) {
  return A.File == B.File && A.Begin <= B.End && B.Begin <= A.End;
}

/// Gives each place in the source to one finding.
void settleEdits(std::vector<Finding> &Findings) {
  std::vector<std::pair<SourceEdit, unsigned>> Taken;
  for (Finding &F : Findings) {
    if (F.Repairs.empty() || F.Repairs.front().Edits.empty())
      continue;
    Repair &Mine = F.Repairs.front();
    const std::pair<SourceEdit, unsigned> *Other = nullptr;
    bool Same = true;
    for (const SourceEdit &E : Mine.Edits)
      for (const auto &T : Taken)
        if (overlap(E, T.first)) {
          Other = &T;
          Same &= E == T.first;
        }
    if (!Other) {
      for (const SourceEdit &E : Mine.Edits)
        Taken.push_back({E, F.Warning.At.Line});
      continue;
    }
    // After the first edit is made this one may look different: lint again.
    Mine.Caution =
        (Same ? "the repair of line " : "apply the repair of line ") +
        std::to_string(Other->second) + (Same ? " does it" : " first");
    Mine.How = repair::Safety::Advice;
    Mine.Edits.clear();
  }
}
} // namespace

std::vector<Finding> rowlock::engine::analyze(effects::Program &Unit,
                                              const Configuration &C,
                                              repair::SourceText Source) {
  std::vector<Finding> Findings = UnitJudge(Unit, C, Source).findings();
  llvm::sort(Findings, [](const Finding &A, const Finding &B) {
    return place(A) < place(B);
  });
  // The instantiations of one template say the same of the same line.
  Findings.erase(std::unique(Findings.begin(), Findings.end(),
                             [](const Finding &A, const Finding &B) {
                               return place(A) == place(B);
                             }),
                 Findings.end());
  settleEdits(Findings);
  return Findings;
}
