//===- RunEngine.cpp ------------------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunEngine.h"
#include "Engine/Engine.h"
#include "FindingListener.h"
#include "Lowering/Lowering.h"
#include "Models/ModelSet.h"
#include "Places.h"
#include "RowlockCheck.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

namespace rowlock::checks {

namespace {

/// The models of the run; faults in users' files are told through a check.
models::ModelSet loadModels(llvm::ArrayRef<std::string> Paths,
                            RowlockCheck &Teller) {
  models::ModelSet Models;
  for (const std::string &Path : Paths) {
    llvm::SmallVector<models::Diagnostic, 4> Faults;
    Models.addFile(Path, Faults);
    if (FindingListener *Listener = FindingListener::current())
      Listener->read(Path);
    for (const models::Diagnostic &Fault : Faults) {
      std::string Text;
      llvm::raw_string_ostream OS(Text);
      models::print(Fault, OS);
      // It ends its line itself.
      Teller.configurationDiag("%0") << llvm::StringRef(Text).rtrim();
    }
  }
  return Models;
}

/// The options that are set, checked word by word.
engine::Overrides overridesOf(const UnitSettings &Settings, RowlockCheck &Any) {
  engine::Overrides Given;
  if (!Settings.Database.empty()) {
    if (auto Db = databases::parseDatabase(Settings.Database))
      Given.Db = *Db;
    else
      Any.configurationDiag(
          "unknown database '%0'; expected postgresql, mysql, "
          "mariadb, sqlite, oracle or sqlserver, with a "
          "version or without")
          << Settings.Database;
  }
  if (!Settings.Isolation.empty()) {
    if (auto Level = databases::parseIsolationLevel(Settings.Isolation))
      Given.Level = *Level;
    else
      Any.configurationDiag(
          "unknown isolation level '%0'; expected read uncommitted, read "
          "committed, repeatable read, snapshot or serializable")
          << Settings.Isolation;
  }
  if (Settings.SideEffects == "strict")
    Given.Effects = engine::SideEffectMode::Strict;
  else if (Settings.SideEffects == "default")
    Given.Effects = engine::SideEffectMode::Default;
  else if (!Settings.SideEffects.empty())
    Any.configurationDiag(
        "unknown value '%0' of SideEffects; expected default or strict")
        << Settings.SideEffects;
  if (!Settings.Writers.empty()) {
    Given.Writers = databases::parseWriters(Settings.Writers);
    if (!Given.Writers)
      Any.configurationDiag(
          "unknown value '%0' of Writers; expected many, one process or one "
          "thread")
          << Settings.Writers;
  }
  Given.Schema = Settings.Schema;
  Given.Models = Settings.Models;
  Given.File = Settings.Config;
  return Given;
}

std::string mainFile(const clang::SourceManager &SM) {
  clang::OptionalFileEntryRef Main =
      SM.getFileEntryRefForID(SM.getMainFileID());
  if (!Main)
    return "";
  llvm::SmallString<128> Path(Main->getName());
  SM.getFileManager().makeAbsolutePath(Path);
  return Path.str().str();
}

} // namespace

void runEngine(const Unit &Input) {
  if (Input.Checks.empty())
    return;
  RowlockCheck &Any = *Input.Checks.front();
  const clang::SourceManager &SM = Input.Context.getSourceManager();
  engine::Overrides Given = overridesOf(Input.Settings, Any);
  auto Say = [&](llvm::StringRef Line) { Any.configurationDiag("%0") << Line; };
  engine::UnitConfiguration Configured =
      Input.Configurations.of(mainFile(SM), Given, Say);
  models::ModelSet Models = loadModels(Configured.Models, Any);
  if (!lowering::usesDatabaseLibrary(SM, Models))
    return;
  Input.Configurations.readSchema(Configured, Given, Say);
  if (FindingListener *Listener = FindingListener::current();
      Listener && Configured.Judge.Schema)
    for (const std::string &File : Configured.Judge.Schema->files())
      Listener->read(File);

  effects::Program Program;
  lowering::SourceTexts Texts =
      lowering::lower(Input.Context, Input.Functions, Models, Program);
  auto Findings = engine::analyze(
      Program, Configured.Judge,
      [&](const effects::SourceSpan &At) { return Texts.text(At); });
  Places Where(SM, Texts);
  for (const report::Finding &F : Findings) {
    if (FindingListener *Listener = FindingListener::current()) {
      clang::SourceLocation At = Where.location(F.Warning.At);
      Listener->found(F, SM.getFilename(At), SM.getFileOffset(At));
    }
    for (RowlockCheck *Check : Input.Checks)
      if (Check->name() == F.Check)
        Check->print(F, Where);
  }
}

} // namespace rowlock::checks
