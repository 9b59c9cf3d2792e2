//===- rowlock.cpp - The project's own command ----------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/Check.h"
#include "Check/LintUnit.h"
#include "Check/SelfTest.h"
#include "ConfigCommand.h"
#include "DatabaseDump.h"
#include "Explain.h"
#include "Models/ModelSet.h"
#include "ProgramDump.h"
#include "SchemaDump.h"
#include "SqlDump.h"
#include "Why.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

using namespace rowlock;

namespace {

using Arguments = llvm::ArrayRef<std::string>;

int fail(const llvm::Twine &Message) {
  llvm::errs() << "rowlock: " << Message << "\n";
  return 2;
}

bool isOption(llvm::StringRef Argument) {
  return Argument.starts_with("-") && Argument != "-";
}

int dumpSql(Arguments Rest) {
  SqlDumpOptions Options;
  std::vector<std::string> Files;
  for (const std::string &Argument : Rest) {
    std::string Error;
    if (!isOption(Argument))
      Files.push_back(Argument);
    else if (!parseSqlDumpOption(Argument, Options, Error))
      return fail("unknown option '" + Argument + "' of dump --sql");
    if (!Error.empty())
      return fail(Error);
  }
  if (Files.empty())
    return fail("dump --sql needs a file, or - for standard input");
  return dumpSqlMain(Files, Options);
}

int dumpKnownDatabases(Arguments Rest) {
  std::vector<databases::Database> Wanted;
  for (const std::string &Name : Rest) {
    std::optional<databases::Database> Db = databases::parseDatabase(Name);
    if (!Db)
      return fail("unknown database '" + llvm::Twine(Name) + "'");
    Wanted.push_back(*Db);
  }
  if (Wanted.empty())
    Wanted.assign(databases::allProducts().begin(),
                  databases::allProducts().end());
  dumpDatabases(Wanted, llvm::outs());
  return 0;
}

int dumpEffects(Arguments Rest) {
  return dumpProgramsMain(Stage::Effects, Rest, llvm::outs());
}

int dumpSpliced(Arguments Rest) {
  return dumpProgramsMain(Stage::Spliced, Rest, llvm::outs());
}

int dumpResidual(Arguments Rest) {
  return dumpProgramsMain(Stage::Residual, Rest, llvm::outs());
}

int dumpOperations(Arguments Rest) {
  return dumpProgramsMain(Stage::Operations, Rest, llvm::outs());
}

int dumpFindings(Arguments Rest) {
  return dumpProgramsMain(Stage::Findings, Rest, llvm::outs());
}

int dumpSchema(Arguments Rest) { return dumpSchemaMain(Rest, llvm::outs()); }

int dumpModels(Arguments Rest) {
  models::printModels(models::ModelSet(), llvm::outs(),
                      Rest.empty() ? "" : Rest.front());
  return 0;
}

int checkModels(Arguments Rest) {
  if (Rest.empty())
    return fail("check-models needs a file");
  int Status = 0;
  for (const std::string &File : Rest)
    Status |= models::checkModelFile(File, llvm::outs());
  return Status;
}

/// A stage that can be dumped; a new one is a new line. Without Help it is
/// described with another.
struct Dump {
  llvm::StringLiteral Stage;
  llvm::StringLiteral Help;
  int (*Run)(Arguments Rest);
};

constexpr Dump Dumps[] = {
    {"--effects",
     "--effects | --spliced | --residual | --operations | --findings\n"
     "      [--database=NAME] [--isolation=LEVEL] [--side-effects=MODE] "
     "[--model=FILE] [-p=DIR]\n"
     "      [--schema=FILE] [--writers=WHO] [--config=FILE | --no-config] "
     "FILE... [-- COMPILER "
     "ARGUMENTS]",
     dumpEffects},
    {"--spliced", "", dumpSpliced},
    {"--residual", "", dumpResidual},
    {"--operations", "", dumpOperations},
    {"--findings", "", dumpFindings},
    {"--models", "--models [LIBRARY]", dumpModels},
    {"--sql",
     "--sql [--database=NAME] [--placeholders=STYLE,...] [--judge]\n"
     "      [--reaches-database] [--rewrite=lock[:TABLE] | relative:COLUMN:+ "
     "|\n"
     "      narrow:COLUMN,... | condition:TEXT | immediate] FILE...",
     dumpSql},
    {"--schema",
     "--schema [--database=NAME] [--unique=TABLE:COLUMN,...] FILE...",
     dumpSchema},
    {"--databases", "--databases [NAME...]", dumpKnownDatabases},
};

void usage(llvm::raw_ostream &OS) {
  OS << "usage: rowlock check [-p BUILD] [FILE...]   (more: rowlock check "
        "--help)\n"
        "       rowlock self-test [--plugin FILE] [--clang-tidy PROGRAM]\n"
        "       rowlock why FILE:LINE[:COLUMN] [--unit=SOURCE] "
        "[--database=NAME]\n"
        "                   [--isolation=LEVEL] [--side-effects=MODE] "
        "[--model=FILE] [-p DIR]\n"
        "                   [--schema=FILE] [--writers=WHO] [--config=FILE | "
        "--no-config] "
        "[-- COMPILER ARGUMENTS]\n"
        "       rowlock config [--check] [FILE | DIR]\n"
        "       rowlock explain CHECK | --list\n"
        "       rowlock check-models FILE...\n"
        "       rowlock dump STAGE ...\n";
  for (const Dump &D : Dumps)
    if (!D.Help.empty())
      OS << "  " << D.Help << "\n";
}

int dump(Arguments Rest) {
  if (Rest.empty())
    return fail("dump needs a stage; see rowlock --help");
  const auto *D = llvm::find_if(
      Dumps, [&](const Dump &Known) { return Known.Stage == Rest.front(); });
  if (D == std::end(Dumps))
    return fail("unknown stage '" + llvm::Twine(Rest.front()) +
                "' of dump; see rowlock --help");
  return D->Run(Rest.drop_front());
}

} // namespace

int main(int Argc, char **Argv) {
  llvm::InitLLVM Init(Argc, Argv);
  std::vector<std::string> All(Argv + 1, Argv + Argc);
  Arguments Rest = All;
  if (Rest.empty() || Rest.front() == "--help" || Rest.front() == "-h") {
    usage(Rest.empty() ? llvm::errs() : llvm::outs());
    return Rest.empty() ? 2 : 0;
  }
  if (Rest.front() == "dump")
    return dump(Rest.drop_front());
  if (Rest.front() == "check-models")
    return checkModels(Rest.drop_front());
  if (Rest.front() == "config")
    return configMain(Rest.drop_front(), llvm::outs());
  if (Rest.front() == "explain")
    return explainMain(Rest.drop_front(), llvm::outs());
  if (Rest.front() == "why")
    return whyMain(Rest.drop_front(), llvm::outs());
  if (Rest.front() == "check")
    return check::checkMain(Rest.drop_front());
  if (Rest.front() == "self-test")
    return check::selfTestMain(Rest.drop_front());
  // For Ninja, not for people.
  if (Rest.front() == "lint-unit" && Rest.size() == 2)
    return check::lintUnitMain(Rest.back());
  return fail("unknown command '" + llvm::Twine(Rest.front()) +
              "'; see rowlock --help");
}
