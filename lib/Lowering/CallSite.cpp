//===- Lowering/CallSite.cpp - Calls in all their spellings ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/ModelMatcher.h"
#include "clang/AST/ExprCXX.h"

using namespace rowlock::lowering;
using rowlock::models::FunctionKind;

/// A cast that gives the same value in another type.
static bool keepsValue(clang::CastKind Kind) {
  switch (Kind) {
  case clang::CK_FloatingToIntegral:
  case clang::CK_FloatingToBoolean:
  case clang::CK_IntegralToBoolean:
  case clang::CK_PointerToBoolean:
  case clang::CK_MemberPointerToBoolean:
    return false;
  default:
    return true;
  }
}

/// The number of an enumerator: what it means the type alone tells. Template
/// arguments are such casts.
static bool makesEnumerator(const clang::CastExpr &Cast) {
  return Cast.getType()->isEnumeralType() &&
         !Cast.getSubExpr()->getType()->isEnumeralType();
}

/// 0 as a pointer.
static bool isNullOfNumber(const clang::CastExpr &Cast) {
  return Cast.getCastKind() == clang::CK_NullToPointer &&
         Cast.getSubExpr()->getType()->isIntegerType();
}

/// The next expression inwards, or null if \p E is a core.
static const clang::Expr *inwards(const clang::Expr *E) {
  if (const auto *Cast = llvm::dyn_cast<clang::CastExpr>(E))
    return keepsValue(Cast->getCastKind()) && !makesEnumerator(*Cast) &&
                   !isNullOfNumber(*Cast)
               ? Cast->getSubExpr()
               : nullptr;
  if (const auto *Full = llvm::dyn_cast<clang::FullExpr>(E))
    return Full->getSubExpr();
  if (const auto *M = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(E))
    return M->getSubExpr();
  if (const auto *B = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(E))
    return B->getSubExpr();
  if (const auto *S = llvm::dyn_cast<clang::SubstNonTypeTemplateParmExpr>(E))
    return S->getReplacement();
  if (const auto *D = llvm::dyn_cast<clang::CXXDefaultArgExpr>(E))
    return D->getExpr();
  if (const auto *D = llvm::dyn_cast<clang::CXXDefaultInitExpr>(E))
    return D->getExpr();
  if (const auto *O = llvm::dyn_cast<clang::OpaqueValueExpr>(E))
    return O->getSourceExpr();
  if (const auto *L = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(E))
    return L->getSubExpr();
  if (const auto *R = llvm::dyn_cast<clang::CXXRewrittenBinaryOperator>(E))
    return R->getSemanticForm();
  if (const auto *L = llvm::dyn_cast<clang::InitListExpr>(E))
    return L->getNumInits() == 1 &&
                   (L->isTransparent() || L->getType()->isScalarType())
               ? L->getInit(0)
               : nullptr;
  // A lambda as a pointer to a function.
  if (const auto *Call = llvm::dyn_cast<clang::CXXMemberCallExpr>(E))
    return Call->getRecordDecl() && Call->getRecordDecl()->isLambda() &&
                   llvm::isa_and_nonnull<clang::CXXConversionDecl>(
                       Call->getMethodDecl())
               ? Call->getImplicitObjectArgument()
               : nullptr;
  if (const auto *C = llvm::dyn_cast<clang::CXXConstructExpr>(E))
    return C->getNumArgs() != 0 &&
                   C->getConstructor()->isCopyOrMoveConstructor()
               ? C->getArg(0)
               : nullptr;
  return nullptr;
}

const clang::Expr *rowlock::lowering::core(const clang::Expr *E) {
  while (E) {
    E = E->IgnoreParens();
    const clang::Expr *Inner = inwards(E);
    if (!Inner)
      return E;
    E = Inner;
  }
  return E;
}

bool rowlock::lowering::isDefault(const clang::Expr *E) {
  while (E &&
         !llvm::isa<clang::CXXDefaultArgExpr, clang::CXXDefaultInitExpr>(E))
    E = inwards(E->IgnoreParens());
  return E;
}

bool CallSite::isWritten(unsigned I) const {
  return I < Arguments.size() &&
         !llvm::isa<clang::CXXDefaultArgExpr>(Arguments[I]);
}

std::optional<CallSite> rowlock::lowering::callSite(const clang::Expr *E) {
  CallSite Site;
  Site.Whole = E;
  if (const auto *Made = llvm::dyn_cast<clang::CXXConstructExpr>(E)) {
    Site.Callee = Made->getConstructor();
    Site.Kind = FunctionKind::Constructor;
    Site.Class = Made->getConstructor()->getParent();
    Site.Arguments.assign(Made->arg_begin(), Made->arg_end());
    return Site;
  }
  if (const auto *Inherited =
          llvm::dyn_cast<clang::CXXInheritedCtorInitExpr>(E)) {
    Site.Callee = Inherited->getConstructor();
    Site.Kind = FunctionKind::Constructor;
    Site.Class = Inherited->getConstructor()->getParent();
    return Site;
  }
  const auto *Call = llvm::dyn_cast<clang::CallExpr>(E);
  if (!Call)
    return std::nullopt;
  Site.Callee = Call->getDirectCallee();
  Site.Arguments.assign(Call->arg_begin(), Call->arg_end());
  if (const auto *Member = llvm::dyn_cast<clang::CXXMemberCallExpr>(Call)) {
    Site.Object = Member->getImplicitObjectArgument();
    if (!Site.Callee)
      Site.Callee = Member->getMethodDecl();
  } else if (llvm::isa<clang::CXXOperatorCallExpr>(Call)) {
    const auto *Method =
        llvm::dyn_cast_or_null<clang::CXXMethodDecl>(Site.Callee);
    if (Method && Method->isInstance() && !Site.Arguments.empty()) {
      Site.Object = Site.Arguments.front();
      Site.Arguments.erase(Site.Arguments.begin());
    }
  }
  if (!Site.Callee)
    Site.Target = Call->getCallee();
  else if (llvm::isa<clang::CXXConversionDecl>(Site.Callee))
    Site.Kind = FunctionKind::Conversion;
  return Site;
}
