//===- Effects/ExpressionParser.h - Tokens, names, expressions --*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The lower half of Effects/Parser.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_EFFECTS_EXPRESSIONPARSER_H
#define ROWLOCK_EFFECTS_EXPRESSIONPARSER_H

#include "Effects/Lexer.h"
#include "Effects/Parser.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"

namespace rowlock::effects {

class ExpressionParser {
protected:
  ExpressionParser(llvm::StringRef Text, llvm::StringRef FileName,
                   TextErrorSink Report, Program &P)
      : P(P), Lex(Text), FileName(FileName), Report(Report) {
    Now = Lex.next();
  }

  // Tokens.
  void advance();
  bool accept(char C);
  bool acceptWord(llvm::StringRef W);
  bool expect(char C);
  bool atEndOfLine() const { return Now.StartsLine || Now.is(TokenKind::End); }
  bool endOfLine();
  /// A line goes on behind what cannot end one.
  bool continuesLine() const {
    return Before.is(',') || Before.is('(') || Before.is('[');
  }
  /// What begins with Now may end with its line.
  void beginStatement() { Statement = Now.Raw.data(); }
  /// To the line behind the one with the last error.
  void skipLine();
  bool wordOrString(llvm::StringRef What, llvm::StringRef &Result);
  bool integer(llvm::StringRef What, unsigned &Result);
  /// ':' and a role.
  bool role(llvm::StringRef &Result);

  // Errors. All return false.
  bool error(const Token &At, const llvm::Twine &Message);
  bool expected(const llvm::Twine &What);
  bool unknownWord(llvm::StringRef What, llvm::ArrayRef<llvm::StringRef> Known);
  bool hasErrors() const { return Errors != 0; }
  bool tooMany() const { return Errors >= MaxTextErrors; }
  /// "; did you mean 'x'?", or nothing if no word is near.
  static std::string nearest(llvm::StringRef Word,
                             llvm::ArrayRef<llvm::StringRef> Known,
                             llvm::StringRef Sigil = "");
  /// Safe and short enough for a message.
  static std::string shown(llvm::StringRef S);
  static TextPosition position(const Token &T) { return {T.Line, T.Column}; }

  // Parameters and results of one function.
  void clearNames();
  bool declareParameter(const Parameter &New, const Token &At);
  /// Null if the name is taken.
  Instruction *define(const Token &Name);
  void reportUndefined();

  /// Null after an error.
  const Expr *expression();

  Program &P;
  Lexer Lex;
  Token Now;
  /// The token before Now.
  Token Before;

private:
  /// An expression that is not in the program yet.
  struct Draft {
    Expr E;
    llvm::SmallVector<const Expr *, 4> Operands;
    /// As MaxExpressionDepth counts.
    unsigned Height = 1;
  };
  /// \p Depth counts what is open around the expression.
  bool draft(Draft &D, unsigned Depth);
  bool primary(Draft &D, unsigned Depth);
  bool keyword(Draft &D, unsigned Depth);
  bool spelledNumber(Draft &D, ExprKind Kind);
  bool closure(Draft &D, unsigned Depth);
  bool record(Draft &D, unsigned Depth);
  bool postfix(Draft &D, unsigned Depth);
  bool element(Draft &D, unsigned Depth);
  bool operand(Draft &D, unsigned Depth);
  /// Operands up to \p Close; \p First: none stands before them.
  bool operands(Draft &D, unsigned Depth, char Close, bool First);
  void parameterOrResult(Draft &D);
  const Expr *finish(Draft &D);
  bool wrap(Draft &D, llvm::StringRef Spelling);

  struct Name {
    /// Null for a parameter.
    Instruction *Result = nullptr;
    /// Of a parameter.
    llvm::StringRef Type;
    bool Defined = false;
    Token FirstUse;
  };
  llvm::StringMap<Name> Names;
  /// Results that were used before they were defined, in the order of use.
  std::vector<llvm::StringRef> Forward;

  llvm::StringRef FileName;
  TextErrorSink Report;
  unsigned Errors = 0;
  unsigned LastErrorLine = 0;
  const char *Statement = nullptr;
};

} // namespace rowlock::effects

#endif // ROWLOCK_EFFECTS_EXPRESSIONPARSER_H
