//===- Lowering/Terminators.cpp - Ends of blocks and of scopes ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Construction.h"
#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
namespace models = rowlock::models;

void FunctionLowering::jump(unsigned To) {
  emit(Opcode::Jump, {}).Targets = {To};
}

unsigned FunctionLowering::unreachableBlock() {
  if (!Unreachable) {
    Unreachable = Out.Blocks.size();
    Out.Blocks.emplace_back().Instructions.push_back(
        P.instruction(Opcode::Unreachable));
  }
  return Unreachable;
}

/// Where the function ends without a return statement.
unsigned FunctionLowering::exitBlock() {
  if (!Exit) {
    Exit = Out.Blocks.size();
    Out.Blocks.emplace_back().Instructions.push_back(
        P.instruction(Opcode::Return, U.Spans.span(F.getBody()->getEndLoc())));
  }
  return Exit;
}

unsigned FunctionLowering::target(const clang::CFGBlock *B) {
  if (B && B == &B->getParent()->getExit())
    return exitBlock();
  auto Known = Indices.find(B);
  return Known == Indices.end() ? unreachableBlock() : Known->second;
}

void FunctionLowering::terminator(const clang::CFGBlock &B) {
  auto &Instructions = Out.Blocks[Current].Instructions;
  if (!Instructions.empty() && Instructions.back()->isTerminator())
    return; // A throw.
  if (B.hasNoReturnElement()) {
    emit(Opcode::Unreachable, {});
    return;
  }
  const clang::CFGBlock *Exit = &B.getParent()->getExit();
  if (const clang::ReturnStmt *Return = Returns.lookup(&B)) {
    bool Ends = false;
    for (const clang::CFGBlock::AdjacentBlock &Next : B.succs()) {
      if (Next.getReachableBlock() == Exit)
        Ends = true;
      else if (Next.getReachableBlock())
        // Destructors of temporaries come first.
        Returns[Next.getReachableBlock()] = Return;
    }
    if (Ends) {
      Instruction &I = emit(Opcode::Return, span(Return));
      if (Return->getRetValue() && !F.getReturnType()->isVoidType())
        add(I, Slot::Value, returned(*Return->getRetValue()));
      return;
    }
  }
  if (const auto *Switch =
          llvm::dyn_cast_or_null<clang::SwitchStmt>(B.getTerminatorStmt()))
    return switchOver(B, *Switch);
  branch(B);
}

/// A reference to a global object is the object itself, no copy of it.
FunctionLowering::Value FunctionLowering::returned(const clang::Expr &E) {
  Value V = value(&E);
  clang::QualType T = F.getReturnType();
  bool IsGlobal =
      V->Kind == ExprKind::Variable && V->Spelling.starts_with("::");
  return IsGlobal && V->Type.empty() && T->isReferenceType() &&
                 T->getPointeeType()->isRecordType() &&
                 !T->getPointeeType().isConstQualified()
             ? addressOf(V)
             : V;
}

void FunctionLowering::branch(const clang::CFGBlock &B) {
  const clang::CFGBlock *Exit = &B.getParent()->getExit();
  llvm::SmallVector<const clang::CFGBlock *, 4> Next;
  for (const clang::CFGBlock::AdjacentBlock &Each : B.succs())
    Next.push_back(Each.getReachableBlock());
  unsigned Feasible = llvm::count_if(Next, [](auto *N) { return N; });
  if (Feasible == 0) {
    emit(Opcode::Unreachable, {});
    return;
  }
  if (Feasible == 1) {
    const clang::CFGBlock *Only =
        *llvm::find_if(Next, [](auto *N) { return N; });
    if (Only != Exit)
      return jump(target(Only));
    emit(Opcode::Return, U.Spans.span(F.getBody()->getEndLoc()));
    return;
  }
  const clang::Stmt *End = B.getTerminatorStmt();
  SourceSpan Where = End ? span(End) : SourceSpan();
  if (Next.size() == 2) {
    Value Condition = condition(B);
    Instruction &I = emit(Opcode::Branch,
                          Condition->Span.isValid() ? Condition->Span : Where);
    add(I, Slot::Value, Condition);
    I.Targets = {target(Next[0]), target(Next[1])};
    return;
  }
  // A computed goto: any of them.
  llvm::SmallVector<Value, 4> Cases;
  llvm::SmallVector<unsigned, 4> Targets;
  for (const clang::CFGBlock *Each : Next)
    if (Each)
      Targets.push_back(target(Each));
  Cases.resize(Targets.size() - 1, unknown("a label"));
  Instruction &I = emit(Opcode::Switch, Where);
  add(I, Slot::Value, unknown("a computed label", Where));
  add(I, Slot::Values, make(ExprKind::List, {}, Cases));
  I.Targets.assign(Targets.begin(), Targets.end());
}

void FunctionLowering::switchOver(const clang::CFGBlock &B,
                                  const clang::SwitchStmt &S) {
  llvm::SmallVector<Value, 8> Cases;
  llvm::SmallVector<unsigned, 8> Targets;
  unsigned Default = ~0u;
  // The last one is where everything else goes.
  const clang::CFGBlock::AdjacentBlock *Rest =
      B.succ_rbegin() != B.succ_rend() ? &*B.succ_rbegin() : nullptr;
  for (const clang::CFGBlock::AdjacentBlock &Each : B.succs()) {
    const clang::CFGBlock *To = Each.getReachableBlock();
    if (!To)
      continue;
    const auto *Case = llvm::dyn_cast_or_null<clang::CaseStmt>(To->getLabel());
    if (!Case || &Each == Rest) {
      Default = target(To);
      continue;
    }
    // In the words of what is switched over: an enumerator may be no number.
    Value Label = Case->getRHS() ? nullptr : evaluated(*core(Case->getLHS()));
    Cases.push_back(Label ? Label : unknown("a range of cases", span(Case)));
    Targets.push_back(target(To));
  }
  // The CFG has them backwards.
  std::reverse(Cases.begin(), Cases.end());
  std::reverse(Targets.begin(), Targets.end());
  Targets.push_back(Default == ~0u ? unreachableBlock() : Default);
  Instruction &I = emit(Opcode::Switch, span(S.getCond()));
  add(I, Slot::Value, value(S.getCond()));
  add(I, Slot::Values, make(ExprKind::List, {}, Cases));
  I.Targets.assign(Targets.begin(), Targets.end());
}

static const clang::BinaryOperator *logical(const clang::Expr *E) {
  const auto *B = llvm::dyn_cast_or_null<clang::BinaryOperator>(E);
  return B && B->isLogicalOp() ? B : nullptr;
}

FunctionLowering::Value FunctionLowering::condition(const clang::CFGBlock &B) {
  if (B.getTerminator().isTemporaryDtorsBranch())
    return unknown("a temporary was made");
  if (B.getTerminator().isVirtualBaseBranch())
    return unknown("a virtual base is made here");
  const clang::Stmt *End = B.getTerminatorStmt();
  if (const auto *Loop = llvm::dyn_cast_or_null<clang::CXXForRangeStmt>(End))
    return loopCondition(*Loop);
  const auto *E =
      llvm::dyn_cast_or_null<clang::Expr>(B.getTerminatorCondition());
  if (!E)
    return unknown("a condition");
  // This block decides by the last operand; those before have blocks of their
  // own.
  E = core(E);
  while (const clang::BinaryOperator *Operator = logical(E)) {
    if (Values.count(E))
      break;
    E = core(Operator->getRHS());
  }
  return value(E);
}

FunctionLowering::Value
FunctionLowering::loopCondition(const clang::CXXForRangeStmt &Loop) {
  SourceSpan Where = span(Loop.getRangeInit());
  Value Range = value(Loop.getRangeInit());
  if (isResult(Range))
    return outcome(Range, "found", Where);
  if (isRow(Range))
    return make(ExprKind::Unknown, "another column", {Range}, Where);
  return make(ExprKind::Compute, "<",
              {position(Loop), sizeOf(walked(Loop), Where)}, Where);
}

void FunctionLowering::leave(Value Object, clang::QualType T,
                             SourceSpan Where) {
  TypeMatch Match = Matcher.held(T);
  if (!Match || !Object)
    return;
  switch (Match.Model->Role) {
  case models::TypeRole::Connection:
  case models::TypeRole::Transaction:
  case models::TypeRole::Savepoint:
  case models::TypeRole::Statement:
  case models::TypeRole::MutexGuard:
    break;
  default:
    if (Match.Model->Exit == models::ScopeExit::Nothing)
      return;
  }
  if (Match.Model->Exit == models::ScopeExit::Execute) {
    run(Object, Where, U.library(Match.Model->Home));
    return;
  }
  auto Leave = [&](Value Left) {
    Instruction &I = emit(Opcode::Leave, Where);
    I.Library = U.library(Match.Model->Home);
    add(I, Slot::On, Left);
    attribute(I, "leave", models::word(Match.Model->Exit));
  };
  Leave(Object);
  if (Object->Kind == ExprKind::Result)
    for (Instruction *More : MoreLocks.lookup(Object->Source))
      Leave(result(*More));
}

/// A destructor that somebody wrote is a function like others; one that nobody
/// wrote is what it does to the parts.
void FunctionLowering::destroy(Value Object, clang::QualType T,
                               SourceSpan Where, unsigned Levels) {
  constexpr unsigned MaxLevels = 8;
  if (!Object || T.isNull() || Levels > MaxLevels)
    return;
  if (clang::QualType Held = owned(T, Matcher); !Held.isNull())
    return destroy(Object, Held, Where, Levels + 1);
  const clang::CXXDestructorDecl *Dies = destructorOf(T);
  if (!Dies) {
    const clang::CXXRecordDecl *Class = T->getAsCXXRecordDecl();
    if (!Class || !Class->hasDefinition() || isForeign(*Class))
      return;
    llvm::SmallVector<const clang::FieldDecl *, 8> Fields(Class->fields());
    for (const clang::FieldDecl *Each : llvm::reverse(Fields)) {
      clang::QualType Part = Each->getType();
      if (!Part->isRecordType())
        continue;
      destroy(field(Object, Each->getName()), Part, Where, Levels + 1);
      // What is shared, or only referred to, lives on.
      TypeMatch Match = Matcher.type(Part);
      if (Match && (Match.Model->Role != models::TypeRole::Wrapper ||
                    !owned(Part, Matcher).isNull()))
        leave(field(Object, Each->getName(), {}, Matcher.role(Part)), Part,
              Where);
    }
    for (const clang::CXXBaseSpecifier &Each : llvm::reverse(Class->bases()))
      destroy(Object, Each.getType(), Where, Levels + 1);
    return;
  }
  if (!U.Reach.isOfInterest(*Dies))
    return;
  Instruction &I = emit(Opcode::Call, Where);
  add(I, Slot::Name, text(U.nameOf(*Dies)));
  add(I, Slot::On, Object->isPlace() ? addressOf(Object) : Object);
}

void FunctionLowering::destructor(const clang::CFGImplicitDtor &D) {
  if (auto Automatic = D.getAs<clang::CFGAutomaticObjDtor>()) {
    const clang::VarDecl *V = Automatic->getVarDecl();
    clang::QualType T = V->getType();
    // A parameter that is passed by value dies at the caller's.
    if (llvm::isa<clang::ParmVarDecl>(V) || Scan.Moved.count(V))
      return;
    SourceSpan Where = U.Spans.span(Automatic->getTriggerStmt()->getEndLoc());
    destroy(Variables.lookup(V), T, Where);
    leave(Variables.lookup(V), T, Where);
  } else if (auto Temporary = D.getAs<clang::CFGTemporaryDtor>()) {
    const clang::CXXBindTemporaryExpr *E = Temporary->getBindTemporaryExpr();
    // A smart pointer that is made here has most often been moved from.
    TypeMatch Match = Matcher.type(E->getType());
    if (Match && Match.Model->Role == models::TypeRole::Wrapper)
      return;
    // A copy of a handle stands for what goes on.
    if (Match && core(E->getSubExpr()) != E->getSubExpr()->IgnoreParens())
      return;
    auto Known = Values.find(core(E));
    if (Known == Values.end())
      return;
    // One that is passed on is most often moved from.
    if (Scan.Discarded.count(core(E)))
      destroy(Known->second, E->getType(), span(E));
    leave(Known->second, E->getType(), span(E));
  } else if (auto Delete = D.getAs<clang::CFGDeleteDtor>()) {
    const clang::CXXDeleteExpr *E = Delete->getDeleteExpr();
    destroy(value(E->getArgument()), E->getDestroyedType(), span(E));
    leave(value(E->getArgument()), E->getDestroyedType(), span(E));
  } else if (auto Member = D.getAs<clang::CFGMemberDtor>()) {
    const clang::FieldDecl *Each = Member->getFieldDecl();
    destroy(field(make(ExprKind::This), Each->getName()), Each->getType(),
            U.Spans.span(F.getBody()->getEndLoc()));
    leave(field(make(ExprKind::This), Each->getName(), {},
                Matcher.role(Each->getType())),
          Each->getType(), U.Spans.span(F.getBody()->getEndLoc()));
  } else if (auto Base = D.getAs<clang::CFGBaseDtor>()) {
    destroy(make(ExprKind::This), Base->getBaseSpecifier()->getType(),
            U.Spans.span(F.getBody()->getEndLoc()));
    leave(make(ExprKind::This), Base->getBaseSpecifier()->getType(),
          U.Spans.span(F.getBody()->getEndLoc()));
  }
}
