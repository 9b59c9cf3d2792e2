//===- Writers.h - Who else writes a table ----------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_DATABASES_WRITERS_H
#define ROWLOCK_DATABASES_WRITERS_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace rowlock::databases {

enum class Writers : uint8_t {
  Many,       ///< any number of processes
  OneProcess, ///< so that a mutex keeps others away
  OneThread,  ///< so that nobody comes in between
};

/// "many", "one process", "one thread".
llvm::StringRef name(Writers W);
/// Reads name(), in any letter case, with spaces, '-' or '_' between words.
std::optional<Writers> parseWriters(llvm::StringRef Text);

struct WriterRule {
  /// Of names of tables, letter case ignored; `*` is any text, `?` one letter.
  std::string Tables = "*";
  Writers Who = Writers::Many;
  /// In the user's words; may be empty.
  std::string Reason;
};

/// Who writes which table.
class WriterRules {
public:
  WriterRule Default;
  /// The first that fits counts.
  std::vector<WriterRule> Rules;

  const WriterRule &of(llvm::StringRef Table) const;
};

/// Whether \p Text is one that \p Pattern means.
bool tableMatches(llvm::StringRef Pattern, llvm::StringRef Text);

} // namespace rowlock::databases

#endif // ROWLOCK_DATABASES_WRITERS_H
