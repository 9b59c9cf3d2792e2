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
    Finder->addMatcher(
        functionDecl(isDefinition(), unless(isImplicit())).bind("function"),
        this);
}

void RowlockCheck::registerPPCallbacks(const clang::SourceManager &SM,
                                       clang::Preprocessor *PP,
                                       clang::Preprocessor *ModuleExpanderPP) {
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

void RowlockCheck::onEndOfTranslationUnit() {
  if (Unit->isCollector(*this))
    Unit->finish();
}

} // namespace rowlock::checks
