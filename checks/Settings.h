//===- Settings.h - The options of a check ----------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What users set through CheckOptions of clang-tidy. An option is looked up as
// `rowlock-<check>.<Option>` and as `rowlock.<Option>`, which holds for all
// checks. The file nearer to the source wins; within one file the check's own.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_CHECKS_SETTINGS_H
#define ROWLOCK_CHECKS_SETTINGS_H

#include "Hazards/Conflict.h"
#include "clang-tidy/ClangTidyCheck.h"
#include <string>
#include <vector>

namespace rowlock::checks {

/// Which edits are attached as fix-its. Those that are not appear as text.
enum class FixPolicy { None, Safe, All };

/// What one check decides for itself.
struct CheckSettings {
  /// How sure a finding must be to be reported.
  hazards::Confidence MinimumConfidence = hazards::Confidence::Likely;
  FixPolicy Fixes = FixPolicy::Safe;
};

/// What holds for a whole unit, since all checks share one analysis of it. An
/// empty string means that the option was not set: configuration file, library
/// and source decide.
struct UnitSettings {
  /// Users' own library models, as spelled; separated by ';' in the option.
  std::vector<std::string> Models;
  std::string Database;
  std::string Isolation;
  /// Which effects outside the database are told: "default" or "strict".
  std::string SideEffects;
  /// Files of DDL, and globs; separated by ';' in the option.
  std::vector<std::string> Schema;
  /// Who else writes: "many", "one process" or "one thread".
  std::string Writers;
  /// The configuration file to use instead of the nearest .rowlock.yaml.
  std::string Config;
};

/// Reads and stores the options of one check.
class Settings {
public:
  Settings(llvm::StringRef CheckName, clang::tidy::ClangTidyContext &Context);

  void store(const clang::tidy::ClangTidyCheck::OptionsView &Own,
             clang::tidy::ClangTidyOptions::OptionMap &Options) const;

  CheckSettings Check;
  UnitSettings Unit;
};

} // namespace rowlock::checks

#endif // ROWLOCK_CHECKS_SETTINGS_H
