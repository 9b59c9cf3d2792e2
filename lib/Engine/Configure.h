//===- Engine/Configure.h - The configuration of a source -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// .rowlock.yaml, the DDL that it names, and what an option or argument says
// instead, put together into what a unit is judged by.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_CONFIGURE_H
#define ROWLOCK_ENGINE_CONFIGURE_H

#include "Config/Config.h"
#include "Engine/Engine.h"
#include "llvm/ADT/StringMap.h"
#include <mutex>

namespace rowlock::engine {

/// What wins over the file: members that are set. Paths are relative to the
/// current folder.
struct Overrides {
  databases::Database Db;
  databases::IsolationLevel Level = databases::IsolationLevel::Unknown;
  std::optional<SideEffectMode> Effects;
  std::optional<databases::Writers> Writers;
  /// Instead of those of the file.
  std::vector<std::string> Schema;
  /// Besides those of the file.
  std::vector<std::string> Models;
  /// The file to read instead of the nearest one.
  std::string File;
  /// No file is looked for.
  bool NoFile = false;
};

struct UnitConfiguration {
  Configuration Judge;
  /// Users' own models: paths that can be opened as they are.
  std::vector<std::string> Models;
  /// What was read; empty if there is none.
  config::File File;
  /// Nothing was wrong with the file or what it names.
  bool Good = true;
};

/// What the results of a unit depend on besides its sources: the configuration
/// file and the files that it names.
std::vector<std::string> filesBehind(llvm::StringRef ConfigurationFile);

/// Files are read once, and again when they change. May be used by several
/// threads.
class Configurations {
public:
  using Tell = llvm::function_ref<void(llvm::StringRef)>;

  /// All but the schema. \p Say is called with each line that says what is
  /// wrong.
  UnitConfiguration of(llvm::StringRef Source, const Overrides &Given,
                       Tell Say);
  /// The schema, which only units that use a database need.
  void readSchema(UnitConfiguration &C, const Overrides &Given, Tell Say);

private:
  struct Known {
    std::string Stamp;
    std::shared_ptr<const schema::Schema> Schema;
  };
  std::shared_ptr<const schema::Schema>
  schemaOf(llvm::ArrayRef<std::string> Patterns, llvm::StringRef Base,
           databases::Database Db);

  std::mutex Mutex;
  llvm::StringMap<Known> Schemas;
};

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_CONFIGURE_H
