//===- Config/Config.h - What .rowlock.yaml says ----------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of the file, checked one by one. What the files that it names
// contain is not looked at.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_CONFIG_CONFIG_H
#define ROWLOCK_CONFIG_CONFIG_H

#include "Databases/Databases.h"
#include "Databases/Writers.h"
#include "Models/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"
#include <map>

namespace llvm {
class raw_ostream;
}

namespace rowlock::config {

inline constexpr llvm::StringLiteral FileName = ".rowlock.yaml";

struct File {
  /// Where it was read from; paths in it are relative to its folder.
  std::string Path;
  databases::Database Db;
  databases::IsolationLevel Level = databases::IsolationLevel::Unknown;
  /// Files and globs, as written.
  std::vector<std::string> Schema;
  std::vector<std::string> Models;
  databases::WriterRules Writers;
  bool StrictSideEffects = false;
  /// The lines of the keys that are there.
  std::map<std::string, unsigned, std::less<>> Lines;

  /// The folder that relative paths begin at.
  std::string folder() const;
  bool has(llvm::StringRef Key) const { return Lines.count(Key) != 0; }
};

/// The nearest .rowlock.yaml, from the folder of \p Source upwards; empty if
/// there is none.
std::string findFor(llvm::StringRef Source);

/// Reads and checks a file. What was understood is there even if there are
/// faults, of which each has been appended to \p Faults.
File read(llvm::StringRef Path,
          llvm::SmallVectorImpl<models::Diagnostic> &Faults);
File readText(llvm::StringRef Path, llvm::StringRef Content,
              llvm::SmallVectorImpl<models::Diagnostic> &Faults);

/// Prints every key with its value, and where that comes from.
void print(const File &F, llvm::raw_ostream &OS);

} // namespace rowlock::config

#endif // ROWLOCK_CONFIG_CONFIG_H
