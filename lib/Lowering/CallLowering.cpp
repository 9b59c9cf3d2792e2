//===- Lowering/CallLowering.cpp - Calls and their operands ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Construction.h"
#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;
namespace models = rowlock::models;
using models::OperandKind;

FunctionLowering::Value FunctionLowering::call(const CallSite &Call) {
  if (startsVaList(Call))
    return startVaList(Call);
  if (const models::FunctionModel *Model = Matcher.match(Call))
    return modelled(Call, *Model);
  if (Value Text = opaqueText(Call))
    return Text;
  return unmodelled(Call);
}

/// `a = b` of a class without a model: what matters is that a changes.
FunctionLowering::Value FunctionLowering::assign(const CallSite &Call) {
  Value V = value(Call.Arguments.front());
  Value Target = place(Call.Object);
  store(Target, V, span(Call.Whole));
  return Target;
}

/// An argument as the callee gets it: a place that it may change, or a value.
FunctionLowering::Value FunctionLowering::argument(const clang::Expr *E,
                                                   clang::QualType Parameter) {
  Value V = value(E);
  if (!isSlot(E->IgnoreParenImpCasts()->getType(), Matcher))
    return V;
  return mayChange(E, Parameter) &&
                 (V->Kind == ExprKind::Variable || V->Kind == ExprKind::Field)
             ? addressOf(V)
             : V;
}

/// The object of a call as the callee gets it; null if there is none.
FunctionLowering::Value FunctionLowering::objectOf(const CallSite &Call) {
  if (!Call.Object)
    return nullptr;
  const auto *Method =
      llvm::dyn_cast_or_null<clang::CXXMethodDecl>(Call.Callee);
  bool IsHandle = Matcher.isHandle(Matcher.objectType(Call.Object));
  Value Object = place(Call.Object);
  if (Object->Kind == ExprKind::Address)
    Object = Object->operand(0);
  bool MayChange = !Method || (!Method->isConst() && !Method->isStatic());
  if (MayChange && !IsHandle && Object->isPlace() &&
      Object->Kind != ExprKind::Parameter)
    Object = addressOf(Object);
  return Object;
}

/// The arguments as the callee gets them; those of `...` as a list at the end.
llvm::SmallVector<FunctionLowering::Value, 8>
FunctionLowering::argumentsOf(const CallSite &Call) {
  llvm::SmallVector<Value, 8> Arguments;
  llvm::SmallVector<Value, 8> Ellipsis;
  for (auto [I, E] : llvm::enumerate(Call.Arguments)) {
    bool Named = Call.Callee && I < Call.Callee->getNumParams();
    clang::QualType T;
    if (Named)
      T = Call.Callee->getParamDecl(I)->getType();
    bool Behind = Call.Callee && Call.Callee->isVariadic() && !Named;
    (Behind ? Ellipsis : Arguments).push_back(argument(E, T));
  }
  if (Call.Callee && Call.Callee->isVariadic())
    Arguments.push_back(make(ExprKind::List, {}, Ellipsis));
  return Arguments;
}

/// Nothing runs, or nothing of the user's does.
static bool makesNothing(const CallSite &Call, ModelMatcher &Matcher) {
  const auto &Made = llvm::cast<clang::CXXConstructorDecl>(*Call.Callee);
  const clang::CXXRecordDecl &Class = *Made.getParent();
  if (Made.isUserProvided() && !Made.isImplicit())
    return Call.Arguments.empty() &&
           Matcher.models().type(Matcher.qualifiedName(Class));
  if (!Made.isDefaultConstructor() || isGeneratedConstructor(Made))
    return false;
  // Of which class it is decides which function a virtual call calls.
  return !Class.isPolymorphic() || Class.isAbstract() || Matcher.type(Class);
}

/// What is called, where it is no function by name.
FunctionLowering::Value FunctionLowering::callable(const clang::Expr &Target) {
  // (object.*member)(...)
  const auto *Member = llvm::dyn_cast<clang::BinaryOperator>(core(&Target));
  return value(Member && Member->isPtrMemOp() ? Member->getRHS() : &Target);
}

/// The function of a class that a call names; null if it is none. \p ByClass
/// becomes true if the class of the object decides which function runs.
static const clang::CXXMethodDecl *dispatched(const CallSite &Call,
                                              bool &ByClass) {
  const auto *Named = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(Call.Callee);
  const auto *Whole = llvm::dyn_cast<clang::CXXMemberCallExpr>(Call.Whole);
  const auto *Spelled = Whole ? llvm::dyn_cast<clang::MemberExpr>(
                                    Whole->getCallee()->IgnoreParens())
                              : nullptr;
  if (!Named || !Named->isVirtual() || !Spelled || Spelled->hasQualifier() ||
      isForeign(*Named))
    return Named;
  if (const clang::CXXMethodDecl *Only =
          Named->getDevirtualizedMethod(Call.Object, /*IsAppleKext=*/false))
    return Only;
  ByClass = true;
  // As near to the object's class as can be told.
  const clang::CXXRecordDecl *Class = Whole->getRecordDecl();
  const clang::CXXMethodDecl *Nearest =
      Class && Class->hasDefinition()
          ? Named->getCorrespondingMethodInClass(Class, /*MayBeBase=*/true)
          : nullptr;
  return (Nearest ? Nearest : Named)->getCanonicalDecl();
}

FunctionLowering::Value FunctionLowering::unmodelled(const CallSite &Call,
                                                     bool OnHeap) {
  SourceSpan Where = span(Call.Whole);
  const auto *Method =
      llvm::dyn_cast_or_null<clang::CXXMethodDecl>(Call.Callee);
  if (Call.Object && Method &&
      Method->getOverloadedOperator() == clang::OO_Equal &&
      Call.Arguments.size() == 1)
    return assign(Call);
  Value Object = nullptr;
  if (const auto *Made =
          llvm::dyn_cast_or_null<clang::CXXConstructorDecl>(Call.Callee)) {
    if (makesNothing(Call, Matcher))
      return make(ExprKind::Null, {}, {}, Where,
                  Matcher.role(Call.Whole->getType()));
    // `new T(other)`: a copy.
    bool Copies = Made->isCopyOrMoveConstructor() && !Made->isUserProvided() &&
                  Call.Arguments.size() == 1;
    if (OnHeap && Copies) {
      Value Copy =
          make(ExprKind::Variable, uniqueVariable(Made->getParent()->getName()),
               {}, Where, Matcher.role(Call.Whole->getType()));
      store(Copy, value(Call.Arguments.front()), Where);
      return make(ExprKind::Address, {}, {Copy}, Where);
    }
    if (isGeneratedConstructor(*Made))
      U.Pending.push_back(Made);
    if (Scan.InPlace.count(core(Call.Whole)))
      Object = make(ExprKind::This);
    OnHeap |= Scan.OnHeap.count(core(Call.Whole)) != 0;
  }
  if (Call.Object)
    Object = objectOf(Call);
  llvm::SmallVector<Value, 8> Arguments = argumentsOf(Call);
  if (llvm::isa<clang::CXXInheritedCtorInitExpr>(Call.Whole))
    for (const clang::ParmVarDecl *Each : F.parameters())
      Arguments.push_back(variable(*Each, Call.Whole));
  // What is written to a stream for people is of no interest.
  if (Call.Callee && Call.Callee->getOverloadedOperator() == clang::OO_LessLess)
    for (const clang::Expr *E :
         {Call.Object,
          Call.Arguments.empty() ? nullptr : Call.Arguments.front()})
      if (E && isIgnored(E))
        return value(E);

  const clang::FunctionDecl *Callee = Call.Callee;
  bool Dispatches = false;
  if (const clang::CXXMethodDecl *Runs = dispatched(Call, Dispatches)) {
    Callee = Runs;
    if (Dispatches)
      U.Dispatched.insert(Runs);
  }
  Value Name = Callee        ? text(U.nameOf(*Callee))
               : Call.Target ? callable(*Call.Target)
                             : unknown("an unknown function");
  if (Method && Method->getParent()->isLambda() && Object) {
    // The closure tells which function it is, and with which captures.
    Name = Object->Kind == ExprKind::Address ? Object->operand(0) : Object;
    Object = nullptr;
  }
  Instruction &I = emit(Opcode::Call, Where);
  add(I, Slot::Name, Name);
  add(I, Slot::On, Object);
  if (!Arguments.empty())
    add(I, Slot::Values, make(ExprKind::List, {}, Arguments));
  if (Dispatches)
    attribute(I, "virtual", "yes");
  if (OnHeap)
    attribute(I, "new", "yes");
  return result(I, Matcher.role(Call.Whole->getType()));
}

bool FunctionLowering::isIgnored(const clang::Expr *E) {
  // std::cout << a << b: the stream stands at the far left.
  for (unsigned I = 0; E && I != 100000; ++I) {
    E = core(E);
    if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(E))
      return llvm::isa<clang::VarDecl>(Ref->getDecl()) &&
             Matcher.models().isIgnoredVariable(
                 Matcher.qualifiedName(*Ref->getDecl()));
    const auto *Call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(E);
    if (!Call || Call->getOperator() != clang::OO_LessLess)
      return false;
    E = Call->getArg(0);
  }
  return false;
}

const clang::Expr *
FunctionLowering::operandExpr(const CallSite &Call,
                              const models::Operand &What) const {
  switch (What.Kind) {
  case OperandKind::This:
    return Call.Object;
  case OperandKind::Argument:
  case OperandKind::OutArgument:
    return What.Index < Call.Arguments.size() ? Call.Arguments[What.Index]
                                              : nullptr;
  default:
    return nullptr;
  }
}

FunctionLowering::Value FunctionLowering::operand(const CallSite &Call,
                                                  const models::Operand &What) {
  switch (What.Kind) {
  case OperandKind::Constant: {
    int64_t Number;
    if (!What.Text.getAsInteger(10, Number))
      return integer(Number);
    return text(What.Text);
  }
  case OperandKind::TemplateArgument: {
    const clang::TemplateArgument *A =
        Matcher.templateArgument(Call, What.Index);
    if (A && A->getKind() == clang::TemplateArgument::Integral)
      return make(ExprKind::Integer, llvm::toString(A->getAsIntegral(), 10));
    return nullptr;
  }
  case OperandKind::This:
    if (!Call.Object) {
      // A base's method called on itself: this->commit() without the words.
      return Call.Kind == models::FunctionKind::Constructor
                 ? nullptr
                 : make(ExprKind::This);
    }
    break;
  default:
    break;
  }
  const clang::Expr *E = operandExpr(Call, What);
  if (!E)
    return nullptr;
  Value V = value(E);
  if (What.Element >= 0)
    return element(V, integer(What.Element), *E);
  return V;
}

FunctionLowering::Value
FunctionLowering::operand(const CallSite &Call,
                          const models::FunctionModel &Model,
                          models::Slot Which) {
  models::Operand What = Model.operand(Which);
  // What is not written has no say: its default is the library's own.
  if (What.Kind == OperandKind::Argument && !Call.isWritten(What.Index))
    return nullptr;
  return What ? operand(Call, What) : nullptr;
}

/// The values of a role as one list. A list among them counts with its
/// elements.
FunctionLowering::Value
FunctionLowering::list(const CallSite &Call,
                       const models::FunctionModel &Model) {
  llvm::SmallVector<Value, 8> All;
  Value Whole = nullptr;
  bool Known = true;
  bool Any = false;
  auto Add = [&](const clang::Expr *E) {
    Any = true;
    Value V = value(E);
    TypeMatch Match = Matcher.type(E->getType());
    bool IsList = Match && Match.Model->Role == models::TypeRole::List;
    IsList |= isVaList(E->getType());
    if (!IsList && V->Kind != ExprKind::List) {
      All.push_back(V);
    } else if (V->Kind == ExprKind::List) {
      All.append(V->Operands.begin(), V->Operands.end());
    } else {
      Known = false;
      Whole = V;
    }
  };
  unsigned Count = 0;
  Model.each(models::Slot::Values, [&](const models::Operand &What) {
    if (What.Kind == OperandKind::Arguments) {
      for (unsigned I = What.Index; Call.isWritten(I); ++I, ++Count)
        Add(Call.Arguments[I]);
      return;
    }
    if (What.Kind == OperandKind::Argument && !Call.isWritten(What.Index))
      return;
    ++Count;
    if (const clang::Expr *E = operandExpr(Call, What))
      Add(E);
    else if (Value V = operand(Call, What))
      All.push_back(V), Any = true;
  });
  if (!Any)
    return nullptr;
  if (Known)
    return make(ExprKind::List, {}, All, span(Call.Whole));
  return Count == 1 ? Whole : unknown("a list among the values");
}

StringRef FunctionLowering::meaning(const CallSite &Call,
                                    const models::Operand &What) {
  if (!What)
    return {};
  if (What.Kind == OperandKind::Constant)
    return What.Text;
  if (What.Kind == OperandKind::TemplateArgument) {
    const clang::TemplateArgument *A =
        Matcher.templateArgument(Call, What.Index);
    const models::ConstantModel *C = A ? Matcher.constant(*A) : nullptr;
    return C ? models::word(C->Means) : StringRef();
  }
  const clang::Expr *E = operandExpr(Call, What);
  if (!E || (What.Kind == OperandKind::Argument && !Call.isWritten(What.Index)))
    return {};
  const models::ConstantModel *C = Matcher.constant(E);
  return C ? models::word(C->Means) : StringRef("unknown");
}
