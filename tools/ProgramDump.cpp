//===- ProgramDump.cpp - rowlock dump of programs and later stages --------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramDump.h"
#include "Effects/Printer.h"
#include "Flow/Residual.h"
#include "Flow/Splice.h"
#include "UnitInput.h"

using namespace rowlock;

namespace {

/// Each function with what it calls.
void dumpSpliced(effects::Program &P, llvm::raw_ostream &OS) {
  flow::UnitIndex Index(P);
  for (const effects::Function &F : P.Functions) {
    effects::print(flow::splice(F, Index, P).Body, P, OS);
    OS << '\n';
  }
}

void dumpResidual(effects::Program &P, llvm::raw_ostream &OS) {
  effects::Program Remains;
  flow::residual(P, Remains);
  effects::print(Remains, OS);
}

void dumpStage(Stage What, const InputUnit &Unit, const InputOptions &Options,
               llvm::raw_ostream &OS) {
  effects::Program &P = Unit.Program;
  switch (What) {
  case Stage::Effects:
    effects::print(P, OS);
    return;
  case Stage::Spliced:
    dumpSpliced(P, OS);
    return;
  case Stage::Residual:
    dumpResidual(P, OS);
    return;
  case Stage::Operations:
    engine::dumpOperations(P, Options.Configuration, OS);
    return;
  case Stage::Findings:
    engine::dumpFindings(P, Options.Configuration, Unit.Source, OS);
    return;
  }
}

int fail(const llvm::Twine &Message) {
  llvm::errs() << "rowlock: " << Message << '\n';
  return 2;
}

} // namespace

int rowlock::dumpProgramsMain(Stage What, llvm::ArrayRef<std::string> Arguments,
                              llvm::raw_ostream &OS) {
  InputOptions Options;
  std::vector<std::string> Files;
  for (const std::string &Each : readCompilerArguments(Arguments, Options)) {
    OptionRead Read = readInputOption(Each, Options);
    if (Read == OptionRead::Wrong)
      return 2;
    if (Read == OptionRead::Yes)
      continue;
    if (llvm::StringRef(Each).starts_with("-") && Each != "-")
      return fail("unknown option '" + llvm::Twine(Each) + "' of dump");
    Files.push_back(Each);
  }
  if (Files.empty())
    return fail("dump needs a file, or - for standard input");
  engine::Configurations Shared;
  bool Good = true;
  for (const std::string &File : Files) {
    InputOptions Mine = configured(Options, File, Shared, Good);
    models::ModelSet Models;
    Good &= loadModels(Mine, Models);
    Good &= readUnit(File, Models, Mine, [&](const InputUnit &Unit) {
      if (Unit.WithoutDatabase)
        llvm::errs() << "note: no header of a database library is included; "
                        "nothing is looked at\n";
      else
        dumpStage(What, Unit, Mine, OS);
      return true;
    });
  }
  return Good ? 0 : 1;
}
