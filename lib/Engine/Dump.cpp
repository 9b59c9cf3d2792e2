//===- Engine/Dump.cpp - The later stages as text -------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/Print.h"
#include "Engine/Resolve.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace rowlock::engine;
using namespace rowlock::transactions;
using rowlock::hazards::Conflict;
using rowlock::hazards::Judgement;
using rowlock::hazards::Protection;
using rowlock::repair::Repair;
using rowlock::report::Finding;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
void printOperation(const Operation &Op, const Life &L, llvm::raw_ostream &OS) {
  OS << "  " << Op.span().Line << ':' << Op.span().Column << ' ';
  if (!Op.Statement) {
    OS << "unknown text\n";
    return;
  }
  OS << sql::name(Op.Statement->Kind);
  if (Op.Alternatives > 1)
    OS << " (" << Op.Alternative + 1 << " of " << Op.Alternatives << ')';
  for (const sql::TableRef &T : Op.Statement->Tables) {
    OS << ' ';
    printRows(rowSet(Op, T), OS);
  }
  for (const sql::Assignment &A : Op.Statement->Assignments) {
    OS << ", " << A.Column.Column.Text << " := ";
    if (Term T = Op.term(A.Value))
      printTerm(T, OS);
    else
      OS << Op.Source->Text.escaped(A.Value.Where);
  }
  if (effectiveLock(*Op.Statement).Locks != sql::Answer::No)
    OS << ", locks " << sql::name(effectiveLock(*Op.Statement).How);
  OS << "; in ";
  printTransaction(L.transaction(Op), OS);
  OS << '\n';
}

void printFinding(const Finding &F, const effects::Program &Unit,
                  llvm::raw_ostream &OS) {
  printPlace(F.Warning.At, Unit, OS);
  OS << ": " << F.Warning.Text << " [" << F.Check << ", "
     << rowlock::hazards::spelling(F.Sure) << "]\n";
  for (const auto &N : F.Notes) {
    OS << "  ";
    printPlace(N.At, Unit, OS);
    OS << ": " << N.Text << '\n';
  }
  for (const Repair &R : F.Repairs) {
    OS << "  " << rowlock::repair::spelling(R.How) << ": " << R.Title;
    if (!R.Caution.empty())
      OS << " (" << R.Caution << ')';
    OS << '\n';
    for (const auto &E : R.Edits) {
      OS << "    [" << E.Begin << ", " << E.End << ") becomes \"";
      OS.write_escaped(E.Replacement) << "\"\n";
    }
  }
}

/// What of the function's own statements was not read.
void printUnread(const Judgement &J, const effects::Program &Unit,
                 llvm::raw_ostream &OS) {
  const auto *Last = static_cast<const Operation *>(nullptr);
  for (const Operation &Op : J.operations().all()) {
    bool Own = J.spliced().Sites.find(Op.Step->Instr)->second.Calls.empty();
    bool Told = Last && Last->Source == Op.Source;
    Last = &Op;
    if (!Own || Told || !Op.Source)
      continue;
    for (const sql::Note &Each : Op.Source->Parsed.Notes) {
      printPlace(Op.span(), Unit, OS);
      OS << ": in the SQL text: " << Each.Message << '\n';
    }
  }
}

void printGuarded(const Conflict &C, const effects::Program &Unit,
                  llvm::raw_ostream &OS) {
  const Protection *P = C.guard();
  printPlace(C.WriteAt, Unit, OS);
  if (P)
    OS << ": silent: " << rowlock::hazards::spelling(P->What) << ": "
       << P->Reason << '\n';
  else
    OS << ": silent: belongs to " << rowlock::hazards::checkName(C.What)
       << '\n';
}
} // namespace

void rowlock::engine::dumpOperations(effects::Program &Unit,
                                     const Configuration &C,
                                     llvm::raw_ostream &OS) {
  flow::UnitIndex Index(Unit);
  const transactions::ResolveOptions Options = resolveOptions(Unit, C);
  for (const effects::Function &F : Unit.Functions) {
    Judgement J(F, Index, Unit, Options);
    OS << "func @" << F.Name << '\n';
    for (const Operation &Op : J.operations().all())
      printOperation(Op, J.life(), OS);
  }
}

void rowlock::engine::dumpFindings(effects::Program &Unit,
                                   const Configuration &C,
                                   repair::SourceText Source,
                                   llvm::raw_ostream &OS) {
  for (const Finding &F : analyze(Unit, C, Source))
    printFinding(F, Unit, OS);
  flow::UnitIndex Index(Unit);
  const transactions::ResolveOptions Options = resolveOptions(Unit, C);
  for (const effects::Function &F : Unit.Functions) {
    Judgement J(F, Index, Unit, Options);
    for (const Conflict &Each : J.conflicts())
      if (Each.Frame == &F &&
          (Each.guard() || !rowlock::hazards::isReported(Each.What)))
        printGuarded(Each, Unit, OS);
    for (const std::string &Skip : J.spliced().Body.Skipped)
      OS << "@" << F.Name << ": not looked at: " << Skip << '\n';
    if (J.evaluation().incomplete())
      OS << "@" << F.Name
         << ": not followed to the end, as it is too large: nothing in it is "
            "more than possible\n";
    printUnread(J, Unit, OS);
  }
}
