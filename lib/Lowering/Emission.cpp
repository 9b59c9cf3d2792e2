//===- Lowering/Emission.cpp - Building blocks of a lowered function ------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;
namespace models = rowlock::models;

Instruction &FunctionLowering::emit(Opcode Op, SourceSpan Where,
                                    const models::FunctionModel *Model) {
  Instruction *I = P.instruction(Op, Where);
  if (Model)
    I->Library = U.library(Model->Home);
  // The value of a constant is wanted, and it has an effect: it is none.
  Impure |= Pure;
  if (!Pure) {
    Out.Blocks[Current].Instructions.push_back(I);
    ++Count;
  }
  return *I;
}

void FunctionLowering::add(Instruction &I, Slot S, Value V) {
  if (V)
    I.Operands.push_back({S, V});
}

void FunctionLowering::attribute(Instruction &I, StringRef Key,
                                 StringRef Word) {
  if (!Word.empty())
    I.Attributes.push_back({P.save(Key), P.save(Word)});
}

FunctionLowering::Value FunctionLowering::make(Expr E) {
  unsigned Levels = 1;
  for (Value Operand : E.Operands)
    Levels = std::max(Levels, std::max(Depths.lookup(Operand), 1u) + 1);
  if (Levels > U.Opts.MaxExpressionDepth)
    return unknown("nested too deep", E.Span);
  Value Made = P.make(E);
  if (Levels > 1)
    Depths[Made] = Levels;
  return Made;
}

FunctionLowering::Value FunctionLowering::make(ExprKind Kind,
                                               StringRef Spelling,
                                               llvm::ArrayRef<Value> Operands,
                                               SourceSpan Where,
                                               StringRef Type) {
  Expr E;
  E.Kind = Kind;
  E.Spelling = Spelling;
  E.Operands = Operands;
  E.Span = Where;
  E.Type = Type;
  return make(E);
}

FunctionLowering::Value FunctionLowering::unknown(StringRef Why,
                                                  SourceSpan Where) {
  return make(ExprKind::Unknown, Why, {}, Where);
}

FunctionLowering::Value FunctionLowering::integer(int64_t N) {
  return make(ExprKind::Integer, llvm::itostr(N));
}

FunctionLowering::Value FunctionLowering::text(StringRef S) {
  return make(ExprKind::Text, S);
}

FunctionLowering::Value FunctionLowering::field(Value Of, StringRef Name,
                                                SourceSpan Where,
                                                StringRef Type) {
  // A part of what an address leads to is a part of the place itself.
  if (Of->Kind == ExprKind::Address)
    Of = Of->operand(0);
  return make(ExprKind::Field, Name, {Of}, Where, Type);
}

FunctionLowering::Value FunctionLowering::addressOf(Value Place) {
  if (!Place->isPlace())
    return Place;
  return make(ExprKind::Address, {}, {Place}, Place->Span, Place->Type);
}

FunctionLowering::Value FunctionLowering::result(Instruction &I,
                                                 StringRef Type) {
  Expr E;
  E.Kind = ExprKind::Result;
  E.Source = &I;
  E.Span = I.Span;
  E.Type = Type;
  return make(E);
}

void FunctionLowering::store(Value Target, Value V, SourceSpan Where) {
  while (Target->Kind == ExprKind::Preserve ||
         Target->Kind == ExprKind::Address)
    Target = Target->operand(0);
  if (Target->Kind == ExprKind::List) {
    // tie(a, b) = pair
    Value From = name("parts", V, Where);
    for (auto [Index, Part] : llvm::enumerate(Target->Operands))
      if (Part->isPlace() || Part->Kind == ExprKind::Address)
        store(Part, field(From, "[" + std::to_string(Index) + "]", Where),
              Where);
    return;
  }
  if (Target->Kind == ExprKind::Compute || Target->Kind == ExprKind::Select) {
    // A character of a text: computed from what was there before. One of two
    // places: the new value or the old one.
    bool Either = Target->Kind == ExprKind::Select;
    for (Value Part : Target->Operands.drop_front(Either ? 1 : 0))
      if (Part->Kind == ExprKind::Variable || Part->Kind == ExprKind::Field)
        store(Part,
              Either ? make(ExprKind::Select, {},
                            {unknown("which of two places"), V, Part}, Where)
                     : make(ExprKind::Compute, "changed in part", {Part, V},
                            Where),
              Where);
    return;
  }
  if (!Target->isPlace() || Target->Kind == ExprKind::This)
    Target = field(Target, "[0]");
  Instruction &I = emit(Opcode::Store, Where);
  add(I, Slot::Target, Target);
  add(I, Slot::Value, V);
}

FunctionLowering::Value FunctionLowering::resolved(Value V) {
  // The bound is for circles that a mistake could make.
  for (unsigned I = 0; V && I != 64; ++I) {
    if (V->Kind == ExprKind::Preserve)
      V = V->operand(0);
    else if (V->Kind == ExprKind::Result && V->Source->Op == Opcode::Let)
      V = V->Source->get(Slot::Value);
    else
      break;
  }
  return V;
}

bool FunctionLowering::isRow(Value V) {
  V = resolved(V);
  return V && (V->Type == "row" ||
               (V->Kind == ExprKind::Result && V->Source->Op == Opcode::Row));
}

bool FunctionLowering::isResult(Value V) {
  V = resolved(V);
  return V->Type == "result" ||
         (V->Kind == ExprKind::Result && V->Source->Op == Opcode::Execute);
}

FunctionLowering::Value FunctionLowering::elements(Value List) {
  while (List->Kind == ExprKind::Address || List->Kind == ExprKind::Preserve)
    List = List->operand(0);
  return List;
}

FunctionLowering::Value FunctionLowering::sizeOf(Value V, SourceSpan Where) {
  return make(ExprKind::Compute, SizeOf, {elements(V)}, Where);
}

static StringRef firstFree(llvm::StringSet<> &Taken, StringRef Name,
                           Program &P) {
  if (Taken.insert(Name).second)
    return P.save(Name);
  for (unsigned N = 2;; ++N) {
    std::string Numbered = (Name + "#" + llvm::Twine(N)).str();
    if (Taken.insert(Numbered).second)
      return P.save(Numbered);
  }
}

StringRef FunctionLowering::unique(StringRef Name) {
  return firstFree(Names, Name, P);
}

StringRef FunctionLowering::uniqueVariable(StringRef Name) {
  return firstFree(VariableNames, Name, P);
}

FunctionLowering::Value FunctionLowering::name(StringRef Name, Value V,
                                               SourceSpan Where) {
  Value Inner = V;
  while (Inner->Kind == ExprKind::Preserve)
    Inner = Inner->operand(0);
  // An instruction that was made for this variable bears its name.
  if (Inner->Kind == ExprKind::Result && Inner->Source->Name.empty() &&
      Inner->Source->Op != Opcode::Call) {
    const_cast<Instruction *>(Inner->Source)->Name = unique(Name);
    return Inner;
  }
  if (V->Kind == ExprKind::Result && V->Source->Name.empty()) {
    const_cast<Instruction *>(V->Source)->Name = unique(Name);
    return V;
  }
  Instruction &Let = emit(Opcode::Let, Where);
  Let.Name = unique(Name);
  add(Let, Slot::Value, V);
  return result(Let, V->Type);
}
