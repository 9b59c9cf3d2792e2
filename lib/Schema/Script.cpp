//===- Schema/Script.cpp - A file of SQL, cut into statements -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema/Script.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <array>

using namespace rowlock::schema;
using llvm::StringRef;
using rowlock::databases::Product;

namespace {
constexpr unsigned MaxUnclosed = 16;

/// Characters at which a statement needs a closer look. The rows of a dump are
/// nearly all of its bytes, and hold few of these.
constexpr std::array<bool, 256> makeSpecial() {
  std::array<bool, 256> Table{};
  for (char C : {';', '\'', '"', '`', '[', '-', '/', '#', '$', '\n'})
    Table[static_cast<unsigned char>(C)] = true;
  return Table;
}
constexpr std::array<bool, 256> Special = makeSpecial();

bool isWordPart(char C) {
  return llvm::isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80;
}

bool isOneOf(StringRef Word, llvm::ArrayRef<llvm::StringLiteral> Words) {
  return llvm::any_of(
      Words, [&](StringRef Each) { return Word.equals_insensitive(Each); });
}

/// Statements that say nothing about tables, whatever stands in them.
constexpr llvm::StringLiteral Uninteresting[] = {
    "insert",    "replace",    "update",     "delete",     "select",
    "set",       "lock",       "unlock",     "begin",      "commit",
    "start",     "pragma",     "grant",      "revoke",     "copy",
    "analyze",   "vacuum",     "use",        "end",        "rollback",
    "truncate",  "merge",      "with",       "values",     "comment",
    "call",      "exec",       "execute",    "do",         "declare",
    "show",      "explain",    "reset",      "prompt",     "rem",
    "print",     "savepoint",  "release",    "deallocate", "prepare",
    "analyse",   "checkpoint", "flush",      "optimize",   "refresh",
    "reindex",   "cluster",    "security",   "notify",     "listen",
    "load",      "discard",    "reassign",   "import",     "attach",
    "detach",    "abort",      "whenever",   "spool",      "exit",
    "delimiter", "audit",      "associate",  "deny",       "define",
    "repair",    "check",      "describe",   "handler",    "change",
    "reload",    "purge",      "connection", "connect",    "disconnect"};
} // namespace

//===----------------------------------------------------------------------===//
// Between statements
//===----------------------------------------------------------------------===//

StringRef Script::restOfLine() const {
  return Text.slice(Pos, Text.find('\n', Pos)).rtrim('\r');
}

void Script::skipLine() {
  size_t End = Text.find('\n', Pos);
  Pos = End == StringRef::npos ? Text.size() : End + 1;
}

StringRef Script::wordAt(size_t At) const {
  size_t End = At;
  while (End < Text.size() && isWordPart(Text[End]))
    ++End;
  return Text.slice(At, End);
}

/// A comment that the server runs: /*!40101 ... */. What needs a server of
/// version 99.99 is run by none.
bool Script::isExecutable() const {
  bool Family =
      P == Product::MySQL || P == Product::MariaDB || P == Product::Unknown;
  return Family && (startsWith("/*!") || startsWith("/*M!")) &&
         !startsWith("/*!999999") && !startsWith("/*M!999999");
}

/// Migration tools that keep both ways in one file mark where each begins.
void Script::readMark(StringRef Comment) {
  StringRef Words = Comment.ltrim("-# \t/").trim();
  auto Begins = [&](llvm::ArrayRef<llvm::StringLiteral> Marks) {
    return llvm::any_of(Marks, [&](StringRef Each) {
      return Words.starts_with_insensitive(Each);
    });
  };
  if (Begins({"+goose down", "+migrate down", "migrate:down", "@undo",
              "+micrate down"}) ||
      (SeesUp && Words.equals_insensitive("down"))) {
    Down = true;
  } else if (Begins(
                 {"+goose up", "+migrate up", "migrate:up", "+micrate up"}) ||
             Words.equals_insensitive("up")) {
    SeesUp = true;
    Down = false;
  }
}

/// True if a comment was skipped. The inside of an executable one is SQL.
bool Script::skipComment() {
  bool Dashes = startsWith("--") && (!D.DashesNeedSpace ||
                                     Pos + 2 >= Text.size() || peek(2) <= ' ');
  if (Dashes || (D.HashComments && peek() == '#')) {
    if (atLineStart())
      readMark(restOfLine());
    skipLine();
    return true;
  }
  if (!startsWith("/*") || isExecutable())
    return false;
  Pos += 2;
  for (unsigned Depth = 1; Depth;) {
    size_t Next = Text.find_first_of("*/", Pos);
    if (Next == StringRef::npos || Next + 1 >= Text.size()) {
      Pos = Text.size();
      break;
    }
    Pos = Next;
    if (startsWith("*/")) {
      --Depth;
      Pos += 2;
    } else if (D.NestedComments && startsWith("/*")) {
      ++Depth;
      Pos += 2;
    } else {
      ++Pos;
    }
  }
  return true;
}

bool Script::skipDelimiter() {
  StringRef End = Delimiter.empty() ? StringRef(";") : Delimiter;
  if (startsWith(End)) {
    Pos += End.size();
    return true;
  }
  if (peek() != ';')
    return false;
  ++Pos;
  return true;
}

/// Lines that the client reads and the server never sees.
bool Script::skipClientLine(Problem Tell) {
  if (!atLineStart())
    return false;
  StringRef Line = restOfLine();
  if (Line.starts_with("\\")) {
    StringRef Command = Line.drop_front().split(' ').first;
    if (isOneOf(Command, {"i", "ir", "include", "include_relative"}))
      Tell(Pos, "another script is included here, which is not followed");
    skipLine();
    return true;
  }
  if (Line.starts_with_insensitive("delimiter") && Line.size() > 10 &&
      Line[9] <= ' ') {
    StringRef New = Line.drop_front(10).trim();
    Delimiter = New == ";" ? StringRef() : New.split(' ').first;
    skipLine();
    return true;
  }
  StringRef Word = Line.trim();
  bool Ends = Word == "/" || Word.equals_insensitive("go");
  bool Source = Line.starts_with_insensitive("source ") ||
                Line.starts_with(".read ") || Line.starts_with("@");
  if (Source)
    Tell(Pos, "another script is included here, which is not followed");
  if (Ends || Source || Line.starts_with(".")) {
    skipLine();
    return true;
  }
  return false;
}

bool Script::skipGap(Problem Tell) {
  if (Pos >= Text.size())
    return false;
  if (skipClientLine(Tell))
    return true;
  if (static_cast<unsigned char>(peek()) <= ' ') {
    ++Pos;
    return true;
  }
  // A mark of the encoding.
  if (Pos == 0 && startsWith("\xef\xbb\xbf")) {
    Pos += 3;
    return true;
  }
  if (startsWith("*/")) { // of an executable comment
    Pos += 2;
    return true;
  }
  return skipDelimiter() || skipComment();
}

StringRef Script::firstWord() const {
  size_t At = Pos;
  // "/*!50001 CREATE", "( SELECT"
  if (isExecutable()) {
    At = Text.find('!', Pos) + 1;
    while (At < Text.size() && llvm::isDigit(Text[At]))
      ++At;
  }
  while (At < Text.size() &&
         (static_cast<unsigned char>(Text[At]) <= ' ' || Text[At] == '('))
    ++At;
  return wordAt(At);
}

//===----------------------------------------------------------------------===//
// Within a statement
//===----------------------------------------------------------------------===//

/// Behind the opening quote. A doubled quote ends one string and begins the
/// next, which comes to the same.
void Script::skipQuoted(char Close, bool Backslash, Problem Tell) {
  size_t Begin = Pos++;
  if (Unclosed > MaxUnclosed)
    return;
  char Stops[3] = {Close, '\\', '\0'};
  while (true) {
    size_t At = Backslash ? Text.find_first_of(StringRef(Stops, 2), Pos)
                          : Text.find(Close, Pos);
    if (At == StringRef::npos || At >= Text.size()) {
      ++Unclosed;
      Tell(Begin, "quote is never closed");
      Pos = Begin + 1;
      return;
    }
    Pos = At + 1;
    if (Text[At] == Close)
      return;
    ++Pos;
  }
}

bool Script::skipDollarQuoted(Problem Tell) {
  if (Pos && isWordPart(Text[Pos - 1]))
    return false;
  size_t End = Pos + 1;
  while (End < Text.size() && isWordPart(Text[End]))
    ++End;
  if (End >= Text.size() || Text[End] != '$' || llvm::isDigit(peek(1)) ||
      Unclosed > MaxUnclosed)
    return false;
  StringRef Tag = Text.slice(Pos, End + 1);
  size_t Close = Text.find(Tag, End + 1);
  if (Close == StringRef::npos) {
    ++Unclosed;
    Tell(Pos, "dollar quote is never closed");
    return false;
  }
  Pos = Close + Tag.size();
  return true;
}

void Script::skipBracketName() {
  constexpr size_t LongestName = 130;
  size_t End = Text.substr(Pos, LongestName).find_first_of("]\n");
  Pos += End != StringRef::npos && Text[Pos + End] == ']' ? End + 1 : 1;
}

/// Their bodies have semicolons of their own.
bool Script::isRoutine(size_t Begin) const {
  size_t At = Begin;
  for (unsigned Words = 0; Words != 14; ++Words) {
    while (At < Text.size() && !isWordPart(Text[At]) && Text[At] != ';')
      ++At;
    StringRef Word = wordAt(At);
    if (Word.empty())
      return false;
    if (isOneOf(Word, {"trigger", "function", "procedure", "event", "package"}))
      return true;
    if (isOneOf(Word, {"table", "index", "view", "sequence", "database",
                       "schema", "role", "user", "extension", "domain"}))
      return false;
    At += Word.size();
  }
  return false;
}

/// The word that ends at Pos begins a block that END closes.
bool Script::opensBlock(StringRef Word, unsigned Depth) const {
  if (Word.equals_insensitive("case"))
    return Depth != 0;
  if (!Word.equals_insensitive("begin"))
    return false;
  // Elsewhere PostgreSQL has it in strings only, and as a parameter's name.
  size_t Next = Text.find_first_not_of(" \t\r\n", Pos);
  return P != Product::PostgreSQL ||
         (Next != StringRef::npos && wordAt(Next).equals_insensitive("atomic"));
}

size_t Script::endOfStatement(size_t Begin, Problem Tell) {
  // Where the delimiter is another one, semicolons do not matter.
  bool Blocks = Delimiter.empty() && isRoutine(Begin);
  char Last = Delimiter.empty() ? ';' : Delimiter.front();
  bool WaitsForOther = !Special[static_cast<unsigned char>(Last)];
  unsigned Depth = 0;
  auto Stops = [&](char C) {
    return Special[static_cast<unsigned char>(C)] ||
           (WaitsForOther && C == Last) || (Blocks && llvm::isAlpha(C));
  };
  while (Pos < Text.size()) {
    if (WaitsForOther || Blocks) {
      while (Pos < Text.size() && !Stops(Text[Pos]))
        ++Pos;
    } else {
      const char *At = Text.data() + Pos, *Stop = Text.end();
      while (At != Stop && !Special[static_cast<unsigned char>(*At)])
        ++At;
      Pos = At - Text.data();
    }
    if (Pos >= Text.size())
      break;
    if (!Delimiter.empty() && startsWith(Delimiter)) {
      size_t End = Pos;
      Pos += Delimiter.size();
      return End;
    }
    switch (peek()) {
    case ';':
      if (Delimiter.empty() && !Depth)
        return Pos++;
      ++Pos;
      break;
    case '\'': {
      bool Escape = Pos && (Text[Pos - 1] == 'E' || Text[Pos - 1] == 'e') &&
                    !(Pos > 1 && isWordPart(Text[Pos - 2]));
      skipQuoted('\'', D.BackslashEscapes || Escape, Tell);
      break;
    }
    case '"':
      skipQuoted('"', D.BackslashEscapes, Tell);
      break;
    case '`':
      if (D.BacktickNames || P == Product::Unknown)
        skipQuoted('`', false, Tell);
      else
        ++Pos;
      break;
    case '[':
      if (D.BracketNames)
        skipBracketName();
      else
        ++Pos;
      break;
    case '$':
      if (!D.DollarQuotes || !skipDollarQuoted(Tell))
        ++Pos;
      break;
    case '\n': {
      ++Pos;
      char C = peek();
      if (C != 'G' && C != 'g' && C != '/')
        break;
      StringRef Line = restOfLine().rtrim();
      if (Line == "/" || Line.equals_insensitive("go"))
        return Pos;
      break;
    }
    case '-':
    case '#':
    case '/':
      if (!skipComment())
        ++Pos;
      break;
    default: {
      StringRef Word = wordAt(Pos);
      if (Pos && isWordPart(Text[Pos - 1])) {
        Pos += Word.size();
        break;
      }
      Pos += std::max<size_t>(Word.size(), 1);
      if (opensBlock(Word, Depth)) {
        ++Depth;
      } else if (Word.equals_insensitive("end") && Depth) {
        // END CASE closes what CASE opened.
        size_t Next = Text.find_first_not_of(" \t\r\n", Pos);
        StringRef Behind = Next == StringRef::npos ? "" : wordAt(Next);
        if (!isOneOf(Behind, {"if", "loop", "while", "repeat", "for"}))
          --Depth;
        if (Behind.equals_insensitive("case"))
          Pos = Next + Behind.size();
      }
      break;
    }
    }
  }
  return Text.size();
}

/// COPY t (...) FROM stdin; and rows up to a line with a dot.
void Script::skipCopyData(Problem Tell, size_t Begin) {
  skipLine();
  size_t End = startsWith("\\.") ? Pos : Text.find("\n\\.", Pos);
  if (End == StringRef::npos) {
    Tell(Begin, "the rows behind COPY have no end ('\\.')");
    Pos = Text.size();
    return;
  }
  Pos = Text[End] == '\n' ? End + 1 : End;
  skipLine();
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

std::optional<Script::Piece> Script::next(Problem Tell) {
  while (true) {
    while (skipGap(Tell)) {
    }
    if (Pos >= Text.size())
      return std::nullopt;
    size_t Begin = Pos;
    StringRef Word = firstWord();
    size_t End = endOfStatement(Begin, Tell);
    // Nothing may stand still.
    Pos = std::max(Pos, Begin + 1);
    if (Word.equals_insensitive("copy") &&
        Text.slice(Begin, End).contains_insensitive("from stdin"))
      skipCopyData(Tell, Begin);
    if (Down)
      continue;
    if (isOneOf(Word, Uninteresting) &&
        !Text.slice(Begin, std::min(End, Begin + 64))
             .contains_insensitive("sp_rename"))
      continue;
    return Piece{Text.slice(Begin, End), Begin};
  }
}

unsigned Script::line(size_t Offset) {
  auto Count = [&](size_t From, size_t To) {
    return static_cast<unsigned>(Text.slice(From, To).count('\n'));
  };
  Lines = Offset >= CountedTo ? Lines + Count(CountedTo, Offset)
                              : Lines - Count(Offset, CountedTo);
  CountedTo = Offset;
  return Lines;
}
