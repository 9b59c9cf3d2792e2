//===- RunEngine.cpp ------------------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunEngine.h"
#include "Engine/Engine.h"
#include "Lowering/Lowering.h"
#include "Models/ModelSet.h"
#include "RowlockCheck.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"

namespace rowlock::checks {

namespace {

/// The models of the run; faults in users' files are told through a check.
models::ModelSet loadModels(const Unit &Input) {
  models::ModelSet Models;
  for (const std::string &Path : Input.Settings.Models) {
    llvm::SmallVector<models::Diagnostic, 4> Faults;
    Models.addFile(Path, Faults);
    for (const models::Diagnostic &Fault : Faults) {
      std::string Text;
      llvm::raw_string_ostream OS(Text);
      models::print(Fault, OS);
      Input.Checks.front()->configurationDiag("%0") << Text;
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
  return C;
}

Confidence toSetting(hazards::Confidence C) {
  switch (C) {
  case hazards::Confidence::Certain:
    return Confidence::Certain;
  case hazards::Confidence::Likely:
    return Confidence::Likely;
  case hazards::Confidence::Possible:
    break;
  }
  return Confidence::Possible;
}

/// Prints findings through the check whose name they bear.
class Printer {
public:
  Printer(RowlockCheck &Check, const lowering::SourceTexts &Texts)
      : Check(Check), Texts(Texts) {}

  void print(const report::Finding &F) {
    if (toSetting(F.Sure) > Check.settings().Check.MinimumConfidence)
      return;
    const repair::Repair *Fix = fixOf(F);
    {
      auto D = Check.diag(Texts.location(F.Warning.At), F.Warning.Text);
      if (Fix)
        for (const repair::SourceEdit &E : Fix->Edits)
          D << clang::FixItHint::CreateReplacement(
              clang::CharSourceRange::getCharRange(
                  Texts.location(E.File, E.Begin),
                  Texts.location(E.File, E.End)),
              E.Replacement);
    }
    for (const report::Message &Note : F.Notes)
      note(Note.At, Note.Text);
    for (const repair::Repair &R : F.Repairs)
      note(F.Warning.At, titleOf(R, &R == Fix, &R == &F.Repairs.front()));
  }

private:
  /// An edit that is not attached is told in words only: tools that apply
  /// exported fixes apply those of notes too.
  const repair::Repair *fixOf(const report::Finding &F) const {
    FixPolicy Policy = Check.settings().Check.Fixes;
    if (Policy == FixPolicy::None)
      return nullptr;
    for (const repair::Repair &R : F.Repairs)
      if (!R.Edits.empty() &&
          (R.How == repair::Safety::Safe ||
           (R.How == repair::Safety::Unsafe && Policy == FixPolicy::All)))
        return &R;
    return nullptr;
  }

  static std::string titleOf(const repair::Repair &R, bool IsFix, bool First) {
    std::string Text = IsFix ? "fix: " : First ? "to repair: " : "or: ";
    Text += R.Title;
    if (!R.Caution.empty())
      Text += " (" + R.Caution + ")";
    return Text;
  }

  void note(const effects::SourceSpan &At, llvm::StringRef Text) {
    Check.diag(Texts.location(At), Text, clang::DiagnosticIDs::Note);
  }

  RowlockCheck &Check;
  const lowering::SourceTexts &Texts;
};

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
  for (const report::Finding &F : Findings)
    for (RowlockCheck *Check : Input.Checks)
      if (Check->name() == F.Check)
        Printer(*Check, Texts).print(F);
}

} // namespace rowlock::checks
