//===- Lowering/RoleLowering.cpp - Connections, transactions, statements --===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;
namespace models = rowlock::models;
using models::Role;
using models::RoleGroup;
using ModelSlot = models::Slot;

FunctionLowering::Value
FunctionLowering::modelled(const CallSite &Call,
                           const models::FunctionModel &Model) {
  Value V = lowerRole(Call, Model);
  forgetOutputs(Call, Model);
  return V;
}

/// What a modelled function is passed the address of, and no operand speaks of,
/// it may write to.
void FunctionLowering::forgetOutputs(const CallSite &Call,
                                     const models::FunctionModel &Model) {
  auto IsOperand = [&](unsigned Index) {
    return llvm::any_of(Model.Operands, [&](const models::SlotOperand &S) {
      using models::OperandKind;
      return S.What.Kind == OperandKind::Arguments
                 ? S.What.Index <= Index
                 : (S.What.Kind == OperandKind::Argument ||
                    S.What.Kind == OperandKind::OutArgument) &&
                       S.What.Index == Index;
    });
  };
  for (auto [Index, E] : llvm::enumerate(Call.Arguments)) {
    const auto *Taken = llvm::dyn_cast<clang::UnaryOperator>(core(E));
    if (!Taken || Taken->getOpcode() != clang::UO_AddrOf || IsOperand(Index) ||
        Index >= Call.Callee->getNumParams())
      continue;
    clang::QualType T = Call.Callee->getParamDecl(Index)->getType();
    if (!T->isPointerType() || T->getPointeeType().isConstQualified() ||
        Matcher.isHandle(Taken->getSubExpr()->getType()))
      continue;
    Value Target = place(Taken->getSubExpr());
    if (Target->Kind == ExprKind::Variable || Target->Kind == ExprKind::Field)
      store(Target,
            unknown("set by " + Matcher.qualifiedName(*Call.Callee).str()),
            span(E));
  }
}

/// A handle that is made is stored to where an argument points.
void FunctionLowering::give(const CallSite &Call,
                            const models::FunctionModel &Model, Value Made) {
  models::Operand To = Model.operand(ModelSlot::Makes);
  const clang::Expr *E = To.Kind == models::OperandKind::OutArgument
                             ? operandExpr(Call, To)
                             : nullptr;
  if (!E)
    return;
  Value Target = place(E);
  if (Target->isPlace() || Target->Kind == ExprKind::Address)
    store(Target, Made, span(Call.Whole));
}

bool FunctionLowering::showsFailure(const models::FunctionModel &Model) {
  return Model.Returns == models::Returns::Code ||
         Model.Returns == models::Returns::Ok;
}

/// How it shows, unless it throws.
void FunctionLowering::failure(Instruction &I,
                               const models::FunctionModel &Model) {
  if (Model.Fails != models::Fails::Throws)
    attribute(I, "fails", models::word(Model.Fails));
}

FunctionLowering::Value
FunctionLowering::lowerRole(const CallSite &Call,
                            const models::FunctionModel &Model) {
  Value V = nullptr;
  switch (models::info(Model.Role).Group) {
  case RoleGroup::Connection:
    V = connectionRole(Call, Model);
    break;
  case RoleGroup::Transaction:
    V = transactionRole(Call, Model);
    break;
  case RoleGroup::Statement:
    V = statementRole(Call, Model);
    break;
  case RoleGroup::Result:
    V = resultRole(Call, Model);
    break;
  case RoleGroup::Value:
  case RoleGroup::List:
    // Null: a concatenation that goes on.
    return valueRole(Call, Model);
  case RoleGroup::Lock:
    V = lockRole(Call, Model);
    break;
  case RoleGroup::Control:
    V = controlRole(Call, Model);
    break;
  }
  return V ? V : unknown("nothing");
}

/// A role that no instruction stands for: a call that says what it is.
FunctionLowering::Value
FunctionLowering::noted(const CallSite &Call,
                        const models::FunctionModel &Model) {
  Instruction &I = emit(Opcode::Call, span(Call.Whole), &Model);
  add(I, Slot::Name, text(Matcher.qualifiedName(*Call.Callee)));
  add(I, Slot::On, operand(Call, Model, ModelSlot::On));
  llvm::SmallVector<Value, 4> Arguments;
  for (const clang::Expr *E : Call.Arguments)
    Arguments.push_back(value(E));
  if (!Arguments.empty())
    add(I, Slot::Values, make(ExprKind::List, {}, Arguments));
  attribute(I, "role", models::word(Model.Role));
  return result(I, Matcher.role(Call.Whole->getType()));
}

FunctionLowering::Value
FunctionLowering::connectionRole(const CallSite &Call,
                                 const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  switch (Model.Role) {
  case Role::OpenConnection: {
    Value Address = operand(Call, Model, ModelSlot::Address);
    Value On = operand(Call, Model, ModelSlot::On);
    if (!Address)
      Address = make(ExprKind::Null);
    U.noteAddress(Model.Home, *resolved(Address));
    if (Model.has(ModelSlot::Values))
      if (Value More = list(Call, Model))
        Address = make(ExprKind::List, {}, {Address, More});
    Instruction &I = emit(Opcode::Connect, Where, &Model);
    add(I, Slot::Value, Address);
    failure(I, Model);
    Value Made = result(I);
    give(Call, Model, Made);
    // An object that is opened later: from now on it is this connection.
    if (On && On->isPlace())
      store(On, Made, Where);
    return showsFailure(Model) ? coded(Model, Made, span(Call.Whole)) : Made;
  }
  case Role::ConnectTo: {
    Value On = operand(Call, Model, ModelSlot::On);
    Value To = list(Call, Model);
    if (!On || !To)
      return On;
    Instruction &I = emit(Opcode::Connect, Where, &Model);
    add(I, Slot::On, On);
    add(I, Slot::Value, To);
    return On;
  }
  case Role::NamedConnection: {
    if (Value Address = operand(Call, Model, ModelSlot::Address))
      U.noteAddress(Model.Home, *resolved(Address));
    return namedConnection(operand(Call, Model, ModelSlot::Name), Where);
  }
  case Role::ConnectionOf: {
    Value On = operand(Call, Model, ModelSlot::On);
    Instruction &I = emit(Opcode::ConnectionOf, Where, &Model);
    add(I, Slot::On, On ? On : unknown("no handle"));
    return result(I);
  }
  default:
    return noted(Call, Model);
  }
}

void FunctionLowering::spellings(const CallSite &Call,
                                 const models::FunctionModel &Model,
                                 Instruction &I) {
  unsigned Written = 0;
  while (Call.isWritten(Written))
    ++Written;
  for (const models::RepairSpelling &Each : Model.Repairs) {
    Spelling S;
    S.Repair = P.save(models::word(Each.Kind));
    if (!Each.Where) {
      // Another function of the same object.
      const auto *Spelled = llvm::dyn_cast<clang::CallExpr>(Call.Whole);
      const auto *Named = Spelled ? llvm::dyn_cast<clang::MemberExpr>(
                                        Spelled->getCallee()->IgnoreParens())
                                  : nullptr;
      if (!Named)
        continue;
      S.Where = U.Spans.span(Named->getMemberLoc());
      S.Text = P.save(Each.Text);
    } else if (Each.Where.Index < Written) {
      S.Where = span(Call.Arguments[Each.Where.Index]);
      S.Text = P.save(Each.Text);
    } else if (Each.Where.Index == Written && Written != 0) {
      S.Where = U.Spans.behind(Call.Arguments[Written - 1]->getEndLoc());
      S.Text = P.save(", " + Each.Text.str());
    } else {
      continue;
    }
    if (S.Where.Editable)
      I.Spellings.push_back(S);
  }
}

/// The level or mode that a call states: a word if it is constant here, else
/// the value that decides it. Neither if the call says nothing.
std::pair<StringRef, FunctionLowering::Value>
FunctionLowering::chosen(const CallSite &Call,
                         const models::FunctionModel &Model, ModelSlot Which) {
  models::Operand What = Model.operand(Which);
  StringRef Word = meaning(Call, What);
  if (!Word.empty() && Word != "unknown")
    return {Word, nullptr};
  const clang::Expr *E = operandExpr(Call, What);
  if (!E)
    return {Word, nullptr};
  Value V = value(E);
  Value Known = resolved(V);
  if (Known->Kind == ExprKind::Text)
    return {Known->Spelling, nullptr};
  // An argument left out says nothing but what the library does anyway.
  if (Word.empty())
    return {};
  return {{}, V};
}

FunctionLowering::Value
FunctionLowering::begin(const CallSite &Call,
                        const models::FunctionModel &Model) {
  clang::QualType Made = Call.Whole->getType();
  if (Call.Kind != models::FunctionKind::Constructor && Call.Object &&
      !Matcher.held(Made))
    Made = Matcher.objectType(Call.Object);
  TypeMatch Match = Matcher.held(Made);
  Value On = operand(Call, Model, ModelSlot::On);
  auto [Level, LevelValue] = chosen(Call, Model, ModelSlot::Level);
  auto [Mode, ModeValue] = chosen(Call, Model, ModelSlot::Mode);
  Instruction &I = emit(Opcode::Begin, span(Call.Whole), &Model);
  add(I, Slot::On, On ? On : unknown("no connection"));
  add(I, Slot::Level, LevelValue);
  add(I, Slot::Mode, ModeValue);
  StringRef Access = meaning(Call, Model.operand(ModelSlot::Access));
  if (Match && Match.Model->Role == models::TypeRole::Transaction) {
    StringRef Type = Matcher.role(Made);
    if (Level.empty() && !LevelValue && Type.consume_front("transaction<"))
      Level = Type.drop_back();
    if (Access.empty() &&
        Match.Model->Access.Kind == models::OperandKind::TemplateArgument)
      if (const auto *Special =
              llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(
                  Match.Record);
          Special &&
          Match.Model->Access.Index < Special->getTemplateArgs().size())
        if (const models::ConstantModel *C = Matcher.constant(
                Special->getTemplateArgs()[Match.Model->Access.Index]))
          Access = models::word(C->Means);
  }
  attribute(I, "level", Level);
  attribute(I, "mode", Mode);
  if (Access == models::word(models::Meaning::ReadOnly))
    attribute(I, "read-only", "yes");
  if (Match && Match.Model->Autocommit)
    attribute(I, "autocommit", "yes");
  if (Match && Call.Kind == models::FunctionKind::Constructor)
    attribute(I, "leave", models::word(Match.Model->Exit));
  failure(I, Model);
  spellings(Call, Model, I);
  return result(I);
}

FunctionLowering::Value
FunctionLowering::transactionRole(const CallSite &Call,
                                  const models::FunctionModel &Model) {
  if (Model.Role == Role::Begin)
    return returned(Call, Model, nullptr, begin(Call, Model));
  if (Model.Role == Role::TransactionCallback)
    return transactionCallback(Call, Model);
  SourceSpan Where = span(Call.Whole);
  Value On = operand(Call, Model, ModelSlot::On);
  if (!On)
    On = unknown("no handle", Where);
  Opcode Op;
  switch (Model.Role) {
  case Role::Commit:
    Op = Opcode::Commit;
    break;
  case Role::Rollback:
    Op = Opcode::Rollback;
    break;
  case Role::Savepoint:
    Op = Opcode::Savepoint;
    break;
  case Role::Release:
    Op = Opcode::Release;
    break;
  case Role::RollbackTo:
    Op = Opcode::RollbackTo;
    break;
  case Role::SetIsolation:
    Op = Opcode::SetIsolation;
    break;
  case Role::SetAutocommit:
    Op = Opcode::SetAutocommit;
    break;
  default:
    return noted(Call, Model);
  }
  Value Name = operand(Call, Model, ModelSlot::Name);
  Value LevelValue = nullptr;
  StringRef Level;
  if (Op == Opcode::SetIsolation) {
    std::tie(Level, LevelValue) = chosen(Call, Model, ModelSlot::Level);
    if (Level.empty() && !LevelValue)
      Level = "unknown";
  }
  Instruction &I = emit(Op, Where, &Model);
  add(I, Slot::On, On);
  add(I, Slot::Name, Name);
  add(I, Slot::Level, LevelValue);
  if (Op == Opcode::SetAutocommit) {
    Value State = operand(Call, Model, ModelSlot::Value);
    add(I, Slot::Value, State ? State : unknown("no state", Where));
  }
  attribute(I, "level", Level);
  if (Op == Opcode::Savepoint)
    if (TypeMatch Match = Matcher.held(Call.Whole->getType()))
      attribute(I, "leave", models::word(Match.Model->Exit));
  failure(I, Model);
  return returned(Call, Model, On,
                  Op == Opcode::Savepoint || showsFailure(Model) ? result(I)
                                                                 : nullptr);
}

FunctionLowering::Value
FunctionLowering::bind(const CallSite &Call,
                       const models::FunctionModel &Model) {
  Value On = operand(Call, Model, ModelSlot::On);
  if (!On)
    On = unknown("no statement");
  models::Operand Where = Model.operand(ModelSlot::Index);
  Value Index = nullptr;
  if (Where) {
    Index = indexed(Call, Model, Where);
  } else {
    // A statement that may be prepared anew, or that comes from elsewhere:
    // which placeholder is the next one only the path tells.
    Value Statement = resolved(On);
    bool IsOwn = Statement->Kind == ExprKind::Result &&
                 (Statement->Source->get(Slot::Text) ||
                  Statement->Source->get(Slot::Name));
    if (IsOwn)
      Index = integer(NextBinding[Statement->Source]++);
  }
  Value Bound = operand(Call, Model, ModelSlot::Value);
  Instruction &I = emit(Opcode::Bind, span(Call.Whole), &Model);
  add(I, Slot::On, On);
  if (Index)
    addIndex(I, Index, operandExpr(Call, Where));
  if (Bound && Model.ByReference)
    Bound = addressOf(Bound);
  add(I, Slot::Value, Bound ? Bound : make(ExprKind::Null));
  if (Model.ByReference)
    attribute(I, "by", "reference");
  failure(I, Model);
  return returned(Call, Model, On, nullptr);
}

FunctionLowering::Value
FunctionLowering::bindSeveral(const CallSite &Call,
                              const models::FunctionModel &Model) {
  Value On = operand(Call, Model, ModelSlot::On);
  bool IsOutput = Model.Role == Role::BindOutputAll;
  if (On && Model.Member.empty() && !IsOutput && collects(Call, Model, On))
    return returned(Call, Model, On, nullptr);
  // An array of records stays the place that it is: it is filled bit by bit.
  Value Bound = Model.Member.empty() ? list(Call, Model)
                                     : operand(Call, Model, ModelSlot::Values);
  Instruction &I = emit(IsOutput ? Opcode::BindOutput : Opcode::BindAll,
                        span(Call.Whole), &Model);
  add(I, Slot::On, On ? On : unknown("no statement"));
  add(I, Slot::Values, Bound ? Bound : make(ExprKind::List));
  if (Model.ByReference)
    attribute(I, "by", "reference");
  attribute(I, "member", Model.Member);
  failure(I, Model);
  return returned(Call, Model, On, nullptr);
}

FunctionLowering::Value
FunctionLowering::execute(const CallSite &Call,
                          const models::FunctionModel &Model) {
  bool Many = Model.Role == Role::ExecuteMany;
  Opcode Op = Model.Role == Role::Fetch ? Opcode::Fetch : Opcode::Execute;
  Value On = handle(Call, Model);
  Value Text = operand(Call, Model, ModelSlot::Text);
  Value Name = operand(Call, Model, ModelSlot::Name);
  // What is made is no result but the statement itself, prepared and run.
  bool MakesStatement = Text && Model.Returns == models::Returns::ByRole &&
                        Matcher.role(Call.Whole->getType()) == "statement";
  Value Made = nullptr;
  if (MakesStatement) {
    Made = prepared(On, Text, span(Call.Whole), &Model);
    On = Made;
    Text = nullptr;
  }
  llvm::SmallVector<Value, 4> Inputs;
  if (Op == Opcode::Execute && !Text && !Name)
    Inputs = bindInputs(On);
  models::Operand Lists = Model.operand(ModelSlot::Values);
  bool Several = Many && Call.isWritten(Lists.Index + 1);
  Value Bound = Several ? unknown("one of several lists") : list(Call, Model);
  if (!Bound && !Inputs.empty())
    Bound = make(ExprKind::List, {}, Inputs);
  Value Count = operand(Call, Model, ModelSlot::Count);
  Instruction &I = emit(Op, span(Call.Whole), &Model);
  add(I, Slot::On, On ? On : unknown("no handle"));
  if (Op == Opcode::Execute) {
    add(I, Slot::Text, Text);
    add(I, Slot::Name, Name);
    add(I, Slot::Values, Bound);
  }
  failure(I, Model);
  if (Model.Expects != models::Expects::Any)
    attribute(I, "expects",
              Model.Expects == models::Expects::Count && Count &&
                      Count->Kind == ExprKind::Integer
                  ? Count->Spelling
                  : models::word(Model.Expects));
  if (Many)
    attribute(I, "many", "yes");
  if (Model.Returns == models::Returns::Pending)
    attribute(I, "pending", "yes");
  // All rows in one array of texts.
  models::Operand To = Model.operand(ModelSlot::Makes);
  if (const clang::Expr *Cells = To.Kind == models::OperandKind::OutArgument
                                     ? operandExpr(Call, To)
                                     : nullptr;
      Cells && Cells->getType()->isPointerType() &&
      Cells->getType()->getPointeeType()->isPointerType() &&
      Matcher.isText(Cells->getType()->getPointeeType()->getPointeeType()))
    attribute(I, "cells", "flat");
  Value Ran = result(I);
  if (!Text && !Name)
    storeOutputs(On, Ran, span(Call.Whole));
  give(Call, Model, Made ? Made : Ran);
  if (Model.has(ModelSlot::Callback))
    callBack(Call, Model, Ran);
  return returned(Call, Model, On, Made ? Made : Ran);
}

FunctionLowering::Value
FunctionLowering::statementRole(const CallSite &Call,
                                const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  auto Simple = [&](Opcode Op) {
    Value On = operand(Call, Model, ModelSlot::On);
    if (!On)
      On = unknown("no statement", Where);
    Instruction &I = emit(Op, Where, &Model);
    add(I, Slot::On, On);
    failure(I, Model);
    return returned(Call, Model, On, nullptr);
  };
  switch (Model.Role) {
  case Role::Prepare: {
    Value On = handle(Call, Model);
    Value Text = textOperand(Call, Model);
    Value Name = operand(Call, Model, ModelSlot::Name);
    if (!Name && preparesAnew(Call, Model))
      return prepareAnew(Call, Model, On, Text);
    // Without a text it has none yet.
    if (!Text && Model.has(ModelSlot::Text))
      Text = unknown("no text");
    if (!Name && Model.operand(ModelSlot::Makes).Kind !=
                     models::OperandKind::OutArgument)
      return returned(Call, Model, On, prepared(On, Text, Where, &Model));
    Instruction &I = emit(Opcode::Prepare, Where, &Model);
    add(I, Slot::On, On ? On : unknown("no connection"));
    add(I, Slot::Text, Text);
    add(I, Slot::Name, Name);
    failure(I, Model);
    give(Call, Model, result(I));
    return returned(Call, Model, On, Name ? nullptr : result(I));
  }
  case Role::PreparedStatement: {
    Value On = operand(Call, Model, ModelSlot::On);
    Value Name = operand(Call, Model, ModelSlot::Name);
    Instruction &I = emit(Opcode::Prepare, Where, &Model);
    add(I, Slot::On, On ? On : unknown("no connection"));
    add(I, Slot::Name, Name ? Name : unknown("no name"));
    return returned(Call, Model, On, result(I));
  }
  case Role::Bind:
    return bind(Call, Model);
  case Role::Binding:
    return operand(Call, Model, ModelSlot::Value);
  case Role::OutputBinding:
    return addressOf(place(operandExpr(Call, Model.operand(ModelSlot::To))));
  case Role::BindAll:
  case Role::BindOutputAll:
    return bindSeveral(Call, Model);
  case Role::PendingResult: {
    Value On = operand(Call, Model, ModelSlot::On);
    Instruction &I = emit(Opcode::PendingResult, Where, &Model);
    add(I, Slot::On, On ? On : unknown("no connection"));
    failure(I, Model);
    Value Made = result(I, "result");
    give(Call, Model, Made);
    return returned(Call, Model, On, Made);
  }
  case Role::ClearBindings:
    return Simple(Opcode::ClearBindings);
  case Role::Reset:
    return Simple(Opcode::Reset);
  case Role::Execute:
  case Role::ExecuteMany:
  case Role::Fetch:
    return execute(Call, Model);
  case Role::StatementOf:
    return operand(Call, Model, ModelSlot::On);
  case Role::LoadEntity:
  case Role::QueryEntities:
  case Role::SaveEntity:
  case Role::InsertEntity:
  case Role::EraseEntity:
  case Role::EntityStatement:
    return entityRole(Call, Model);
  default:
    return noted(Call, Model);
  }
}
