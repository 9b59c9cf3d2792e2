//===- UnitAnalysis.cpp ---------------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitAnalysis.h"
#include "RowlockCheck.h"
#include "RunEngine.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

namespace rowlock::checks {

void UnitAnalysis::join(RowlockCheck &Check) {
  Checks.push_back(&Check);
  mergeSettings(Check);
}

void UnitAnalysis::leave(RowlockCheck &Check) {
  llvm::erase(Checks, &Check);
  if (Collector == &Check)
    Collector = nullptr;
}

void UnitAnalysis::mergeSettings(RowlockCheck &Check) {
  const UnitSettings &Other = Check.settings().Unit;
  auto Append = [](std::vector<std::string> &Mine,
                   const std::vector<std::string> &Theirs) {
    for (const std::string &Path : Theirs)
      if (!llvm::is_contained(Mine, Path))
        Mine.push_back(Path);
  };
  Append(Settings.Models, Other.Models);
  Append(Settings.Schema, Other.Schema);

  auto Merge = [&](std::string &Mine, const std::string &Theirs,
                   llvm::StringRef Option) {
    if (Mine.empty())
      Mine = Theirs;
    else if (!Theirs.empty() && Theirs != Mine)
      Check.configurationDiag(
          "option '%0.%1' is '%2', but another rowlock check has '%3', which "
          "is used: a translation unit has one; set 'rowlock.%1' instead")
          << Check.name() << Option << Theirs << Mine;
  };
  Merge(Settings.Database, Other.Database, "Database");
  Merge(Settings.Isolation, Other.Isolation, "Isolation");
  Merge(Settings.SideEffects, Other.SideEffects, "SideEffects");
  Merge(Settings.Config, Other.Config, "Config");
  Merge(Settings.Writers, Other.Writers, "Writers");
}

bool UnitAnalysis::claimCollection(const RowlockCheck &Check) {
  if (Collector)
    return false;
  Collector = &Check;
  return true;
}

bool UnitAnalysis::wants(const clang::FunctionDecl &Function) const {
  if (!Function.doesThisDeclarationHaveABody() || Function.isImplicit())
    return false;
  const clang::SourceManager &SM = Function.getASTContext().getSourceManager();
  return !SM.isInSystemHeader(SM.getExpansionLoc(Function.getLocation())) &&
         !Function.isDependentContext();
}

void UnitAnalysis::finish() {
  Closed = true;
  if (Functions.empty())
    return;
  runEngine({Functions.front()->getASTContext(), Functions.getArrayRef(),
             Includes, Settings, Checks, *Shared});
}

std::shared_ptr<UnitAnalysis>
UnitTable::unitOf(const clang::tidy::ClangTidyContext &Context) {
  std::lock_guard<std::mutex> Lock(Mutex);
  if (auto Open = Units.lookup(&Context).lock(); Open && !Open->isClosed())
    return Open;
  // A new unit is rare enough to look for those that are gone.
  for (auto It = Units.begin(), End = Units.end(); It != End; ++It)
    if (It->second.expired())
      Units.erase(It);
  auto Fresh = std::make_shared<UnitAnalysis>(Shared);
  Units[&Context] = Fresh;
  return Fresh;
}

} // namespace rowlock::checks
