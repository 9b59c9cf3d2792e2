//===- Flow/Places.cpp - Places, and the expressions over them ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Cells.h"
#include "Flow/Evaluation.h"
#include "Flow/Folding.h"
#include "Flow/HandleState.h"
#include "Flow/Sequences.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
/// Expressions nest as deep as somebody wrote; what is deeper is unknown.
constexpr unsigned MaxDepth = 300;
constexpr unsigned MaxReferences = 16;
bool isWithin(const Value *Place, const Value *Outer) {
  for (; Place && Place->Kind == ValueKind::Member; Place = Place->Operands[0])
    if (Place->Operands[0] == Outer)
      return true;
  return false;
}
} // namespace

const Value *Evaluation::load(const Value *Place, const Environment &Env,
                              unsigned Depth) {
  if (const Value *V = Env.lookup(Place))
    return V;
  if (Place->Kind == ValueKind::Member && Depth < MaxReferences)
    return loadMember(Place, Env, Depth);
  return Place;
}

/// What the member of a value is that has no entry of its own.
const Value *Evaluation::loadMember(const Value *Member, const Environment &Env,
                                    unsigned Depth) {
  const Value *Base = Member->Operands[0];
  const Value *Held = Env.lookup(Base);
  if (!Held && Base->Kind == ValueKind::Member && Depth < MaxReferences)
    Held = loadMember(Base, Env, Depth + 1);
  const Value *Found =
      memberOf(Held && isAggregate(Held) ? Held : Base, Member, Env, Depth);
  if (Found != Member || !Member->Spelling.starts_with("["))
    return Found;
  // What was put under a key that is not known may be under this one.
  const Value *Any =
      Env.lookup(Values.get(ValueKind::Member, AnyElement, {Base}));
  if (!Any)
    return Found;
  return memberOf(Values.get(ValueKind::Updated, AnyElement,
                             {Values.get(ValueKind::List), Any}),
                  Member, Env, Depth);
}

const Value *Evaluation::dereference(const Value *V, const Environment &Env) {
  // A reference to a reference to itself cannot be written, but a bound is
  // cheaper than a proof.
  for (unsigned I = 0; I != MaxReferences && V->Kind == ValueKind::Reference;
       ++I)
    V = load(V->Operands[0], Env);
  // `*out = n`: what a parameter points to and the function has written.
  if (V->Kind == ValueKind::Parameter)
    if (const Value *Written = Env.lookup(V))
      return Written;
  return V;
}

const Value *Evaluation::place(const Expr *E, Environment &Env,
                               unsigned Depth) {
  if (Depth > MaxDepth)
    return Values.unknown("nested too deep");
  if (E->Kind == ExprKind::Variable) {
    Value Key;
    Key.Kind = ValueKind::Variable;
    Key.Spelling = E->Spelling;
    Key.Type = E->Type;
    return Values.get(Key);
  }
  if (E->Kind != ExprKind::Field && E->Kind != ExprKind::Element)
    return evaluate(E, Env, Depth + 1);
  const Value *Base = place(E->operand(0), Env, Depth + 1);
  if (E->Spelling == Pointee && E->Kind == ExprKind::Field)
    if (const Value *Held = load(Base, Env);
        Held->Kind == ValueKind::Reference ||
        Base->Kind == ValueKind::Reference)
      return (Base->Kind == ValueKind::Reference ? Base : Held)->Operands[0];
  // Through a pointer or reference, and through a handle held in a variable;
  // a record's members live below the record's own place.
  for (unsigned I = 0; I != MaxReferences; ++I) {
    if (Base->Kind == ValueKind::Reference) {
      Base = Base->Operands[0];
      continue;
    }
    const Value *Held = Env.lookup(Base);
    // An element of a list leads to what the list holds.
    if (!Held && Base->Kind == ValueKind::Member) {
      const Value *Element = loadMember(Base, Env, 0);
      Held = Element != Base && !isAggregate(Element) ? Element : nullptr;
    }
    // What is not known or constant has no members: those are the place's own.
    // A list is kept as a whole in its place.
    if (!Held || Held == Base || Held->Kind == ValueKind::Unknown ||
        Held->isConstant() || isAggregate(Held))
      break;
    Base = Held;
  }
  std::string At;
  llvm::SmallVector<const Value *, 2> Operands{Base};
  if (E->Kind == ExprKind::Element) {
    const Value *Index = asKey(
        Values, dereference(evaluate(E->operand(1), Env, Depth + 1), Env));
    bool Known =
        Index->Kind == ValueKind::Integer || Index->Kind == ValueKind::Text;
    At = Known ? ("[" + Index->Spelling + "]").str() : AnyElement.str();
    // A map remembers its keys.
    const Value *Held = Env.lookup(Base);
    if (!Known && ((Held && isAggregate(Held)) || standsForRows(Base)))
      Operands.push_back(Index);
  }
  if (At.empty())
    At = E->Spelling.str();
  // The last element stays where it is when others come behind it.
  if (At == LastElement)
    if (const Value *Held = load(Base, Env);
        Held->Kind == ValueKind::List && !Held->Operands.empty())
      At = ("[" + llvm::Twine(Held->Operands.size() - 1) + "]").str();
  Value Key;
  Key.Kind = ValueKind::Member;
  Key.Spelling = At;
  Key.Operands = Operands;
  Key.Type = E->Type;
  return Values.get(Key);
}

void Evaluation::store(const Value *Place, const Value *V, Environment &Env,
                       const Value *Changed) {
  if (Place->Kind == ValueKind::Reference)
    Place = Place->Operands[0];
  if (!Changed)
    Changed = Place;
  if (Place->Kind == ValueKind::Member && !isAttribute(Place)) {
    // A list changes as a whole.
    const Value *Outer = Place->Operands[0];
    const Value *Held = Env.lookup(Outer);
    if (!Held && Outer->Kind == ValueKind::Member)
      Held = loadMember(Outer, Env, 0);
    if (Held && Held != Outer && isAggregate(Held)) {
      bool IsKnown = Place->Spelling != AnyElement;
      return store(Outer, updated(Held, *Place, V), Env,
                   IsKnown ? Changed : Outer);
    }
  }
  llvm::SmallVector<std::pair<const Value *, const Value *>, 8> Copies;
  llvm::SmallVector<const Value *, 8> Gone;
  // An object that came in is the same one wherever it is kept.
  bool IsCopied =
      V->Kind == ValueKind::Variable || V->Kind == ValueKind::Member;
  for (auto [Known, Content] : Env) {
    // Members of the other elements stay.
    if (isWithin(Known, Changed) || (Known == Changed && Known != Place))
      Gone.push_back(Known);
    // A record is copied with its members, and theirs.
    if (IsCopied && isWithin(Known, V))
      Copies.push_back({Known, Content});
  }
  for (const Value *Known : Gone)
    Env.erase(Known);
  // Cannot fail to end: a copy is made below Place, never below V.
  if (V != Place)
    for (auto [Known, Content] : Copies)
      if (!isAttribute(Known)) {
        const Value *Copy = moved(Known, V, Place);
        // A record stands for itself.
        Env[Copy] = Content == Known ? Copy : Content;
      }
  bool IsRecord = llvm::any_of(
      Copies, [](const auto &Copy) { return !isAttribute(Copy.first); });
  Env[Place] = IsRecord ? Place : V;
  // What was nothing yet is a record now.
  for (const Value *Outer = Place; Outer->Kind == ValueKind::Member;) {
    Outer = Outer->Operands[0];
    const Value *Held = Env.lookup(Outer);
    if (Held && (Held->Kind == ValueKind::Unknown || Held->isConstant()))
      Env[Outer] = Outer;
  }
}

/// The place below \p To that \p Place is below \p From.
const Value *Evaluation::moved(const Value *Place, const Value *From,
                               const Value *To) {
  if (Place == From)
    return To;
  Value Key = *Place;
  llvm::SmallVector<const Value *, 2> Operands(Key.Operands);
  Operands[0] = moved(Operands[0], From, To);
  Key.Operands = Operands;
  return Values.get(Key);
}

void Evaluation::forget(const Value *Place, const Instruction &I,
                        Environment &Env) {
  store(Place, Values.get(ValueKind::Forgotten, {}, {Place}, &I), Env);
}

void Evaluation::forgetArgument(const Value *V, const Instruction &I,
                                Environment &Env) {
  if (V->Kind == ValueKind::Reference)
    forget(V->Operands[0], I, Env);
  else if (V->Kind == ValueKind::Closure)
    for (const Value *Capture : V->Operands)
      forgetArgument(Capture, I, Env);
}

const Value *Evaluation::evaluate(const Expr *E, Environment &Env,
                                  unsigned Depth) {
  if (!E || Depth > MaxDepth)
    return Values.unknown("nested too deep");
  auto Make = [&](ValueKind Kind) {
    llvm::SmallVector<const Value *, 4> Operands;
    for (const Expr *Op : E->Operands) {
      const Value *V = evaluate(Op, Env, Depth + 1);
      bool Keeps = Kind == ValueKind::List || Kind == ValueKind::Record ||
                   Kind == ValueKind::Closure;
      Operands.push_back(Keeps ? V : dereference(V, Env));
    }
    Value Key;
    Key.Kind = Kind;
    Key.Spelling = E->Spelling;
    Key.Operands = Operands;
    Key.Origin = E;
    Key.Type = E->Type;
    return Values.get(Key);
  };
  switch (E->Kind) {
  case ExprKind::Integer:
    return Make(ValueKind::Integer);
  case ExprKind::Real:
    return Make(ValueKind::Real);
  case ExprKind::Boolean:
    return Make(ValueKind::Boolean);
  case ExprKind::Null:
    return Make(ValueKind::Null);
  case ExprKind::Text:
    return Make(ValueKind::Text);
  case ExprKind::Parameter:
    return Make(ValueKind::Parameter);
  case ExprKind::This:
    // Of a class derived from a handle's: its constructor makes the handle.
    return load(Make(ValueKind::This), Env);
  case ExprKind::Result: {
    const Value *V = Results.lookup(E->Source);
    return V ? V : Values.unknown("not reached");
  }
  case ExprKind::Variable:
  case ExprKind::Field:
  case ExprKind::Element:
    return load(place(E, Env, Depth), Env);
  case ExprKind::Address: {
    const Expr *Inner = E->operand(0);
    if (!Inner || !Inner->isPlace() || Inner->Kind == ExprKind::Parameter ||
        Inner->Kind == ExprKind::This)
      return evaluate(Inner, Env, Depth + 1);
    return Values.get(ValueKind::Reference, {}, {place(Inner, Env, Depth)});
  }
  case ExprKind::Preserve:
    return evaluate(E->operand(0), Env, Depth + 1);
  case ExprKind::Quote:
    return Make(ValueKind::Quoted);
  case ExprKind::Compute:
    return fold(Values, Make(ValueKind::Compute));
  case ExprKind::Change:
    return Make(ValueKind::Change);
  case ExprKind::Select:
    return fold(Values, Make(ValueKind::Select));
  case ExprKind::Concat:
    return Make(ValueKind::Concat);
  case ExprKind::Format:
    return expandFormat(Values, Make(ValueKind::Format));
  case ExprKind::List:
    return Make(ValueKind::List);
  case ExprKind::Record:
    return Make(ValueKind::Record);
  case ExprKind::Closure:
    return Make(ValueKind::Closure);
  case ExprKind::Unknown:
    return Make(ValueKind::Unknown);
  }
  return Values.unknown("no such expression");
}
