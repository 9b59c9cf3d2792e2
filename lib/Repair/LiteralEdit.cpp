//===- Repair/LiteralEdit.cpp - SQL edits placed into literals ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repair/LiteralEdit.h"
#include "Repair/TextPieces.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::repair;
using rowlock::effects::Expr;
using rowlock::effects::ExprKind;
using rowlock::effects::LiteralSegment;
using rowlock::effects::SourceSpan;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
using rowlock::transactions::Operation;
using rowlock::transactions::Operations;
namespace sql = rowlock::sql;

namespace {
std::string escaped(llvm::StringRef Text) {
  std::string Out;
  for (char C : Text) {
    if (C == '"' || C == '\\')
      Out += '\\';
    Out += C;
  }
  return Out;
}

std::optional<SourceEdit> placeInLiteral(const Expr &Literal, unsigned Begin,
                                         unsigned End,
                                         llvm::StringRef Replacement) {
  if (!Literal.Span.Editable)
    return std::nullopt;
  for (const LiteralSegment &S : Literal.Segments)
    if (S.TextBegin <= Begin && End <= S.TextBegin + S.Length) {
      unsigned Shift = S.SourceBegin - S.TextBegin;
      return SourceEdit{Literal.Span.File, Begin + Shift, End + Shift,
                        S.Raw ? Replacement.str() : escaped(Replacement)};
    }
  return std::nullopt;
}

bool isUsedElsewhere(const Value *Literal, const Operation &Op,
                     const Operations &Ops) {
  return llvm::any_of(Ops.all(), [&](const Operation &Other) {
    return Other.StepIndex != Op.StepIndex && Other.Source &&
           llvm::is_contained(Other.Source->Pieces, Literal);
  });
}

/// Behind the last argument of a format ends the format itself.
std::optional<SourceEdit> placeBehindFormat(const sql::Edit &E,
                                            const Operation &Op,
                                            const Operations &Ops) {
  const Expr *Made = rowlock::repair::madeFrom(Op, Ops.evaluation());
  const Expr *Format =
      Made && Made->Kind == ExprKind::Format ? Made->operand(0) : nullptr;
  while (Format && Format->Kind == ExprKind::Preserve)
    Format = Format->operand(0);
  bool IsEnd = E.Where.Begin == E.Where.End &&
               E.Where.Begin == Op.Source->Text.flattened().size();
  if (!IsEnd || !Format || Format->Kind != ExprKind::Text ||
      llvm::StringRef(E.Replacement).contains('%') ||
      llvm::any_of(Op.Source->Pieces, [&](const Value *Piece) {
        return Piece->Origin == Format && isUsedElsewhere(Piece, Op, Ops);
      }))
    return std::nullopt;
  unsigned End = Format->Spelling.size();
  return placeInLiteral(*Format, End, End, E.Replacement);
}
} // namespace

std::optional<std::vector<SourceEdit>>
rowlock::repair::placeEdits(const sql::Rewrite &R, const Operation &Op,
                            const Operations &Ops) {
  const SourceSpan &Function = Ops.evaluation().function().Span;
  std::vector<SourceEdit> Placed;
  for (const sql::Edit &E : R.Edits) {
    auto Range = Op.Source->Text.locate(E.Where);
    const Value *Piece = Range ? Op.Source->Pieces[Range->Piece] : nullptr;
    std::optional<SourceEdit> Edit;
    if (!Piece || Piece->Kind != ValueKind::Text || !Piece->Origin)
      Edit = placeBehindFormat(E, Op, Ops);
    else if (!isUsedElsewhere(Piece, Op, Ops))
      Edit = placeInLiteral(*Piece->Origin, Piece->Offset + Range->Begin,
                            Piece->Offset + Range->End, E.Replacement);
    if (!Edit || Edit->File != Function.File || Edit->Begin < Function.Begin ||
        Edit->End > Function.End)
      return std::nullopt;
    Placed.push_back(std::move(*Edit));
  }
  return Placed;
}
