//===- RowlockModule.cpp - The clang-tidy module --------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Registers each check of Checks.def with clang-tidy. The same object file
// serves the plugin and rowlock-tidy.
//
//===----------------------------------------------------------------------===//

#include "RowlockCheck.h"
#include "UnitAnalysis.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"

using namespace clang::tidy;

namespace rowlock::checks {

namespace {

class RowlockModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
    auto Units = std::make_shared<UnitTable>();
    auto Make = [Units](llvm::StringRef Name, ClangTidyContext *Context) {
      return std::make_unique<RowlockCheck>(Name, Context,
                                            Units->unitOf(*Context));
    };
#define ROWLOCK_CHECK(Id, Name, Summary, Anchor, Group, Since, Repairs, Page)  \
  Factories.registerCheckFactory(Name, Make);
#include "Checks.def"
  }
};

ClangTidyModuleRegistry::Add<RowlockModule> Registration(
    "rowlock-module",
    "Finds concurrency misuse of databases: lost updates, decisions "
    "on stale reads, transactions that leak.");

} // namespace

} // namespace rowlock::checks
