//===- Engine/Identity.cpp - What a finding is known by -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/Identity.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::engine;
using rowlock::effects::Instruction;
using rowlock::effects::SourceSpan;
using rowlock::hazards::Judgement;
using rowlock::transactions::Operation;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace report = rowlock::report;

namespace {
bool samePlace(const SourceSpan &A, const SourceSpan &B) {
  return A.File == B.File && A.Line == B.Line && A.Column == B.Column;
}

const Instruction *instructionAt(const effects::Function &F,
                                 const SourceSpan &At) {
  for (const effects::Block &B : F.Blocks)
    for (const Instruction *I : B.Instructions)
      if (samePlace(I->Span, At))
        return I;
  return nullptr;
}

/// White space is one blank; layout does not count.
std::string onOneLine(llvm::StringRef Text) {
  std::string Line;
  for (char C : Text)
    if (!llvm::isSpace(C))
      Line += C;
    else if (!Line.empty() && Line.back() != ' ')
      Line += ' ';
  if (!Line.empty() && Line.back() == ' ')
    Line.pop_back();
  return Line;
}

/// A hole has a number that depends on what else the unit does.
std::string statementOf(const Operation &Op) {
  std::string Text;
  for (const auto &Piece : Op.Source->Text.pieces())
    Text += Piece.Hole ? "{}" : Op.Source->Text.bytes(Piece.Where).str();
  return onOneLine(Text);
}

/// All that runs there, the statements that write alone if there are any.
std::string statementsAt(const Judgement &J, const SourceSpan &At) {
  llvm::SmallVector<std::string, 2> Writes, Others;
  for (const Operation &Op : J.operations().all()) {
    const auto &Sites = J.spliced().Sites;
    auto It = Sites.find(Op.Step->Instr);
    if (It == Sites.end() || !Op.Source)
      continue;
    const flow::Site &S = It->second;
    const Instruction *Outermost =
        S.Calls.empty() ? S.Original : S.Calls.front();
    if (!samePlace(Outermost->Span, At))
      continue;
    auto &List = Op.writes() ? Writes : Others;
    std::string Statement = statementOf(Op);
    if (!llvm::is_contained(List, Statement))
      List.push_back(std::move(Statement));
  }
  auto &Chosen = Writes.empty() ? Others : Writes;
  llvm::sort(Chosen);
  return llvm::join(Chosen, "; ");
}
} // namespace

void rowlock::engine::identify(std::vector<report::Finding> &Findings,
                               const UnitJudge &Unit,
                               repair::SourceText Source) {
  for (report::Finding &F : Findings) {
    const SourceSpan &At = F.Warning.At;
    for (const auto &J : Unit.judgements()) {
      const Instruction *I = instructionAt(J->function(), At);
      if (!I)
        continue;
      // The number that tells overloads apart depends on their order.
      F.Function = J->function().Name.split('#').first.str();
      F.Statement = statementsAt(*J, At);
      if (F.Statement.empty())
        F.Statement = onOneLine(Source(I->Span));
      break;
    }
  }
}
