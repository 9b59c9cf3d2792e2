//===- Spoken.cpp - Which databases understand a text ---------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Spoken.h"
#include "Sql/Tokens.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::sql;
using rowlock::databases::Products;
using rowlock::databases::TellingPhrase;

namespace {
bool beginsStatement(llvm::StringRef Verb) {
  static constexpr llvm::StringLiteral Verbs[] = {
      "alter", "begin",    "create", "delete", "insert", "lock",
      "merge", "pragma",   "select", "set",    "start",  "replace",
      "with",  "truncate", "unlock", "update"};
  return llvm::any_of(Verbs, [&](llvm::StringRef Each) {
    return Verb.equals_insensitive(Each);
  });
}

bool matches(llvm::StringRef Words, const TokenList &Tokens, uint32_t At,
             llvm::StringRef Flat) {
  while (!Words.empty()) {
    auto [Word, Rest] = Words.split(' ');
    const Token &T = Tokens.at(At++);
    if ((T.What != Token::Kind::Word && T.What != Token::Kind::Operator) ||
        T.HasHole || !Word.equals_insensitive(Flat.slice(T.Begin, T.End)))
      return false;
    Words = Rest;
  }
  return true;
}
} // namespace

Products rowlock::sql::understanding(const Text &T) {
  Products Found = Products::all();
  Parsed Ignored;
  TokenList Tokens = tokenize(T, ParseOptions(), Ignored);
  llvm::StringRef Flat = T.flattened();
  auto Spelling = [&](uint32_t I) {
    return Flat.slice(Tokens.at(I).Begin, Tokens.at(I).End);
  };
  if (!beginsStatement(Spelling(0)))
    return Found;
  auto FirstWord = [](const TellingPhrase &Each) {
    return Each.Words.split(' ').first;
  };
  llvm::ArrayRef<TellingPhrase> Phrases = databases::tellingPhrases();
  for (uint32_t I = 0; I != Tokens.size(); ++I) {
    if (Tokens.at(I).What != Token::Kind::Word)
      continue;
    std::string Word = Spelling(I).upper();
    auto It = llvm::partition_point(Phrases, [&](const TellingPhrase &Each) {
      return FirstWord(Each) < Word;
    });
    for (; It != Phrases.end() && FirstWord(*It) == Word; ++It)
      if (matches(It->Words, Tokens, I, Flat))
        Found &= It->KnownTo;
  }
  return Found;
}
