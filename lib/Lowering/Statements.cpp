//===- Lowering/Statements.cpp - Statements that are built in pieces ------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Libraries with stream-like interfaces put a statement together from pieces of
// text and from bindings of variables, and run it later: at a call, or when the
// temporary that stands for it dies. What was said about a statement is kept
// until it runs. So an input has the value that its variable has then, and an
// output is a plain store behind the execution.
//
//===----------------------------------------------------------------------===//

#include "Lowering/Construction.h"
#include "Lowering/FunctionLowering.h"
#include "Lowering/Literals.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;
namespace models = rowlock::models;
using models::Role;
using ModelSlot = models::Slot;

/// The global that holds the connections which a program knows by name.
static constexpr llvm::StringLiteral Connections("::connections by name");

FunctionLowering::Building *FunctionLowering::building(Value Statement) {
  Statement = resolved(Statement);
  if (Statement->Kind != ExprKind::Result)
    return nullptr;
  auto Known = Buildings.find(Statement->Source);
  return Known == Buildings.end() ? nullptr : &Known->second;
}

FunctionLowering::Value FunctionLowering::namedConnection(Value Name,
                                                          SourceSpan Where) {
  Value All = make(ExprKind::Variable, Connections);
  return make(ExprKind::Element, {}, {All, Name ? Name : text("default")},
              Where, "connection");
}

/// What a role works on; a constant is the name of a connection.
FunctionLowering::Value
FunctionLowering::handle(const CallSite &Call,
                         const models::FunctionModel &Model) {
  models::Operand What = Model.operand(ModelSlot::On);
  return What.Kind == models::OperandKind::Constant
             ? namedConnection(text(What.Text), span(Call.Whole))
             : operand(Call, Model, ModelSlot::On);
}

FunctionLowering::Value
FunctionLowering::textOperand(const CallSite &Call,
                              const models::FunctionModel &Model) {
  models::Operand What = Model.operand(ModelSlot::Text);
  const clang::Expr *E = operandExpr(Call, What);
  if (E && Call.isWritten(What.Index))
    return textValue(E);
  return operand(Call, Model, ModelSlot::Text);
}

FunctionLowering::Value
FunctionLowering::prepared(Value On, Value Text, SourceSpan Where,
                           const models::FunctionModel *Model) {
  Instruction &I = emit(Opcode::Prepare, Where, Model);
  add(I, Slot::On, On ? On : unknown("no connection"));
  add(I, Slot::Text, Text);
  if (Model)
    failure(I, *Model);
  if (!Pure)
    Buildings[&I].Prepare = &I;
  return result(I);
}

bool FunctionLowering::preparesAnew(const CallSite &Call,
                                    const models::FunctionModel &Model) {
  models::Operand Made = Model.operand(ModelSlot::Makes);
  models::Operand On = Model.operand(ModelSlot::On);
  return Call.Kind != models::FunctionKind::Constructor && Made &&
         Made.Kind == On.Kind && Made.Index == On.Index;
}

FunctionLowering::Value
FunctionLowering::prepareAnew(const CallSite &Call,
                              const models::FunctionModel &Model, Value On,
                              Value Text) {
  SourceSpan Where = span(Call.Whole);
  if (!On)
    On = unknown("no statement", Where);
  Instruction &I = emit(Opcode::Prepare, Where, &Model);
  add(I, Slot::On, On);
  add(I, Slot::Text, Text ? Text : unknown("no text"));
  attribute(I, "again", "yes");
  failure(I, Model);
  return returned(Call, Model, On, showsFailure(Model) ? result(I) : nullptr);
}

bool FunctionLowering::appendsText(Value Statement, const CallSite &Call,
                                   const models::FunctionModel &Model) {
  Building *Known = building(Statement);
  if (!Known)
    return false;
  Instruction &I = *Known->Prepare;
  if (Known->Pieces.empty())
    if (Value Begin = I.get(Slot::Text))
      Known->Pieces.push_back(Begin);
  for (ModelSlot Which : {ModelSlot::Value, ModelSlot::Values})
    Model.each(Which, [&](const models::Operand &What) {
      if (const clang::Expr *E = operandExpr(Call, What))
        parts(E, Known->Pieces);
    });
  // What comes later may be in the text: so it is prepared later.
  for (Block &B : llvm::reverse(Out.Blocks)) {
    auto At = llvm::find(llvm::reverse(B.Instructions), &I);
    if (At == B.Instructions.rend())
      continue;
    B.Instructions.erase(std::next(At).base());
    Out.Blocks[Current].Instructions.push_back(&I);
    break;
  }
  return true;
}

void FunctionLowering::finishTexts() {
  for (auto &[Prepare, Known] : Buildings) {
    if (Known.Pieces.empty())
      continue;
    llvm::SmallVector<Value, 0> All;
    for (Value Piece : Known.Pieces)
      if (Piece->Kind == ExprKind::Concat)
        llvm::append_range(All, Piece->Operands);
      else
        All.push_back(Piece);
    Value Text = make(ExprKind::Concat, {}, All, Known.Prepare->Span);
    llvm::erase_if(Known.Prepare->Operands,
                   [](const Operand &O) { return O.S == Slot::Text; });
    add(*Known.Prepare, Slot::Text, Text);
  }
}

bool FunctionLowering::collects(const CallSite &Call,
                                const models::FunctionModel &Model,
                                Value Statement) {
  Building *Known = building(Statement);
  if (!Known)
    return false;
  auto IsBinding = [&](const clang::Expr *E) {
    TypeMatch Match = Matcher.type(E->getType());
    return Match && Match.Model->Role == models::TypeRole::Binding;
  };
  bool Any = false;
  auto Add = [&](const clang::Expr *E) {
    if (!IsBinding(E))
      return;
    Any = true;
    Binding New;
    New.V = value(E);
    bool IsOutput = New.V->Kind == ExprKind::Address;
    // Made on the spot, it says more than its value.
    std::optional<CallSite> Made = callSite(core(E));
    const models::FunctionModel *By = Made ? Matcher.match(*Made) : nullptr;
    if (By && (By->Role == Role::Binding || By->Role == Role::OutputBinding)) {
      IsOutput = By->Role == Role::OutputBinding;
      New.Name = operand(*Made, *By, ModelSlot::Index);
      New.Indicator = operand(*Made, *By, ModelSlot::Indicator);
      New.Model = By;
      if (const clang::Expr *Variable = operandExpr(
              *Made, By->operand(IsOutput ? ModelSlot::To : ModelSlot::Value)))
        New.Type = Variable->getType().getNonReferenceType();
    }
    (IsOutput ? Known->Outputs : Known->Inputs).push_back(New);
  };
  Model.each(ModelSlot::Values, [&](const models::Operand &What) {
    unsigned Last = What.Kind == models::OperandKind::Arguments
                        ? Call.Arguments.size()
                        : What.Index + 1;
    for (unsigned I = What.Index; I < Last && Call.isWritten(I); ++I)
      Add(Call.Arguments[I]);
  });
  return Any;
}

llvm::SmallVector<FunctionLowering::Value, 4>
FunctionLowering::bindInputs(Value Statement, bool AtOnce) {
  llvm::SmallVector<Value, 4> InOrder;
  Building *Known = Statement ? building(Statement) : nullptr;
  if (!Known)
    return InOrder;
  for (const Binding &Each : Known->Inputs) {
    TypeMatch Match =
        Each.Type.isNull() ? TypeMatch() : Matcher.type(Each.Type);
    Value V = Each.V;
    if (const clang::FunctionDecl *Maps = mapping(Each.Type, /*Reads=*/false)) {
      callMapping(*Maps, V, Statement, V->Span);
      continue;
    }
    // One execution for each element.
    if (Match && Match.Model->Role == models::TypeRole::List)
      V = field(V, "[*]", V->Span);
    // What is referred to must be there until the statement runs.
    if (!AtOnce && V->Span.Editable) {
      Expr Kept = *V;
      Kept.Span.Editable = false;
      V = make(Kept);
    }
    if (!Each.Name) {
      InOrder.push_back(V);
      continue;
    }
    Instruction &I = emit(Opcode::Bind, V->Span);
    I.Library = Known->Prepare->Library;
    add(I, Slot::On, Statement);
    add(I, Slot::Name, Each.Name);
    add(I, Slot::Value, V);
  }
  return InOrder;
}

bool FunctionLowering::storeOutputs(Value Statement, Value Rows,
                                    SourceSpan Where) {
  Building *Known = Statement ? building(Statement) : nullptr;
  if (!Known || Known->Outputs.empty())
    return false;
  Value Row = rowOf(Rows, Where);
  for (auto [Index, Each] : llvm::enumerate(Known->Outputs)) {
    clang::QualType T = Each.Type;
    TypeMatch Match = T.isNull() ? TypeMatch() : Matcher.type(T);
    bool Said = Each.Indicator && Each.Model && !Each.Model->Codes.empty();
    if (Each.Indicator && !Said)
      store(Each.Indicator, unknown("whether it is NULL", Where), Where);
    if (Match && Match.Model->Role == models::TypeRole::Row) {
      store(Each.V, Row, Where);
    } else if (const clang::FunctionDecl *Maps = mapping(T, /*Reads=*/true)) {
      callMapping(*Maps, Each.V, Row, Where);
    } else if (Match && Match.Model->Role == models::TypeRole::List) {
      store(field(Each.V, "[*]"), columnAt(Row, Index, Where), Where);
    } else if (!Match && !T.isNull() && T->isRecordType()) {
      store(Each.V, unknown("an object of its own kind", Where), Where);
    } else {
      Value Column = columnAt(Row, Index, Where);
      store(Each.V, Column, Where);
      if (std::exchange(Said, false))
        store(Each.Indicator, coded(*Each.Model, Column, Where), Where);
    }
    if (Said)
      store(Each.Indicator, unknown("whether it is NULL", Where), Where);
  }
  return true;
}

/// The temporary that stands for a statement dies.
void FunctionLowering::run(Value Statement, SourceSpan Where,
                           StringRef Library) {
  llvm::SmallVector<Value, 4> Inputs = bindInputs(Statement, /*AtOnce=*/true);
  Instruction &I = emit(Opcode::Execute, Where);
  I.Library = Library;
  add(I, Slot::On, Statement);
  if (!Inputs.empty())
    add(I, Slot::Values, make(ExprKind::List, {}, Inputs));
  storeOutputs(Statement, result(I), Where);
}

void FunctionLowering::storeIndicator(const CallSite &Call,
                                      const models::FunctionModel &Model) {
  Value Says = operand(Call, Model, ModelSlot::Indicator);
  if (Says && (Says->isPlace() || Says->Kind == ExprKind::Address))
    store(Says, unknown("whether it was converted", span(Call.Whole)),
          span(Call.Whole));
}

unsigned FunctionLowering::nextColumn(Value Row) {
  Row = resolved(Row);
  // Names are kept once.
  const void *Key = Row->Kind == ExprKind::Result
                        ? static_cast<const void *>(Row->Source)
                        : Row->Spelling.data();
  return NextColumn[Key]++;
}

FunctionLowering::Value FunctionLowering::rowAs(Value Row, clang::QualType T,
                                                SourceSpan Where) {
  T = T.getNonReferenceType().getUnqualifiedType();
  if (!T->isRecordType() || Matcher.isText(T))
    return columnAt(Row, 0, Where);
  const clang::FunctionDecl *Maps = mapping(T, /*Reads=*/true);
  if (!Maps)
    return Row;
  Value Object =
      make(ExprKind::Variable, uniqueVariable(T->getAsRecordDecl()->getName()),
           {}, Where);
  return callMapping(*Maps, Object, Row, Where);
}

/// The function that a user wrote to make an object of a row, or to bind one to
/// a statement; null for most types.
const clang::FunctionDecl *FunctionLowering::mapping(clang::QualType T,
                                                     bool Reads) {
  if (T.isNull() || !T->isRecordType() || Matcher.type(T))
    return nullptr;
  T = T.getCanonicalType().getUnqualifiedType();
  for (const auto &[Model, Template] : U.mappings())
    for (const clang::ClassTemplateSpecializationDecl *Each :
         Template->specializations()) {
      const clang::TemplateArgumentList &For = Each->getTemplateArgs();
      if (!Each->isExplicitSpecialization() || For.size() == 0 ||
          For[0].getKind() != clang::TemplateArgument::Type ||
          For[0].getAsType().getCanonicalType() != T)
        continue;
      const clang::CXXRecordDecl *Class = Each->getDefinition();
      StringRef Wanted = Reads ? Model->Reads : Model->Writes;
      for (const clang::CXXMethodDecl *M :
           Class ? Class->methods() : Each->methods())
        if (M->getIdentifier() && M->getName() == Wanted && M->hasBody())
          return M;
    }
  return nullptr;
}

FunctionLowering::Value
FunctionLowering::callMapping(const clang::FunctionDecl &Maps, Value Object,
                              Value Row, SourceSpan Where) {
  while (Object->Kind == ExprKind::Address ||
         Object->Kind == ExprKind::Preserve)
    Object = Object->operand(0);
  llvm::SmallVector<Value, 4> Arguments;
  for (const clang::ParmVarDecl *Each : Maps.parameters()) {
    clang::QualType T = Each->getType().getNonReferenceType();
    bool MayChange =
        Each->getType()->isLValueReferenceType() && !T.isConstQualified();
    if (Matcher.role(T) == "row")
      Arguments.push_back(Row);
    else if (T->isRecordType() && !Matcher.type(T))
      Arguments.push_back(MayChange ? addressOf(Object) : Object);
    else
      Arguments.push_back(unknown("an indicator"));
  }
  Instruction &I = emit(Opcode::Call, Where);
  add(I, Slot::Name, text(U.nameOf(Maps)));
  add(I, Slot::Values, make(ExprKind::List, {}, Arguments));
  return Object;
}

/// A lambda that a macro makes and that has one literal in it is how libraries
/// spell literals of their own text classes.
const clang::StringLiteral *
FunctionLowering::onlyLiteral(const clang::LambdaExpr &Lambda) {
  const clang::CXXMethodDecl *Body = Lambda.getCallOperator();
  if (Lambda.capture_size() != 0 || Body->getNumParams() != 0 ||
      !Lambda.getBeginLoc().isMacroID() ||
      !Matcher.isText(Body->getReturnType()))
    return nullptr;
  const clang::StringLiteral *Only = nullptr;
  llvm::SmallVector<const clang::Stmt *, 16> Work{Lambda.getBody()};
  while (!Work.empty()) {
    const clang::Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (const auto *Literal = llvm::dyn_cast<clang::StringLiteral>(S)) {
      if (Only)
        return nullptr;
      Only = Literal;
    }
    Work.append(S->child_begin(), S->child_end());
  }
  return Only;
}

FunctionLowering::Value FunctionLowering::opaqueText(const CallSite &Call) {
  const auto *Method =
      llvm::dyn_cast_or_null<clang::CXXMethodDecl>(Call.Callee);
  if (!Method || !Method->getParent()->isLambda() || !Call.Object)
    return nullptr;
  const auto *Lambda = llvm::dyn_cast<clang::LambdaExpr>(core(Call.Object));
  const clang::StringLiteral *Only = Lambda ? onlyLiteral(*Lambda) : nullptr;
  return Only ? lowerLiteral(*Only, U.Spans, P, /*MacroArgument=*/true)
              : nullptr;
}
