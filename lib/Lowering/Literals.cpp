//===- Lowering/Literals.cpp - Text literals
//-------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Literals.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;

namespace {

/// Reads one literal token and appends its plain runs.
class TokenReader {
public:
  /// \p Token begins with the token; \p Offset is where it stands in the file.
  TokenReader(StringRef Token, unsigned Offset, unsigned TextBegin, bool InFile,
              llvm::SmallVectorImpl<LiteralSegment> &Segments)
      : Token(Token), Offset(Offset), Text(TextBegin), InFile(InFile),
        Segments(Segments) {}

  /// The offset in the text behind the token; nothing if it was not understood.
  std::optional<unsigned> read();

private:
  bool readRaw();
  bool readEscape();
  bool readHex(unsigned MaxDigits, uint32_t &Value);
  char at(size_t I) const { return I < Token.size() ? Token[I] : '\0'; }
  void add(size_t Begin, size_t End, bool Raw) {
    if (InFile && End > Begin)
      Segments.push_back({Text, static_cast<unsigned>(End - Begin),
                          static_cast<unsigned>(Offset + Begin), Raw});
    Text += End - Begin;
  }

  StringRef Token;
  unsigned Offset;
  unsigned Text;
  bool InFile;
  llvm::SmallVectorImpl<LiteralSegment> &Segments;
  size_t At = 0;
};

std::optional<unsigned> TokenReader::read() {
  At = Token.starts_with("u8")                                 ? 2
       : !Token.empty() && StringRef("uUL").contains(Token[0]) ? 1
                                                               : 0;
  bool Raw = at(At) == 'R';
  At += Raw;
  if (at(At++) != '"')
    return std::nullopt;
  if (Raw)
    return readRaw() ? std::optional(Text) : std::nullopt;
  size_t Run = At;
  while (At < Token.size()) {
    char C = Token[At];
    if (C != '\\' && C != '"') {
      ++At;
      continue;
    }
    add(Run, At, /*Raw=*/false);
    ++At;
    if (C == '"')
      return Text;
    if (!readEscape())
      return std::nullopt;
    Run = At;
  }
  return std::nullopt;
}

bool TokenReader::readRaw() {
  size_t Open = Token.find('(', At);
  if (Open == StringRef::npos)
    return false;
  std::string End = (")" + Token.slice(At, Open) + "\"").str();
  size_t Close = Token.find(End, Open + 1);
  if (Close == StringRef::npos)
    return false;
  add(Open + 1, Close, /*Raw=*/true);
  return true;
}

bool TokenReader::readHex(unsigned MaxDigits, uint32_t &Value) {
  bool Braces = at(At) == '{';
  At += Braces;
  unsigned Digits = 0;
  for (; Digits < MaxDigits && llvm::isHexDigit(at(At)); ++At, ++Digits)
    Value = Value * 16 + llvm::hexDigitValue(at(At));
  if (Braces && at(At++) != '}')
    return false;
  return Digits != 0;
}

/// Behind the backslash.
bool TokenReader::readEscape() {
  char C = at(At++);
  switch (C) {
  case '\r':
    At += at(At) == '\n';
    return true;
  case '\n':
    return true; // A line that goes on: no byte at all.
  case 'x': {
    uint32_t Byte = 0;
    ++Text;
    return readHex(~0u, Byte);
  }
  case 'u':
  case 'U': {
    uint32_t Point = 0;
    if (!readHex(at(At) == '{' ? ~0u : C == 'u' ? 4 : 8, Point))
      return false;
    Text += Point < 0x80 ? 1 : Point < 0x800 ? 2 : Point < 0x10000 ? 3 : 4;
    return true;
  }
  case 'o':
  case 'N':
    return false;
  default:
    if (C >= '0' && C <= '7')
      for (unsigned I = 0; I != 2 && at(At) >= '0' && at(At) <= '7'; ++I)
        ++At;
    ++Text;
    return C != '\0';
  }
}

std::string bytes(const clang::StringLiteral &Literal) {
  StringRef Raw = Literal.getBytes();
  std::string Result;
  if (Literal.getCharByteWidth() == 1)
    return Raw.str();
  llvm::ArrayRef<char> Chars(Raw.data(), Raw.size());
  bool Converted = Literal.getCharByteWidth() == 2
                       ? llvm::convertUTF16ToUTF8String(Chars, Result)
                       : llvm::convertUTF32ToUTF8String(Chars, Result);
  return Converted ? Result : std::string();
}

} // namespace

/// Where the argument of a macro, or of several, stands in a file; the token
/// itself if it stands there. Invalid for what a macro's own text has.
static clang::SourceLocation written(clang::SourceLocation Token,
                                     const clang::SourceManager &SM) {
  while (Token.isMacroID()) {
    if (!SM.isMacroArgExpansion(Token))
      return {};
    Token = SM.getImmediateSpellingLoc(Token);
  }
  return Token;
}

const Expr *rowlock::lowering::lowerLiteral(const clang::StringLiteral &Literal,
                                            SpanTable &Spans, Program &P,
                                            bool MacroArgument) {
  std::string Bytes = bytes(Literal);
  llvm::SmallVector<LiteralSegment, 4> Segments;
  Expr E;
  E.Kind = ExprKind::Text;
  E.Spelling = Bytes;
  E.Span = Spans.span(Literal.getSourceRange());

  const clang::SourceManager &SM = Spans.sources();
  if (MacroArgument) {
    clang::SourceRange Argument;
    for (unsigned I = 0; I != Literal.getNumConcatenated(); ++I)
      if (auto Token = written(Literal.getStrTokenLoc(I), SM);
          Token.isValid()) {
        if (Argument.isInvalid())
          Argument.setBegin(Token);
        Argument.setEnd(Token);
      }
    if (Argument.isValid())
      E.Span = Spans.span(Argument);
  }
  std::optional<unsigned> Text = 0;
  for (unsigned I = 0; Text && I != Literal.getNumConcatenated(); ++I) {
    clang::SourceLocation Token = Literal.getStrTokenLoc(I);
    auto [File, Offset] = SM.getDecomposedSpellingLoc(Token);
    StringRef Buffer =
        SM.getBufferDataOrNone(File).value_or(StringRef()).substr(Offset);
    bool IsWritten =
        Token.isFileID() || (MacroArgument && written(Token, SM).isValid());
    bool InFile = IsWritten && Spans.file(File) == E.Span.File;
    Text = TokenReader(Buffer, Offset, *Text, InFile, Segments).read();
  }
  // Something stood there that is not understood: better no edit than a wrong
  // one.
  if (Text != Bytes.size())
    Segments.clear();
  E.Segments = Segments;
  return P.make(E);
}
