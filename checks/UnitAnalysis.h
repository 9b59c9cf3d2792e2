//===- UnitAnalysis.h - One analysis for all checks -------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All rowlock checks of a translation unit share one run of the engine.
//
// How they share it. clang-tidy makes a new object of each enabled check for
// each unit, one after another, and frees them when the unit is done; one
// process does this for many units. The module's factories own a UnitTable, and
// each check asks it for the UnitAnalysis of its ClangTidyContext and keeps it
// alive. So the analysis of a unit
//   * begins with the first check that is made for it,
//   * is freed with the last one,
//   * is never joined by checks of the next unit, as it closes when it has run.
// There is no global state: the table belongs to the factories, that is, to one
// clang-tidy run. clangd makes checks of several files at once from the same
// factories, each with a context of its own; hence the key and the mutex. A
// UnitAnalysis itself is used by one thread.
//
// How it runs. The first check that registers matchers collects for all of
// them: function definitions and includes. At the end of the unit it hands them
// to the engine, and each check prints the findings that bear its name.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_CHECKS_UNITANALYSIS_H
#define ROWLOCK_CHECKS_UNITANALYSIS_H

#include "Engine/Configure.h"
#include "Settings.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rowlock::checks {

class RowlockCheck;

/// An `#include` that stands in the main file or in a header of the user's.
struct Include {
  clang::SourceLocation Hash;
  /// As written between the delimiters: "somedb/connection.h".
  std::string Spelled;
  /// The file that was found; empty if none was.
  std::string Path;
  bool Angled = false;
};

/// What the engine gets to see of a unit. Valid during runEngine() only.
struct Unit {
  clang::ASTContext &Context;
  /// What UnitAnalysis::wants(), in the order in which the unit spells them.
  llvm::ArrayRef<const clang::FunctionDecl *> Functions;
  llvm::ArrayRef<Include> Includes;
  const UnitSettings &Settings;
  /// Enabled checks; findings of others are dropped.
  llvm::ArrayRef<RowlockCheck *> Checks;
  engine::Configurations &Configurations;
};

class UnitAnalysis {
public:
  explicit UnitAnalysis(std::shared_ptr<engine::Configurations> Shared)
      : Shared(std::move(Shared)) {}

  /// \p Check takes part; it must leave before it dies. Its unit settings join
  /// those of the others: one database, level and configuration per unit.
  void join(RowlockCheck &Check);
  void leave(RowlockCheck &Check);

  /// True for the first check that asks: it is the one to collect.
  bool claimCollection(const RowlockCheck &Check);
  bool isCollector(const RowlockCheck &Check) const {
    return Collector == &Check;
  }

  /// A definition with a body, no template but its instantiations, outside of
  /// system headers.
  bool wants(const clang::FunctionDecl &Function) const;
  void add(const clang::FunctionDecl &Function) { Functions.insert(&Function); }
  void add(Include Line) { Includes.push_back(std::move(Line)); }

  /// Runs the engine and lets the checks print. The analysis is then closed.
  void finish();
  bool isClosed() const { return Closed; }

private:
  void mergeSettings(RowlockCheck &Check);

  llvm::SmallVector<RowlockCheck *, 4> Checks;
  const RowlockCheck *Collector = nullptr;
  UnitSettings Settings;
  llvm::SetVector<const clang::FunctionDecl *> Functions;
  std::vector<Include> Includes;
  bool Closed = false;
  std::shared_ptr<engine::Configurations> Shared;
};

/// The analyses of the units that are being worked on.
class UnitTable {
public:
  /// The open analysis of the unit that \p Context is at, or a new one.
  std::shared_ptr<UnitAnalysis>
  unitOf(const clang::tidy::ClangTidyContext &Context);

private:
  /// The files that several units are configured by are read once.
  std::shared_ptr<engine::Configurations> Shared =
      std::make_shared<engine::Configurations>();
  std::mutex Mutex;
  llvm::DenseMap<const clang::tidy::ClangTidyContext *,
                 std::weak_ptr<UnitAnalysis>>
      Units;
};

} // namespace rowlock::checks

#endif // ROWLOCK_CHECKS_UNITANALYSIS_H
