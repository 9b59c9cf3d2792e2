//===- Repair/LinearChange.cpp - A total as old value and change ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repair/LinearChange.h"
#include "Hazards/Dependence.h"

using namespace rowlock::repair;
using rowlock::effects::Expr;
using rowlock::effects::ExprKind;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::effects::SourceSpan;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;

namespace {
constexpr unsigned MaxTerms = 8;

struct SignedTerm {
  bool Negative;
  const Expr *E;
};

bool isWithin(const rowlock::effects::SourceSpan &Inner,
              const rowlock::effects::SourceSpan &Outer) {
  return Inner.File == Outer.File && Outer.Begin <= Inner.Begin &&
         Inner.End <= Outer.End;
}

/// Walks an expression and its value side by side.
class Splitter {
public:
  Splitter(const Value &Old, const rowlock::flow::Evaluation &E)
      : Old(Old), E(E) {}

  bool split(const Expr *X, const Value *V, bool Negative, bool Inline) {
    if (!X || !V || Terms.size() > MaxTerms)
      return false;
    while (X->Kind == ExprKind::Preserve || X->Kind == ExprKind::Quote)
      X = X->operand(0);
    if (V == &Old) {
      ++Olds;
      return !Negative;
    }
    bool HoldsOld = rowlock::hazards::mentions(
        V, E, [&](const Value &Part) { return &Part == &Old; });
    if (!HoldsOld)
      return addTerm(X, V, Negative, Inline);
    // The total was given a name, or stored, before it is passed.
    if (X->Kind != ExprKind::Compute) {
      const Expr *Made =
          X->Kind == ExprKind::Result && X->Source->Op == Opcode::Let
              ? X->Source->get(Slot::Value)
              : V->Origin;
      return Made != X && split(Made, V, Negative, /*Inline=*/false);
    }
    if (V->Kind != ValueKind::Compute || X->Spelling != V->Spelling ||
        X->Operands.size() != 2 || V->Operands.size() != 2 ||
        (X->Spelling != "+" && X->Spelling != "-"))
      return false;
    // What a caller passed is spelled in the caller, and a capture at the
    // lambda's head.
    for (const Expr *Part : X->Operands)
      if (!isWithin(Part->Span, X->Span))
        return false;
    bool Minus = X->Spelling == "-";
    return split(X->operand(0), V->operand(0), Negative, Inline) &&
           split(X->operand(1), V->operand(1), Negative != Minus, Inline);
  }

  bool hasOneOld() const { return Olds == 1 && !Terms.empty(); }
  llvm::ArrayRef<SignedTerm> terms() const { return Terms; }

private:
  bool addTerm(const Expr *X, const Value *V, bool Negative, bool Inline) {
    // Whatever comes from the database may have changed as well.
    bool FromRead = rowlock::hazards::mentions(V, E, [&](const Value &Part) {
      return Part.Kind == ValueKind::Column &&
             Part.operand(0) == Old.operand(0);
    });
    // A variable may hold something else by the time the total is passed.
    if (FromRead || (!Inline && rowlock::effects::mentionsPlace(*X)))
      return false;
    Terms.push_back({Negative, X});
    return true;
  }

  const Value &Old;
  const rowlock::flow::Evaluation &E;
  unsigned Olds = 0;
  llvm::SmallVector<SignedTerm, 2> Terms;
};

bool needsParentheses(const Expr &E) {
  return E.Kind == ExprKind::Compute || E.Kind == ExprKind::Select ||
         E.Kind == ExprKind::Concat;
}
} // namespace

std::optional<LinearChange>
rowlock::repair::linearChange(const Expr &E, const Value &V, const Value &Old,
                              const rowlock::flow::Evaluation &Evaluation,
                              SourceText Source) {
  Splitter S(Old, Evaluation);
  if (!S.split(&E, &V, /*Negative=*/false, /*Inline=*/true) || !S.hasOneOld())
    return std::nullopt;

  const Expr *Total = &E;
  while (
      (Total->Kind == ExprKind::Preserve || Total->Kind == ExprKind::Quote) &&
      Total->operand(0) && Total->operand(0)->Span.Editable)
    Total = Total->operand(0);
  if (!Total->Span.isValid() || !Total->Span.Editable)
    return std::nullopt;

  LinearChange Change;
  Change.Compound =
      S.terms().size() > 1 || needsParentheses(*S.terms().front().E);
  Change.Where = Total->Span;
  bool AllNegative = true;
  for (const SignedTerm &T : S.terms())
    AllNegative &= T.Negative;
  Change.Op = AllNegative ? '-' : '+';
  for (const SignedTerm &T : S.terms()) {
    llvm::StringRef Text = Source(T.E->Span);
    if (Text.empty())
      return std::nullopt;
    bool Minus = T.Negative != AllNegative;
    if (!Change.Delta.empty())
      Change.Delta += Minus ? " - " : " + ";
    else if (Minus)
      Change.Delta += "-";
    bool Wrap = S.terms().size() > 1 && needsParentheses(*T.E);
    Change.Delta += Wrap ? ("(" + Text + ")").str() : Text.str();
  }
  return Change;
}
