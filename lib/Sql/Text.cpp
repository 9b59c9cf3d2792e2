//===- Text.cpp - SQL text with holes -------------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::sql {

Text &Text::append(llvm::StringRef Literal) {
  uint32_t Begin = Flat.size();
  Flat.append(Literal.begin(), Literal.end());
  Pieces.push_back({{Begin, static_cast<uint32_t>(Flat.size())}, std::nullopt});
  return *this;
}

Text &Text::appendHole(unsigned Number) {
  uint32_t Begin = Flat.size();
  Flat += HoleByte;
  Pieces.push_back({{Begin, Begin + 1}, Number});
  Holes.push_back({Begin, Number});
  return *this;
}

Text Text::fromEscaped(llvm::StringRef Escaped) {
  Text Result;
  size_t Literal = 0, Pos = 0;
  while ((Pos = Escaped.find("{{", Pos)) != llvm::StringRef::npos) {
    llvm::StringRef Rest = Escaped.drop_front(Pos + 2);
    llvm::StringRef Digits = Rest.take_while(llvm::isDigit);
    unsigned Number;
    if (Digits.empty() || !Rest.drop_front(Digits.size()).starts_with("}}") ||
        Digits.getAsInteger(10, Number)) {
      Pos += 2;
      continue;
    }
    if (Pos > Literal)
      Result.append(Escaped.slice(Literal, Pos));
    Result.appendHole(Number);
    Pos += 2 + Digits.size() + 2;
    Literal = Pos;
  }
  if (Literal < Escaped.size())
    Result.append(Escaped.drop_front(Literal));
  return Result;
}

llvm::StringRef Text::bytes(Span Where) const {
  if (!Where.valid() || Where.Begin > Flat.size() || Where.End < Where.Begin)
    return "";
  return llvm::StringRef(Flat).slice(Where.Begin, Where.End);
}

std::string Text::escaped(Span Where) const {
  if (!Where.valid())
    return "";
  std::string Result;
  uint32_t End = std::min<uint32_t>(Where.End, Flat.size());
  auto Next = llvm::lower_bound(Holes, Where.Begin,
                                [](const std::pair<uint32_t, unsigned> &H,
                                   uint32_t O) { return H.first < O; });
  for (uint32_t I = Where.Begin; I < End; ++I) {
    if (Next != Holes.end() && Next->first == I) {
      Result += "{{" + llvm::utostr(Next->second) + "}}";
      ++Next;
    } else {
      Result += Flat[I];
    }
  }
  return Result;
}

std::string Text::escaped() const { return escaped({0, size()}); }

std::optional<unsigned> Text::holeAt(uint32_t Offset) const {
  // The byte is looked at first: most offsets are no holes.
  if (Offset >= Flat.size() || Flat[Offset] != HoleByte)
    return std::nullopt;
  auto It = llvm::lower_bound(Holes, Offset,
                              [](const std::pair<uint32_t, unsigned> &H,
                                 uint32_t O) { return H.first < O; });
  if (It == Holes.end() || It->first != Offset)
    return std::nullopt;
  return It->second;
}

bool Text::hasHole(Span Where) const {
  if (!Where.valid())
    return false;
  auto It = llvm::lower_bound(Holes, Where.Begin,
                              [](const std::pair<uint32_t, unsigned> &H,
                                 uint32_t O) { return H.first < O; });
  return It != Holes.end() && It->first < Where.End;
}

void Text::holesIn(Span Where, llvm::SmallVectorImpl<unsigned> &Numbers) const {
  if (!Where.valid())
    return;
  auto It = llvm::lower_bound(Holes, Where.Begin,
                              [](const std::pair<uint32_t, unsigned> &H,
                                 uint32_t O) { return H.first < O; });
  for (; It != Holes.end() && It->first < Where.End; ++It)
    Numbers.push_back(It->second);
}

std::optional<Text::PieceRange> Text::locate(Span Where) const {
  if (!Where.valid() || Where.End > Flat.size())
    return std::nullopt;
  std::optional<PieceRange> Result;
  for (const auto &[Index, P] : llvm::enumerate(Pieces)) {
    if (P.Hole || !P.Where.contains(Where))
      continue;
    // At a seam the first piece wins, unless it is empty: nobody can edit a
    // literal that is not there.
    if (!Result || (Pieces[Result->Piece].Where.empty() && !P.Where.empty()))
      Result =
          PieceRange{static_cast<unsigned>(Index), Where.Begin - P.Where.Begin,
                     Where.End - P.Where.Begin};
    if (!P.Where.empty())
      break;
  }
  return Result;
}

} // namespace rowlock::sql
