//===- UnitInput.cpp - What rowlock's commands read -----------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitInput.h"
#include "Effects/Verifier.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace rowlock;

namespace {

using UnitVisitor = llvm::function_ref<bool(const InputUnit &)>;

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

bool readText(const std::string &File, const models::ModelSet &Models,
              UnitVisitor Visit) {
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
  InputUnit Unit{*Read, NoSource, nullptr, {}, Models};
  Unit.Map = &Map;
  return Visit(Unit);
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

class UnitConsumer : public clang::ASTConsumer {
public:
  UnitConsumer(const models::ModelSet &Models, UnitVisitor Visit, bool &Good)
      : Models(Models), Visit(Visit), Good(Good) {}

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    const clang::SourceManager &SM = Context.getSourceManager();
    effects::Program P;
    lowering::SourceTexts Texts;
    Collector Found(SM);
    bool Without = !lowering::usesDatabaseLibrary(SM, Models);
    if (!Without) {
      Found.TraverseDecl(Context.getTranslationUnitDecl());
      Texts = lowering::lower(Context, Found.Functions, Models, P);
    }
    auto Source = [&](const effects::SourceSpan &At) { return Texts.text(At); };
    InputUnit Unit{P, Source, &Context, Found.Functions, Models};
    Unit.WithoutDatabase = Without;
    Good &= Visit(Unit);
  }

private:
  const models::ModelSet &Models;
  UnitVisitor Visit;
  bool &Good;
};

class UnitAction : public clang::ASTFrontendAction {
public:
  UnitAction(const models::ModelSet &Models, UnitVisitor Visit, bool &Good)
      : Models(Models), Visit(Visit), Good(Good) {}

  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &CI, llvm::StringRef) override {
    // As the checks do: a missing header leaves a word about the rest.
    CI.getDiagnostics().setFatalsAsError(true);
    return std::make_unique<UnitConsumer>(Models, Visit, Good);
  }

private:
  const models::ModelSet &Models;
  UnitVisitor Visit;
  bool &Good;
};

class UnitActionFactory : public clang::tooling::FrontendActionFactory {
public:
  UnitActionFactory(const models::ModelSet &Models, UnitVisitor Visit,
                    bool &Good)
      : Models(Models), Visit(Visit), Good(Good) {}

  std::unique_ptr<clang::FrontendAction> create() override {
    return std::make_unique<UnitAction>(Models, Visit, Good);
  }

private:
  const models::ModelSet &Models;
  UnitVisitor Visit;
  bool &Good;
};

std::unique_ptr<clang::tooling::CompilationDatabase>
compilationDatabase(const std::string &File, const InputOptions &Options,
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

bool readSource(const std::string &File, const models::ModelSet &Models,
                const InputOptions &Options, UnitVisitor Visit) {
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
  bool Good = true;
  UnitActionFactory Factory(Models, Visit, Good);
  return Tool.run(&Factory) == 0 && Good;
}

/// Whatever does not end like C++ is an effect program.
bool isSource(llvm::StringRef File) {
  llvm::StringRef Extension = llvm::sys::path::extension(File);
  return llvm::StringSwitch<bool>(Extension)
      .Cases(".cpp", ".cc", ".cxx", ".c++", ".C", true)
      .Cases(".h", ".hh", ".hpp", ".hxx", ".ipp", true)
      .Default(false);
}

} // namespace

static OptionRead wrong(const llvm::Twine &Message) {
  llvm::errs() << "rowlock: " << Message << '\n';
  return OptionRead::Wrong;
}

OptionRead rowlock::readInputOption(llvm::StringRef Argument,
                                    InputOptions &Options) {
  if (Argument.consume_front("--database=")) {
    auto Db = databases::parseDatabase(Argument);
    if (!Db)
      return wrong("unknown database '" + Argument + "'");
    Options.Given.Db = *Db;
  } else if (Argument.consume_front("--isolation=")) {
    auto Level = databases::parseIsolationLevel(Argument);
    if (!Level)
      return wrong("unknown isolation level '" + Argument + "'");
    Options.Given.Level = *Level;
  } else if (Argument.consume_front("--side-effects=")) {
    if (Argument != "default" && Argument != "strict")
      return wrong("unknown mode of side effects '" + Argument +
                   "'; expected default or strict");
    Options.Given.Effects = Argument == "strict"
                                ? engine::SideEffectMode::Strict
                                : engine::SideEffectMode::Default;
  } else if (Argument.consume_front("--writers=")) {
    auto Who = databases::parseWriters(Argument);
    if (!Who)
      return wrong("unknown writers '" + Argument +
                   "'; expected many, one process or one thread");
    Options.Given.Writers = *Who;
  } else if (Argument.consume_front("--schema=")) {
    Options.Given.Schema.push_back(Argument.str());
  } else if (Argument.consume_front("--config=")) {
    Options.Given.File = Argument.str();
  } else if (Argument == "--no-config") {
    Options.Given.NoFile = true;
  } else if (Argument.consume_front("--model=")) {
    Options.Given.Models.push_back(Argument.str());
  } else if (Argument.consume_front("-p=")) {
    Options.BuildPath = Argument.str();
  } else {
    return OptionRead::No;
  }
  return OptionRead::Yes;
}

InputOptions rowlock::configured(const InputOptions &Options,
                                 llvm::StringRef File,
                                 engine::Configurations &Shared, bool &Good) {
  InputOptions Mine = Options;
  // Standard input is configured like a file of the current folder.
  auto Say = [](llvm::StringRef Line) { llvm::errs() << Line << '\n'; };
  engine::UnitConfiguration C =
      Shared.of(File == "-" ? "." : File, Options.Given, Say);
  Shared.readSchema(C, Options.Given, Say);
  Mine.Configuration = C.Judge;
  Mine.Models = C.Models;
  Good &= C.Good;
  return Mine;
}

llvm::ArrayRef<std::string>
rowlock::readCompilerArguments(llvm::ArrayRef<std::string> Arguments,
                               InputOptions &Options) {
  const auto *Separator = llvm::find(Arguments, "--");
  if (Separator == Arguments.end())
    return Arguments;
  Options.HasCompilerArguments = true;
  Options.CompilerArguments.assign(std::next(Separator), Arguments.end());
  return Arguments.take_front(Separator - Arguments.begin());
}

bool rowlock::loadModels(const InputOptions &Options,
                         models::ModelSet &Models) {
  bool Good = true;
  for (const std::string &Path : Options.Models) {
    llvm::SmallVector<models::Diagnostic, 4> Faults;
    Good &= Models.addFile(Path, Faults);
    for (const models::Diagnostic &Fault : Faults)
      models::print(Fault, llvm::errs());
  }
  return Good;
}

bool rowlock::readUnit(const std::string &File, const models::ModelSet &Models,
                       const InputOptions &Options, UnitVisitor Visit) {
  return isSource(File) ? readSource(File, Models, Options, Visit)
                        : readText(File, Models, Visit);
}
