//===- Schema/Script.h - A file of SQL, cut into statements -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds where the statements of a script begin and end, and what stands in
// front of them. Built for dumps: rows are stepped over, byte by byte and once.
// Knows what the clients that run such scripts know: DELIMITER, GO, a lone
// slash, lines that begin with a backslash, the data behind COPY, and the marks
// by which migration tools tell the way up from the way down.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SCHEMA_SCRIPT_H
#define ROWLOCK_SCHEMA_SCRIPT_H

#include "Databases/Databases.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace rowlock::schema {

class Script {
public:
  struct Piece {
    llvm::StringRef Text;
    size_t Offset = 0;
  };
  /// A line that is nothing but words of the client, or something broken.
  using Problem = llvm::function_ref<void(size_t Offset, llvm::StringRef)>;

  Script(llvm::StringRef Text, databases::Product P)
      : Text(Text), D(databases::dialect(P)), P(P) {}

  /// The next statement that is not one of those that only move rows.
  std::optional<Piece> next(Problem Tell);
  /// Counts from 1, and from where it was asked about before.
  unsigned line(size_t Offset);

private:
  bool startsWith(llvm::StringRef What) const {
    return Text.substr(Pos).starts_with(What);
  }
  char peek(size_t Ahead = 0) const {
    return Pos + Ahead < Text.size() ? Text[Pos + Ahead] : '\0';
  }
  bool atLineStart() const { return Pos == 0 || Text[Pos - 1] == '\n'; }
  llvm::StringRef restOfLine() const;
  void skipLine();
  bool skipGap(Problem Tell);
  bool skipClientLine(Problem Tell);
  bool skipComment();
  void readMark(llvm::StringRef Comment);
  bool isExecutable() const;
  llvm::StringRef firstWord() const;
  llvm::StringRef wordAt(size_t At) const;
  bool isRoutine(size_t Begin) const;
  bool opensBlock(llvm::StringRef Word, unsigned Depth) const;
  size_t endOfStatement(size_t Begin, Problem Tell);
  void skipQuoted(char Close, bool Backslash, Problem Tell);
  bool skipDollarQuoted(Problem Tell);
  void skipBracketName();
  void skipCopyData(Problem Tell, size_t Begin);
  bool skipDelimiter();

  llvm::StringRef Text;
  const databases::Dialect &D;
  databases::Product P;
  size_t Pos = 0;
  /// What ends a statement; ";" if empty.
  llvm::StringRef Delimiter;
  /// Behind the mark of a way down.
  bool Down = false;
  bool SeesUp = false;
  /// Quotes that were never closed. Once there are many the text is no SQL, and
  /// quotes are characters like others.
  unsigned Unclosed = 0;
  size_t CountedTo = 0;
  unsigned Lines = 1;
};

} // namespace rowlock::schema

#endif // ROWLOCK_SCHEMA_SCRIPT_H
