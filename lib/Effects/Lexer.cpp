//===- Effects/Lexer.cpp - Tokens of the text form ------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::effects;
using llvm::isAlnum;
using llvm::isAlpha;
using llvm::isDigit;
using llvm::StringRef;

static bool isWordChar(char C) { return isAlnum(C) || C == '_' || C == '-'; }
static bool isWordStart(char C) { return isAlpha(C) || C == '_'; }
static bool isNameChar(char C) { return isAlnum(C) || C == '_' || C == '#'; }
static bool isFunctionNameChar(char C) {
  return isAlnum(C) || (C && StringRef("_:.~#$@<>&*=!+-/|^%").contains(C));
}
static bool isOperatorChar(char C) {
  return isAlnum(C) || (C && StringRef("_:.+-*/%<>=!&|^~?").contains(C));
}
static bool isTypeArgumentChar(char C) { return isWordChar(C) || C == ' '; }

bool rowlock::effects::isBareWord(StringRef S) {
  return !S.empty() && isWordStart(S.front()) && llvm::all_of(S, isWordChar);
}

bool rowlock::effects::isBareName(StringRef S) {
  return !S.empty() && llvm::all_of(S, isNameChar);
}

bool rowlock::effects::isBareFunctionName(StringRef S) {
  return !S.empty() && llvm::all_of(S, isFunctionNameChar);
}

bool rowlock::effects::isBareOperator(StringRef S) {
  return !S.empty() && llvm::all_of(S, isOperatorChar);
}

bool rowlock::effects::isBareType(StringRef S) {
  StringRef Arguments = S.drop_while(isWordChar);
  return isBareWord(S.drop_back(Arguments.size())) &&
         (Arguments.empty() ||
          (Arguments.consume_front("<") && Arguments.consume_back(">") &&
           llvm::all_of(Arguments, isTypeArgumentChar)));
}

bool rowlock::effects::isInteger(StringRef S) {
  S.consume_front("-");
  return !S.empty() && llvm::all_of(S, isDigit);
}

bool rowlock::effects::isReal(StringRef S) {
  if (isInteger(S))
    return false;
  S.consume_front("-");
  StringRef Rest = S.drop_while(isDigit);
  if (Rest.size() == S.size())
    return false;
  if (Rest.consume_front(".")) {
    StringRef Fraction = Rest;
    Rest = Rest.drop_while(isDigit);
    if (Rest.size() == Fraction.size())
      return false;
  }
  if (!Rest.consume_front("e") && !Rest.consume_front("E"))
    return Rest.empty();
  if (!Rest.consume_front("+"))
    Rest.consume_front("-");
  return !Rest.empty() && llvm::all_of(Rest, isDigit);
}

Token Lexer::token(TokenKind K, size_t Begin, StringRef Value) const {
  Token T;
  T.Kind = K;
  T.Raw = Text.slice(Begin, At);
  T.Value = Value;
  T.Line = Line;
  T.Column = Begin - LineBegin + 1;
  T.StartsLine = StartsLine;
  T.Adjacent = Adjacent;
  return T;
}

Token Lexer::error(size_t Begin, StringRef Message) const {
  return token(TokenKind::Error, Begin, Message);
}

void Lexer::skipBlanks() {
  size_t Begin = At;
  for (; At < Text.size(); ++At) {
    char C = Text[At];
    if (C == '\n') {
      ++Line;
      LineBegin = At + 1;
      StartsLine = true;
    } else if (C == ';') {
      At = std::min(Text.find('\n', At), Text.size()) - 1;
    } else if (C != ' ' && C != '\t' && C != '\r') {
      break;
    }
  }
  Adjacent = At == Begin && Begin != 0;
}

char Lexer::peek() const {
  size_t I = At;
  while (at(I) == ' ' || at(I) == '\t')
    ++I;
  return at(I);
}

Token Lexer::next() {
  StartsLine = At == 0;
  skipBlanks();
  size_t Begin = At;
  if (At == Text.size())
    return token(TokenKind::End, Begin, {});
  char C = Text[At++];
  switch (C) {
  case '"':
    return string(Begin, TokenKind::String);
  case '%':
    return name(Begin, TokenKind::Percent);
  case '$':
    return name(Begin, TokenKind::Dollar);
  case '@':
    return name(Begin, TokenKind::At);
  case '^':
    return name(Begin, TokenKind::Caret);
  default:
    break;
  }
  if (isDigit(C) || (C == '-' && isDigit(at(At))))
    return number(Begin);
  if (isWordStart(C)) {
    skipWhile(isWordChar);
    return token(TokenKind::Word, Begin, Text.slice(Begin, At));
  }
  if (C && StringRef("()[]{},:=?.&!*").contains(C))
    return token(TokenKind::Punctuation, Begin, Text.slice(Begin, At));
  return error(Begin, "unexpected character");
}

Token Lexer::nextOperator() {
  StartsLine = false;
  skipBlanks();
  size_t Begin = At;
  if (at(At) == '"') {
    ++At;
    return string(Begin, TokenKind::String);
  }
  skipWhile(isOperatorChar);
  return At == Begin ? error(Begin, "expected an operator")
                     : token(TokenKind::Word, Begin, Text.slice(Begin, At));
}

Token Lexer::nextType() {
  StartsLine = false;
  skipBlanks();
  size_t Begin = At;
  if (at(At) == '"') {
    ++At;
    return string(Begin, TokenKind::String);
  }
  skipWhile(isWordChar);
  if (at(At) == '<') {
    ++At;
    skipWhile(isTypeArgumentChar);
    if (at(At) == '>')
      ++At;
  }
  StringRef Type = Text.slice(Begin, At);
  return isBareType(Type) ? token(TokenKind::Word, Begin, Type)
                          : error(Begin, "expected a role, such as ':result'");
}

Token Lexer::name(size_t Begin, TokenKind K) {
  if (at(At) == '"') {
    ++At;
    Token T = string(Begin, K);
    return T.is(K) && T.Value.empty() ? error(Begin, "a name cannot be empty")
                                      : T;
  }
  if (K == TokenKind::At)
    skipWhile(isFunctionNameChar);
  else
    skipWhile(isNameChar);
  return At == Begin + 1 ? error(Begin, "expected a name here")
                         : token(K, Begin, Text.slice(Begin + 1, At));
}

Token Lexer::number(size_t Begin) {
  skipWhile(isDigit);
  if (at(At) == '.' && isDigit(at(At + 1))) {
    ++At;
    skipWhile(isDigit);
  }
  if (at(At) == 'e' || at(At) == 'E') {
    ++At;
    if (at(At) == '+' || at(At) == '-')
      ++At;
    skipWhile(isDigit);
  }
  skipWhile(isWordChar);
  StringRef Raw = Text.slice(Begin, At);
  if (isInteger(Raw))
    return token(TokenKind::Integer, Begin, Raw);
  if (isReal(Raw))
    return token(TokenKind::Real, Begin, Raw);
  return error(Begin, "not a decimal number; write integer(\"...\") or "
                      "real(\"...\") for another spelling");
}

/// \p At is behind the opening quote. A string ends on its line, so that one
/// forgotten quote does not swallow the file.
Token Lexer::string(size_t Begin, TokenKind K) {
  size_t Body = At;
  bool Escapes = false;
  while (at(At) != '"') {
    if (At >= Text.size() || Text[At] == '\n')
      return error(Begin, "the string has no end on this line");
    if (Text[At] == '\\') {
      Escapes = true;
      // What ends the line or the text ends the string too.
      if (At + 1 < Text.size() && Text[At + 1] != '\n')
        ++At;
    }
    ++At;
  }
  StringRef Value = Text.slice(Body, At);
  ++At;
  if (!Escapes)
    return token(K, Begin, Value);
  std::string Bytes;
  if (!unescape(Value, Bytes))
    return error(Begin, "the string has an escape that is none of "
                        "\\n \\r \\t \\\\ \\\" \\xHH");
  return token(K, Begin, Strings.save(StringRef(Bytes)));
}

bool Lexer::unescape(StringRef Body, std::string &Result) const {
  Result.reserve(Body.size());
  while (!Body.empty()) {
    size_t Plain = std::min(Body.find('\\'), Body.size());
    Result.append(Body.data(), Plain);
    Body = Body.drop_front(Plain);
    if (!Body.consume_front("\\"))
      return true;
    uint8_t Byte = 0;
    if (Body.consume_front("n"))
      Result += '\n';
    else if (Body.consume_front("r"))
      Result += '\r';
    else if (Body.consume_front("t"))
      Result += '\t';
    else if (Body.consume_front("\\"))
      Result += '\\';
    else if (Body.consume_front("\""))
      Result += '"';
    else if (Body.consume_front("x") && Body.size() >= 2 &&
             llvm::tryGetHexFromNibbles(Body[0], Body[1], Byte)) {
      Result += static_cast<char>(Byte);
      Body = Body.drop_front(2);
    } else
      return false;
  }
  return true;
}
