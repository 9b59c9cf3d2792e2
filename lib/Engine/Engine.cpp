//===- Engine/Engine.cpp - The one entry for all doors --------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/HazardJudge.h"
#include "Engine/Identity.h"
#include "Engine/TransactionJudge.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace rowlock::engine;
using rowlock::effects::SourceSpan;
using rowlock::repair::Repair;
using rowlock::repair::SourceEdit;
using rowlock::report::Finding;
namespace effects = rowlock::effects;
namespace repair = rowlock::repair;

namespace {
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
  UnitJudge Judge(Unit, C, Source);
  std::vector<Finding> Findings = Judge.findings();
  for (Finding &F : TransactionJudge(Judge, Unit, C, Source).findings())
    Findings.push_back(std::move(F));
  for (Finding &F : HazardJudge(Judge).takeFindings())
    Findings.push_back(std::move(F));
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
  identify(Findings, Judge, Source);
  return Findings;
}
