//===- Lowering/ExpressionLowering.cpp - Pure expressions -----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "Lowering/Literals.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;
namespace models = rowlock::models;

/// How deep an expression may nest that the CFG has not taken apart: default
/// arguments, initialisers of constants.
static constexpr unsigned MaxNesting = 200;

void FunctionLowering::evaluate(const clang::Expr *E) {
  E = core(E);
  if (Values.count(E))
    return;
  if (Depth > MaxNesting) {
    Values[E] = unknown("nested too deep", span(E));
    return;
  }
  ++Depth;
  auto Leave = llvm::make_scope_exit([&] { --Depth; });
  Value V = lower(*E);
  Values[E] = V;
}

FunctionLowering::Value FunctionLowering::value(const clang::Expr *E) {
  E = core(E);
  evaluate(E);
  Value V = Values.lookup(E);
  if (V)
    return V;
  auto Parts = Concats.find(E);
  if (Parts == Concats.end())
    return unknown("no value", span(E));
  V = make(ExprKind::Concat, {}, Parts->second, span(E));
  return Values[E] = V;
}

FunctionLowering::Value FunctionLowering::textValue(const clang::Expr *E) {
  const clang::Expr *Core = core(E);
  if (const auto *C = llvm::dyn_cast<clang::CharacterLiteral>(Core)) {
    char Byte = static_cast<char>(C->getValue());
    return make(ExprKind::Text, StringRef(&Byte, 1), {}, span(Core));
  }
  return value(E);
}

/// Appends the texts that \p E puts one behind the other.
void FunctionLowering::parts(const clang::Expr *E,
                             llvm::SmallVector<Value, 0> &Into) {
  const clang::Expr *Core = core(E);
  evaluate(Core);
  auto Pending = Concats.find(Core);
  if (Pending != Concats.end() && !Values.lookup(Core)) {
    // Each text has one user: what is taken out is not missed. So a chain of
    // n concatenations costs n, not its square.
    if (Into.empty())
      Into = std::move(Pending->second);
    else
      Into.append(Pending->second.begin(), Pending->second.end());
    return;
  }
  Value V = textValue(Core);
  Value Inner = V;
  while (Inner->Kind == ExprKind::Preserve)
    Inner = Inner->operand(0);
  if (Inner->Kind == ExprKind::Concat)
    Into.append(Inner->Operands.begin(), Inner->Operands.end());
  else
    Into.push_back(V);
}

FunctionLowering::Value FunctionLowering::evaluated(const clang::Expr &E) {
  clang::QualType T = E.getType();
  if (E.isValueDependent() || !T->isIntegralOrEnumerationType())
    return nullptr;
  clang::Expr::EvalResult Result;
  if (!E.EvaluateAsInt(Result, U.Context))
    return nullptr;
  if (const models::ConstantModel *C =
          Matcher.enumerator(T, Result.Val.getInt()))
    return make(ExprKind::Text, models::word(C->Means), {}, span(&E));
  if (T->isBooleanType())
    return make(ExprKind::Boolean, Result.Val.getInt() == 0 ? "false" : "true",
                {}, span(&E));
  return make(ExprKind::Integer, llvm::toString(Result.Val.getInt(), 10), {},
              span(&E));
}

FunctionLowering::Value
FunctionLowering::lowerLiteralLike(const clang::Expr &E) {
  SourceSpan Where = span(&E);
  if (llvm::isa<clang::IntegerLiteral, clang::CharacterLiteral,
                clang::CXXBoolLiteralExpr, clang::UnaryExprOrTypeTraitExpr,
                clang::TypeTraitExpr, clang::SizeOfPackExpr,
                clang::CXXNoexceptExpr, clang::OffsetOfExpr>(E))
    return evaluated(E);
  if (const auto *Real = llvm::dyn_cast<clang::FloatingLiteral>(&E)) {
    llvm::SmallString<32> Spelled;
    Real->getValue().toString(Spelled);
    return make(ExprKind::Real, Spelled, {}, Where);
  }
  if (const auto *Literal = llvm::dyn_cast<clang::StringLiteral>(&E))
    return lowerLiteral(*Literal, U.Spans, P);
  if (const auto *Name = llvm::dyn_cast<clang::PredefinedExpr>(&E))
    return Name->getFunctionName()
               ? make(ExprKind::Text, Name->getFunctionName()->getString())
               : nullptr;
  if (llvm::isa<clang::CXXNullPtrLiteralExpr, clang::GNUNullExpr>(E))
    return make(ExprKind::Null, {}, {}, Where);
  if (llvm::isa<clang::CXXScalarValueInitExpr, clang::ImplicitValueInitExpr>(
          E)) {
    clang::QualType T = E.getType();
    if (T->isBooleanType())
      return make(ExprKind::Boolean, "false", {}, Where);
    if (T->isPointerType() || T->isNullPtrType())
      return make(ExprKind::Null, {}, {}, Where);
    if (T->isFloatingType())
      return make(ExprKind::Real, "0.0", {}, Where);
    if (T->isIntegralOrEnumerationType())
      return make(ExprKind::Integer, "0", {}, Where);
  }
  return nullptr;
}

FunctionLowering::Value FunctionLowering::lower(const clang::Expr &E) {
  if (Value Literal = lowerLiteralLike(E))
    return Literal;
  if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(&E))
    return reference(*Ref);
  if (const auto *Member = llvm::dyn_cast<clang::MemberExpr>(&E))
    return member(*Member);
  if (llvm::isa<clang::CXXThisExpr>(E))
    return make(ExprKind::This, {}, {}, span(&E), Matcher.role(E.getType()));
  if (const auto *Unary = llvm::dyn_cast<clang::UnaryOperator>(&E))
    return unary(*Unary);
  if (const auto *Binary = llvm::dyn_cast<clang::BinaryOperator>(&E))
    return binary(*Binary);
  if (const auto *Choice =
          llvm::dyn_cast<clang::AbstractConditionalOperator>(&E)) {
    // `c ? throw X : v` has one value only.
    if (llvm::isa<clang::CXXThrowExpr>(core(Choice->getTrueExpr())))
      return value(Choice->getFalseExpr());
    if (llvm::isa<clang::CXXThrowExpr>(core(Choice->getFalseExpr())))
      return value(Choice->getTrueExpr());
    return make(ExprKind::Select, {},
                {value(Choice->getCond()), textValue(Choice->getTrueExpr()),
                 textValue(Choice->getFalseExpr())},
                span(&E), Matcher.role(E.getType()));
  }
  if (const auto *Cast = llvm::dyn_cast<clang::CastExpr>(&E))
    return changingCast(*Cast);
  if (std::optional<CallSite> Site = callSite(&E))
    return call(*Site);
  if (const auto *List = llvm::dyn_cast<clang::InitListExpr>(&E))
    return initializerList(*List);
  if (const auto *List = llvm::dyn_cast<clang::CXXParenListInitExpr>(&E))
    return record(
        *List, const_cast<clang::CXXParenListInitExpr *>(List)->getInitExprs());
  if (const auto *Lambda = llvm::dyn_cast<clang::LambdaExpr>(&E))
    return closure(*Lambda);
  if (const auto *Element = llvm::dyn_cast<clang::ArraySubscriptExpr>(&E))
    return element(value(Element->getBase()), value(Element->getIdx()), E);
  if (const auto *New = llvm::dyn_cast<clang::CXXNewExpr>(&E)) {
    if (New->isArray() || !New->getInitializer())
      return unknown("a new object", span(&E));
    return addressOf(value(New->getInitializer()));
  }
  if (const auto *Throw = llvm::dyn_cast<clang::CXXThrowExpr>(&E)) {
    Value Thrown = Throw->getSubExpr() ? value(Throw->getSubExpr()) : nullptr;
    Instruction &I = emit(Opcode::Throw, span(&E));
    add(I, Slot::Value, Thrown);
    if (Throw->getSubExpr())
      attribute(I, "class", thrownClass(Throw->getSubExpr()->getType()));
    return unknown("nothing");
  }
  if (const auto *Block = llvm::dyn_cast<clang::StmtExpr>(&E)) {
    const clang::CompoundStmt *Body = Block->getSubStmt();
    if (!Body->body_empty())
      if (const auto *Last = llvm::dyn_cast<clang::Expr>(Body->body_back()))
        return value(Last);
  }
  return unknown(E.getStmtClassName(), span(&E));
}

FunctionLowering::Value
FunctionLowering::changingCast(const clang::CastExpr &Cast) {
  SourceSpan Where = span(&Cast);
  if (Cast.getCastKind() == clang::CK_NullToPointer)
    return make(ExprKind::Null, {}, {}, Where);
  if (Cast.getType()->isEnumeralType())
    if (Value Known = evaluated(Cast))
      return Known;
  Value V = value(Cast.getSubExpr());
  if (Cast.getType()->isEnumeralType())
    return V;
  switch (Cast.getCastKind()) {
  case clang::CK_FloatingToIntegral:
    return make(ExprKind::Change, {}, {V}, Where);
  case clang::CK_IntegralToBoolean:
  case clang::CK_FloatingToBoolean:
    return make(ExprKind::Compute, "!=", {V, integer(0)}, Where);
  default: // Pointers.
    return make(ExprKind::Compute, "!=", {V, make(ExprKind::Null)}, Where);
  }
}

/// Of `text[0]`, the text: its address is that of the buffer.
static const clang::Expr *textFromStart(const clang::Expr *E,
                                        ModelMatcher &Matcher) {
  std::optional<CallSite> Call = callSite(core(E));
  if (!Call || !Call->Object || !Call->Callee ||
      Call->Callee->getOverloadedOperator() != clang::OO_Subscript ||
      Call->Arguments.size() != 1 ||
      !Matcher.isText(Matcher.objectType(Call->Object)))
    return nullptr;
  const auto *Start =
      llvm::dyn_cast<clang::IntegerLiteral>(core(Call->Arguments.front()));
  return Start && Start->getValue() == 0 ? Call->Object : nullptr;
}

FunctionLowering::Value
FunctionLowering::unary(const clang::UnaryOperator &Op) {
  SourceSpan Where = span(&Op);
  const clang::Expr *Sub = Op.getSubExpr();
  switch (Op.getOpcode()) {
  case clang::UO_PostInc:
  case clang::UO_PostDec:
  case clang::UO_PreInc:
  case clang::UO_PreDec: {
    Value Target = place(Sub);
    Value Old = Target;
    if (Op.isPostfix()) {
      Instruction &Let = emit(Opcode::Let, Where);
      add(Let, Slot::Value, Target);
      Old = result(Let);
    }
    store(Target,
          make(ExprKind::Compute, Op.isIncrementOp() ? "+" : "-",
               {Target, integer(1)}, Where),
          Where);
    return Old;
  }
  case clang::UO_AddrOf: {
    if (const clang::Expr *Whole = textFromStart(Sub, Matcher))
      return addressOf(value(Whole));
    Value Target = value(Sub);
    // The address of a handle is as good as the handle; that of a pointer to
    // one is where another can be put.
    return Matcher.isHandle(Sub->getType()) && !Sub->getType()->isPointerType()
               ? Target
               : addressOf(Target);
  }
  case clang::UO_Deref:
    return dereference(value(Sub), Op.getType());
  case clang::UO_Plus:
  case clang::UO_Extension:
    return value(Sub);
  case clang::UO_Minus: {
    Value V = value(Sub);
    if (V->Kind == ExprKind::Integer || V->Kind == ExprKind::Real)
      return make(V->Kind,
                  V->Spelling.starts_with("-") ? V->Spelling.drop_front().str()
                                               : "-" + V->Spelling.str(),
                  {}, Where);
    return make(ExprKind::Compute, "-", {V}, Where);
  }
  default:
    return make(ExprKind::Compute,
                clang::UnaryOperator::getOpcodeStr(Op.getOpcode()),
                {value(Sub)}, Where);
  }
}

/// A binding keeps the address of an array, others what is in it.
FunctionLowering::Value
FunctionLowering::assigned(const clang::BinaryOperator &Op) {
  Value V = value(Op.getRHS());
  return bindsArray(Op, Matcher) ? addressOf(V) : V;
}

FunctionLowering::Value
FunctionLowering::binary(const clang::BinaryOperator &Op) {
  SourceSpan Where = span(&Op);
  if (Op.isCommaOp())
    return value(Op.getRHS());
  if (Op.isAssignmentOp()) {
    Value Right = assigned(Op);
    Value Target = place(Op.getLHS());
    if (Op.isCompoundAssignmentOp()) {
      auto Plain =
          clang::BinaryOperator::getOpForCompoundAssignment(Op.getOpcode());
      Right =
          make(ExprKind::Compute, clang::BinaryOperator::getOpcodeStr(Plain),
               {Target, Right}, Where);
    }
    store(Target, Right, Where);
    return Target;
  }
  return make(ExprKind::Compute,
              clang::BinaryOperator::getOpcodeStr(Op.getOpcode()),
              {value(Op.getLHS()), value(Op.getRHS())}, Where);
}

FunctionLowering::Value
FunctionLowering::initializerList(const clang::InitListExpr &List) {
  const clang::InitListExpr *Full =
      List.isSemanticForm() || !List.getSemanticForm() ? &List
                                                       : List.getSemanticForm();
  if (Full->getType()->isRecordType())
    return record(*Full, const_cast<clang::InitListExpr *>(Full)->inits());
  if (Full->getNumInits() == 0)
    if (Value Zero =
            lowerLiteralLike(clang::ImplicitValueInitExpr(Full->getType())))
      return Zero;
  llvm::SmallVector<Value, 8> Elements;
  for (const clang::Expr *Each : Full->inits())
    Elements.push_back(value(Each));
  return make(ExprKind::List, {}, Elements, span(&List));
}

/// An object made field by field: a variable whose fields are stored to, or, of
/// a constant, what it is made of.
FunctionLowering::Value
FunctionLowering::record(const clang::Expr &E,
                         llvm::ArrayRef<clang::Expr *> Inits) {
  const clang::RecordDecl *Class = E.getType()->getAsRecordDecl();
  SourceSpan Where = span(&E);
  if (!Class || Class->isUnion())
    return unknown("a union", Where);
  // An array in a class of its own, which is what has the elements.
  if (TypeMatch Match = Matcher.type(E.getType());
      Match && Match.Model->Role == models::TypeRole::List && Inits.size() == 1)
    return value(Inits.front());
  if (Pure)
    return constantRecord(*Class, Inits, Where);
  const clang::VarDecl *Owner = Scan.Names.lookup(&E);
  if (Owner && Owner->getType()->isReferenceType())
    Owner = nullptr;
  StringRef Name = Owner                    ? Owner->getName()
                   : Class->getIdentifier() ? Class->getName()
                                            : "record";
  Value Place = make(ExprKind::Variable, uniqueVariable(Name), {}, Where,
                     Matcher.role(E.getType()));
  if (Owner)
    Variables[Owner] = Place;
  unsigned Index = 0;
  if (const auto *Record = llvm::dyn_cast<clang::CXXRecordDecl>(Class))
    Index = Record->getNumBases(); // Bases come before the fields.
  for (const clang::FieldDecl *Field : Class->fields()) {
    if (Field->isUnnamedBitField())
      continue;
    if (Index >= Inits.size())
      break;
    const clang::Expr *Init = Inits[Index++];
    if (!Field->getIdentifier())
      continue; // An anonymous union.
    Value V = value(Init);
    store(field(Place, Field->getName(), Where, Matcher.role(Field->getType())),
          refersToValue(*Field, Matcher) ? addressOf(V) : V, span(Init));
  }
  return Place;
}

FunctionLowering::Value
FunctionLowering::constantRecord(const clang::RecordDecl &Class,
                                 llvm::ArrayRef<clang::Expr *> Inits,
                                 SourceSpan Where) {
  const auto *Derived = llvm::dyn_cast<clang::CXXRecordDecl>(&Class);
  if (Derived && Derived->getNumBases() != 0)
    return unknown("a base", Where);
  std::string Names;
  llvm::SmallVector<Value, 4> Members;
  for (auto [Field, Init] : llvm::zip(Class.fields(), Inits)) {
    if (!Field->getIdentifier())
      return unknown("a member without a name", Where);
    if (!Names.empty())
      Names += ',';
    Names += Field->getName();
    Members.push_back(value(Init));
  }
  return make(ExprKind::Record, Names, Members, Where);
}

FunctionLowering::Value
FunctionLowering::closure(const clang::LambdaExpr &Lambda) {
  if (onlyLiteral(Lambda))
    return unknown("a literal", span(&Lambda));
  const clang::CXXMethodDecl *Body = Lambda.getCallOperator();
  const clang::FunctionDecl *Called = Body;
  if (const clang::FunctionTemplateDecl *Template =
          Body->getDescribedFunctionTemplate())
    for (const clang::FunctionDecl *Each : Template->specializations())
      if (Each->hasBody()) {
        Called = Each;
        U.Pending.push_back(Each);
      }
  if (Called == Body)
    U.Pending.push_back(Body);
  llvm::SmallVector<Value, 4> Captures;
  auto Init = Lambda.capture_init_begin();
  for (const clang::LambdaCapture &C : Lambda.captures()) {
    const clang::Expr *From = *Init++;
    if (!C.capturesVariable() || !From)
      continue;
    Value V = value(From);
    bool ByReference = C.getCaptureKind() == clang::LCK_ByRef &&
                       isSlot(From->getType(), Matcher);
    Captures.push_back(
        ByReference && V->Kind == ExprKind::Variable ? addressOf(V) : V);
  }
  return make(ExprKind::Closure, U.nameOf(*Called), Captures, span(&Lambda));
}
