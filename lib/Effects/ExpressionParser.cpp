//===- Effects/ExpressionParser.cpp - Tokens, names, expressions ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects/ExpressionParser.h"
#include "Effects/Verifier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::effects;
using llvm::StringRef;
using llvm::Twine;

static constexpr StringRef ExpressionWords[] = {
    "true",    "false",   "null",   "this",   "compute", "preserve",
    "quote",   "change",  "select", "concat", "format",  "closure",
    "unknown", "integer", "real",   "record"};

void ExpressionParser::advance() {
  Before = Now;
  Now = Lex.next();
}

bool ExpressionParser::accept(char C) {
  if (!Now.is(C))
    return false;
  advance();
  return true;
}

bool ExpressionParser::acceptWord(StringRef W) {
  if (!Now.isWord(W))
    return false;
  advance();
  return true;
}

bool ExpressionParser::expect(char C) {
  return accept(C) || expected(Twine("'") + StringRef(&C, 1) + "'");
}

bool ExpressionParser::endOfLine() {
  return atEndOfLine() || expected("the end of the line");
}

void ExpressionParser::skipLine() {
  while (!Now.is(TokenKind::End) && Now.Line <= LastErrorLine)
    advance();
}

bool ExpressionParser::wordOrString(StringRef What, StringRef &Result) {
  if (!Now.is(TokenKind::String) && (!Now.is(TokenKind::Word) || atEndOfLine()))
    return expected(What);
  Result = P.save(Now.Value);
  advance();
  return true;
}

bool ExpressionParser::integer(StringRef What, unsigned &Result) {
  if (!Now.is(TokenKind::Integer) || Now.Value.getAsInteger(10, Result))
    return expected(What);
  advance();
  return true;
}

bool ExpressionParser::role(StringRef &Result) {
  Token T = Lex.nextType();
  if (T.is(TokenKind::Error))
    return error(T, T.Value);
  if (T.Value.empty())
    return error(T, "a role cannot be empty");
  Result = P.save(T.Value);
  Now = T;
  advance();
  return true;
}

std::string ExpressionParser::shown(StringRef S) {
  constexpr size_t Limit = 40;
  std::string Result;
  for (unsigned char C : S.take_front(Limit))
    if (llvm::isPrint(C))
      Result += C;
    else
      Result += {'\\', 'x', llvm::hexdigit(C >> 4), llvm::hexdigit(C & 15)};
  return S.size() > Limit ? Result + "..." : Result;
}

std::string ExpressionParser::nearest(StringRef Word,
                                      llvm::ArrayRef<StringRef> Known,
                                      StringRef Sigil) {
  // The distance takes time in the product of the lengths.
  constexpr size_t Limit = 64;
  // Two letters swapped are two changes. A word that is changed all over is
  // another word.
  unsigned Best = std::min<unsigned>((Word.size() + 2) / 3 + 1, Word.size());
  StringRef Found;
  for (StringRef Each : Known) {
    if (Word.size() > Limit || Each.size() > Limit)
      continue;
    unsigned Distance = Word.edit_distance(Each, true, Best);
    // Ties go to the first in the alphabet: Known may come from a hash table.
    if (Distance < Best ||
        (Distance == Best && !Found.empty() && Each < Found)) {
      Best = Distance;
      Found = Each;
    }
  }
  return Found.empty() ? "" : ("; did you mean '" + Sigil + Found + "'?").str();
}

bool ExpressionParser::error(const Token &At, const Twine &Message) {
  LastErrorLine = At.Line;
  if (tooMany())
    return false;
  Report({FileName.str(), position(At), Message.str()});
  if (++Errors == MaxTextErrors)
    Report({FileName.str(), position(At),
            "too many errors; the rest is not read"});
  return false;
}

bool ExpressionParser::expected(const Twine &What) {
  if (Now.is(TokenKind::Error))
    return error(Now, Now.Raw.empty() || Now.Value != "unexpected character"
                          ? Now.Value.str()
                          : "unexpected character '" + shown(Now.Raw) + "'");
  if (Now.is(TokenKind::End))
    return error(Now, "expected " + What + ", found the end of the file");
  if (!Now.StartsLine || continuesLine() || Now.Raw.data() == Statement)
    return error(Now, "expected " + What + ", found '" + shown(Now.Raw) + "'");
  Token End = Before;
  End.Column += End.Raw.size();
  return error(End, "expected " + What + ", found the end of the line");
}

bool ExpressionParser::unknownWord(StringRef What,
                                   llvm::ArrayRef<StringRef> Known) {
  bool Vowel = StringRef("aeiou").contains(What.front());
  if (!Now.is(TokenKind::Word))
    return expected((Vowel ? "an " : "a ") + What);
  return error(Now, "unknown " + What + " '" + shown(Now.Value) + "'" +
                        nearest(Now.Value, Known));
}

void ExpressionParser::clearNames() {
  Names.clear();
  Forward.clear();
}

bool ExpressionParser::declareParameter(const Parameter &New, const Token &At) {
  Name N;
  N.Type = New.Type;
  N.Defined = true;
  return Names.try_emplace(New.Name, N).second ||
         error(At, "there are two parameters '%" + shown(New.Name) + "'");
}

Instruction *ExpressionParser::define(const Token &At) {
  Name &N = Names[At.Value];
  if (N.Defined) {
    error(At, "the name '%" + shown(At.Value) + "' is taken by another " +
                  (N.Result ? "result" : "parameter"));
    return nullptr;
  }
  N.Defined = true;
  if (!N.Result) {
    N.Result = P.instruction(Opcode::Let);
    N.Result->Name = P.save(At.Value);
  }
  return N.Result;
}

void ExpressionParser::reportUndefined() {
  llvm::SmallVector<StringRef, 16> Known;
  for (const auto &Each : Names)
    if (Each.second.Defined)
      Known.push_back(Each.first());
  for (StringRef Each : Forward) {
    const Name &N = Names.find(Each)->second;
    if (N.Defined)
      continue;
    std::string Near = tooMany() ? "" : nearest(Each, Known, "%");
    error(N.FirstUse,
          "no parameter or result is called '%" + shown(Each) + "'" + Near);
  }
}

void ExpressionParser::parameterOrResult(Draft &D) {
  auto [It, New] = Names.try_emplace(Now.Value);
  Name &N = It->second;
  if (N.Defined && !N.Result) {
    D.E.Kind = ExprKind::Parameter;
    D.E.Spelling = It->first();
    D.E.Type = N.Type;
    return;
  }
  if (New) {
    N.Result = P.instruction(Opcode::Let);
    N.Result->Name = P.save(Now.Value);
    N.FirstUse = Now;
    Forward.push_back(It->first());
  }
  D.E.Kind = ExprKind::Result;
  D.E.Source = N.Result;
}

const Expr *ExpressionParser::finish(Draft &D) {
  D.E.Operands = D.Operands;
  return P.make(D.E);
}

const Expr *ExpressionParser::expression() {
  Draft D;
  return draft(D, 1) ? finish(D) : nullptr;
}

bool ExpressionParser::draft(Draft &D, unsigned Depth) {
  if (Depth > MaxExpressionDepth)
    return error(Now, "expressions may nest no deeper than " +
                          Twine(MaxExpressionDepth));
  return primary(D, Depth) && postfix(D, Depth);
}

bool ExpressionParser::operand(Draft &D, unsigned Depth) {
  Draft Inner;
  Token At = Now;
  if (!draft(Inner, Depth + 1))
    return false;
  D.Operands.push_back(finish(Inner));
  D.Height = std::max(D.Height, Inner.Height + 1);
  return D.Height <= MaxExpressionDepth ||
         error(At, "expressions may nest no deeper than " +
                       Twine(MaxExpressionDepth));
}

bool ExpressionParser::operands(Draft &D, unsigned Depth, char Close,
                                bool First) {
  while (!accept(Close)) {
    if (!First && !accept(','))
      return expected(Twine("',' or '") + StringRef(&Close, 1) + "'");
    First = false;
    if (!operand(D, Depth))
      return false;
  }
  return true;
}

bool ExpressionParser::primary(Draft &D, unsigned Depth) {
  auto Leaf = [&](ExprKind Kind) {
    D.E.Kind = Kind;
    D.E.Spelling = P.save(Now.Value);
    advance();
    return true;
  };
  // The word of the next instruction is no expression.
  if (Now.StartsLine && !continuesLine())
    return expected("an expression");
  switch (Now.Kind) {
  case TokenKind::Integer:
    return Leaf(ExprKind::Integer);
  case TokenKind::Real:
    return Leaf(ExprKind::Real);
  case TokenKind::String:
    return Leaf(ExprKind::Text);
  case TokenKind::Dollar:
    return Leaf(ExprKind::Variable);
  case TokenKind::Percent:
    parameterOrResult(D);
    advance();
    return true;
  case TokenKind::Word:
    return keyword(D, Depth);
  default:
    break;
  }
  if (accept('(')) {
    return draft(D, Depth + 1) && expect(')');
  }
  if (accept('[')) {
    D.E.Kind = ExprKind::List;
    return operands(D, Depth, ']', /*First=*/true);
  }
  if (accept('&')) {
    D.E.Kind = ExprKind::Address;
    return operand(D, Depth);
  }
  return expected("an expression");
}

bool ExpressionParser::spelledNumber(Draft &D, ExprKind Kind) {
  D.E.Kind = Kind;
  if (!expect('('))
    return false;
  if (!Now.is(TokenKind::String))
    return expected("the number as it is spelled, in quotes");
  D.E.Spelling = P.save(Now.Value);
  advance();
  return expect(')');
}

bool ExpressionParser::closure(Draft &D, unsigned Depth) {
  D.E.Kind = ExprKind::Closure;
  if (!Now.is(TokenKind::At))
    return expected("the function that the closure calls, such as '@f'");
  D.E.Spelling = P.save(Now.Value);
  advance();
  return !accept('(') || operands(D, Depth, ')', /*First=*/true);
}

bool ExpressionParser::keyword(Draft &D, unsigned Depth) {
  Token Word = Now;
  if (!llvm::is_contained(ExpressionWords, Word.Value))
    return unknownWord("expression", ExpressionWords);
  advance();
  StringRef W = Word.Value;
  if (W == "true" || W == "false") {
    D.E.Kind = ExprKind::Boolean;
    D.E.Spelling = P.save(W);
    return true;
  }
  if (W == "null" || W == "this") {
    D.E.Kind = W == "null" ? ExprKind::Null : ExprKind::This;
    return true;
  }
  if (W == "integer" || W == "real")
    return spelledNumber(D, W == "real" ? ExprKind::Real : ExprKind::Integer);
  if (W == "closure")
    return closure(D, Depth);

  if (!Now.is('('))
    return expected("'('");
  if (W == "record")
    return record(D, Depth);
  if (W == "compute") {
    // Operators are no tokens: '<' is one only here.
    Now = Lex.nextOperator();
    if (Now.is(TokenKind::Error))
      return expected("an operator");
    D.E.Kind = ExprKind::Compute;
    D.E.Spelling = P.save(Now.Value);
    advance();
    return operands(D, Depth, ')', /*First=*/false);
  }
  advance();
  if (W == "format") {
    D.E.Kind = ExprKind::Format;
    return wordOrString("the style of the format", D.E.Spelling) &&
           operands(D, Depth, ')', /*First=*/false);
  }
  if (W == "unknown") {
    D.E.Kind = ExprKind::Unknown;
    if (!Now.is(TokenKind::String))
      return expected("in quotes, why it is not known");
    D.E.Spelling = P.save(Now.Value);
    advance();
    return operands(D, Depth, ')', /*First=*/false);
  }
  D.E.Kind = W == "preserve" ? ExprKind::Preserve
             : W == "quote"  ? ExprKind::Quote
             : W == "change" ? ExprKind::Change
             : W == "select" ? ExprKind::Select
                             : ExprKind::Concat;
  if (!operands(D, Depth, ')', /*First=*/true))
    return false;
  unsigned Wanted = W == "select" ? 3 : W == "concat" ? D.Operands.size() : 1;
  return D.Operands.size() == Wanted ||
         error(Word, "'" + W + "' takes " + Twine(Wanted) +
                         (Wanted == 1 ? " operand" : " operands") + ", has " +
                         Twine(D.Operands.size()));
}

/// Names, each with its value.
bool ExpressionParser::record(Draft &D, unsigned Depth) {
  advance();
  D.E.Kind = ExprKind::Record;
  std::string Names;
  while (!accept(')')) {
    if (!Names.empty() && !accept(','))
      return expected("',' or ')'");
    StringRef Name;
    if (!wordOrString("the name of a member", Name))
      return false;
    if (Name.empty() || Name.contains(','))
      return error(Before, "this cannot be the name of a member");
    Names += (Names.empty() ? "" : ",") + Name.str();
    if (!operand(D, Depth))
      return false;
  }
  D.E.Spelling = P.save(Names);
  return true;
}

/// Makes \p D a member or element of what it was.
bool ExpressionParser::wrap(Draft &D, StringRef Spelling) {
  const Expr *Base = finish(D);
  D.E = Expr();
  D.E.Kind = ExprKind::Field;
  D.E.Spelling = P.save(Spelling);
  D.Operands.assign(1, Base);
  return ++D.Height <= MaxExpressionDepth ||
         error(Now, "expressions may nest no deeper than " +
                        Twine(MaxExpressionDepth));
}

bool ExpressionParser::element(Draft &D, unsigned Depth) {
  advance();
  bool Known = Now.is(TokenKind::Integer) || Now.is('*') ||
               (Now.is(TokenKind::Word) && Lex.peek() == ']');
  if (Known) {
    if (!wrap(D, ("[" + Now.Value + "]").str()))
      return false;
    advance();
    return expect(']');
  }
  if (Now.is(']'))
    return expected("an element: a number, a word, '*' or an expression");
  const Expr *Base = finish(D);
  D.E = Expr();
  D.E.Kind = ExprKind::Element;
  D.Operands.assign(1, Base);
  ++D.Height;
  return operand(D, Depth) && expect(']');
}

bool ExpressionParser::postfix(Draft &D, unsigned Depth) {
  bool Typed = false;
  while (true) {
    if (Now.is('.') && !Now.StartsLine) {
      advance();
      if (!Now.is(TokenKind::Word) && !Now.is(TokenKind::String))
        return expected("the name of a member");
      if (Now.Value.empty())
        return error(Now, "a name cannot be empty");
      if (!wrap(D, Now.Value))
        return false;
      advance();
      Typed = false;
    } else if (Now.is('[') && Now.Adjacent) {
      if (!element(D, Depth))
        return false;
      Typed = false;
    } else if (Now.is(':') && !Typed && Lex.peek() != '^') {
      if (!role(D.E.Type))
        return false;
      Typed = true;
    } else
      return true;
  }
}
