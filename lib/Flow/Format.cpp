//===- Flow/Format.cpp - Formats with their arguments ---------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// printf: C17 7.21.6.1, with the escaping conversions of SQLite's printf.
// Braces: the format strings of C++20 [format.string]. Percent: %1 to %99, the
// argument by its number.
//
//===----------------------------------------------------------------------===//

#include "Flow/Folding.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::flow;

namespace {
/// Walks over a format and collects the pieces of the text.
class FormatExpander {
public:
  FormatExpander(ValueTable &Values, const Value &Format,
                 llvm::ArrayRef<const Value *> Arguments)
      : Values(Values), Format(Format), Rest(Format.Spelling),
        Arguments(Arguments) {}

  const Value *run(llvm::StringRef Style) {
    bool Fits = Style == "printf"    ? printf()
                : Style == "braces"  ? braces()
                : Style == "percent" ? percent(numbers(&Format))
                                     : false;
    // "%s" alone is what it is given.
    if (Fits && Pieces.size() == 1)
      return Pieces.front();
    return Fits ? Values.get(ValueKind::Concat, {}, Pieces) : nullptr;
  }

  /// One text of a format that was put together, with the numbers of all.
  llvm::ArrayRef<const Value *> runPercent(llvm::ArrayRef<unsigned> Numbers) {
    percent(Numbers);
    return Pieces;
  }

  /// The numbers that mark values, in order.
  static llvm::SmallVector<unsigned, 8>
  numbers(llvm::ArrayRef<const Value *> Texts) {
    llvm::SmallVector<unsigned, 8> Numbers;
    for (const Value *Each : Texts) {
      if (Each->Kind != ValueKind::Text)
        continue;
      llvm::StringRef All = Each->Spelling;
      for (size_t At = All.find('%'); At != llvm::StringRef::npos;
           At = All.find('%', At + 1))
        if (unsigned N; number(All.drop_front(At + 1), N) &&
                        !llvm::is_contained(Numbers, N))
          Numbers.push_back(N);
    }
    llvm::sort(Numbers);
    return Numbers;
  }

private:
  unsigned offset() const { return Format.Spelling.size() - Rest.size(); }

  /// The next \p Length bytes stand for themselves.
  void literal(size_t Length) {
    if (Length == 0)
      return;
    Value Slice = Format;
    Slice.Spelling = Rest.take_front(Length);
    Slice.Offset = Format.Offset + offset();
    Pieces.push_back(Values.get(Slice));
    Rest = Rest.drop_front(Length);
  }

  /// Literal text up to the next \p Sign.
  bool literalUntil(llvm::StringRef Signs) {
    literal(std::min(Rest.find_first_of(Signs), Rest.size()));
    return !Rest.empty();
  }

  bool argument(size_t Index, ValueKind Wrap = ValueKind::Phi) {
    if (Index >= Arguments.size())
      return false;
    const Value *A = Arguments[Index];
    Pieces.push_back(Wrap == ValueKind::Phi ? A : Values.get(Wrap, {}, {A}));
    return true;
  }

  /// Behind a '%': flags, width, precision, length; stars take arguments.
  bool printf() {
    size_t Next = 0;
    while (literalUntil("%")) {
      if (Rest.starts_with("%%")) {
        Rest = Rest.drop_front();
        literal(1);
        continue;
      }
      Rest = Rest.drop_front();
      llvm::StringRef Modifiers = Rest.take_while([](char C) {
        return llvm::StringRef("-+ #0123456789.*hlLjzt'!,").contains(C);
      });
      Next += Modifiers.count('*');
      Rest = Rest.drop_front(Modifiers.size());
      if (Rest.empty())
        return false;
      char Conversion = Rest.front();
      Rest = Rest.drop_front();
      bool Changes = llvm::StringRef("xXoaAcp").contains(Conversion);
      bool Quotes = llvm::StringRef("qQ").contains(Conversion);
      if (!Changes && !Quotes &&
          !llvm::StringRef("diufFeEgGsw").contains(Conversion))
        return false;
      if (!argument(Next++, Changes  ? ValueKind::Change
                            : Quotes ? ValueKind::Quoted
                                     : ValueKind::Phi))
        return false;
    }
    // An argument too many does no harm, and none is missing.
    return true;
  }

  bool braces() {
    size_t Next = 0;
    while (literalUntil("{}")) {
      if (Rest.starts_with("{{") || Rest.starts_with("}}")) {
        Rest = Rest.drop_front();
        literal(1);
        continue;
      }
      size_t End = Rest.find('}');
      if (Rest.front() == '}' || End == llvm::StringRef::npos)
        return false;
      llvm::StringRef Field = Rest.slice(1, End);
      Rest = Rest.drop_front(End + 1);
      auto [Id, Spec] = Field.split(':');
      size_t Index = 0;
      // Named arguments and widths from arguments are left to others.
      if (Spec.contains('{') || (!Id.empty() && Id.getAsInteger(10, Index)))
        return false;
      bool Changes =
          !Spec.empty() && llvm::StringRef("xXobBaAc?").contains(Spec.back());
      if (!argument(Id.empty() ? Next++ : Index,
                    Changes ? ValueKind::Change : ValueKind::Phi))
        return false;
    }
    return true;
  }

  /// The lowest number stands for the first argument, and so on.
  bool percent(llvm::ArrayRef<unsigned> Numbers) {
    while (literalUntil("%")) {
      unsigned N = 0;
      unsigned Digits = number(Rest.drop_front(), N);
      if (!Digits) {
        literal(1);
        continue;
      }
      size_t Index = llvm::find(Numbers, N) - Numbers.begin();
      if (Index >= Arguments.size()) { // Stays as it is.
        literal(1 + Digits);
        continue;
      }
      Rest = Rest.drop_front(1 + Digits);
      argument(Index);
    }
    return true;
  }

  /// \returns how many digits \p N has; 0 if \p S begins with no number.
  static unsigned number(llvm::StringRef S, unsigned &N) {
    llvm::StringRef Digits =
        S.take_while([](char C) { return llvm::isDigit(C); }).take_front(2);
    return !Digits.empty() && !Digits.getAsInteger(10, N) ? Digits.size() : 0;
  }

  ValueTable &Values;
  const Value &Format;
  llvm::StringRef Rest;
  llvm::ArrayRef<const Value *> Arguments;
  llvm::SmallVector<const Value *, 8> Pieces;
};
} // namespace

const Value *rowlock::flow::expandFormat(ValueTable &Values, const Value *V) {
  if (V->Operands.empty())
    return V;
  const Value *Format = V->Operands[0];
  // "%1 ... %2".arg(a).arg(b): what is filled in already is no format.
  bool IsFilled = Format->Kind == ValueKind::Concat && V->Spelling == "percent";
  if (Format->Kind != ValueKind::Text && !IsFilled)
    return V;
  // Arguments passed on as a list count one by one.
  llvm::SmallVector<const Value *, 8> Arguments;
  for (const Value *A : V->Operands.drop_front()) {
    if (A->Kind == ValueKind::List)
      Arguments.append(A->Operands.begin(), A->Operands.end());
    else
      Arguments.push_back(A);
  }
  if (IsFilled) {
    auto Numbers = FormatExpander::numbers(Format->Operands);
    llvm::SmallVector<const Value *, 8> Pieces;
    for (const Value *Each : Format->Operands)
      if (Each->Kind == ValueKind::Text)
        llvm::append_range(
            Pieces,
            FormatExpander(Values, *Each, Arguments).runPercent(Numbers));
      else
        Pieces.push_back(Each);
    return Values.get(ValueKind::Concat, {}, Pieces);
  }
  const Value *Made =
      FormatExpander(Values, *Format, Arguments).run(V->Spelling);
  return Made ? Made : V;
}
