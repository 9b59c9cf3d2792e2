//===- Engine/Engine.h - The one entry for all doors ------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_ENGINE_H
#define ROWLOCK_ENGINE_ENGINE_H

#include "Report/Report.h"

namespace rowlock::engine {

/// Which effects outside the database are told: those that are hardly ever
/// right in a transaction, or also those that often are.
enum class SideEffectMode { Default, Strict };

/// What a unit is judged by. Unset members are found out from the code.
struct Configuration {
  databases::Database Db;
  databases::IsolationLevel Level = databases::IsolationLevel::Unknown;
  SideEffectMode Effects = SideEffectMode::Default;
  /// Null if no DDL is known. Shared by all units that name the same files.
  std::shared_ptr<const schema::Schema> Schema = nullptr;
  /// Who else writes; null: anybody.
  std::shared_ptr<const databases::WriterRules> Writers = nullptr;
};

/// Findings of all checks and of every confidence, in the order of their
/// places. An edit that two findings would make is given to the first; the
/// other says so in its notes.
std::vector<report::Finding> analyze(effects::Program &Unit,
                                     const Configuration &C,
                                     repair::SourceText Source);

/// Prints each function's statements with their transactions.
void dumpOperations(effects::Program &Unit, const Configuration &C,
                    llvm::raw_ostream &OS);
/// Prints findings and, for each conflict that is none, the guard that holds.
void dumpFindings(effects::Program &Unit, const Configuration &C,
                  repair::SourceText Source, llvm::raw_ostream &OS);

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_ENGINE_H
