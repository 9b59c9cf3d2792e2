//===- Schema/Words.h - Walking over a statement's tokens -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SCHEMA_WORDS_H
#define ROWLOCK_SCHEMA_WORDS_H

#include "Sql/Tokens.h"
#include <initializer_list>
#include <string>

namespace rowlock::schema {

/// A place in a range of tokens. Whatever is asked beyond the end is no.
class Words {
public:
  Words(const sql::TokenList &Tokens, llvm::StringRef Text,
        databases::Product P)
      : Tokens(&Tokens), Text(Text), P(P), End(Tokens.size()) {}

  bool done() const { return I >= End; }
  uint32_t index() const { return I; }
  /// The next word, if it is that one, not quoted.
  bool is(llvm::StringRef Word) const { return isAt(I, Word); }
  bool isAny(std::initializer_list<llvm::StringRef> Any) const;
  /// The next words, separated by blanks.
  bool are(llvm::StringRef Phrase) const;
  bool isOp(llvm::StringRef Op) const;
  bool isName() const;
  /// Takes what is there, if it is there.
  bool take(llvm::StringRef Phrase);
  bool takeOp(llvm::StringRef Op);
  /// Also in its quotes; absent if there is none.
  sql::Name takeName();
  /// schema.table: the last name and the one before.
  sql::Name takePath(sql::Name &In);
  /// What the next bracket holds; steps over it. Empty if there is none.
  Words takeBracket();
  /// Steps over one token, or a bracket with what it holds.
  void skip();
  /// Up to the next comma on this level, which is taken.
  Words takeItem();
  Words rest() const { return *this; }
  void skipAll() { I = End; }
  /// Line breaks and comments become blanks.
  std::string text(uint32_t From, uint32_t To) const;
  std::string text() const { return text(I, End); }
  uint32_t offset() const { return Tokens->at(I).Begin; }
  databases::Product product() const { return P; }
  llvm::StringRef spelled() const { return spelledAt(I); }
  bool isNumber() const {
    return !done() && Tokens->at(I).What == sql::Token::Kind::Number;
  }
  /// Looks one token further on.
  Words behind() const {
    Words Other = *this;
    Other.skip();
    return Other;
  }
  /// Whether any name from here on has this folded text.
  bool mentions(llvm::StringRef Folded) const;

private:
  bool isAt(uint32_t At, llvm::StringRef Word) const;
  llvm::StringRef spelledAt(uint32_t At) const;
  sql::Name nameAt(uint32_t At) const;
  uint32_t next(uint32_t At) const;

  const sql::TokenList *Tokens;
  llvm::StringRef Text;
  databases::Product P;
  uint32_t I = 0;
  uint32_t End;
};

} // namespace rowlock::schema

#endif // ROWLOCK_SCHEMA_WORDS_H
