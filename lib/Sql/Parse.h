//===- Parse.h - SQL text to facts ------------------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One recogniser for all dialects. The text is cut into tokens once, brackets
// are paired once, and each clause is found by its keyword at bracket depth 0
// and read for itself: what is not understood costs the clause, not the
// statement. The dialect is a hint, not a switch: MySQL's spellings are read
// under PostgreSQL too.
//
// Cost is linear in the text. Limits: MaxTextSize bytes, MaxDepth levels of
// brackets and sub-selects; what lies beyond is not read and is noted.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_PARSE_H
#define ROWLOCK_SQL_PARSE_H

#include "Sql/Facts.h"
#include <initializer_list>

namespace rowlock::sql {

constexpr uint32_t MaxTextSize = 200 * 1024;
constexpr unsigned MaxDepth = 60;

class PlaceholderStyles {
public:
  constexpr PlaceholderStyles() = default;
  constexpr PlaceholderStyles(std::initializer_list<PlaceholderStyle> Styles) {
    for (PlaceholderStyle S : Styles)
      Bits |= 1u << static_cast<unsigned>(S);
  }
  constexpr bool has(PlaceholderStyle S) const {
    return Bits & (1u << static_cast<unsigned>(S));
  }
  constexpr PlaceholderStyles with(PlaceholderStyle S) const {
    PlaceholderStyles Result = *this;
    Result.Bits |= 1u << static_cast<unsigned>(S);
    return Result;
  }
  /// Those a database's own protocol has; nothing that substitutes text.
  static constexpr PlaceholderStyles native() {
    return {PlaceholderStyle::Dollar, PlaceholderStyle::Question,
            PlaceholderStyle::QuestionNumbered, PlaceholderStyle::Colon,
            PlaceholderStyle::At};
  }

private:
  unsigned Bits = 0;
};

/// Reads the names that name(PlaceholderStyle) writes.
std::optional<PlaceholderStyle> parsePlaceholderStyle(llvm::StringRef Text);

struct ParseOptions {
  databases::Database Db;
  /// What the call that the text goes to understands. With an unknown call the
  /// native styles are the best guess; a style that is not listed is no
  /// placeholder.
  PlaceholderStyles Styles = PlaceholderStyles::native();
  /// The text is known to reach a database: do not ask whether it is SQL.
  bool ReachesDatabase = false;
};

/// Something that was not read, or looks broken.
struct Note {
  Span Where;
  std::string Message;
};

struct Parsed {
  std::vector<Statement> Statements;
  /// In the order of the text.
  std::vector<Placeholder> Placeholders;
  std::vector<Note> Notes;
};

Parsed parse(const Text &T, const ParseOptions &Options);

/// Whether a text is SQL at all, for texts of which it is not known where they
/// go. A verb alone proves nothing: "Delete the file", "select one", "begin".
/// Unknown for texts that could be either.
Answer looksLikeSql(const Text &T, const ParseOptions &Options);

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_PARSE_H
