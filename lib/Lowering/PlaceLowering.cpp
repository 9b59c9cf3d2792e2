//===- Lowering/PlaceLowering.cpp - Variables, members and constants ------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;
namespace models = rowlock::models;

FunctionLowering::Value
FunctionLowering::reference(const clang::DeclRefExpr &Ref) {
  const clang::ValueDecl *D = Ref.getDecl();
  if (const auto *V = llvm::dyn_cast<clang::VarDecl>(D))
    return variable(*V, &Ref);
  if (const auto *Binding = llvm::dyn_cast<clang::BindingDecl>(D)) {
    if (Value Known = Variables.lookup(Binding))
      return Known;
    return unknown("a structured binding", span(&Ref));
  }
  if (llvm::isa<clang::EnumConstantDecl>(D))
    if (Value Number = evaluated(Ref))
      return Number;
  if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(D))
    return make(ExprKind::Closure, U.nameOf(*Function), {}, span(&Ref));
  return unknown(D->getDeclKindName(), span(&Ref));
}

FunctionLowering::Value FunctionLowering::variable(const clang::VarDecl &V,
                                                   const clang::Expr *Use) {
  if (Value Known = Variables.lookup(&V)) {
    // The same value, as it is spelled here.
    Expr Here = *Known;
    Here.Span = span(Use);
    return make(Here);
  }
  if (V.hasGlobalStorage()) {
    if (TypeMatch Match = Matcher.type(V.getType());
        Match && Match.Model->Role == models::TypeRole::EntityColumn)
      return text(U.Mapped.columnNamed(V));
    if (Value Constant = constantOf(V))
      return Constant;
    if (!V.isStaticLocal())
      return make(ExprKind::Variable, ("::" + Matcher.qualifiedName(V)).str(),
                  {}, span(Use), Matcher.role(V.getType()));
  }
  // Used before it was met: a jump over its declaration, or a lambda's caller.
  return make(ExprKind::Variable, V.getName().empty() ? "unnamed" : V.getName(),
              {}, span(Use), Matcher.role(V.getType()));
}

/// The value of a global that cannot change; null if it can, or if it is not
/// known here.
FunctionLowering::Value FunctionLowering::constantOf(const clang::VarDecl &V) {
  // An object without members has nothing to say but that nothing is there:
  // std::nullopt and its kin.
  if (const auto *Class = V.getType()->getAsCXXRecordDecl();
      Class && Class->hasDefinition() && Class->isEmpty())
    return make(ExprKind::Null);
  const clang::VarDecl *Definition = nullptr;
  const clang::Expr *Init = V.getAnyInitializer(Definition);
  if (!Init || Init->isValueDependent() || Matcher.isHandle(V.getType()))
    return nullptr;
  bool Fixed =
      V.isConstexpr() || V.getType().isConstQualified() ||
      (!V.isExternallyVisible() && !V.isStaticLocal() && !U.Reach.isChanged(V));
  if (!Fixed)
    return nullptr;
  auto [Known, IsNew] = U.Constants.try_emplace(V.getCanonicalDecl());
  if (!IsNew)
    return Known->second;
  Value Found = evaluated(*Init);
  clang::Expr::EvalResult Result;
  if (!Found && V.getType()->isFloatingType() &&
      Init->EvaluateAsRValue(Result, U.Context) && Result.Val.isFloat()) {
    llvm::SmallString<32> Spelled;
    Result.Val.getFloat().toString(Spelled);
    Found = make(ExprKind::Real, Spelled, {}, span(Init));
  }
  if (!Found) {
    bool WasPure = std::exchange(Pure, true);
    bool WasImpure = std::exchange(Impure, false);
    Value Text = value(Init);
    if (!Impure && Text->Kind != ExprKind::Unknown && !mentionsPlace(*Text))
      Found = Text;
    Pure = WasPure;
    Impure = WasImpure;
  }
  U.Constants[V.getCanonicalDecl()] = Found;
  return Found;
}

FunctionLowering::Value FunctionLowering::member(const clang::MemberExpr &M) {
  const clang::ValueDecl *D = M.getMemberDecl();
  if (const auto *Static = llvm::dyn_cast<clang::VarDecl>(D))
    return variable(*Static, &M);
  if (llvm::isa<clang::EnumConstantDecl>(D))
    if (Value Number = evaluated(M))
      return Number;
  const auto *Field = llvm::dyn_cast<clang::FieldDecl>(D);
  Value Base = value(M.getBase());
  if (!Field)
    return Base; // A method: its call knows the object.
  if (!Field->getIdentifier())
    return Base; // Members of an anonymous union are those of its owner.
  // A library's connection has members that stand for itself.
  if (Matcher.role(Field->getType()) == "connection" &&
      Matcher.role(M.getBase()->getType()) == "connection" &&
      Matcher.models().type(Matcher.qualifiedName(
          *llvm::cast<clang::CXXRecordDecl>(Field->getParent()))))
    return Base;
  Value Object = Base;
  while (Object->Kind == ExprKind::Preserve)
    Object = Object->operand(0);
  // A class derived from a handle's: its own members are not the handle's.
  if (Object->Kind == ExprKind::This && !Object->Type.empty())
    Object = make(ExprKind::This, {}, {}, Object->Span);
  // A tuple or pair is a list, whatever its members are called.
  if (TypeMatch Match = Matcher.type(M.getBase()->getType());
      Match && Match.Model->Role == models::TypeRole::List) {
    Value Part = resolved(Object);
    unsigned At = Field->getFieldIndex();
    if (Part->Kind == ExprKind::List && At < Part->Operands.size())
      return Part->operand(At);
    return field(Object, "[" + std::to_string(At) + "]", span(&M),
                 Matcher.role(Field->getType()));
  }
  Value Whole = resolved(Object);
  if (Whole->Kind == ExprKind::Record) {
    llvm::SmallVector<StringRef, 8> Names;
    Whole->Spelling.split(Names, ',');
    for (auto [Name, Part] : llvm::zip(Names, Whole->Operands))
      if (Name == Field->getName())
        return Part;
  }
  Value Known =
      field(Object, Field->getName(), span(&M), Matcher.role(Field->getType()));
  return refersToValue(*Field, Matcher) ? field(Known, Pointee, span(&M))
                                        : Known;
}

/// What a pointer points to has the pointer's own value: a parameter passed by
/// address is the caller's place.
FunctionLowering::Value FunctionLowering::dereference(Value Pointer,
                                                      clang::QualType Pointed) {
  Value Inner = Pointer;
  while (Inner->Kind == ExprKind::Preserve)
    Inner = Inner->operand(0);
  Value Known = resolved(Inner);
  if (Known->Kind == ExprKind::Address)
    return Known->operand(0);
  if (Known->Kind == ExprKind::Parameter)
    return Known;
  if (Inner->Kind == ExprKind::Parameter || Inner->Kind == ExprKind::This ||
      !Inner->Type.empty())
    return Inner;
  bool IsArray = Pointed->isAnyCharacterType() || Pointed->isPointerType();
  return field(Inner, IsArray ? StringRef("[0]") : StringRef(Pointee),
               Inner->Span);
}

FunctionLowering::Value FunctionLowering::place(const clang::Expr *E) {
  Value V = value(E);
  while (V->Kind == ExprKind::Preserve)
    V = V->operand(0);
  return V;
}

FunctionLowering::Value FunctionLowering::element(Value List, Value Index,
                                                  const clang::Expr &E) {
  Value Known = resolved(List);
  Value At = resolved(Index);
  unsigned Position = 0;
  bool Constant =
      At->Kind == ExprKind::Integer && !At->Spelling.getAsInteger(10, Position);
  if (Constant && isRow(List))
    return columnAt(List, Position, span(&E));
  if (!Constant && At->Kind != ExprKind::Unknown)
    return make(ExprKind::Element, {}, {elements(List), Index}, span(&E),
                Matcher.role(E.getType()));
  if (Constant && Known->Kind == ExprKind::List &&
      Position < Known->Operands.size())
    return Known->operand(Position);
  return field(List, Constant ? ("[" + At->Spelling + "]").str() : "[*]",
               span(&E), Matcher.role(E.getType()));
}
