//===- Lowering/SideEffects.cpp - What is done outside the database -------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include <cmath>

using namespace rowlock::lowering;
using namespace rowlock::effects;
namespace models = rowlock::models;
using ModelSlot = models::Slot;

namespace {
double perSecond(models::TimeUnit Unit) {
  switch (Unit) {
#define TIME_UNIT(Identifier, Word, PerSecond)                                 \
  case models::TimeUnit::Identifier:                                           \
    return PerSecond;
#include "Models/Vocabulary.def"
  }
  return 1;
}

std::optional<double> integral(const clang::TemplateArgument &A) {
  if (A.getKind() != clang::TemplateArgument::Integral)
    return std::nullopt;
  return A.getAsIntegral().signedRoundToDouble();
}

/// Ticks per second of a type that states them as its second template argument,
/// a ratio of two numbers, as std::chrono::duration does.
std::optional<double> ticksPerSecond(clang::QualType T) {
  const auto *Duration =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
          T->getAsCXXRecordDecl());
  if (!Duration || Duration->getTemplateArgs().size() != 2 ||
      Duration->getTemplateArgs()[1].getKind() != clang::TemplateArgument::Type)
    return std::nullopt;
  const auto *Ratio =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
          Duration->getTemplateArgs()[1].getAsType()->getAsCXXRecordDecl());
  if (!Ratio || Ratio->getTemplateArgs().size() != 2)
    return std::nullopt;
  auto Numerator = integral(Ratio->getTemplateArgs()[0]);
  auto Denominator = integral(Ratio->getTemplateArgs()[1]);
  if (!Numerator || !Denominator || *Numerator == 0)
    return std::nullopt;
  return *Denominator / *Numerator;
}

std::optional<double> number(const clang::APValue &V) {
  if (V.isInt())
    return V.getInt().isSigned() ? V.getInt().signedRoundToDouble()
                                 : V.getInt().roundToDouble();
  if (V.isFloat())
    return V.getFloat().convertToDouble();
  if (V.isStruct() && V.getStructNumBases() == 0 && V.getStructNumFields() == 1)
    return number(V.getStructField(0));
  return std::nullopt;
}

/// The constant that \p E is: a number, or the only member of an object.
std::optional<double> constantNumber(const clang::Expr *E,
                                     const clang::ASTContext &Context,
                                     unsigned Depth = 0) {
  constexpr unsigned MaxDepth = 8;
  if (!E || E->isValueDependent() || Depth == MaxDepth)
    return std::nullopt;
  E = core(E);
  if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(E))
    if (const auto *V = llvm::dyn_cast<clang::VarDecl>(Ref->getDecl());
        V && V->getType().isConstQualified() && V->getAnyInitializer())
      return constantNumber(V->getAnyInitializer(), Context, Depth + 1);
  clang::Expr::EvalResult Result;
  if (E->isGLValue() || !E->EvaluateAsRValue(Result, Context) ||
      Result.HasSideEffects)
    return std::nullopt;
  return number(Result.Val);
}
} // namespace

/// A call that says what it does to the world. A sleep's value is how long it
/// is, in milliseconds, where that is constant.
FunctionLowering::Value
FunctionLowering::sideEffect(const CallSite &Call,
                             const models::FunctionModel &Model) {
  bool IsSleep = Model.Effect == models::EffectKind::Sleep;
  Value Target = nullptr;
  models::Operand What = Model.operand(ModelSlot::Target);
  if (const clang::Expr *E = operandExpr(Call, What); E && IsSleep) {
    auto Ticks = ticksPerSecond(core(E)->getType());
    double PerSecond = Ticks.value_or(perSecond(Model.Unit));
    if (auto Count = constantNumber(E, U.Context))
      Target = integer(std::llround(*Count / PerSecond * 1000));
    else if (Model.Unit == models::TimeUnit::Milliseconds && !Ticks)
      Target = value(E);
    else
      Target = unknown("how long");
  } else {
    Target = operand(Call, Model, ModelSlot::Target);
  }
  Value Object = objectOf(Call);
  llvm::SmallVector<Value, 8> Arguments = argumentsOf(Call);

  Instruction &I = emit(Opcode::Call, span(Call.Whole), &Model);
  add(I, Slot::Name, text(Matcher.qualifiedName(*Call.Callee)));
  add(I, Slot::On, Object);
  add(I, Slot::Value, Target);
  if (!Arguments.empty())
    add(I, Slot::Values, make(ExprKind::List, {}, Arguments));
  attribute(I, "effect", models::word(Model.Effect));
  if (Model.Strict)
    attribute(I, "strict", "yes");
  if (Model.Asynchronous)
    attribute(I, "asynchronous", "yes");
  if (Model.Fails != models::Fails::Throws)
    attribute(I, "fails", models::word(Model.Fails));
  return result(I, Matcher.role(Call.Whole->getType()));
}
