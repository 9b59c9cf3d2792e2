//===- Placeholders.cpp - Recognise and number placeholders ---------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Placeholders.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::sql {

llvm::StringRef name(PlaceholderStyle S) {
  switch (S) {
  case PlaceholderStyle::Dollar:
    return "dollar";
  case PlaceholderStyle::Question:
    return "question";
  case PlaceholderStyle::QuestionNumbered:
    return "question-numbered";
  case PlaceholderStyle::Colon:
    return "colon";
  case PlaceholderStyle::At:
    return "at";
  case PlaceholderStyle::Printf:
    return "printf";
  case PlaceholderStyle::Percent:
    return "percent";
  case PlaceholderStyle::Braces:
    return "braces";
  }
  return "question";
}

std::optional<PlaceholderStyle> parsePlaceholderStyle(llvm::StringRef Text) {
  for (PlaceholderStyle S :
       {PlaceholderStyle::Dollar, PlaceholderStyle::Question,
        PlaceholderStyle::QuestionNumbered, PlaceholderStyle::Colon,
        PlaceholderStyle::At, PlaceholderStyle::Printf,
        PlaceholderStyle::Percent, PlaceholderStyle::Braces})
    if (name(S) == Text)
      return S;
  return std::nullopt;
}

bool substitutesText(PlaceholderStyle S) {
  return S == PlaceholderStyle::Printf || S == PlaceholderStyle::Percent ||
         S == PlaceholderStyle::Braces;
}

namespace {

bool isNameStart(char C) {
  return llvm::isAlpha(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80;
}
llvm::StringRef takeName(llvm::StringRef Text) {
  if (Text.empty() || !isNameStart(Text.front()))
    return "";
  return Text.take_while(
      [](char C) { return isNameStart(C) || llvm::isDigit(C); });
}
llvm::StringRef takeDigits(llvm::StringRef Text) {
  return Text.take_while([](char C) { return llvm::isDigit(C); });
}
/// Numbers beyond any bind list are no positions.
std::optional<unsigned> number(llvm::StringRef Digits) {
  unsigned Value;
  if (Digits.empty() || Digits.getAsInteger(10, Value) || Value > 65535)
    return std::nullopt;
  return Value;
}
char at(llvm::StringRef Text, size_t I) {
  return I < Text.size() ? Text[I] : '\0';
}

} // namespace

unsigned PlaceholderReader::positionOf(llvm::StringRef Name) {
  auto [It, New] = Named.try_emplace(Name, Bound + 1);
  if (New)
    ++Bound;
  return It->second;
}

uint32_t PlaceholderReader::record(Placeholder New, uint32_t Pos,
                                   uint32_t Length) {
  New.AfterHole = AfterHole;
  New.Where = {Pos, Pos + Length};
  Out.Placeholders.push_back(std::move(New));
  return Length;
}

uint32_t PlaceholderReader::readNative(llvm::StringRef Rest, uint32_t Pos) {
  Placeholder New;
  llvm::StringRef Behind = Rest.drop_front();
  llvm::StringRef Digits = takeDigits(Behind);
  llvm::StringRef Word = takeName(Behind);
  switch (Rest.front()) {
  case '$':
    New.Style = PlaceholderStyle::Dollar;
    break;
  case '?':
    // Without the numbered style ?1 is a ? and a stray number.
    if (Digits.empty() || !Styles.has(PlaceholderStyle::QuestionNumbered)) {
      if (!Styles.has(PlaceholderStyle::Question))
        return 0;
      New.Style = PlaceholderStyle::Question;
      New.Anonymous = true;
      New.Position = ++Bound;
      return record(std::move(New), Pos, 1);
    }
    New.Style = PlaceholderStyle::QuestionNumbered;
    Word = "";
    break;
  case ':':
    New.Style = PlaceholderStyle::Colon;
    break;
  case '@':
    New.Style = PlaceholderStyle::At;
    Digits = "";
    break;
  default:
    return 0;
  }
  if (!Styles.has(New.Style))
    return 0;
  if (std::optional<unsigned> Number = number(Digits); Number && *Number) {
    New.Position = *Number;
    if (New.Style == PlaceholderStyle::Colon)
      New.Name = Digits.str();
    if (New.Style != PlaceholderStyle::Dollar)
      Bound = std::max(Bound, *Number);
    return record(std::move(New), Pos, 1 + Digits.size());
  }
  if (Word.empty())
    return 0;
  New.Name = Word.str();
  New.Position = positionOf(Rest.take_front(1 + Word.size()));
  return record(std::move(New), Pos, 1 + Word.size());
}

/// %[n$][flags][width][.precision][length]conversion. The flag ' ' is left out:
/// `a % d` is a remainder.
uint32_t PlaceholderReader::readPrintf(llvm::StringRef Rest, Placeholder &New) {
  size_t I = 1;
  std::optional<unsigned> Given;
  llvm::StringRef Digits = takeDigits(Rest.drop_front(I));
  if (!Digits.empty() && at(Rest, I + Digits.size()) == '$') {
    Given = number(Digits);
    I += Digits.size() + 1;
  }
  unsigned Stars = 0;
  auto Skip = [&](llvm::StringRef Set) {
    while (I < Rest.size() && Set.contains(Rest[I])) {
      Stars += Rest[I] == '*';
      ++I;
    }
  };
  Skip("-+#0'");
  Skip("0123456789*");
  if (at(Rest, I) == '.') {
    ++I;
    Skip("0123456789*");
  }
  Skip("hlLqjzt");
  // 'q' and 'Q' end SQLite's own %q and %Q; 'q' was skipped as a length.
  bool SqliteQuote = I > 1 && at(Rest, I - 1) == 'q' && at(Rest, I) != 'd' &&
                     at(Rest, I) != 'i' && at(Rest, I) != 'u';
  if (SqliteQuote)
    --I;
  if (!llvm::StringRef("diouxXeEfFgGaAcsSpQqw").contains(at(Rest, I)) ||
      I >= Rest.size())
    return 0;
  // "%s_x" touches a name; "%discount" does too, and cannot be told apart.
  PrintfItems += Given ? 0 : Stars + 1;
  New.Style = PlaceholderStyle::Printf;
  New.Anonymous = !Given;
  New.Position = Given && *Given ? *Given : std::max(1u, PrintfItems);
  return I + 1;
}

uint32_t PlaceholderReader::readBraces(llvm::StringRef Rest, Placeholder &New) {
  size_t I = 1;
  llvm::StringRef Digits = takeDigits(Rest.drop_front(I));
  llvm::StringRef Word = takeName(Rest.drop_front(I));
  I += Digits.empty() ? Word.size() : Digits.size();
  if (at(Rest, I) == ':') {
    // A format specification is short; {:{}} nests once.
    size_t Limit = std::min<size_t>(Rest.size(), I + 64);
    unsigned Depth = 1;
    while (++I < Limit) {
      Depth += Rest[I] == '{';
      if (Rest[I] == '}' && --Depth == 0)
        break;
    }
  }
  if (at(Rest, I) != '}')
    return 0;
  New.Style = PlaceholderStyle::Braces;
  if (std::optional<unsigned> Number = number(Digits)) {
    New.Position = *Number + 1;
  } else if (!Word.empty()) {
    New.Name = Word.str();
    New.Position =
        NamedItems.try_emplace(Word, NamedItems.size() + 1).first->second;
  } else {
    New.Anonymous = true;
    New.Position = ++BraceItems;
  }
  return I + 1;
}

uint32_t PlaceholderReader::readItem(llvm::StringRef Rest, uint32_t Pos,
                                     bool InString) {
  Placeholder New;
  New.InString = InString;
  uint32_t Length = 0;
  if (Rest.front() == '%') {
    if (Styles.has(PlaceholderStyle::Printf))
      Length = readPrintf(Rest, New);
    if (!Length && Styles.has(PlaceholderStyle::Percent)) {
      size_t Skip = at(Rest, 1) == 'L' ? 2 : 1;
      llvm::StringRef Digits =
          takeDigits(Rest.drop_front(std::min(Skip, Rest.size())))
              .take_front(2);
      std::optional<unsigned> Number = number(Digits);
      if (Number && *Number) {
        New.Style = PlaceholderStyle::Percent;
        New.Position = *Number;
        Length = Skip + Digits.size();
      }
    }
  } else if (Rest.front() == '{' && Styles.has(PlaceholderStyle::Braces)) {
    Length = readBraces(Rest, New);
  }
  return Length ? record(std::move(New), Pos, Length) : 0;
}

uint32_t PlaceholderReader::read(llvm::StringRef Flat, uint32_t Pos) {
  llvm::StringRef Rest = Flat.substr(Pos);
  if (Rest.empty())
    return 0;
  if (uint32_t Length = readItem(Rest, Pos, false))
    return Length;
  return readNative(Rest, Pos);
}

bool PlaceholderReader::scanSubstituted(llvm::StringRef Flat, uint32_t Begin,
                                        uint32_t End, bool InString) {
  bool Percent = Styles.has(PlaceholderStyle::Printf) ||
                 Styles.has(PlaceholderStyle::Percent);
  bool Braces = Styles.has(PlaceholderStyle::Braces);
  if (!Percent && !Braces)
    return false;
  bool Found = false;
  llvm::StringRef Inside = Flat.take_front(End);
  for (uint32_t I = Begin; I < End;) {
    char C = Inside[I];
    if ((C != '%' || !Percent) && (C != '{' || !Braces)) {
      ++I;
      continue;
    }
    // %% and {{ are one character each.
    if (at(Inside, I + 1) == C) {
      I += 2;
      continue;
    }
    uint32_t Length = readItem(Inside.drop_front(I), I, InString);
    Found |= Length != 0;
    I += std::max(Length, 1u);
  }
  return Found;
}

} // namespace rowlock::sql
