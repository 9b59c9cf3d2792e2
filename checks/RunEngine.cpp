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
models::ModelSet loadModels(const Unit &Input) {
  models::ModelSet Models;
  for (const std::string &Path : Input.Settings.Models) {
    llvm::SmallVector<models::Diagnostic, 4> Faults;
    Models.addFile(Path, Faults);
    if (FindingListener *Listener = FindingListener::current())
      Listener->read(Path);
    for (const models::Diagnostic &Fault : Faults) {
      std::string Text;
      llvm::raw_string_ostream OS(Text);
      models::print(Fault, OS);
      // It ends its line itself.
      Input.Checks.front()->configurationDiag("%0")
          << llvm::StringRef(Text).rtrim();
    }
  }
  return Models;
}

engine::Configuration configurationOf(const Unit &Input) {
  engine::Configuration C;
  RowlockCheck &Any = *Input.Checks.front();
  if (!Input.Settings.Database.empty()) {
    if (auto Db = databases::parseDatabase(Input.Settings.Database))
      C.Db = *Db;
    else
      Any.configurationDiag(
          "unknown database '%0'; expected postgresql, mysql, "
          "mariadb, sqlite, oracle or sqlserver, with a "
          "version or without")
          << Input.Settings.Database;
  }
  if (!Input.Settings.Isolation.empty()) {
    if (auto Level = databases::parseIsolationLevel(Input.Settings.Isolation))
      C.Level = *Level;
    else
      Any.configurationDiag(
          "unknown isolation level '%0'; expected read uncommitted, read "
          "committed, repeatable read, snapshot or serializable")
          << Input.Settings.Isolation;
  }
  if (Input.Settings.SideEffects == "strict")
    C.Effects = engine::SideEffectMode::Strict;
  else if (!Input.Settings.SideEffects.empty() &&
           Input.Settings.SideEffects != "default")
    Any.configurationDiag(
        "unknown value '%0' of SideEffects; expected default or strict")
        << Input.Settings.SideEffects;
  return C;
}

} // namespace

void runEngine(const Unit &Input) {
  if (Input.Checks.empty())
    return;
  models::ModelSet Models = loadModels(Input);
  const clang::SourceManager &SM = Input.Context.getSourceManager();
  if (!lowering::usesDatabaseLibrary(SM, Models))
    return;

  effects::Program Program;
  lowering::SourceTexts Texts =
      lowering::lower(Input.Context, Input.Functions, Models, Program);
  auto Findings = engine::analyze(
      Program, configurationOf(Input),
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
