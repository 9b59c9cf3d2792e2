//===- Lowering/FunctionScan.cpp - What must be known of a whole body first
//===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionScan.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::lowering;
using rowlock::effects::RegionKind;
namespace models = rowlock::models;

const clang::VarDecl *rowlock::lowering::baseVariable(const clang::Expr *E) {
  while ((E = core(E))) {
    if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(E)) {
      if (const auto *Binding =
              llvm::dyn_cast<clang::BindingDecl>(Ref->getDecl()))
        return llvm::dyn_cast<clang::VarDecl>(Binding->getDecomposedDecl());
      return llvm::dyn_cast<clang::VarDecl>(Ref->getDecl());
    }
    if (const auto *Member = llvm::dyn_cast<clang::MemberExpr>(E)) {
      if (Member->isArrow())
        return nullptr;
      E = Member->getBase();
    } else if (const auto *Element =
                   llvm::dyn_cast<clang::ArraySubscriptExpr>(E)) {
      E = Element->getBase();
      if (!E->IgnoreParenImpCasts()->getType()->isArrayType())
        return nullptr;
    } else if (const auto *Call =
                   llvm::dyn_cast<clang::CXXOperatorCallExpr>(E)) {
      // v[i], *optional: a part of the object, as far as can be seen.
      if (Call->getNumArgs() == 0 ||
          !llvm::is_contained({clang::OO_Subscript, clang::OO_Star,
                               clang::OO_Arrow, clang::OO_Equal,
                               clang::OO_LessLess},
                              Call->getOperator()))
        return nullptr;
      E = Call->getArg(0);
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

bool rowlock::lowering::isSlot(clang::QualType T, ModelMatcher &Matcher) {
  return !Matcher.isHandle(T) || T.getNonReferenceType()->isPointerType();
}

bool rowlock::lowering::refersToValue(const clang::FieldDecl &Member,
                                      ModelMatcher &Matcher) {
  clang::QualType T = Member.getType();
  if (!T->isLValueReferenceType() || T->getPointeeType().isConstQualified())
    return false;
  return T->getPointeeType()->isArithmeticType() ||
         T->getPointeeType()->isEnumeralType() || Matcher.isText(T);
}

bool rowlock::lowering::bindsArray(const clang::BinaryOperator &Assign,
                                   ModelMatcher &Matcher) {
  if (Assign.getOpcode() != clang::BO_Assign)
    return false;
  const auto *Member =
      llvm::dyn_cast<clang::MemberExpr>(Assign.getLHS()->IgnoreParenImpCasts());
  TypeMatch Match =
      Member ? Matcher.type(Member->getBase()->getType()) : TypeMatch();
  return Match && Match.Model->Role == models::TypeRole::Binding &&
         Assign.getRHS()->IgnoreParenCasts()->getType()->isArrayType();
}

FunctionScan::FunctionScan(const clang::FunctionDecl &F, ModelMatcher &Matcher,
                           unsigned MaxDepth)
    : Matcher(Matcher) {
  Work.push_back({F.getBody(), 0, 0, false, false});
  if (const auto *Made = llvm::dyn_cast<clang::CXXConstructorDecl>(&F))
    for (const clang::CXXCtorInitializer *Each : Made->inits()) {
      Work.push_back({Each->getInit(), 0, 0, false, false});
      if (!Each->isAnyMemberInitializer())
        InPlace.insert(core(Each->getInit()));
    }
  while (!Work.empty() && Obstacle.empty()) {
    Item I = Work.back();
    Work.pop_back();
    if (!I.S)
      continue;
    if (I.Depth > MaxDepth)
      Obstacle = "an expression or statement nests deeper than " +
                 std::to_string(MaxDepth) + " levels";
    // The last one is taken first.
    size_t Known = Work.size();
    visit(I);
    std::reverse(Work.begin() + Known, Work.end());
  }
}

unsigned FunctionScan::add(RegionKind Kind, const Item &In) {
  if (In.Foreign)
    return In.Region;
  effects::Region R;
  R.Kind = Kind;
  R.Parent = In.Region;
  Regions.push_back(R);
  return Regions.size() - 1;
}

void FunctionScan::push(const clang::Stmt *S, const Item &Parent,
                        unsigned Region) {
  Work.push_back({S, Region, Parent.Depth + 1, Parent.Implied, Parent.Foreign});
}

void FunctionScan::visit(const Item &I) {
  const clang::Stmt *S = I.S;
  if (!I.Foreign)
    RegionOf[S] = I.Region;
  if (I.Implied)
    Implied.insert(S);

  if (llvm::isa<clang::RecoveryExpr>(S)) {
    Obstacle = "the source has an error here";
    return;
  }
  if (llvm::isa<clang::CoroutineBodyStmt, clang::CoreturnStmt,
                clang::CoroutineSuspendExpr>(S)) {
    Obstacle = "it is a coroutine";
    return;
  }
  if (const auto *Range = llvm::dyn_cast<clang::CXXForRangeStmt>(S))
    return visitRange(*Range, I);
  if (const auto *Try = llvm::dyn_cast<clang::CXXTryStmt>(S))
    return visitTry(*Try, I);
  if (const auto *Lambda = llvm::dyn_cast<clang::LambdaExpr>(S)) {
    if (!I.Foreign)
      Lambdas.push_back(Lambda);
    for (const clang::Expr *Init : Lambda->capture_inits())
      push(Init, I, I.Region);
    // Only for what it does to captured variables; it has regions of its own.
    Item Body = I;
    Body.Foreign = true;
    push(Lambda->getBody(), Body, I.Region);
    return;
  }
  if (const auto *Loop = llvm::dyn_cast<clang::ForStmt>(S)) {
    unsigned Region = add(RegionKind::Loop, I);
    RegionOf[S] = Region;
    push(Loop->getInit(), I, I.Region);
    for (const clang::Stmt *Part :
         {static_cast<const clang::Stmt *>(
              Loop->getConditionVariableDeclStmt()),
          static_cast<const clang::Stmt *>(Loop->getCond()),
          static_cast<const clang::Stmt *>(Loop->getInc()), Loop->getBody()})
      push(Part, I, Region);
    return;
  }
  unsigned Region = I.Region;
  if (llvm::isa<clang::WhileStmt, clang::DoStmt>(S))
    RegionOf[S] = Region = add(RegionKind::Loop, I);

  if (const auto *Decls = llvm::dyn_cast<clang::DeclStmt>(S)) {
    for (const clang::Decl *D : Decls->decls())
      if (const auto *V = llvm::dyn_cast<clang::VarDecl>(D))
        visitVariable(*V);
  } else if (const auto *Assign = llvm::dyn_cast<clang::BinaryOperator>(S)) {
    if (Assign->isAssignmentOp())
      mark(Assign->getLHS());
    if (bindsArray(*Assign, Matcher))
      mark(Assign->getRHS());
  } else if (const auto *Unary = llvm::dyn_cast<clang::UnaryOperator>(S)) {
    if (Unary->isIncrementDecrementOp())
      mark(Unary->getSubExpr());
    else if (Unary->getOpcode() == clang::UO_AddrOf &&
             isSlot(Unary->getSubExpr()->getType(), Matcher))
      mark(Unary->getSubExpr());
  } else if (const auto *Return = llvm::dyn_cast<clang::ReturnStmt>(S)) {
    if (const clang::Expr *Given = Return->getRetValue())
      if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(core(Given)))
        if (const auto *V = llvm::dyn_cast<clang::VarDecl>(Ref->getDecl()))
          if (!V->getType()->isReferenceType() && Given->isPRValue())
            Moved.insert(V);
  } else if (const auto *New = llvm::dyn_cast<clang::CXXNewExpr>(S)) {
    if (New->getInitializer())
      OnHeap.insert(core(New->getInitializer()));
  } else if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(S)) {
    if (const auto *V = llvm::dyn_cast<clang::VarDecl>(Ref->getDecl()))
      ++Mentions[V].first;
  } else if (const auto *E = llvm::dyn_cast<clang::Expr>(S)) {
    if (std::optional<CallSite> Call = callSite(E))
      visitCall(*Call);
  }
  for (const clang::Stmt *Child : S->children())
    if (Child) {
      push(Child, I, Region);
      if (const auto *Alone = llvm::dyn_cast<clang::Expr>(Child);
          Alone && llvm::isa<clang::CompoundStmt>(S))
        Discarded.insert(core(Alone));
    }
}

void FunctionScan::visitRange(const clang::CXXForRangeStmt &Loop,
                              const Item &I) {
  unsigned Region = add(RegionKind::Loop, I);
  RegionOf[&Loop] = Region;
  const clang::VarDecl *Runs = Loop.getLoopVariable();
  if (Runs && Loop.getRangeInit()) {
    Ranges[Runs] = &Loop;
    visitVariable(*Runs);
  }
  push(Loop.getInit(), I, I.Region);
  push(Loop.getRangeInit(), I, I.Region);
  push(Loop.getBody(), I, Region);
  Item Hidden = I;
  Hidden.Implied = true;
  Implied.insert(Loop.getRangeStmt());
  RangeBegins[Loop.getBeginStmt()] = &Loop;
  RangeSteps[Loop.getInc()] = &Loop;
  push(Loop.getBeginStmt(), Hidden, I.Region);
  push(Loop.getEndStmt(), Hidden, I.Region);
  push(Loop.getCond(), Hidden, Region);
  push(Loop.getInc(), Hidden, Region);
  if (const clang::DeclStmt *Declares = Loop.getLoopVarStmt()) {
    RegionOf[Declares] = Region;
    for (const clang::Stmt *Init : Declares->children())
      push(Init, Hidden, Region);
  }
}

void FunctionScan::visitTry(const clang::CXXTryStmt &Try, const Item &I) {
  unsigned Region = add(RegionKind::Try, I);
  push(Try.getTryBlock(), I, Region);
  for (unsigned H = 0; H != Try.getNumHandlers(); ++H) {
    const clang::CXXCatchStmt *Handler = Try.getHandler(H);
    unsigned Inside = add(RegionKind::Handler, I);
    RegionOf[Handler] = Inside;
    push(Handler->getHandlerBlock(), I, Inside);
  }
}

void FunctionScan::visitVariable(const clang::VarDecl &V) {
  const clang::Expr *Init = V.getInit();
  if (!Init)
    return;
  const clang::Expr *Core = core(Init);
  Names.try_emplace(Core, &V);
  // An object made field by field is a place with stores to its fields.
  if (const auto *Braces = llvm::dyn_cast<clang::InitListExpr>(Core))
    if (Braces->getType()->isRecordType() && !V.getType()->isReferenceType()) {
      Places.insert(&V);
      for (auto [Field, Given] : llvm::zip(
               Braces->getType()->getAsRecordDecl()->fields(), Braces->inits()))
        if (refersToValue(*Field, Matcher))
          mark(Given);
    }
  clang::QualType T = V.getType();
  if (T->isLValueReferenceType() && !T->getPointeeType().isConstQualified() &&
      isSlot(T, Matcher))
    mark(Init);
}

void FunctionScan::mark(const clang::Expr *Target) {
  if (const auto *Taken =
          llvm::dyn_cast_or_null<clang::UnaryOperator>(core(Target));
      Taken && Taken->getOpcode() == clang::UO_AddrOf)
    Target = Taken->getSubExpr();
  if (const auto *Choice =
          llvm::dyn_cast_or_null<clang::ConditionalOperator>(core(Target))) {
    mark(Choice->getTrueExpr());
    mark(Choice->getFalseExpr());
    return;
  }
  // tie(a, b) = pair
  if (std::optional<CallSite> Made = callSite(core(Target)))
    if (const models::FunctionModel *Model = Matcher.match(*Made);
        Model && Model->Role == models::Role::List) {
      for (const clang::Expr *Each : Made->Arguments)
        if (Each->isLValue())
          mark(Each);
      return;
    }
  // buffer.data() is the buffer.
  if (std::optional<CallSite> Call = callSite(core(Target)))
    if (const models::FunctionModel *Model = Matcher.match(*Call);
        Model && Model->Role == models::Role::SameValue && Call->Object &&
        Model->operand(models::Slot::Value).Kind == models::OperandKind::This)
      Target = Call->Object;
  if (const clang::VarDecl *V = baseVariable(Target))
    Places.insert(V);
}

/// A buffer that a caller has made is the caller's to change, not the pointer
/// that leads to it.
static bool isCallersBuffer(const clang::Expr *E) {
  const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(E->IgnoreParenCasts());
  return Ref && Ref->getType()->isPointerType() &&
         llvm::isa<clang::ParmVarDecl>(Ref->getDecl());
}

/// The callee may write to it: a reference, or the buffer of an array.
bool rowlock::lowering::mayChange(const clang::Expr *Argument,
                                  clang::QualType Parameter) {
  if (Parameter.isNull())
    return false;
  bool Leads = Parameter->isLValueReferenceType() ||
               (Parameter->isPointerType() &&
                Argument->IgnoreParenImpCasts()->getType()->isArrayType());
  return Leads && !Parameter->getPointeeType().isConstQualified();
}

/// The expression that an operand of a model stands for at a call.
static const clang::Expr *operandOf(const CallSite &Call,
                                    const models::Operand &What) {
  switch (What.Kind) {
  case models::OperandKind::This:
    return Call.Object;
  case models::OperandKind::Argument:
  case models::OperandKind::OutArgument:
    return What.Index < Call.Arguments.size() ? Call.Arguments[What.Index]
                                              : nullptr;
  default:
    return nullptr;
  }
}

void rowlock::lowering::eachChanged(
    const CallSite &Call, ModelMatcher &Matcher,
    llvm::function_ref<void(const clang::Expr *)> F) {
  if (startsVaList(Call))
    return F(Call.Arguments.front());
  // What a side effect does to the program is not told, as of any other call.
  if (const models::FunctionModel *Model = Matcher.match(Call);
      Model && Model->Role != models::Role::SideEffect) {
    auto Change = [&](const models::Operand &What) {
      if (const clang::Expr *E = operandOf(Call, What))
        if (!isCallersBuffer(E))
          F(E);
    };
    for (models::Slot Which : {models::Slot::To, models::Slot::Indicator})
      Model->each(Which, Change);
    models::Operand Made = Model->operand(models::Slot::Makes);
    if (Made.Kind == models::OperandKind::OutArgument)
      Change(Made);
    switch (Model->Role) {
    case models::Role::Append:
    case models::Role::Assign:
    case models::Role::Clear:
    case models::Role::ListAppend:
    case models::Role::ListAppendAll:
    case models::Role::SetElement:
      if (const clang::Expr *E =
              operandOf(Call, Model->operand(models::Slot::On)))
        if (!isCallersBuffer(E))
          F(E);
      break;
    default:
      break;
    }
    return;
  }
  const auto *Method =
      llvm::dyn_cast_or_null<clang::CXXMethodDecl>(Call.Callee);
  if (Call.Object && Method && !Method->isConst() &&
      !Method->getParent()->isLambda() &&
      (Method->getOverloadedOperator() == clang::OO_Equal ||
       !Matcher.isHandle(Matcher.objectType(Call.Object))))
    F(Call.Object);
  if (!Call.Callee)
    return;
  for (auto [I, Argument] : llvm::enumerate(Call.Arguments)) {
    if (I >= Call.Callee->getNumParams())
      break;
    clang::QualType T = Call.Callee->getParamDecl(I)->getType();
    if (mayChange(Argument, T) && isSlot(T, Matcher) &&
        isSlot(Argument->IgnoreParenImpCasts()->getType(), Matcher))
      F(Argument);
  }
}

void FunctionScan::visitCall(const CallSite &Call) {
  // std::move and the like.
  if (Call.Whole->isXValue() && Call.Arguments.size() == 1)
    if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(
            Call.Arguments.front()->IgnoreParenImpCasts()))
      if (const auto *V = llvm::dyn_cast<clang::VarDecl>(Ref->getDecl()))
        Moved.insert(V);
  if (const models::FunctionModel *Model = Matcher.match(Call);
      Model && (Model->Role == models::Role::Size ||
                Model->Role == models::Role::IsEmpty))
    if (const clang::Expr *On =
            operandOf(Call, Model->operand(models::Slot::On)))
      if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(core(On)))
        if (const auto *V = llvm::dyn_cast<clang::VarDecl>(Ref->getDecl()))
          ++Mentions[V].second;
  eachChanged(Call, Matcher, [&](const clang::Expr *E) { mark(E); });
}

bool FunctionScan::isOnlyCounted(const clang::Expr *Container) const {
  const clang::Expr *Core = core(Container);
  const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(Core);
  if (!Ref)
    return callSite(Core).has_value() && Core->isPRValue();
  const auto *V = llvm::dyn_cast<clang::VarDecl>(Ref->getDecl());
  if (!V || !V->isLocalVarDecl() || V->isStaticLocal() ||
      V->getType()->isReferenceType())
    return false;
  auto [All, Sizes] = Mentions.lookup(V);
  return All == Sizes;
}
