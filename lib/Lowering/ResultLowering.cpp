//===- Lowering/ResultLowering.cpp - Rows, columns and outcomes -----------===//
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
using models::Returns;
using models::Role;
using ModelSlot = models::Slot;

/// The library is that of the model, or of the instruction that gave the
/// result.
static void inherit(Instruction &I, const Expr *From) {
  if (I.Library.empty() && From->Kind == ExprKind::Result)
    I.Library = From->Source->Library;
}

FunctionLowering::Value
FunctionLowering::rowOf(Value Result, SourceSpan Where,
                        const models::FunctionModel *Model) {
  Instruction &I = emit(Opcode::Row, Where, Model);
  inherit(I, resolved(Result));
  add(I, Slot::On, Result);
  return result(I, "row");
}

FunctionLowering::Value
FunctionLowering::columnAt(Value Row, unsigned Index, SourceSpan Where,
                           const models::FunctionModel *Model) {
  Instruction &I = emit(Opcode::Column, Where, Model);
  inherit(I, resolved(Row));
  add(I, Slot::On, Row);
  add(I, Slot::Index, integer(Index));
  return result(I, "field");
}

FunctionLowering::Value FunctionLowering::eachColumn(Value Row,
                                                     SourceSpan Where) {
  Instruction &I = emit(Opcode::Column, Where);
  inherit(I, resolved(Row));
  add(I, Slot::On, Row);
  add(I, Slot::Name, text(EachColumn));
  return result(I, "field");
}

FunctionLowering::Value
FunctionLowering::outcome(Value On, StringRef Kind, SourceSpan Where,
                          const models::FunctionModel *Model) {
  while (On->Kind == ExprKind::Preserve)
    On = On->operand(0);
  Instruction &I = emit(Opcode::Outcome, Where, Model);
  inherit(I, resolved(On));
  add(I, Slot::On, On);
  attribute(I, "kind", Kind);
  return result(I);
}

/// What is returned where it fails: none of the numbers by which the library
/// says that something went well.
FunctionLowering::Value
FunctionLowering::anotherCode(const models::FunctionModel &Model,
                              SourceSpan Where) {
  llvm::SmallVector<int64_t, 4> Known;
  for (const models::FunctionModel &Each : Model.Home->Functions)
    for (const models::ReturnCode &Code : Each.Codes)
      if (!llvm::is_contained(Known, Code.Value))
        Known.push_back(Code.Value);
  llvm::sort(Known);
  llvm::SmallVector<Value, 4> Not;
  for (int64_t Code : Known)
    Not.push_back(integer(Code));
  return make(ExprKind::Unknown, AnotherCode, Not, Where);
}

/// The codes, each with the condition under which it is returned.
FunctionLowering::Value
FunctionLowering::coded(const models::FunctionModel &Model, Value Subject,
                        SourceSpan Where) {
  bool IsFetch = Model.Role == Role::Fetch;
  auto Found = [&] {
    return IsFetch ? Subject : outcome(Subject, "found", Where, &Model);
  };
  Value V = anotherCode(Model, Where);
  for (const models::ReturnCode &Code : llvm::reverse(Model.Codes)) {
    Value Condition = nullptr;
    switch (Code.Means) {
    case models::CodeMeaning::Ok:
      Condition = outcome(Subject, "ok", Where, &Model);
      break;
    case models::CodeMeaning::Found:
      Condition = Found();
      break;
    case models::CodeMeaning::NotFound:
      Condition = make(ExprKind::Compute, "!", {Found()}, Where);
      break;
    case models::CodeMeaning::Null:
      Condition = outcome(Subject, "is-null", Where, &Model);
      break;
    case models::CodeMeaning::NotNull:
      Condition = make(ExprKind::Compute, "!",
                       {outcome(Subject, "is-null", Where, &Model)}, Where);
      break;
    }
    V = make(ExprKind::Select, {}, {Condition, integer(Code.Value), V}, Where);
  }
  return V;
}

/// The rows wait elsewhere: all that is returned is whether it went well.
FunctionLowering::Value
FunctionLowering::pending(Value Made, const models::FunctionModel &Model,
                          SourceSpan Where) {
  switch (Model.Fails) {
  case models::Fails::False:
    return outcome(Made, "ok", Where, &Model);
  case models::Fails::NonZero:
  case models::Fails::Negative:
    return make(ExprKind::Select, {},
                {outcome(Made, "ok", Where, &Model), integer(0),
                 anotherCode(Model, Where)},
                Where);
  default:
    return nullptr;
  }
}

/// A position, 0-based, or a name.
FunctionLowering::Value
FunctionLowering::indexed(const CallSite &Call,
                          const models::FunctionModel &Model,
                          const models::Operand &What) {
  Value V = operand(Call, What);
  if (!V)
    return unknown("no index");
  Value Known = resolved(V);
  int64_t Number;
  if (Known->Kind == ExprKind::Integer &&
      !Known->Spelling.getAsInteger(10, Number)) {
    // Known only to whoever has the row: the last one.
    if (What.Kind == models::OperandKind::Constant && Number < 0)
      return unknown("the last one");
    return Model.Base ? make(ExprKind::Integer,
                             std::to_string(Number - Model.Base), {}, V->Span)
                      : Known;
  }
  // Asked for by name.
  if (Known->Kind == ExprKind::Text)
    return Known;
  const clang::Expr *E = operandExpr(Call, What);
  if (Model.Base && E && !Matcher.isText(E->getType()))
    return make(ExprKind::Compute, "-", {V, integer(Model.Base)}, V->Span);
  return V;
}

void FunctionLowering::addIndex(Instruction &I, Value Index,
                                const clang::Expr *Spelled) {
  bool IsName = resolved(Index)->Kind == ExprKind::Text ||
                (Spelled && Matcher.isText(Spelled->getType()));
  while (IsName && Index->Kind == ExprKind::Preserve)
    Index = Index->operand(0);
  add(I, IsName ? Slot::Name : Slot::Index, Index);
}

/// What the call gives its caller; \p Made is the handle or list that its role
/// makes.
FunctionLowering::Value
FunctionLowering::returned(const CallSite &Call,
                           const models::FunctionModel &Model, Value On,
                           Value Made) {
  SourceSpan Where = span(Call.Whole);
  Value Subject = Made ? Made : On ? On : unknown("nothing");
  bool IsFetch = Model.Role == Role::Fetch;
  auto Not = [&](Value V) { return make(ExprKind::Compute, "!", {V}, Where); };
  switch (Model.Returns) {
  case Returns::ByRole:
  case Returns::Result:
  case Returns::Tuples:
    return Made;
  case Returns::Nothing:
    return nullptr;
  case Returns::Pending:
    return Made && Model.Fails == models::Fails::Code
               ? coded(Model, Made, Where)
               : pending(Subject, Model, Where);
  case Returns::This:
    if (Call.Object)
      return value(Call.Object);
    return On;
  case Returns::On:
    return On;
  case Returns::Row:
  case Returns::Tuple:
    return rowOf(Subject, Where, &Model);
  case Returns::Value:
    return columnAt(rowOf(Subject, Where, &Model), 0, Where, &Model);
  case Returns::AffectedRows:
    return outcome(Subject, "affected", Where, &Model);
  case Returns::RowCount:
    return outcome(Subject, "rows", Where, &Model);
  case Returns::LastId:
    return outcome(Subject, "last-id", Where, &Model);
  case Returns::Found:
    return IsFetch ? Made : outcome(Subject, "found", Where, &Model);
  case Returns::NotFound:
    return Not(IsFetch ? Made : outcome(Subject, "found", Where, &Model));
  case Returns::NotNull:
    return Not(outcome(Subject, "is-null", Where, &Model));
  case Returns::Ok:
    return outcome(Subject, "ok", Where, &Model);
  case Returns::Code:
    return coded(Model, Subject, Where);
  }
  return Made;
}

FunctionLowering::Value
FunctionLowering::column(const CallSite &Call,
                         const models::FunctionModel &Model, Value On) {
  SourceSpan Where = span(Call.Whole);
  if (models::Operand RowIndex = Model.operand(ModelSlot::Row)) {
    Value Position = operand(Call, RowIndex);
    Instruction &I = emit(Opcode::Row, Where, &Model);
    add(I, Slot::On, On);
    add(I, Slot::Index, Position);
    On = result(I, "row");
  }
  models::Operand What = Model.operand(ModelSlot::Index);
  Value Index = What                       ? indexed(Call, Model, What)
                : Model.has(ModelSlot::To) ? integer(nextColumn(On))
                                           : integer(0);
  Value Fallback = operand(Call, Model, ModelSlot::Fallback);
  Instruction &I = emit(Opcode::Column, Where, &Model);
  add(I, Slot::On, On);
  addIndex(I, Index, operandExpr(Call, What));
  if (Model.Expects != models::Expects::Any)
    attribute(I, "expects", models::word(Model.Expects));
  Value V = result(I, "field");
  if (Fallback)
    V = make(ExprKind::Select, {},
             {outcome(V, "is-null", Where, &Model), Fallback, V}, Where);
  if (models::Operand To = Model.operand(ModelSlot::To))
    if (const clang::Expr *Target = operandExpr(Call, To)) {
      Value Place = place(Target);
      if (!Model.Member.empty())
        Place = field(field(Place, Model.Member), Pointee);
      store(Place, V, Where);
    }
  // What is returned of a role that only asks of the column is its answer.
  return Model.Returns == Returns::ByRole || Model.Role == Role::IsNull
             ? V
             : returned(Call, Model, On, nullptr);
}

/// All columns of a row: as a list where it is known how many there are.
FunctionLowering::Value
FunctionLowering::columns(const CallSite &Call,
                          const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  Value On = operand(Call, Model, ModelSlot::On);
  if (!On)
    return unknown("no row", Where);
  clang::QualType T = Call.Whole->getType();
  const clang::Expr *To = operandExpr(Call, Model.operand(ModelSlot::To));
  if (To)
    T = To->getType();
  const auto *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  TypeMatch Match = Matcher.type(T);
  const auto *Tuple =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(Class);
  if (Match && Match.Model->Role == models::TypeRole::List && Tuple) {
    unsigned Count = 0;
    for (const clang::TemplateArgument &A : Tuple->getTemplateArgs().asArray())
      Count += A.getKind() == clang::TemplateArgument::Pack ? A.pack_size() : 1;
    llvm::SmallVector<Value, 8> All;
    for (unsigned I = 0; I != Count; ++I)
      All.push_back(columnAt(On, I, Where, &Model));
    Value V = make(ExprKind::List, {}, All, Where);
    if (To)
      store(place(To), V, Where);
    return V;
  }
  if (!Match && Class && Class->hasDefinition() && Class->isAggregate()) {
    Value Place =
        make(ExprKind::Variable, uniqueVariable(Class->getName()), {}, Where);
    unsigned I = 0;
    for (const clang::FieldDecl *Each : Class->fields())
      store(field(Place, Each->getName()), columnAt(On, I++, Where, &Model),
            Where);
    return Place;
  }
  // One column of any other type; a row that is a tuple stays a row.
  return isRow(On) ? On : rowOf(On, Where, &Model);
}

/// Calls the callback with what it is passed of a result, once for each row.
void FunctionLowering::callBack(const CallSite &Call,
                                const models::FunctionModel &Model,
                                Value Result) {
  SourceSpan Where = span(Call.Whole);
  Value Callable = operand(Call, Model, ModelSlot::Callback);
  // Nothing is called where there is none.
  if (Callable && Callable->Kind == ExprKind::Null)
    return;
  const clang::Expr *Spelled =
      operandExpr(Call, Model.operand(ModelSlot::Callback));
  llvm::SmallVector<Value, 4> Passed;
  bool Known = true;
  if (Model.Passes == models::Passes::Row) {
    Passed.push_back(rowOf(Result, Where, &Model));
  } else if (Model.Passes == models::Passes::ContextRow) {
    Value Context = operand(Call, Model, ModelSlot::Context);
    Passed = {Context ? Context : make(ExprKind::Null),
              outcome(Result, "columns", Where, &Model),
              rowOf(Result, Where, &Model), unknown("the names of columns")};
  } else if (Model.Passes == models::Passes::Columns) {
    const auto *Class =
        Spelled ? Spelled->getType().getNonReferenceType()->getAsCXXRecordDecl()
                : nullptr;
    const clang::CXXMethodDecl *Body =
        Class && Class->isLambda() ? Class->getLambdaCallOperator() : nullptr;
    Known = Body && !Body->isVariadic();
    if (Known) {
      Value Row = rowOf(Result, Where, &Model);
      for (unsigned I = 0; I != Body->getNumParams(); ++I)
        Passed.push_back(columnAt(Row, I, Where, &Model));
    }
  } else if (Model.Passes != models::Passes::Nothing) {
    Passed.push_back(Result);
  }
  Instruction &I = emit(Opcode::Call, Where, &Model);
  add(I, Slot::Name, Callable ? Callable : unknown("a callback"));
  add(I, Slot::Values,
      Known ? make(ExprKind::List, {}, Passed) : unknown("the columns"));
  attribute(I, "callback", "yes");
  attribute(I, "passes", models::word(Model.Passes));
}

FunctionLowering::Value
FunctionLowering::resultRole(const CallSite &Call,
                             const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  Value On = operand(Call, Model, ModelSlot::On);
  if (!On)
    On = unknown("no result", Where);
  auto Answer = [&](StringRef Kind) {
    if (Model.Returns == Returns::ByRole)
      return outcome(On, Kind, Where, &Model);
    return returned(Call, Model, On, nullptr);
  };
  switch (Model.Role) {
  case Role::Row: {
    models::Operand What = Model.operand(ModelSlot::Index);
    Value Index = What ? operand(Call, What) : nullptr;
    Instruction &I = emit(Opcode::Row, Where, &Model);
    add(I, Slot::On, On);
    add(I, Slot::Index, Index);
    if (Model.Expects != models::Expects::Any) {
      attribute(I, "expects", models::word(Model.Expects));
      Kept.insert(&I);
    }
    Value Row = result(I, "row");
    return Model.Fails == models::Fails::Null
               ? make(ExprKind::Select, {},
                      {outcome(On, "found", Where, &Model), Row,
                       make(ExprKind::Null)},
                      Where)
               : Row;
  }
  case Role::Column:
    return column(Call, Model, On);
  case Role::Columns:
    return columns(Call, Model);
  case Role::EachRow: {
    if (!Model.has(ModelSlot::Callback))
      return On; // A cursor stands for the result that it walks over.
    callBack(Call, Model, On);
    return returned(Call, Model, On, nullptr);
  }
  case Role::RowsEnd:
    return unknown("behind the last row", Where);
  case Role::NextRow: {
    // Columns that are bound for output are stored now.
    bool Stored = storeOutputs(On, On, Where);
    const clang::Expr *E = operandExpr(Call, Model.operand(ModelSlot::On));
    TypeMatch Match = E ? Matcher.held(Matcher.objectType(E)) : TypeMatch();
    if (!Stored && Match && Match.Model->Role == models::TypeRole::Statement) {
      Instruction &I = emit(Opcode::NextRow, Where, &Model);
      add(I, Slot::On, On);
      failure(I, Model);
    }
    return Model.Returns == Returns::ByRole
               ? outcome(On, "found", Where, &Model)
               : returned(Call, Model, On, nullptr);
  }
  case Role::EachColumn:
    return On;
  case Role::ColumnName:
    if (Model.has(ModelSlot::Index))
      On = column(Call, Model, On);
    return Answer("column-name");
  case Role::RowCount:
    return Answer("rows");
  case Role::ColumnCount:
    return Answer("columns");
  case Role::Empty:
    return Answer("empty");
  case Role::OnRow:
  case Role::Found:
    return Answer("found");
  case Role::AffectedRows:
    return Answer("affected");
  case Role::ErrorCode:
    return Answer("error-code");
  case Role::LastId: {
    Value Id = Answer("last-id");
    if (models::Operand To = Model.operand(ModelSlot::To))
      if (const clang::Expr *Target = operandExpr(Call, To))
        store(place(Target), outcome(On, "last-id", Where, &Model), Where);
    return Id;
  }
  case Role::IsNull:
    if (Model.has(ModelSlot::Index) || Model.has(ModelSlot::Row))
      On = column(Call, Model, On);
    return Answer("is-null");
  case Role::ExpectRows: {
    Value Count = operand(Call, Model, ModelSlot::Count);
    Instruction &I = emit(Opcode::Outcome, Where, &Model);
    add(I, Slot::On, On);
    attribute(I, "kind", "expect");
    attribute(I, "expects",
              Model.Expects == models::Expects::Count && Count &&
                      Count->Kind == ExprKind::Integer
                  ? Count->Spelling
                  : models::word(Model.Expects));
    Kept.insert(&I);
    return Model.Returns == Returns::ByRole
               ? On
               : returned(Call, Model, On, nullptr);
  }
  default:
    return noted(Call, Model);
  }
}
