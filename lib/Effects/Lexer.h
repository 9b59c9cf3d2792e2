//===- Effects/Lexer.h - Tokens of the text form ----------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For Effects/Printer.cpp and Effects/Parser.cpp: what is spelled bare and what
// is quoted is decided here for both.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_EFFECTS_LEXER_H
#define ROWLOCK_EFFECTS_LEXER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/StringSaver.h"
#include <string>

namespace rowlock::effects {

/// read_committed, sqlite-orm: a letter or '_', then also digits and '-'.
bool isBareWord(llvm::StringRef S);
/// What may follow '%', '$' and '^': letters, digits, '_' and '#'.
bool isBareName(llvm::StringRef S);
/// What may follow '@': also most of what C++ and USRs spell names with.
bool isBareFunctionName(llvm::StringRef S);
/// '+', '<=', 'std::max': what may stand first in compute(...).
bool isBareOperator(llvm::StringRef S);
/// connection, transaction<repeatable read>.
bool isBareType(llvm::StringRef S);
/// Digits, which may have a '-' before them.
bool isInteger(llvm::StringRef S);
/// Digits, a fraction or exponent or both.
bool isReal(llvm::StringRef S);

enum class TokenKind {
  End,
  Error,       ///< Value: what is wrong.
  Word,        ///< Value: the word.
  Integer,     ///< Value: as spelled.
  Real,        ///< Value: as spelled.
  String,      ///< Value: the bytes, escapes resolved.
  Percent,     ///< Value: the name, as for the next three.
  Dollar,      //
  At,          //
  Caret,       //
  Punctuation, ///< Value: the character.
};

struct Token {
  TokenKind Kind = TokenKind::End;
  /// As it stands in the text.
  llvm::StringRef Raw;
  llvm::StringRef Value;
  unsigned Line = 1;
  unsigned Column = 1;
  /// The first one on its line.
  bool StartsLine = false;
  /// Nothing stands between it and the token before.
  bool Adjacent = false;

  bool is(TokenKind K) const { return Kind == K; }
  bool is(char C) const {
    return Kind == TokenKind::Punctuation && Value.front() == C;
  }
  bool isWord(llvm::StringRef W) const {
    return Kind == TokenKind::Word && Value == W;
  }
};

class Lexer {
public:
  explicit Lexer(llvm::StringRef Text) : Text(Text), Strings(Arena) {}

  Token next();
  /// Reads what isBareOperator or isBareType allows, or a string.
  Token nextOperator();
  Token nextType();
  /// The next character on this line behind blanks, 0 if there is none.
  char peek() const;

private:
  void skipBlanks();
  Token token(TokenKind K, size_t Begin, llvm::StringRef Value) const;
  Token error(size_t Begin, llvm::StringRef Message) const;
  Token string(size_t Begin, TokenKind K);
  Token number(size_t Begin);
  Token name(size_t Begin, TokenKind K);
  bool unescape(llvm::StringRef Body, std::string &Result) const;
  char at(size_t I) const { return I < Text.size() ? Text[I] : '\0'; }
  template <typename Predicate> void skipWhile(Predicate P) {
    while (At < Text.size() && P(Text[At]))
      ++At;
  }

  llvm::StringRef Text;
  size_t At = 0;
  size_t LineBegin = 0;
  unsigned Line = 1;
  bool StartsLine = true;
  bool Adjacent = false;
  llvm::BumpPtrAllocator Arena;
  llvm::StringSaver Strings;
};

} // namespace rowlock::effects

#endif // ROWLOCK_EFFECTS_LEXER_H
