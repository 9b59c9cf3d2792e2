//===- Tokens.h - SQL text to tokens ----------------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One pass over the text. A token is a kind and two offsets; comments and white
// space are dropped. What is never closed (a string, a comment, a dollar quote)
// runs to the end of the text, so that no place is looked at twice.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_TOKENS_H
#define ROWLOCK_SQL_TOKENS_H

#include "Sql/Parse.h"

namespace rowlock::sql {

struct Token {
  enum class Kind : uint8_t {
    End,
    Word,       ///< name or keyword
    QuotedName, ///< "x", `x`, [x]
    String,
    Number,
    Parameter, ///< native placeholder or format item: see Placeholder
    Hole,
    Variable, ///< @x, @@x where these are no placeholders
    Operator, ///< also brackets, comma, dot, semicolon
  };
  Kind What = Kind::End;
  /// Word: no name unless quoted. Computed once, because it is asked often.
  bool Reserved = false;
  /// A hole or a format item is part of the word, quoted name or string.
  bool HasHole = false;
  uint32_t Begin = 0;
  uint32_t End = 0;
  /// Parameter: index in Parsed::Placeholders.
  uint32_t Placeholder = 0;

  Span where() const { return {Begin, End}; }
};

/// Whether a word, not quoted, cannot be a name in an expression or an alias.
bool isReserved(llvm::StringRef Word);

class TokenList {
public:
  static constexpr uint32_t NoMatch = ~0u;

  /// Any index may be asked for; beyond the end there are End tokens.
  const Token &at(uint32_t I) const {
    return I < Tokens.size() ? Tokens[I] : Last;
  }
  uint32_t size() const { return Tokens.size(); }
  /// The index of the bracket that belongs to this one, or of the END of a CASE
  /// and the other way round.
  uint32_t match(uint32_t I) const {
    return I < Matches.size() ? Matches[I] : NoMatch;
  }
  /// How many brackets are open around this opening one. All descent goes
  /// through brackets, so this bounds it.
  uint32_t level(uint32_t I) const { return I < Levels.size() ? Levels[I] : 0; }

private:
  friend class Tokenizer;
  std::vector<Token> Tokens;
  std::vector<uint32_t> Matches;
  std::vector<uint32_t> Levels;
  Token Last;
};

/// Fills Out.Placeholders and Out.Notes as well. Reads at most MaxTextSize
/// bytes.
TokenList tokenize(const Text &T, const ParseOptions &Options, Parsed &Out);

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_TOKENS_H
