//===- EmptyCheck.cpp - The check that all others are measured against ----===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Matches function definitions, as any check must that looks into functions,
// and does nothing with them: the least that a clang-tidy run costs.
//
//===----------------------------------------------------------------------===//

#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"

using namespace clang::ast_matchers;
using namespace clang::tidy;

namespace {

class EmptyCheck : public ClangTidyCheck {
public:
  using ClangTidyCheck::ClangTidyCheck;

  void registerMatchers(MatchFinder *Finder) override {
    Finder->addMatcher(functionDecl(isDefinition()).bind("function"), this);
  }
  void check(const MatchFinder::MatchResult &) override {}
};

class EmptyModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
    Factories.registerCheck<EmptyCheck>("bench-empty");
  }
};

ClangTidyModuleRegistry::Add<EmptyModule> Registration("rowlock-bench-module",
                                                       "Does nothing.");

} // namespace
