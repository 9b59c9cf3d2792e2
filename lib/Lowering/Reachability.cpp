//===- Lowering/Reachability.cpp - Which functions matter -----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Reachability.h"
#include "Lowering/Construction.h"
#include "Lowering/FunctionScan.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::lowering;

const clang::CXXDestructorDecl *
rowlock::lowering::destructorOf(clang::QualType T) {
  const auto *Class = T.isNull() ? nullptr : T->getAsCXXRecordDecl();
  const clang::CXXDestructorDecl *Dies =
      Class && Class->hasDefinition() ? Class->getDestructor() : nullptr;
  const clang::FunctionDecl *Body = nullptr;
  if (!Dies || !Dies->hasBody(Body) || Body->isDefaulted())
    return nullptr;
  return llvm::cast<clang::CXXDestructorDecl>(Body);
}

Reachability::Reachability(
    llvm::ArrayRef<const clang::FunctionDecl *> Functions,
    ModelMatcher &Matcher)
    : Matcher(Matcher) {
  for (const clang::FunctionDecl *F : Functions)
    scan(*F);
  for (const clang::FunctionDecl *F : Functions)
    if (const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(F)) {
      addClass(Method->getParent());
      addOverriders(*Method);
    }
  follow(Callers);
  // A member function finds what the constructor has left.
  for (const clang::FunctionDecl *F : Functions)
    if (const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(F);
        Method && isOfInterest(*Method))
      for (const clang::CXXConstructorDecl *Made : Method->getParent()->ctors())
        if (Scanned.contains(Made->getCanonicalDecl()))
          OfInterest.insert(Made->getCanonicalDecl());
  follow(Callees);
}

void Reachability::follow(const CallGraph &Edges) {
  llvm::SmallVector<const clang::FunctionDecl *, 16> Work(OfInterest.begin(),
                                                          OfInterest.end());
  while (!Work.empty()) {
    auto Known = Edges.find(Work.pop_back_val());
    if (Known == Edges.end())
      continue;
    for (const clang::FunctionDecl *Next : Known->second)
      if (Scanned.contains(Next) && OfInterest.insert(Next).second)
        Work.push_back(Next);
  }
}

void Reachability::addClass(const clang::CXXRecordDecl *C) {
  if (C && C->hasDefinition() && C->isPolymorphic() && !C->isAbstract() &&
      !C->isDependentContext() && !isForeign(*C))
    Classes.insert(C->getDefinition());
}

/// Who calls a virtual function may call \p Method, which overrides it.
void Reachability::addOverriders(const clang::CXXMethodDecl &Method) {
  llvm::SmallVector<const clang::CXXMethodDecl *, 4> Work(
      Method.begin_overridden_methods(), Method.end_overridden_methods());
  while (!Work.empty()) {
    const clang::CXXMethodDecl *Overridden = Work.pop_back_val();
    // A copy: the map may grow.
    auto Known = Callers.lookup(Overridden->getCanonicalDecl());
    for (const clang::FunctionDecl *Caller : Known)
      addCall(Caller, &Method);
    Work.append(Overridden->begin_overridden_methods(),
                Overridden->end_overridden_methods());
  }
}

void Reachability::addCall(const clang::FunctionDecl *Caller,
                           const clang::FunctionDecl *Callee) {
  Callers[Callee->getCanonicalDecl()].push_back(Caller);
  Callees[Caller].push_back(Callee->getCanonicalDecl());
}

bool Reachability::isOfInterest(const clang::FunctionDecl &F) const {
  return OfInterest.contains(F.getCanonicalDecl());
}

bool Reachability::isOnlyCalled(const clang::FunctionDecl &F) const {
  return !Escaped.contains(F.getCanonicalDecl());
}

bool Reachability::isChanged(const clang::VarDecl &Global) const {
  return Escaped.contains(Global.getCanonicalDecl());
}

void Reachability::visitCallee(const clang::FunctionDecl &Caller,
                               const CallSite &Call) {
  if (const models::FunctionModel *Model = Matcher.match(Call)) {
    if (models::touchesDatabase(Model->Role) && Model->Home &&
        Model->Home->isDatabaseLibrary())
      OfInterest.insert(&Caller);
    if (Model->Role == models::Role::MapTable)
      TableMaps.push_back(Call.Whole);
    if (Model->Role == models::Role::Construct)
      if (std::optional<CallSite> Made = construction(Call, *Model, Matcher);
          Made && !Matcher.find(*Made))
        visitConstructor(Caller,
                         *llvm::cast<clang::CXXConstructorDecl>(Made->Callee));
  } else if (Call.Callee) {
    addCall(&Caller, Call.Callee);
    if (const auto *Made =
            llvm::dyn_cast<clang::CXXConstructorDecl>(Call.Callee))
      visitConstructor(Caller, *Made);
  }
}

void Reachability::visitConstructor(const clang::FunctionDecl &Caller,
                                    const clang::CXXConstructorDecl &Made) {
  addCall(&Caller, &Made);
  addClass(Made.getParent());
  const clang::FunctionDecl *Body = nullptr;
  if (isGeneratedConstructor(Made) && Made.hasBody(Body))
    scan(*Body);
}

void Reachability::scan(const clang::FunctionDecl &F) {
  const clang::FunctionDecl *Caller = F.getCanonicalDecl();
  if (!Scanned.insert(Caller).second)
    return;
  llvm::SmallVector<const clang::Stmt *, 64> Work{F.getBody()};
  if (const auto *Made = llvm::dyn_cast<clang::CXXConstructorDecl>(&F))
    for (const clang::CXXCtorInitializer *Each : Made->inits())
      Work.push_back(Each->getInit());
  bool Broken = false;
  // References to functions that are no calls of them.
  llvm::DenseSet<const clang::Expr *> Called;
  auto Ends = [&](clang::QualType T) {
    eachDestructor(T, Matcher, [&](const clang::CXXDestructorDecl &Dies) {
      addCall(Caller, &Dies);
    });
  };
  if (const auto *Dies = llvm::dyn_cast<clang::CXXDestructorDecl>(&F)) {
    for (const clang::FieldDecl *Each : Dies->getParent()->fields())
      Ends(Each->getType());
    for (const clang::CXXBaseSpecifier &Each : Dies->getParent()->bases())
      Ends(Each.getType());
  }
  auto Escapes = [&](const clang::Expr *E) {
    const clang::VarDecl *V = baseVariable(E);
    if (V && V->hasGlobalStorage())
      Escaped.insert(V->getCanonicalDecl());
  };
  while (!Work.empty()) {
    const clang::Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (const auto *Declares = llvm::dyn_cast<clang::DeclStmt>(S))
      for (const clang::Decl *Each : Declares->decls())
        if (const auto *V = llvm::dyn_cast<clang::VarDecl>(Each))
          Ends(V->getType());
    if (const auto *Delete = llvm::dyn_cast<clang::CXXDeleteExpr>(S))
      Ends(Delete->getDestroyedType());
    else if (const auto *Temporary =
                 llvm::dyn_cast<clang::CXXBindTemporaryExpr>(S))
      Ends(Temporary->getType());
    if (llvm::isa<clang::RecoveryExpr>(S)) {
      // What was meant is not known: it may well have been a statement.
      Broken = true;
    } else if (const auto *E = llvm::dyn_cast<clang::Expr>(S)) {
      if (std::optional<CallSite> Call = callSite(E)) {
        visitCallee(*Caller, *Call);
        if (const auto *Spelled = llvm::dyn_cast<clang::CallExpr>(E))
          Called.insert(Spelled->getCallee()->IgnoreParenImpCasts());
        eachChanged(*Call, Matcher, Escapes);
      } else if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(E)) {
        if (llvm::isa<clang::FunctionDecl>(Ref->getDecl()) &&
            !Called.contains(Ref))
          Escaped.insert(Ref->getDecl()->getCanonicalDecl());
        // Whoever has its address may have it called.
        if (const auto *Named =
                llvm::dyn_cast<clang::FunctionDecl>(Ref->getDecl());
            Named && !Called.contains(Ref))
          addCall(Caller, Named);
      } else if (const auto *Assign =
                     llvm::dyn_cast<clang::BinaryOperator>(E)) {
        if (Assign->isAssignmentOp())
          Escapes(Assign->getLHS());
      } else if (const auto *Unary = llvm::dyn_cast<clang::UnaryOperator>(E)) {
        if (Unary->isIncrementDecrementOp() ||
            Unary->getOpcode() == clang::UO_AddrOf)
          Escapes(Unary->getSubExpr());
      } else if (const auto *Lambda = llvm::dyn_cast<clang::LambdaExpr>(E)) {
        // Whoever makes a lambda may run it. A generic one has its bodies in
        // its instantiations.
        const clang::CXXMethodDecl *Body = Lambda->getCallOperator();
        addCall(Caller, Body);
        if (const clang::FunctionTemplateDecl *Template =
                Body->getDescribedFunctionTemplate()) {
          for (const clang::FunctionDecl *Each : Template->specializations()) {
            addCall(Caller, Each);
            if (Each->hasBody())
              scan(*Each);
          }
        } else {
          scan(*Body);
        }
        Work.append(Lambda->capture_init_begin(), Lambda->capture_init_end());
        continue;
      }
    }
    if (const auto *Default = llvm::dyn_cast<clang::CXXDefaultArgExpr>(S))
      Work.push_back(Default->getExpr());
    else if (const auto *Member = llvm::dyn_cast<clang::CXXDefaultInitExpr>(S))
      Work.push_back(Member->getExpr());
    Work.append(S->child_begin(), S->child_end());
  }
  if (Broken && mentionsHandle(F))
    OfInterest.insert(Caller);
}

bool Reachability::mentionsHandle(const clang::FunctionDecl &F) {
  llvm::SmallVector<const clang::Stmt *, 64> Work{F.getBody()};
  while (!Work.empty()) {
    const clang::Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (llvm::isa<clang::DeclRefExpr, clang::MemberExpr>(S) &&
        Matcher.isHandle(llvm::cast<clang::Expr>(S)->getType()))
      return true;
    Work.append(S->child_begin(), S->child_end());
  }
  return false;
}
