//===- Placeholders.h - Recognise and number placeholders -------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_PLACEHOLDERS_H
#define ROWLOCK_SQL_PLACEHOLDERS_H

#include "Sql/Parse.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::sql {

/// Recognises placeholders of the given styles in the order of the text and
/// appends them to Parsed::Placeholders.
class PlaceholderReader {
public:
  PlaceholderReader(PlaceholderStyles Styles, Parsed &Out)
      : Styles(Styles), Out(Out) {}

  /// The length of the placeholder that begins at \p Pos, which is then
  /// recorded; 0 if none does.
  uint32_t read(llvm::StringRef Flat, uint32_t Pos);
  /// Records the format items within quotes or a comment; true if there is one.
  bool scanSubstituted(llvm::StringRef Flat, uint32_t Begin, uint32_t End,
                       bool InString);
  /// From here on, positions that are counted are only the least ones.
  void holeSeen() { AfterHole = true; }

private:
  PlaceholderStyles Styles;
  Parsed &Out;
  bool AfterHole = false;
  /// ?, ?1, :a, @a and $a share one row of positions, as in SQLite.
  unsigned Bound = 0;
  unsigned PrintfItems = 0;
  unsigned BraceItems = 0;
  llvm::StringMap<unsigned> Named;
  llvm::StringMap<unsigned> NamedItems;

  uint32_t readNative(llvm::StringRef Rest, uint32_t Pos);
  uint32_t readItem(llvm::StringRef Rest, uint32_t Pos, bool InString);
  uint32_t readPrintf(llvm::StringRef Rest, Placeholder &New);
  uint32_t readBraces(llvm::StringRef Rest, Placeholder &New);
  unsigned positionOf(llvm::StringRef Name);
  uint32_t record(Placeholder New, uint32_t Pos, uint32_t Length);
};

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_PLACEHOLDERS_H
