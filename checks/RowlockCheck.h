//===- RowlockCheck.h - A check, as clang-tidy sees it ----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every line of the registry is an object of this one class. It reads options,
// takes part in the analysis of its unit (UnitAnalysis.h) and prints; what is a
// finding is decided in the engine.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_CHECKS_ROWLOCKCHECK_H
#define ROWLOCK_CHECKS_ROWLOCKCHECK_H

#include "Places.h"
#include "Report/Report.h"
#include "Settings.h"
#include "UnitAnalysis.h"
#include "clang-tidy/ClangTidyCheck.h"
#include <memory>

namespace rowlock::checks {

class RowlockCheck : public clang::tidy::ClangTidyCheck {
public:
  RowlockCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
               std::shared_ptr<UnitAnalysis> Unit);
  ~RowlockCheck() override;

  /// As enabled: a name of Checks.def.
  llvm::StringRef name() const { return Name; }
  const Settings &settings() const { return MySettings; }

  /// Prints \p Found if it is sure enough. Fix-its sit on the warning: those on
  /// notes are applied by some tools without being asked for. What the policy
  /// does not allow is a note in words.
  void print(const report::Finding &Found, const Places &Where);

  bool
  isLanguageVersionSupported(const clang::LangOptions &LangOpts) const override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Options) override;
  void registerPPCallbacks(const clang::SourceManager &SM,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void
  check(const clang::ast_matchers::MatchFinder::MatchResult &Result) override;
  void onEndOfTranslationUnit() override;

private:
  std::string Name;
  Settings MySettings;
  std::shared_ptr<UnitAnalysis> Unit;
};

} // namespace rowlock::checks

#endif // ROWLOCK_CHECKS_ROWLOCKCHECK_H
