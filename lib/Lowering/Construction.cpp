//===- Lowering/Construction.cpp - Which constructor runs
//------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Construction.h"
#include "Lowering/Reachability.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::lowering;
namespace models = rowlock::models;

bool rowlock::lowering::isForeign(const clang::Decl &D) {
  const clang::SourceManager &SM = D.getASTContext().getSourceManager();
  return SM.isInSystemHeader(SM.getExpansionLoc(D.getLocation()));
}

static bool doesSomething(const clang::CXXConstructorDecl &Made,
                          unsigned Depth) {
  constexpr unsigned MaxDepth = 8;
  if (!Made.hasBody() || Depth > MaxDepth || isForeign(*Made.getParent()))
    return false;
  if (Made.isUserProvided() || Made.isInheritingConstructor())
    return true;
  if (!Made.isDefaultConstructor())
    return false;
  const clang::FunctionDecl *Body = nullptr;
  Made.hasBody(Body);
  return llvm::any_of(
      llvm::cast<clang::CXXConstructorDecl>(Body)->inits(),
      [&](const clang::CXXCtorInitializer *Each) {
        if (Each->isInClassMemberInitializer())
          return true;
        const auto *Part =
            llvm::dyn_cast<clang::CXXConstructExpr>(core(Each->getInit()));
        return Part && doesSomething(*Part->getConstructor(), Depth + 1);
      });
}

bool rowlock::lowering::isGeneratedConstructor(
    const clang::CXXConstructorDecl &Made) {
  return (Made.isImplicit() || !Made.isUserProvided()) &&
         doesSomething(Made, 0);
}

clang::QualType rowlock::lowering::owned(clang::QualType T,
                                         ModelMatcher &Matcher) {
  if (T.isNull() || !T->isRecordType())
    return {};
  TypeMatch Match = Matcher.type(T);
  if (!Match || Match.Model->Exit != models::ScopeExit::Destroy)
    return {};
  const auto *Special =
      llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(Match.Record);
  return Special && Special->getTemplateArgs().size() != 0 &&
                 Special->getTemplateArgs()[0].getKind() ==
                     clang::TemplateArgument::Type
             ? Special->getTemplateArgs()[0].getAsType()
             : clang::QualType();
}

void rowlock::lowering::eachDestructor(
    clang::QualType T, ModelMatcher &Matcher,
    llvm::function_ref<void(const clang::CXXDestructorDecl &)> F) {
  constexpr size_t MaxParts = 64;
  llvm::SmallVector<clang::QualType, 8> Parts{T};
  for (size_t I = 0; I != Parts.size() && I < MaxParts; ++I) {
    if (clang::QualType Held = owned(Parts[I], Matcher); !Held.isNull())
      Parts.push_back(Held);
    const clang::CXXRecordDecl *Class =
        Parts[I].isNull() ? nullptr : Parts[I]->getAsCXXRecordDecl();
    if (!Class || !Class->hasDefinition() || isForeign(*Class))
      continue;
    if (const clang::CXXDestructorDecl *Dies = destructorOf(Parts[I])) {
      F(*Dies);
      continue; // Its body sees to the parts.
    }
    for (const clang::FieldDecl *Each : Class->fields())
      Parts.push_back(Each->getType());
    for (const clang::CXXBaseSpecifier &Each : Class->bases())
      Parts.push_back(Each.getType());
  }
}

/// What the compiler chose: the constructor that a function of a library which
/// makes an object of \p Class calls in the end. Null if that is not seen.
static const clang::CXXConstructExpr *
compiled(const clang::FunctionDecl &Maker, const clang::CXXRecordDecl &Class) {
  // std::make_shared goes through a dozen functions.
  constexpr size_t MaxFunctions = 100;
  llvm::SmallVector<const clang::FunctionDecl *, 16> Functions{&Maker};
  llvm::DenseSet<const clang::FunctionDecl *> Seen;
  for (size_t I = 0; I != Functions.size() && I != MaxFunctions; ++I) {
    const clang::FunctionDecl *Body = nullptr;
    if (!Functions[I]->hasBody(Body) || !isForeign(*Body))
      continue;
    llvm::SmallVector<const clang::Stmt *, 32> Work{Body->getBody()};
    if (const auto *Made = llvm::dyn_cast<clang::CXXConstructorDecl>(Body))
      for (const clang::CXXCtorInitializer *Each : Made->inits())
        Work.push_back(Each->getInit());
    while (!Work.empty()) {
      const clang::Stmt *S = Work.pop_back_val();
      if (!S)
        continue;
      if (const auto *New = llvm::dyn_cast<clang::CXXNewExpr>(S))
        if (const clang::CXXConstructExpr *Made = New->getConstructExpr())
          if (Made->getConstructor()->getParent()->getCanonicalDecl() ==
              Class.getCanonicalDecl())
            return Made;
      if (const auto *E = llvm::dyn_cast<clang::Expr>(S))
        if (std::optional<CallSite> Call = callSite(E);
            Call && Call->Callee && Seen.insert(Call->Callee).second)
          Functions.push_back(Call->Callee);
      Work.append(S->child_begin(), S->child_end());
    }
  }
  return nullptr;
}

/// How well an argument fits a parameter: not at all (0), by a conversion that
/// a class makes (1), by one of the language (2), as it is (3).
static unsigned fit(const clang::Expr &Argument, clang::QualType Parameter) {
  clang::QualType From = Argument.IgnoreParenImpCasts()->getType();
  if (From->isArrayType())
    From = From->getAsArrayTypeUnsafe()->getElementType();
  From = From.getCanonicalType().getUnqualifiedType();
  clang::QualType To =
      Parameter.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  bool Decays = Argument.IgnoreParenImpCasts()->getType()->isArrayType();
  if (Decays)
    return To->isPointerType() &&
                   To->getPointeeType().getUnqualifiedType() == From
               ? 3
           : To->isBooleanType() ? 2
           : To->isRecordType()  ? 1
                                 : 0;
  if (From == To)
    return 3;
  if (From->isArithmeticType() && To->isArithmeticType())
    return 2;
  const clang::CXXRecordDecl *Derived = From->isPointerType()
                                            ? From->getPointeeCXXRecordDecl()
                                            : From->getAsCXXRecordDecl();
  const clang::CXXRecordDecl *Base = To->isPointerType()
                                         ? To->getPointeeCXXRecordDecl()
                                         : To->getAsCXXRecordDecl();
  if (Derived && Base && From->isPointerType() == To->isPointerType() &&
      Derived->hasDefinition() && Derived->isDerivedFrom(Base))
    return 2;
  return To->isRecordType() || From->isRecordType()     ? 1
         : From->isNullPtrType() && To->isPointerType() ? 2
                                                        : 0;
}

/// The best of the constructors, where the library's own code is not seen.
static const clang::CXXConstructorDecl *
chosen(const clang::CXXRecordDecl &Class,
       llvm::ArrayRef<const clang::Expr *> Arguments) {
  const clang::CXXConstructorDecl *Best = nullptr;
  unsigned BestFit = 0;
  for (const clang::CXXConstructorDecl *Each : Class.ctors()) {
    if (Each->isCopyOrMoveConstructor() || Each->isDeleted() ||
        Arguments.size() < Each->getMinRequiredArguments() ||
        (Arguments.size() > Each->getNumParams() && !Each->isVariadic()))
      continue;
    unsigned Sum = 1;
    for (auto [Parameter, Argument] : llvm::zip(Each->parameters(), Arguments))
      if (unsigned Fit = fit(*Argument, Parameter->getType()); Fit && Sum)
        Sum += Fit;
      else
        Sum = 0;
    if (Sum > BestFit) {
      Best = Each;
      BestFit = Sum;
    }
  }
  return Best;
}

std::optional<CallSite>
rowlock::lowering::construction(const CallSite &Call,
                                const models::FunctionModel &Model,
                                ModelMatcher &Matcher) {
  models::Operand What = Model.operand(models::Slot::Class);
  // Of the list that an element is added to, or of the function itself.
  const auto *Method =
      llvm::dyn_cast_or_null<clang::CXXMethodDecl>(Call.Callee);
  const auto *List =
      Method && Model.Role == models::Role::ListAppend
          ? llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(
                Method->getParent())
          : nullptr;
  const clang::TemplateArgument *A =
      List && What.Index < List->getTemplateArgs().size()
          ? &List->getTemplateArgs()[What.Index]
          : Matcher.templateArgument(Call, What.Index);
  const clang::CXXRecordDecl *Class =
      A && A->getKind() == clang::TemplateArgument::Type
          ? A->getAsType()->getAsCXXRecordDecl()
          : nullptr;
  if (!Class || !Class->hasDefinition() || !Call.Callee)
    return std::nullopt;
  CallSite Site;
  Site.Whole = Call.Whole;
  Site.Kind = models::FunctionKind::Constructor;
  Site.Class = Class;
  Site.Arguments = Call.Arguments;
  const clang::CXXConstructorDecl *Made = nullptr;
  if (const clang::CXXConstructExpr *Seen = compiled(*Call.Callee, *Class)) {
    Made = Seen->getConstructor();
    // Default arguments.
    for (unsigned I = Site.Arguments.size(); I < Seen->getNumArgs(); ++I)
      Site.Arguments.push_back(Seen->getArg(I));
  } else {
    Made = chosen(*Class, Call.Arguments);
  }
  if (!Made)
    return std::nullopt;
  Site.Callee = Made;
  return Site;
}
