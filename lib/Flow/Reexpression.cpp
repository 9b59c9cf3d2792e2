//===- Flow/Reexpression.cpp - Values written down again ------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Reexpression.h"
#include "Effects/Syntax.h"
#include "Flow/HandleState.h"
#include "Flow/Sequences.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
/// Nodes of a value that is written down where it is used; what is larger stays
/// as somebody wrote it.
constexpr unsigned MaxNodes = 400;

/// A value that stands for the same expression; none for places.
std::optional<ExprKind> kindOf(ValueKind K) {
  switch (K) {
  case ValueKind::Quoted:
    return ExprKind::Quote;
  case ValueKind::Compute:
    return ExprKind::Compute;
  case ValueKind::Change:
    return ExprKind::Change;
  case ValueKind::Select:
    return ExprKind::Select;
  case ValueKind::Concat:
    return ExprKind::Concat;
  case ValueKind::Format:
    return ExprKind::Format;
  case ValueKind::List:
    return ExprKind::List;
  case ValueKind::Record:
    return ExprKind::Record;
  case ValueKind::Closure:
    return ExprKind::Closure;
  case ValueKind::Unknown:
    return ExprKind::Unknown;
  case ValueKind::Integer:
    return ExprKind::Integer;
  case ValueKind::Real:
    return ExprKind::Real;
  case ValueKind::Boolean:
    return ExprKind::Boolean;
  case ValueKind::Null:
    return ExprKind::Null;
  default:
    return std::nullopt;
  }
}

} // namespace

//===----------------------------------------------------------------------===//
// Values that are the same everywhere
//===----------------------------------------------------------------------===//

SourceSpan Reexpression::moved(SourceSpan At) {
  if (At.File < From.Files.size())
    At.File = Into.file(From.Files[At.File]);
  return At;
}

const Expr *Reexpression::result(const Instruction &I, llvm::StringRef Type) {
  Expr Of;
  Of.Kind = ExprKind::Result;
  Of.Source = Copies.lookup(&I);
  Of.Type = Type;
  return Of.Source ? Into.make(Of) : nullptr;
}

/// The literal, or the piece of it that the value is, with what of it may be
/// edited.
const Expr *Reexpression::text(const Value &V) {
  Expr New;
  New.Kind = ExprKind::Text;
  New.Spelling = V.Spelling;
  const Expr *Literal = V.Origin;
  if (!Literal || Literal->Kind != ExprKind::Text)
    return Into.make(New);
  New.Span = moved(Literal->Span);
  llvm::SmallVector<LiteralSegment, 2> Segments;
  unsigned End = V.Offset + V.Spelling.size();
  if (Literal->Spelling.slice(V.Offset, End) == V.Spelling)
    for (LiteralSegment Each : Literal->Segments) {
      unsigned From = std::max(Each.TextBegin, V.Offset);
      unsigned To = std::min(Each.TextBegin + Each.Length, End);
      if (From >= To)
        continue;
      Each.SourceBegin += From - Each.TextBegin;
      Each.TextBegin = From - V.Offset;
      Each.Length = To - From;
      Segments.push_back(Each);
    }
  New.Segments = Segments;
  return Into.make(New);
}

/// Text, with neighbouring constants made one.
const Expr *Reexpression::joined(llvm::ArrayRef<const Expr *> Parts,
                                 SourceSpan At) {
  llvm::SmallVector<const Expr *, 8> Joined;
  auto Add = [&](const Expr *Part) {
    if (Joined.empty() || Part->Kind != ExprKind::Text ||
        Joined.back()->Kind != ExprKind::Text)
      return Joined.push_back(Part);
    const Expr &First = *Joined.back();
    Expr Both = First;
    std::string Spelling = (First.Spelling + Part->Spelling).str();
    Both.Spelling = Spelling;
    llvm::SmallVector<LiteralSegment, 4> Segments;
    // Segments are bytes of one file.
    if (First.Span.File == Part->Span.File) {
      llvm::append_range(Segments, First.Segments);
      for (LiteralSegment Each : Part->Segments) {
        Each.TextBegin += First.Spelling.size();
        Segments.push_back(Each);
      }
    }
    Both.Segments = Segments;
    Joined.back() = Into.make(Both);
  };
  for (const Expr *Part : Parts)
    if (Part->Kind == ExprKind::Concat)
      for (const Expr *Inner : Part->Operands)
        Add(Inner);
    else
      Add(Part);
  if (Joined.size() == 1 && Joined.front()->Kind == ExprKind::Text)
    return Joined.front();
  return Into.make(ExprKind::Concat, {}, Joined, At);
}

/// The expression for the place itself; null if there is none.
const Expr *Reexpression::placeOf(const Value *Place, UsePoint At,
                                  unsigned &Budget) {
  if (Place->Kind == ValueKind::Variable) {
    Expr New;
    New.Kind = ExprKind::Variable;
    New.Spelling = renamed(Place->Spelling, true);
    New.Type = Place->Type;
    return Into.make(New);
  }
  if (Place->Kind != ValueKind::Member)
    return express(Place, At, Budget);
  if (isAttribute(Place) || Budget == 0)
    return nullptr;
  --Budget;
  const Expr *Base = placeOf(Place->Operands[0], At, Budget);
  if (!Base)
    return nullptr;
  Expr New;
  New.Kind = ExprKind::Field;
  New.Spelling = Place->Spelling;
  New.Type = Place->Type;
  New.Operands = Base;
  return Into.make(New);
}

const Expr *Reexpression::express(const Value *V, UsePoint At,
                                  unsigned &Budget) {
  if (!V || Budget == 0)
    return nullptr;
  --Budget;
  switch (V->Kind) {
  case ValueKind::Text:
    return text(*V);
  case ValueKind::Parameter:
  case ValueKind::This: {
    bool IsThis = V->Kind == ValueKind::This;
    if (!IsThis && !isParameter(V->Spelling))
      return nullptr;
    Expr New;
    New.Kind = IsThis ? ExprKind::This : ExprKind::Parameter;
    New.Spelling = V->Spelling;
    New.Type = V->Type;
    return Into.make(New);
  }
  case ValueKind::Variable:
  case ValueKind::Member:
    return isStable(V) ? placeOf(V, At, Budget) : nullptr;
  case ValueKind::Result:
  case ValueKind::Found:
    return dominates(*V->Source, At)
               ? result(*V->Source, resultRole(V->Source->Op))
               : nullptr;
  case ValueKind::Column:
  case ValueKind::Outcome:
    for (const Instruction *Maker : Makers.lookup(V))
      if (dominates(*Maker, At))
        return result(*Maker, resultRole(Maker->Op));
    return nullptr;
  case ValueKind::Reference: {
    const Expr *Place = placeOf(V->Operands[0], At, Budget);
    return Place && Place->isPlace() ? Into.make(ExprKind::Address, {}, {Place})
                                     : nullptr;
  }
  default:
    break;
  }
  std::optional<ExprKind> Kind = kindOf(V->Kind);
  // What the evaluation itself could not tell is no value of the program.
  if (!Kind || (V->Kind == ValueKind::Unknown && !V->Origin))
    return nullptr;
  llvm::SmallVector<const Expr *, 4> Operands;
  for (const Value *Op : V->Operands) {
    const Expr *Part = express(Op, At, Budget);
    if (!Part)
      return nullptr;
    Operands.push_back(Part);
  }
  if (*Kind == ExprKind::Concat && !Operands.empty())
    return joined(Operands, V->Origin ? moved(V->Origin->Span) : SourceSpan());
  Expr New;
  New.Kind = *Kind;
  New.Spelling = V->Spelling;
  New.Operands = Operands;
  if (V->Origin)
    New.Span = moved(V->Origin->Span);
  return Into.make(New);
}

/// No longer than the name of what has it.
bool Reexpression::isShort(const Value *V) const {
  bool Short = true;
  unsigned Nodes = 0;
  visit(V, [&](const Value &Part) {
    Short = Short && ++Nodes < MaxNodes &&
            (Part.isConstant() || Part.Kind == ValueKind::Concat);
    return Short;
  });
  if (Short)
    return true;
  switch (V->Kind) {
  case ValueKind::Parameter:
  case ValueKind::This:
  case ValueKind::Variable:
  case ValueKind::Member:
  case ValueKind::Result:
  case ValueKind::Found:
  case ValueKind::Column:
  case ValueKind::Outcome:
  case ValueKind::Reference:
  case ValueKind::Closure:
    return true;
  default:
    return false;
  }
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

const Expr *Reexpression::rebuilt(const Expr *E,
                                  llvm::ArrayRef<const Expr *> Operands) {
  if (E->Kind == ExprKind::Preserve)
    return Operands.front();
  if (E->Kind == ExprKind::Concat && !Operands.empty())
    return joined(Operands, moved(E->Span));
  Expr New = *E;
  New.Operands = Operands;
  New.Span = moved(E->Span);
  if (E->Kind == ExprKind::Variable)
    New.Spelling = renamed(E->Spelling, true);
  if (E->Kind == ExprKind::Result)
    New.Source = Copies.lookup(E->Source);
  // Of a constructor that stood before the function.
  bool IsGone = (E->Kind == ExprKind::Result && !New.Source) ||
                (E->Kind == ExprKind::Parameter && !isParameter(E->Spelling));
  if (IsGone)
    return Into.make(ExprKind::Unknown, "when it was made");
  return Into.make(New);
}

/// \p E with what can be said of its operands.
const Expr *Reexpression::parts(const Expr *E, const Value *V, UsePoint At) {
  bool SameShape = V && kindOf(V->Kind) == E->Kind &&
                   V->Operands.size() == E->Operands.size();
  llvm::SmallVector<const Expr *, 4> Operands;
  for (auto [Index, Op] : llvm::enumerate(E->Operands)) {
    const Value *Part = SameShape ? V->Operands[Index] : nullptr;
    if (E->Kind == ExprKind::Preserve)
      Part = V;
    Operands.push_back(simplified(Op, Part, At));
  }
  return rebuilt(E, Operands);
}

const Expr *Reexpression::simplified(const Expr *E, const Value *V,
                                     UsePoint At) {
  if (At.Block != Now.Block || At.Index != Now.Index)
    Known.clear();
  Now = At;
  if (const Expr *Done = Known.lookup({E, V}))
    return Done;
  const Expr *New = simplifiedOnce(E, V, At);
  Known[{E, V}] = New;
  return New;
}

const Expr *Reexpression::simplifiedOnce(const Expr *E, const Value *V,
                                         UsePoint At) {
  if (!V)
    return parts(E, nullptr, At);
  // A name for something larger is worth keeping.
  bool IsName = E->Kind == ExprKind::Result && !isShort(V);
  unsigned Budget = MaxNodes;
  const Expr *Simple = IsName ? nullptr : express(V, At, Budget);
  if (!Simple)
    return parts(E, V, At);
  Expr Placed = *Simple;
  if (!Placed.Span.isValid())
    Placed.Span = moved(E->Span);
  // What is caught is known by its type.
  if (Placed.Kind == ExprKind::Unknown && Placed.Type.empty())
    Placed.Type = E->Type;
  return Into.make(Placed);
}

const Expr *Reexpression::target(const Expr *E) {
  for (unsigned Depth = 0; Depth != MaxNodes; ++Depth) {
    if (E->Kind == ExprKind::Address || E->Kind == ExprKind::Preserve)
      E = E->operand(0);
    else if (E->Kind == ExprKind::Result && E->Source->Op == Opcode::Let)
      E = E->Source->get(Slot::Value);
    else
      break;
  }
  const Expr *Place = copied(E);
  return Place->isPlace() ? Place : nullptr;
}
