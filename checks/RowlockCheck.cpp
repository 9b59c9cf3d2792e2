//===- RowlockCheck.cpp ---------------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RowlockCheck.h"
#include "Lowering/ClangCompat.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Lex/Preprocessor.h"

using namespace clang::ast_matchers;

namespace rowlock::checks {

namespace {

/// What UnitAnalysis collects. One matcher of our own, as nearly all functions
/// of a unit are in system headers: they must cost no more than this, in units
/// without a database even less than a check that does nothing would.
AST_MATCHER_P(clang::FunctionDecl, isCollectedBy, const UnitAnalysis *, Unit) {
  return Unit->wants(Node);
}

/// Collects the include lines of the user's own files.
class IncludeCollector : public compat::InclusionCallbacks {
public:
  IncludeCollector(const clang::SourceManager &SM, UnitAnalysis &Unit)
      : SM(SM), Unit(Unit) {}

  void included(clang::SourceLocation Hash, llvm::StringRef Spelled,
                bool Angled, llvm::StringRef Path,
                clang::SrcMgr::CharacteristicKind) override {
    if (!SM.isInSystemHeader(Hash))
      Unit.add({Hash, Spelled.str(), Path.str(), Angled});
  }

private:
  const clang::SourceManager &SM;
  UnitAnalysis &Unit;
};

} // namespace

RowlockCheck::RowlockCheck(llvm::StringRef Name,
                           clang::tidy::ClangTidyContext *Context,
                           std::shared_ptr<UnitAnalysis> Unit)
    : ClangTidyCheck(Name, Context), Name(Name), MySettings(Name, *Context),
      Unit(std::move(Unit)) {
  this->Unit->join(*this);
}

RowlockCheck::~RowlockCheck() { Unit->leave(*this); }

bool RowlockCheck::isLanguageVersionSupported(
    const clang::LangOptions &LangOpts) const {
  return LangOpts.CPlusPlus;
}

void RowlockCheck::storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Map) {
  MySettings.store(Options, Map);
}

void RowlockCheck::registerMatchers(MatchFinder *Finder) {
  if (Unit->claimCollection(*this))
    Finder->addMatcher(functionDecl(isCollectedBy(Unit.get())).bind("function"),
                       this);
}

void RowlockCheck::registerPPCallbacks(const clang::SourceManager &SM,
                                       clang::Preprocessor *PP,
                                       clang::Preprocessor *ModuleExpanderPP) {
  // After a fatal error, which a missing header is, Clang says nothing more.
  // As an error like others it leaves a word about the rest of the file.
  PP->getDiagnostics().setFatalsAsError(true);
  // clang-tidy calls this after registerMatchers. The preprocessor dies before
  // the checks of its unit do.
  if (Unit->isCollector(*this))
    ModuleExpanderPP->addPPCallbacks(
        std::make_unique<IncludeCollector>(SM, *Unit));
}

void RowlockCheck::check(const MatchFinder::MatchResult &Result) {
  if (const auto *Function =
          Result.Nodes.getNodeAs<clang::FunctionDecl>("function"))
    Unit->add(*Function);
}

static bool isAllowed(const repair::Repair &Repair, FixPolicy Policy) {
  switch (Policy) {
  case FixPolicy::None:
    return false;
  case FixPolicy::Safe:
    return Repair.How == repair::Safety::Safe;
  case FixPolicy::All:
    return Repair.How != repair::Safety::Advice;
  }
  llvm_unreachable("all policies are covered");
}

void RowlockCheck::print(const report::Finding &Found, const Places &Where) {
  if (Found.Sure > MySettings.Check.MinimumConfidence)
    return;

  // One repair can be attached, as two would both be made; the best comes
  // first.
  const repair::Repair *Attached = nullptr;
  {
    auto Warning = diag(Where.location(Found.Warning.At), "%0")
                   << Found.Warning.Text;
    for (const repair::Repair &Repair : Found.Repairs) {
      if (Attached || !isAllowed(Repair, MySettings.Check.Fixes))
        continue;
      if (auto Hints = Where.fixIts(Repair.Edits)) {
        Attached = &Repair;
        for (const clang::FixItHint &Hint : *Hints)
          Warning << Hint;
      }
    }
  }

  // A place that this unit does not have: at least where the story began.
  auto PlaceOf = [&](const effects::SourceSpan &At) {
    clang::SourceLocation Location = Where.location(At);
    return Location.isValid() ? Location : Where.location(Found.Warning.At);
  };
  for (const report::Message &Message : Found.Notes)
    diag(PlaceOf(Message.At), "%0", clang::DiagnosticIDs::Note) << Message.Text;
  for (const repair::Repair &Repair : Found.Repairs)
    diag(Where.location(Found.Warning.At),
         "%select{possible repair|repair}0: %1%select{|; %3}2",
         clang::DiagnosticIDs::Note)
        << (&Repair == Attached) << Repair.Title << !Repair.Caution.empty()
        << Repair.Caution;
}

void RowlockCheck::onEndOfTranslationUnit() {
  if (Unit->isCollector(*this))
    Unit->finish();
}

} // namespace rowlock::checks
