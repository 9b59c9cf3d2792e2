//===- Tokens.cpp - SQL text to tokens ------------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Tokens.h"
#include "Sql/Placeholders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::sql {

bool isReserved(llvm::StringRef Word) {
  // Sorted. Words that some dialect allows as a name without quotes and that
  // programs do use as column names (limit, date, key, user, ...) are left out
  // unless every statement shape would suffer.
  static constexpr llvm::StringLiteral Words[] = {
      "all",       "and",     "any",     "as",      "asc",       "between",
      "by",        "case",    "collate", "cross",   "delete",    "desc",
      "distinct",  "else",    "end",     "escape",  "except",    "exists",
      "false",     "for",     "from",    "full",    "glob",      "group",
      "having",    "ilike",   "in",      "inner",   "insert",    "intersect",
      "into",      "is",      "isnull",  "join",    "lateral",   "left",
      "like",      "natural", "not",     "notnull", "null",      "on",
      "or",        "order",   "outer",   "over",    "partition", "regexp",
      "returning", "right",   "rlike",   "select",  "set",       "similar",
      "some",      "then",    "true",    "union",   "update",    "using",
      "values",    "when",    "where",   "window",  "with",      "xor"};
  if (Word.size() > 10)
    return false;
  char Lower[10];
  for (size_t I = 0; I != Word.size(); ++I)
    Lower[I] = llvm::toLower(Word[I]);
  llvm::StringRef Wanted(Lower, Word.size());
  auto It = llvm::lower_bound(Words, Wanted);
  return It != std::end(Words) && *It == Wanted;
}

namespace {

bool isSpace(char C) {
  return C == ' ' || C == '\t' || C == '\n' || C == '\r' || C == '\f' ||
         C == '\v';
}
// Bytes from 0x80 on are parts of UTF-8 letters.
bool isNameStart(char C) {
  return llvm::isAlpha(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80;
}
bool isNamePart(char C) {
  return isNameStart(C) || llvm::isDigit(C) || C == '$';
}

} // namespace

class Tokenizer {
public:
  Tokenizer(const Text &T, const ParseOptions &Options, Parsed &Out)
      : T(T), Options(Options), Out(Out),
        D(databases::dialect(Options.Db.Kind)),
        Flat(T.flattened().take_front(MaxTextSize)),
        Items(Options.Styles, Out) {}

  TokenList run();

private:
  const Text &T;
  const ParseOptions &Options;
  Parsed &Out;
  const databases::Dialect &D;
  llvm::StringRef Flat;
  PlaceholderReader Items;
  TokenList List;
  uint32_t Pos = 0;
  unsigned SquareDepth = 0;
  bool InExecutableComment = false;

  char peek(uint32_t Ahead = 0) const {
    return Pos + Ahead < Flat.size() ? Flat[Pos + Ahead] : '\0';
  }
  bool startsWith(llvm::StringRef What) const {
    return Flat.substr(Pos).starts_with(What);
  }
  void note(uint32_t Begin, llvm::StringRef Message) {
    Out.Notes.push_back(
        {{Begin, static_cast<uint32_t>(Flat.size())}, Message.str()});
  }

  Token &push(Token::Kind Kind, uint32_t Begin) {
    Token &New = List.Tokens.emplace_back();
    New.What = Kind;
    New.Begin = Begin;
    New.End = Pos;
    return New;
  }
  const Token &last() const {
    return List.Tokens.empty() ? List.Last : List.Tokens.back();
  }

  bool skipComment();
  void skipBlockComment();
  bool readString();
  bool readQuotedName();
  bool readParameter();
  bool readWord();
  bool readNumber();
  void readOperator();
  void readHole(unsigned Number);
  void readQuoted(Token::Kind Kind, uint32_t Begin, char Close, bool Backslash);
  void readUntil(uint32_t Begin, llvm::StringRef Close);
  bool scanInside(uint32_t Begin, uint32_t End, bool InString);
  bool endsValue(const Token &Tok) const;
  bool isQuestionOperator() const;
  void glue();
  void pair();
};

TokenList Tokenizer::run() {
  if (T.size() > MaxTextSize)
    Out.Notes.push_back({{MaxTextSize, T.size()},
                         "text longer than 200 KB: the rest is not read"});
  while (Pos < Flat.size()) {
    if (isSpace(peek())) {
      ++Pos;
      continue;
    }
    if (skipComment())
      continue;
    uint32_t Before = Pos;
    if (std::optional<unsigned> Hole = T.holeAt(Pos))
      readHole(*Hole);
    else if (!readString() && !readQuotedName() && !readParameter() &&
             !readNumber() && !readWord())
      readOperator();
    // Each reader moves on; this only keeps a mistake from becoming a hang.
    if (Pos == Before)
      ++Pos;
    glue();
  }
  List.Last.Begin = List.Last.End = Flat.size();
  pair();
  return std::move(List);
}

bool Tokenizer::skipComment() {
  if (InExecutableComment && startsWith("*/")) {
    InExecutableComment = false;
    Pos += 2;
    return true;
  }
  bool Dashes =
      startsWith("--") &&
      (!D.DashesNeedSpace || Pos + 2 >= Flat.size() || isSpace(peek(2)));
  bool Hash = D.HashComments && peek() == '#';
  if (Dashes || Hash) {
    uint32_t Begin = Pos;
    Pos = std::min<size_t>(Flat.find('\n', Pos), Flat.size());
    scanInside(Begin, Pos, true);
    return true;
  }
  if (!startsWith("/*"))
    return false;
  skipBlockComment();
  return true;
}

void Tokenizer::skipBlockComment() {
  uint32_t Begin = Pos;
  // MySQL runs what stands in /*!40001 ... */.
  if ((startsWith("/*!") || startsWith("/*M!")) &&
      (Options.Db.mysqlFamily() || !Options.Db.known())) {
    Pos = Flat.find('!', Pos) + 1;
    while (llvm::isDigit(peek()))
      ++Pos;
    InExecutableComment = true;
    return;
  }
  Pos += 2;
  unsigned Depth = 1;
  while (Pos < Flat.size()) {
    if (startsWith("*/")) {
      Pos += 2;
      if (--Depth == 0)
        break;
    } else if (D.NestedComments && startsWith("/*")) {
      Pos += 2;
      ++Depth;
    } else {
      ++Pos;
    }
  }
  if (Depth)
    note(Begin, "comment is never closed");
  scanInside(Begin, Pos, true);
}

/// Format items inside quotes and comments: they take an argument there too.
/// True if a hole or an item is found.
bool Tokenizer::scanInside(uint32_t Begin, uint32_t End, bool InString) {
  bool Found = T.hasHole({Begin, End});
  if (Found)
    Items.holeSeen();
  return Items.scanSubstituted(Flat, Begin, End, InString) || Found;
}

void Tokenizer::readHole(unsigned Number) {
  uint32_t Begin = Pos++;
  push(Token::Kind::Hole, Begin).HasHole = true;
  Items.holeSeen();
}

void Tokenizer::readQuoted(Token::Kind Kind, uint32_t Begin, char Close,
                           bool Backslash) {
  uint32_t Inside = Pos;
  bool Closed = false;
  while (Pos < Flat.size()) {
    if (Backslash && peek() == '\\') {
      Pos += 2;
      continue;
    }
    if (peek() == Close && !T.holeAt(Pos)) {
      if (peek(1) == Close) {
        Pos += 2;
        continue;
      }
      Closed = true;
      ++Pos;
      break;
    }
    ++Pos;
  }
  Pos = std::min<size_t>(Pos, Flat.size());
  if (!Closed)
    note(Begin, Kind == Token::Kind::String ? "string is never closed"
                                            : "quoted name is never closed");
  Token &New = push(Kind, Begin);
  New.HasHole = scanInside(Inside, Pos - (Closed ? 1 : 0), true);
}

void Tokenizer::readUntil(uint32_t Begin, llvm::StringRef Close) {
  size_t At = Flat.find(Close, Pos);
  if (At == llvm::StringRef::npos)
    note(Begin, "string is never closed");
  uint32_t Inside = Pos;
  Pos = At == llvm::StringRef::npos ? Flat.size() : At + Close.size();
  push(Token::Kind::String, Begin).HasHole = scanInside(Inside, Pos, true);
}

bool Tokenizer::readString() {
  uint32_t Begin = Pos;
  char C = peek();
  if (C == '\'' || (C == '"' && D.DoubleQuotedStrings)) {
    ++Pos;
    readQuoted(Token::Kind::String, Begin, C, D.BackslashEscapes);
    return true;
  }
  if (D.DollarQuotes && C == '$' && (peek(1) == '$' || isNameStart(peek(1)))) {
    uint32_t End = Pos + 1;
    while (End < Flat.size() && Flat[End] != '$' &&
           (isNameStart(Flat[End]) || llvm::isDigit(Flat[End])))
      ++End;
    if (End < Flat.size() && Flat[End] == '$') {
      llvm::StringRef Tag = Flat.slice(Begin, End + 1);
      Pos = End + 1;
      readUntil(Begin, Tag);
      return true;
    }
    return false;
  }
  // A letter and a quote: E'..', N'..', X'..', B'..', Oracle's q'[..]' and
  // nq'[..]', PostgreSQL's U&'..'.
  uint32_t Prefix = 0;
  if (peek(1) == '\'' && llvm::StringRef("eEnNxXbBqQ").contains(C))
    Prefix = 1;
  else if (peek(2) == '\'' && (C == 'n' || C == 'N' || C == 'u' || C == 'U') &&
           llvm::StringRef("qQ&").contains(peek(1)))
    Prefix = 2;
  if (!Prefix)
    return false;
  char Last = peek(Prefix - 1);
  Pos += Prefix + 1;
  if ((Last == 'q' || Last == 'Q') && D.QuoteOperator && Pos < Flat.size()) {
    static constexpr llvm::StringLiteral Open = "[{(<", Shut = "]})>";
    size_t Kind = Open.find(peek());
    char Close[2] = {Kind == llvm::StringRef::npos ? peek() : Shut[Kind], '\''};
    ++Pos;
    readUntil(Begin, llvm::StringRef(Close, 2));
    return true;
  }
  bool Backslash = D.BackslashEscapes || Last == 'e' || Last == 'E';
  readQuoted(Token::Kind::String, Begin, '\'', Backslash);
  return true;
}

bool Tokenizer::readQuotedName() {
  uint32_t Begin = Pos;
  char C = peek();
  char Close = C;
  if (C == '[') {
    // Directly behind a value it is a subscript.
    bool Subscript = endsValue(last()) && last().End == Pos;
    if (!D.BracketNames || Subscript ||
        (!isNamePart(peek(1)) && !T.holeAt(Pos + 1) && peek(1) != '#' &&
         peek(1) != '@' && peek(1) != ' ' && peek(1) != '%' && peek(1) != '{'))
      return false;
    Close = ']';
  } else if (C != '"' &&
             !(C == '`' && (D.BacktickNames || !Options.Db.known()))) {
    return false;
  }
  ++Pos;
  readQuoted(Token::Kind::QuotedName, Begin, Close, false);
  return true;
}

bool Tokenizer::endsValue(const Token &Tok) const {
  switch (Tok.What) {
  case Token::Kind::End:
    return false;
  case Token::Kind::Word:
    return !Tok.Reserved;
  case Token::Kind::Operator: {
    char C = Flat[Tok.Begin];
    return C == ')' || C == ']';
  }
  default:
    return true;
  }
}

/// PostgreSQL's JSON operators ?, ?| and ?& against the placeholder.
bool Tokenizer::isQuestionOperator() const {
  if (!D.QuestionOperators)
    return false;
  if (peek(1) == '&' || (peek(1) == '|' && peek(2) != '|'))
    return true;
  if (!endsValue(last()))
    return false;
  uint32_t Next = Pos + 1;
  while (Next < Flat.size() && isSpace(Flat[Next]))
    ++Next;
  return Next < Flat.size() &&
         (Flat[Next] == '\'' || Flat[Next] == '$' || Flat[Next] == '?');
}

bool Tokenizer::readParameter() {
  uint32_t Begin = Pos;
  char C = peek();
  if (C == '?' && isQuestionOperator())
    return false;
  if (C == ':') {
    // Not in ::type, in := nor in an array slice a[1:n].
    if (peek(1) == ':' || SquareDepth)
      return false;
    if (last().End == Pos && Pos && Flat[Pos - 1] == ':')
      return false;
  }
  uint32_t Length = Items.read(Flat, Pos);
  if (Length) {
    Pos += Length;
    Token &New = push(Token::Kind::Parameter, Begin);
    New.Placeholder = Out.Placeholders.size() - 1;
    New.HasHole = substitutesText(Out.Placeholders.back().Style);
    return true;
  }
  if (C != '@' || !(isNamePart(peek(1)) || peek(1) == '@'))
    return false;
  while (peek() == '@')
    ++Pos;
  while (isNamePart(peek()) || (peek() == '.' && isNameStart(peek(1))))
    ++Pos;
  push(Token::Kind::Variable, Begin);
  return true;
}

bool Tokenizer::readWord() {
  uint32_t Begin = Pos;
  bool Temporary = peek() == '#' && (isNameStart(peek(1)) || peek(1) == '#');
  if (!isNameStart(peek()) && !Temporary)
    return false;
  while (Temporary && peek() == '#')
    ++Pos;
  while (isNamePart(peek()) && !T.holeAt(Pos))
    ++Pos;
  // The token is done before it is asked about: emplace_back may move others.
  Token &New = push(Token::Kind::Word, Begin);
  bool AfterDot =
      List.Tokens.size() > 1 &&
      Flat[List.Tokens[List.Tokens.size() - 2].Begin] == '.' &&
      List.Tokens[List.Tokens.size() - 2].What == Token::Kind::Operator;
  New.Reserved = !AfterDot && isReserved(Flat.slice(Begin, Pos));
  return true;
}

bool Tokenizer::readNumber() {
  uint32_t Begin = Pos;
  if (!llvm::isDigit(peek()) &&
      !(peek() == '.' && llvm::isDigit(peek(1)) && !endsValue(last())))
    return false;
  if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
    Pos += 2;
    while (llvm::isHexDigit(peek()))
      ++Pos;
  } else {
    while (llvm::isDigit(peek()) || (peek() == '_' && llvm::isDigit(peek(1))))
      ++Pos;
    if (peek() == '.' && peek(1) != '.') {
      ++Pos;
      while (llvm::isDigit(peek()))
        ++Pos;
    }
    bool Signed = peek(1) == '+' || peek(1) == '-';
    if ((peek() == 'e' || peek() == 'E') &&
        llvm::isDigit(peek(Signed ? 2 : 1))) {
      Pos += Signed ? 2 : 1;
      while (llvm::isDigit(peek()))
        ++Pos;
    }
  }
  push(Token::Kind::Number, Begin);
  return true;
}

void Tokenizer::readOperator() {
  static constexpr llvm::StringLiteral Long[] = {
      "<=>", "!~*", "->>", "#>>", "::", ":=", "<>", "!=", "<=",
      ">=",  "==",  "||",  "&&",  "<<", ">>", "->", "@>", "<@",
      "!~",  "~*",  "+=",  "-=",  "*=", "/=", "%=", "&=", "|=",
      "^=",  "?|",  "?&",  "#>",  "@@", "..", "%%", "=>"};
  uint32_t Begin = Pos;
  char C = peek();
  if (C == '[')
    ++SquareDepth;
  else if (C == ']' && SquareDepth)
    --SquareDepth;
  uint32_t Length = 1;
  for (llvm::StringRef Candidate : Long)
    if (startsWith(Candidate)) {
      Length = Candidate.size();
      break;
    }
  Pos += Length;
  push(Token::Kind::Operator, Begin);
}

/// `tbl_` and a hole right behind it are one name, of which a part is known.
void Tokenizer::glue() {
  size_t N = List.Tokens.size();
  if (N < 2)
    return;
  Token &A = List.Tokens[N - 2];
  Token &B = List.Tokens[N - 1];
  if (A.End != B.Begin)
    return;
  auto IsText = [](const Token &Tok) {
    return Tok.What == Token::Kind::Hole ||
           (Tok.What == Token::Kind::Parameter && Tok.HasHole);
  };
  auto IsName = [](const Token &Tok) {
    return Tok.What == Token::Kind::Word && !Tok.Reserved;
  };
  bool Continues = IsName(A) && A.HasHole && IsName(B);
  if (!(IsText(A) && IsName(B)) && !(IsName(A) && IsText(B)) && !Continues)
    return;
  A.What = Token::Kind::Word;
  A.HasHole = true;
  A.End = B.End;
  List.Tokens.pop_back();
}

void Tokenizer::pair() {
  List.Matches.assign(List.Tokens.size(), TokenList::NoMatch);
  List.Levels.assign(List.Tokens.size(), 0);
  llvm::SmallVector<uint32_t, 32> Open;
  auto First = [&](uint32_t I) { return Flat[List.Tokens[I].Begin]; };
  auto IsCase = [&](uint32_t I) {
    return List.Tokens[I].What == Token::Kind::Word;
  };
  auto Join = [&](uint32_t A, uint32_t B) {
    List.Matches[A] = B;
    List.Matches[B] = A;
  };
  bool Stray = false;
  for (uint32_t I = 0; I != List.Tokens.size(); ++I) {
    const Token &Tok = List.Tokens[I];
    llvm::StringRef Spelled = Flat.slice(Tok.Begin, Tok.End);
    if (Tok.What == Token::Kind::Word && Tok.Reserved) {
      if (Spelled.equals_insensitive("case")) {
        // END CASE closes a block's CASE.
        bool Closing =
            I && List.Tokens[I - 1].What == Token::Kind::Word &&
            Flat.slice(List.Tokens[I - 1].Begin, List.Tokens[I - 1].End)
                .equals_insensitive("end");
        if (!Closing)
          Open.push_back(I);
      } else if (Spelled.equals_insensitive("end") && !Open.empty() &&
                 IsCase(Open.back())) {
        Join(Open.pop_back_val(), I);
      }
      continue;
    }
    if (Tok.What != Token::Kind::Operator || Spelled.size() != 1)
      continue;
    switch (Spelled[0]) {
    case '(':
    case '[':
      List.Levels[I] = Open.size();
      Open.push_back(I);
      break;
    case ')':
    case ']': {
      char Wanted = Spelled[0] == ')' ? '(' : '[';
      while (!Open.empty() && IsCase(Open.back()))
        Open.pop_back();
      if (!Open.empty() && First(Open.back()) == Wanted)
        Join(Open.pop_back_val(), I);
      else
        Stray = true;
      break;
    }
    case ';':
      // A statement's end closes what was left open in it.
      Stray |= !Open.empty();
      Open.clear();
      break;
    default:
      break;
    }
  }
  if (Stray || !Open.empty())
    note(Open.empty() ? 0 : List.Tokens[Open.front()].Begin,
         "brackets do not match");
}

TokenList tokenize(const Text &T, const ParseOptions &Options, Parsed &Out) {
  return Tokenizer(T, Options, Out).run();
}

} // namespace rowlock::sql
