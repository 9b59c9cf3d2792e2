//===- Repair/TextPieces.cpp - Where the pieces of a text are spelled -----===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repair/TextPieces.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::repair;
using rowlock::effects::Expr;
using rowlock::effects::ExprKind;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace flow = rowlock::flow;
namespace transactions = rowlock::transactions;

const Expr *rowlock::repair::madeFrom(const transactions::Operation &W,
                                      const flow::Evaluation &E) {
  const Expr *Only = nullptr;
  for (const Step &S : E.steps())
    for (auto [Index, Operand] : llvm::enumerate(S.Instr->Operands)) {
      const Expr *Made = Operand.Value;
      while (Made->Kind == ExprKind::Preserve)
        Made = Made->operand(0);
      if ((Made->Kind != ExprKind::Concat && Made->Kind != ExprKind::Format) ||
          S.Operands[Index] != W.Step->Text)
        continue;
      if (Only && Only != Made)
        return nullptr;
      Only = Made;
    }
  return Only;
}

/// The conversions of a format, each without its '%', flags and width. None if
/// a star takes an argument of its own.
static std::optional<llvm::SmallVector<llvm::StringRef, 4>>
conversions(llvm::StringRef Format) {
  llvm::SmallVector<llvm::StringRef, 4> All;
  for (size_t At = Format.find('%'); At != llvm::StringRef::npos;
       At = Format.find('%', At)) {
    llvm::StringRef Rest = Format.drop_front(At + 1);
    if (Rest.consume_front("%")) {
      At += 2;
      continue;
    }
    llvm::StringRef Plain = Rest.ltrim("-+ #0123456789.'!,");
    if (Plain.starts_with("*"))
      return std::nullopt;
    size_t Length = Plain.find_first_not_of("hlLjzt");
    if (Length == llvm::StringRef::npos)
      return std::nullopt;
    All.push_back(Plain.take_front(Length + 1));
    At += 1 + (Rest.size() - Plain.size()) + Length + 1;
  }
  return All;
}

const Expr *rowlock::repair::formatArgument(
    const Expr &Format, llvm::ArrayRef<const Value *> Pieces, unsigned Piece) {
  const Expr *Text = Format.operand(0);
  while (Text && Text->Kind == ExprKind::Preserve)
    Text = Text->operand(0);
  if (Format.Spelling != "printf" || !Text || Text->Kind != ExprKind::Text)
    return nullptr;
  // What is cut from the format itself is no argument.
  auto IsArgument = [&](const Value *V) {
    return V->Kind != ValueKind::Text || V->Origin != Text;
  };
  auto Asked = conversions(Text->Spelling);
  unsigned Index = llvm::count_if(Pieces.take_front(Piece), IsArgument);
  if (!Asked || Asked->size() + 1 != Format.Operands.size() ||
      llvm::count_if(Pieces, IsArgument) !=
          static_cast<std::ptrdiff_t>(Asked->size()) ||
      !IsArgument(Pieces[Piece]))
    return nullptr;
  const Expr *Passed = Format.operand(Index + 1);
  llvm::StringRef Conversion = (*Asked)[Index];
  // A part of an int sum is an int; of others it may be smaller, and what goes
  // to `...` is not converted.
  bool IsInt = Conversion == "d" || Conversion == "i";
  bool IsConverted = Passed->Kind == ExprKind::Preserve && Conversion == "s";
  return (IsInt && Passed->Kind == ExprKind::Compute) || IsConverted ? Passed
                                                                     : nullptr;
}
