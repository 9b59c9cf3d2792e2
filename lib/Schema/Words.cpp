//===- Schema/Words.cpp - Walking over a statement's tokens ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::schema;
using llvm::StringRef;
using rowlock::sql::Token;
namespace sql = rowlock::sql;

StringRef Words::spelledAt(uint32_t At) const {
  if (At >= End)
    return "";
  const Token &T = Tokens->at(At);
  return Text.slice(T.Begin, T.End);
}

bool Words::isAt(uint32_t At, StringRef Word) const {
  return At < End && Tokens->at(At).What == Token::Kind::Word &&
         spelledAt(At).equals_insensitive(Word);
}

bool Words::isAny(std::initializer_list<StringRef> Any) const {
  return llvm::any_of(Any, [&](StringRef Each) { return is(Each); });
}

bool Words::are(StringRef Phrase) const {
  for (uint32_t At = I; !Phrase.empty(); ++At) {
    auto [Word, Rest] = Phrase.split(' ');
    if (!isAt(At, Word))
      return false;
    Phrase = Rest;
  }
  return true;
}

bool Words::take(StringRef Phrase) {
  if (!are(Phrase))
    return false;
  I += Phrase.count(' ') + 1;
  return true;
}

bool Words::isOp(StringRef Op) const {
  return I < End && Tokens->at(I).What == Token::Kind::Operator &&
         spelledAt(I) == Op;
}

bool Words::takeOp(StringRef Op) {
  if (!isOp(Op))
    return false;
  ++I;
  return true;
}

bool Words::isName() const {
  if (done())
    return false;
  switch (Tokens->at(I).What) {
  case Token::Kind::Word:
  case Token::Kind::QuotedName:
    return true;
  case Token::Kind::String:
    // SQLite and MySQL take a string for a name where only a name can be.
    return P != databases::Product::PostgreSQL;
  default:
    return false;
  }
}

sql::Name Words::nameAt(uint32_t At) const {
  sql::Name N;
  const Token &T = Tokens->at(At);
  StringRef Spelled = spelledAt(At);
  N.Where = T.where();
  N.HasHole = T.HasHole;
  if (T.What == Token::Kind::Word) {
    N.Text = Spelled.str();
    return N;
  }
  N.Quoted = true;
  char Close = Spelled.front() == '[' ? ']' : Spelled.front();
  Spelled = Spelled.drop_front();
  Spelled.consume_back(StringRef(&Close, 1));
  for (size_t C = 0; C < Spelled.size(); ++C) {
    N.Text += Spelled[C];
    if (Spelled[C] == Close && C + 1 < Spelled.size() &&
        Spelled[C + 1] == Close)
      ++C;
  }
  return N;
}

sql::Name Words::takeName() { return isName() ? nameAt(I++) : sql::Name(); }

sql::Name Words::takePath(sql::Name &In) {
  sql::Name Last = takeName();
  while (Last.present() && isOp(".")) {
    ++I;
    In = std::move(Last);
    Last = takeName();
  }
  return Last;
}

uint32_t Words::next(uint32_t At) const {
  uint32_t Match = Tokens->match(At);
  return Match != sql::TokenList::NoMatch && Match > At && Match < End
             ? Match + 1
             : At + 1;
}

void Words::skip() {
  if (!done())
    I = next(I);
}

Words Words::takeBracket() {
  Words Inside = *this;
  if (!isOp("(")) {
    Inside.I = Inside.End = I;
    return Inside;
  }
  uint32_t Behind = next(I);
  ++Inside.I;
  // One that is never closed goes on to the end.
  Inside.End = Behind > I + 1 ? Behind - 1 : End;
  I = Behind > I + 1 ? Behind : End;
  return Inside;
}

Words Words::takeItem() {
  Words Item = *this;
  while (!done() && !isOp(","))
    skip();
  Item.End = I;
  takeOp(",");
  return Item;
}

std::string Words::text(uint32_t From, uint32_t To) const {
  std::string Result;
  for (uint32_t At = From; At < To; ++At) {
    if (At != From && Tokens->at(At - 1).End != Tokens->at(At).Begin)
      Result += ' ';
    for (char C : spelledAt(At))
      Result += C == '\n' || C == '\r' || C == '\t' ? ' ' : C;
  }
  return Result;
}

bool Words::mentions(StringRef Folded) const {
  for (uint32_t At = I; At < End; ++At) {
    const Token &T = Tokens->at(At);
    if ((T.What == Token::Kind::Word || T.What == Token::Kind::QuotedName) &&
        sql::folded(nameAt(At), P) == Folded)
      return true;
  }
  return false;
}
