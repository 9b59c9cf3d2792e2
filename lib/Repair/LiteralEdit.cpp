//===- Repair/LiteralEdit.cpp - SQL edits placed into literals ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repair/LiteralEdit.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::repair;
using rowlock::effects::Expr;
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
} // namespace

std::optional<std::vector<SourceEdit>>
rowlock::repair::placeEdits(const sql::Rewrite &R, const Operation &Op,
                            const Operations &Ops) {
  const SourceSpan &Function = Ops.evaluation().function().Span;
  std::vector<SourceEdit> Placed;
  for (const sql::Edit &E : R.Edits) {
    auto Range = Op.Source->Text.locate(E.Where);
    if (!Range)
      return std::nullopt;
    const Value *Piece = Op.Source->Pieces[Range->Piece];
    if (Piece->Kind != ValueKind::Text || !Piece->Origin ||
        isUsedElsewhere(Piece, Op, Ops))
      return std::nullopt;
    auto Edit = placeInLiteral(*Piece->Origin, Piece->Offset + Range->Begin,
                               Piece->Offset + Range->End, E.Replacement);
    if (!Edit || Edit->File != Function.File || Edit->Begin < Function.Begin ||
        Edit->End > Function.End)
      return std::nullopt;
    Placed.push_back(std::move(*Edit));
  }
  return Placed;
}
