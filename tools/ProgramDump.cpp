//===- ProgramDump.cpp - rowlock dump of programs and later stages --------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramDump.h"
#include "Effects/Parser.h"
#include "Effects/Printer.h"
#include "Effects/Verifier.h"
#include "Engine/Engine.h"
#include "Flow/Splice.h"
#include "Lowering/Lowering.h"
#include "Models/ModelSet.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace rowlock;

namespace {

struct ProgramDumpOptions {
  Stage What = Stage::Effects;
  engine::Configuration Configuration;
  /// Users' own models.
  std::vector<std::string> Models;
  std::vector<std::string> Files;
  /// For C++ sources: the compiler's arguments, or where to look for a
  /// compile_commands.json.
  std::vector<std::string> CompilerArguments;
  bool HasCompilerArguments = false;
  std::string BuildPath;
};

/// Each function with what it calls.
void dumpSpliced(effects::Program &P, llvm::raw_ostream &OS) {
  flow::UnitIndex Index(P);
  for (const effects::Function &F : P.Functions) {
    effects::print(flow::splice(F, Index, P).Body, P, OS);
    OS << '\n';
  }
}

void dumpStage(effects::Program &P, const ProgramDumpOptions &Options,
               repair::SourceText Source, llvm::raw_ostream &OS) {
  switch (Options.What) {
  case Stage::Effects:
    effects::print(P, OS);
    return;
  case Stage::Spliced:
    dumpSpliced(P, OS);
    return;
  case Stage::Operations:
    engine::dumpOperations(P, Options.Configuration, OS);
    return;
  case Stage::Findings:
    engine::dumpFindings(P, Options.Configuration, Source, OS);
    return;
  }
}

//===----------------------------------------------------------------------===//
// Effect programs in text form
//===----------------------------------------------------------------------===//

void report(const effects::Problem &Each, const std::string &File,
            const effects::TextMap &Map) {
  effects::TextPosition At;
  if (Each.I)
    At = Map.Instructions.lookup(Each.I);
  if (!At.Line && Each.F)
    At = Map.Functions.lookup(Each.F);
  llvm::errs() << File;
  if (At.Line)
    llvm::errs() << ':' << At.Line << ':' << At.Column;
  llvm::errs() << ": error: " << Each << '\n';
}

bool dumpText(const std::string &File, const ProgramDumpOptions &Options,
              llvm::raw_ostream &OS) {
  auto Buffer = llvm::MemoryBuffer::getFileOrSTDIN(File);
  if (!Buffer) {
    llvm::errs() << File << ": error: " << Buffer.getError().message() << '\n';
    return false;
  }
  effects::TextMap Map;
  auto Print = [](const effects::TextError &E) { llvm::errs() << E << '\n'; };
  auto Read = effects::parse((*Buffer)->getBuffer(), File, Print, &Map);
  if (!Read)
    return false;
  std::vector<effects::Problem> Problems = effects::verify(*Read);
  for (const effects::Problem &Each : Problems)
    report(Each, File, Map);
  if (!Problems.empty())
    return false;
  auto NoSource = [](const effects::SourceSpan &) { return llvm::StringRef(); };
  dumpStage(*Read, Options, NoSource, OS);
  return true;
}

//===----------------------------------------------------------------------===//
// C++ sources
//===----------------------------------------------------------------------===//

/// The definitions outside of system headers, as the checks collect them.
class Collector : public clang::RecursiveASTVisitor<Collector> {
public:
  explicit Collector(const clang::SourceManager &SM) : SM(SM) {}

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool VisitFunctionDecl(clang::FunctionDecl *F) {
    if (F->doesThisDeclarationHaveABody() && !F->isDependentContext() &&
        !F->isImplicit() &&
        !SM.isInSystemHeader(SM.getExpansionLoc(F->getLocation())))
      Functions.push_back(F);
    return true;
  }

  std::vector<const clang::FunctionDecl *> Functions;

private:
  const clang::SourceManager &SM;
};

class DumpConsumer : public clang::ASTConsumer {
public:
  DumpConsumer(const models::ModelSet &Models,
               const ProgramDumpOptions &Options, llvm::raw_ostream &OS)
      : Models(Models), Options(Options), OS(OS) {}

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    const clang::SourceManager &SM = Context.getSourceManager();
    if (!lowering::usesDatabaseLibrary(SM, Models)) {
      llvm::errs() << "note: no header of a database library is included; "
                      "nothing is looked at\n";
      return;
    }
    Collector Found(SM);
    Found.TraverseDecl(Context.getTranslationUnitDecl());
    effects::Program P;
    lowering::SourceTexts Texts =
        lowering::lower(Context, Found.Functions, Models, P);
    dumpStage(
        P, Options,
        [&](const effects::SourceSpan &At) { return Texts.text(At); }, OS);
  }

private:
  const models::ModelSet &Models;
  const ProgramDumpOptions &Options;
  llvm::raw_ostream &OS;
};

class DumpAction : public clang::ASTFrontendAction {
public:
  DumpAction(const models::ModelSet &Models, const ProgramDumpOptions &Options,
             llvm::raw_ostream &OS)
      : Models(Models), Options(Options), OS(OS) {}

  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &CI, llvm::StringRef) override {
    // As the checks do: a missing header leaves a word about the rest.
    CI.getDiagnostics().setFatalsAsError(true);
    return std::make_unique<DumpConsumer>(Models, Options, OS);
  }

private:
  const models::ModelSet &Models;
  const ProgramDumpOptions &Options;
  llvm::raw_ostream &OS;
};

class DumpActionFactory : public clang::tooling::FrontendActionFactory {
public:
  DumpActionFactory(const models::ModelSet &Models,
                    const ProgramDumpOptions &Options, llvm::raw_ostream &OS)
      : Models(Models), Options(Options), OS(OS) {}

  std::unique_ptr<clang::FrontendAction> create() override {
    return std::make_unique<DumpAction>(Models, Options, OS);
  }

private:
  const models::ModelSet &Models;
  const ProgramDumpOptions &Options;
  llvm::raw_ostream &OS;
};

std::unique_ptr<clang::tooling::CompilationDatabase>
compilationDatabase(const std::string &File, const ProgramDumpOptions &Options,
                    std::string &Error) {
  using clang::tooling::CompilationDatabase;
  if (Options.HasCompilerArguments)
    return std::make_unique<clang::tooling::FixedCompilationDatabase>(
        ".", Options.CompilerArguments);
  if (!Options.BuildPath.empty())
    return CompilationDatabase::autoDetectFromDirectory(Options.BuildPath,
                                                        Error);
  return CompilationDatabase::autoDetectFromSource(File, Error);
}

bool dumpSource(const std::string &File, const models::ModelSet &Models,
                const ProgramDumpOptions &Options, llvm::raw_ostream &OS) {
  std::string Error;
  auto Database = compilationDatabase(File, Options, Error);
  if (!Database) {
    llvm::errs() << File
                 << ": error: how it is compiled is not known: " << Error
                 << "give the compiler's arguments behind '--'\n";
    return false;
  }
  clang::tooling::ClangTool Tool(*Database, {File});
  Tool.appendArgumentsAdjuster(clang::tooling::getInsertArgumentAdjuster(
      {"-resource-dir", ROWLOCK_CLANG_RESOURCE_DIR},
      clang::tooling::ArgumentInsertPosition::BEGIN));
  DumpActionFactory Factory(Models, Options, OS);
  return Tool.run(&Factory) == 0;
}

/// Whatever does not end like C++ is an effect program.
bool isSource(llvm::StringRef File) {
  llvm::StringRef Extension = llvm::sys::path::extension(File);
  return llvm::StringSwitch<bool>(Extension)
      .Cases(".cpp", ".cc", ".cxx", ".c++", ".C", true)
      .Cases(".h", ".hh", ".hpp", ".hxx", ".ipp", true)
      .Default(false);
}

/// \returns false, and says why, if the arguments are wrong.
bool readArguments(llvm::ArrayRef<std::string> Arguments,
                   ProgramDumpOptions &Options) {
  auto Fail = [](const llvm::Twine &Message) {
    llvm::errs() << "rowlock: " << Message << '\n';
    return false;
  };
  for (unsigned I = 0; I != Arguments.size(); ++I) {
    llvm::StringRef Argument = Arguments[I];
    if (Argument == "--") {
      Options.HasCompilerArguments = true;
      Options.CompilerArguments.assign(Arguments.begin() + I + 1,
                                       Arguments.end());
      break;
    }
    if (Argument.consume_front("--database=")) {
      auto Db = databases::parseDatabase(Argument);
      if (!Db)
        return Fail("unknown database '" + Argument + "'");
      Options.Configuration.Db = *Db;
    } else if (Argument.consume_front("--isolation=")) {
      auto Level = databases::parseIsolationLevel(Argument);
      if (!Level)
        return Fail("unknown isolation level '" + Argument + "'");
      Options.Configuration.Level = *Level;
    } else if (Argument.consume_front("--model=")) {
      Options.Models.push_back(Argument.str());
    } else if (Argument.consume_front("-p=")) {
      Options.BuildPath = Argument.str();
    } else if (Argument.starts_with("-") && Argument != "-") {
      return Fail("unknown option '" + Argument + "' of dump");
    } else {
      Options.Files.push_back(Argument.str());
    }
  }
  return !Options.Files.empty() ||
         Fail("dump needs a file, or - for standard input");
}

} // namespace

int rowlock::dumpProgramsMain(Stage What, llvm::ArrayRef<std::string> Arguments,
                              llvm::raw_ostream &OS) {
  ProgramDumpOptions Options;
  Options.What = What;
  if (!readArguments(Arguments, Options))
    return 2;
  models::ModelSet Models;
  bool Good = true;
  for (const std::string &Path : Options.Models) {
    llvm::SmallVector<models::Diagnostic, 4> Faults;
    Good &= Models.addFile(Path, Faults);
    for (const models::Diagnostic &Fault : Faults)
      models::print(Fault, llvm::errs());
  }
  for (const std::string &File : Options.Files)
    Good &= isSource(File) ? dumpSource(File, Models, Options, OS)
                           : dumpText(File, Options, OS);
  return Good ? 0 : 1;
}
