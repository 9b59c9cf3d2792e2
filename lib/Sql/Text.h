//===- Text.h - SQL text with holes -----------------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A statement's text as the program builds it: bytes that are known, and holes
// whose text is not.
//
// All offsets and spans of lib/Sql are byte offsets into the *flattened* text:
// the literal bytes one after the other, each hole standing as ONE byte
// (HoleByte). So "before the hole" and "behind the hole" are different offsets.
// A literal may contain that byte too; what is a hole is decided by the table
// of holes, never by the byte.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_TEXT_H
#define ROWLOCK_SQL_TEXT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace rowlock::sql {

/// Bytes [Begin, End) of the flattened text. Begin == End is a place between
/// two bytes; the default Span is no place at all.
struct Span {
  static constexpr uint32_t None = ~0u;
  uint32_t Begin = None;
  uint32_t End = None;

  bool valid() const { return Begin != None; }
  bool empty() const { return Begin == End; }
  uint32_t size() const { return valid() ? End - Begin : 0; }
  bool contains(Span Other) const {
    return valid() && Other.valid() && Begin <= Other.Begin && Other.End <= End;
  }
  friend bool operator==(Span A, Span B) {
    return A.Begin == B.Begin && A.End == B.End;
  }
  friend bool operator!=(Span A, Span B) { return !(A == B); }
};

class Text {
public:
  static constexpr char HoleByte = '\x1a';

  struct Piece {
    /// Where the piece stands in the flattened text.
    Span Where;
    /// The hole's number as the caller gave it; nothing for literal bytes.
    std::optional<unsigned> Hole;
  };

  Text() = default;
  explicit Text(llvm::StringRef Literal) { append(Literal); }

  /// Adds literal bytes as a piece of their own. An empty literal adds a piece
  /// too, so that piece numbers stay the caller's.
  Text &append(llvm::StringRef Literal);
  /// Adds a hole. Numbers are the caller's and may repeat.
  Text &appendHole(unsigned Number);

  /// Literal bytes with {{N}} for hole N: the escape of dumps and tests.
  static Text fromEscaped(llvm::StringRef Escaped);
  /// The opposite of fromEscaped, for a part of the text.
  std::string escaped(Span Where) const;
  std::string escaped() const;

  llvm::StringRef flattened() const { return Flat; }
  llvm::ArrayRef<Piece> pieces() const { return Pieces; }
  uint32_t size() const { return Flat.size(); }
  /// The flattened bytes of a span; empty for an invalid one.
  llvm::StringRef bytes(Span Where) const;
  /// The number of the hole at that offset, if one stands there.
  std::optional<unsigned> holeAt(uint32_t Offset) const;
  bool hasHole(Span Where) const;
  /// Appends the numbers of the holes in a span.
  void holesIn(Span Where, llvm::SmallVectorImpl<unsigned> &Numbers) const;

  /// A range inside one literal piece, in that piece's own byte offsets.
  struct PieceRange {
    unsigned Piece = 0;
    uint32_t Begin = 0;
    uint32_t End = 0;
  };
  /// Maps a span back to the piece it stands in. Nothing if it spans several
  /// pieces or a hole. A place between two pieces (an empty span) belongs to
  /// the literal piece that ends there, else to the one that begins there;
  /// nothing if holes stand on both sides or the text ends behind a hole: then
  /// a new literal has to be put there.
  std::optional<PieceRange> locate(Span Where) const;

private:
  std::string Flat;
  llvm::SmallVector<Piece, 4> Pieces;
  llvm::SmallVector<std::pair<uint32_t, unsigned>, 4> Holes;
};

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_TEXT_H
