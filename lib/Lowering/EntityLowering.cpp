//===- Lowering/EntityLowering.cpp - The SQL that a mapper writes ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object-relational mapper writes SQL. Here the same statements are written,
// so that all later stages see what the database will see: a load is a SELECT
// whose columns are stored to the members of an object, a save is an UPDATE of
// all columns, and conditions are pieces of text with quoted values in them.
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;
namespace models = rowlock::models;
using models::Role;
using ModelSlot = models::Slot;

namespace {
/// What may stand behind a table's name.
constexpr StringRef Clauses[] = {
    "where", "order by", "group by", "having",  "limit",  "for",  "join",
    "inner", "left",     "cross",    "natural", "offset", "full", "right"};

bool beginsClause(StringRef Text) {
  Text = Text.ltrim();
  return llvm::any_of(Clauses, [&](StringRef Word) {
    return Text.starts_with_insensitive(Word) &&
           (Text.size() == Word.size() || !llvm::isAlnum(Text[Word.size()]));
  });
}
} // namespace

/// A statement, or a piece of one, on its way.
struct FunctionLowering::SqlText {
  FunctionLowering &In;
  llvm::SmallVector<Value, 8> Pieces;
  llvm::SmallVector<Value, 8> Bound;
  std::string Open;

  explicit SqlText(FunctionLowering &In) : In(In) {}

  void add(const llvm::Twine &More) { Open += More.str(); }
  void add(Value V) {
    V = resolved(V);
    if (V->Kind == ExprKind::Text) {
      Open += V->Spelling;
      return;
    }
    if (V->Kind == ExprKind::Concat) {
      for (Value Part : V->Operands)
        add(Part);
      return;
    }
    close();
    Pieces.push_back(V);
  }
  /// A placeholder.
  void bind(Value V) {
    Open += "?";
    Bound.push_back(V);
  }
  void close() {
    if (!Open.empty())
      Pieces.push_back(In.text(Open));
    Open.clear();
  }
  Value finish(SourceSpan Where) {
    close();
    if (Pieces.empty())
      return In.text("");
    return Pieces.size() == 1 ? Pieces.front()
                              : In.make(ExprKind::Concat, {}, Pieces, Where);
  }
};

/// What an expression is within SQL: a column, another piece, or a value.
FunctionLowering::Value
FunctionLowering::sqlPiece(const clang::Expr *E, bool IsText,
                           const models::FunctionModel &Model) {
  const clang::Expr *Core = core(E);
  if (const clang::ValueDecl *Member = memberNamed(Core)) {
    std::string Column = U.Mapped.columnOf(*Member);
    return text(Column.empty() ? sqlName(Member->getName()) : Column);
  }
  clang::QualType T = Core->getType();
  if (const auto *Class = T->getAsCXXRecordDecl()) {
    StringRef Name = Matcher.qualifiedName(*Class);
    IsText |= llvm::any_of(Model.Home->Namespaces, [&](StringRef N) {
      return Name.starts_with((N + "::").str());
    });
  }
  IsText |= T->isMemberPointerType();
  Value V = IsText ? textValue(E) : value(E);
  if (IsText)
    return V;
  Value Known = resolved(V);
  if (Known->Kind == ExprKind::List) {
    SqlText Values(*this);
    for (auto [I, Each] : llvm::enumerate(Known->Operands)) {
      if (I)
        Values.add(", ");
      Values.add(make(ExprKind::Quote, {}, {Each}, Each->Span));
    }
    return Values.finish(span(E));
  }
  return make(ExprKind::Quote, {}, {V}, span(E));
}

/// Writes a format of a model: see docs/models.md.
void FunctionLowering::writeFormat(SqlText &Into, StringRef Format,
                                   const CallSite &Call,
                                   const models::FunctionModel &Model,
                                   const Entity *Table) {
  llvm::SmallVector<models::Operand, 4> Operands;
  Model.each(ModelSlot::Values,
             [&](const models::Operand &What) { Operands.push_back(What); });
  unsigned Next = 0;
  while (!Format.empty()) {
    auto [Before, Rest] = Format.split('{');
    Into.add(Before);
    if (Rest.empty())
      return;
    StringRef Marker;
    std::tie(Marker, Format) = Rest.split('}');
    if (Marker == "table") {
      Into.add(Table ? sqlName(Table->Table) : std::string("unknown"));
      continue;
    }
    if (Next == Operands.size())
      continue;
    models::Operand What = Operands[Next++];
    if (What.Kind == models::OperandKind::Arguments) {
      for (unsigned I = What.Index; Call.isWritten(I); ++I) {
        if (I != What.Index)
          Into.add(Marker == "..." ? " " : ", ");
        Into.add(sqlPiece(Call.Arguments[I], Marker == "sql", Model));
      }
    } else if (const clang::Expr *E = operandExpr(Call, What)) {
      if (What.Kind != models::OperandKind::Argument ||
          Call.isWritten(What.Index))
        Into.add(sqlPiece(E, Marker == "sql", Model));
    }
  }
}

/// `c(&T::hits) == 3`: a text.
FunctionLowering::Value
FunctionLowering::fragment(const CallSite &Call,
                           const models::FunctionModel &Model) {
  SqlText Text(*this);
  const Entity *Table = nullptr;
  if (models::Operand Format = Model.operand(ModelSlot::Text);
      Format.Text.contains("{table}"))
    Table = entityOf(Call, Model);
  writeFormat(Text, Model.operand(ModelSlot::Text).Text, Call, Model, Table);
  for (const models::RepairSpelling &Each : Model.Repairs)
    spellColumn(Call, Model, Each);
  return Text.finish(span(Call.Whole));
}

/// `c(&T::hits) = 3`: in place of a value that is computed from the column, an
/// expression over the column can stand.
void FunctionLowering::spellColumn(const CallSite &Call,
                                   const models::FunctionModel &Model,
                                   const models::RepairSpelling &Repair) {
  const clang::Expr *Given = operandExpr(Call, Repair.Where);
  const clang::Expr *Column =
      operandExpr(Call, Model.operand(ModelSlot::Values));
  StringRef Source = Column ? U.Spans.texts().text(span(Column)) : StringRef();
  if (!Given || Source.empty())
    return;
  auto [Before, After] = Repair.Text.split("{}");
  Spelling S;
  S.Repair = P.save(models::word(Repair.Kind));
  S.Where = span(Given);
  S.Text = P.save((Before + Source + After).str());
  if (S.Where.Editable)
    ColumnSpellings.push_back(S);
}

/// The class whose rows a call is about.
const Entity *FunctionLowering::entityOf(const CallSite &Call,
                                         const models::FunctionModel &Model) {
  auto Of = [&](clang::QualType T) -> const Entity * {
    const clang::CXXRecordDecl *Class = U.Mapped.entityClass(T);
    return Class ? &U.Mapped.of(*Class) : nullptr;
  };
  models::Operand What = Model.operand(ModelSlot::Class);
  if (What.Kind == models::OperandKind::TemplateArgument) {
    const clang::TemplateArgument *A =
        Matcher.templateArgument(Call, What.Index);
    if (A && A->getKind() == clang::TemplateArgument::Type)
      if (const Entity *Found = Of(A->getAsType()))
        return Found;
  }
  for (ModelSlot Which : {ModelSlot::Class, ModelSlot::Value, ModelSlot::To})
    if (const clang::Expr *E = operandExpr(Call, Model.operand(Which)))
      if (const Entity *Found = Of(core(E)->getType()))
        return Found;
  // The members that its pieces name.
  llvm::SmallVector<const clang::CXXRecordDecl *, 2> Classes;
  for (const clang::Expr *E : Call.Arguments)
    U.Mapped.memberClasses(core(E)->getType(), Classes);
  return U.Mapped.ofAny(Classes);
}

FunctionLowering::Value FunctionLowering::objectPlace(const clang::Expr *E) {
  Value Object = value(E);
  while (Object->Kind == ExprKind::Address ||
         Object->Kind == ExprKind::Preserve)
    Object = Object->operand(0);
  return Object;
}

FunctionLowering::Value FunctionLowering::memberOf(Value Object,
                                                   const EntityColumn &Column,
                                                   SourceSpan Where) {
  if (!Column.Member)
    return unknown("a column without a member", Where);
  return field(Object, Column.Member->getName(), Where,
               Matcher.role(Column.Member->getType()));
}

/// Stores the columns of a row to the members of an object; of a row that was
/// asked for by its key, the key that was asked for.
void FunctionLowering::fill(Value Object, Value Row, const Entity &E,
                            llvm::ArrayRef<Value> Keys, SourceSpan Where) {
  unsigned Next = 0;
  for (auto [I, Column] : llvm::enumerate(E.Columns)) {
    Value Known = Column.IsKey && Next < Keys.size() ? Keys[Next++] : nullptr;
    if (Column.Member)
      store(memberOf(Object, Column, Where),
            Known ? Known : columnAt(Row, I, Where), Where);
  }
}

FunctionLowering::Value FunctionLowering::made(Value Row, const Entity &E,
                                               llvm::ArrayRef<Value> Keys,
                                               SourceSpan Where,
                                               const clang::Expr *Whole) {
  // An object that a variable begins with is the variable's.
  const clang::VarDecl *Owner = Whole ? Scan.Names.lookup(Whole) : nullptr;
  if (Owner && (Pure || !Owner->getType()->isRecordType() ||
                Matcher.type(Owner->getType())))
    Owner = nullptr;
  StringRef Name = Owner ? Owner->getName() : E.Class->getName();
  Value Object = make(ExprKind::Variable, uniqueVariable(Name), {}, Where);
  if (Owner)
    Variables[Owner] = Object;
  fill(Object, Row, E, Keys, Where);
  return Object;
}

static std::string columnList(const Entity &E) {
  std::string All;
  for (const EntityColumn &C : E.Columns)
    All += (All.empty() ? "" : ", ") + C.Name;
  return All.empty() ? "*" : All;
}

/// " WHERE key = ?" for the object's own key, or for the keys of a call.
void FunctionLowering::whereKey(SqlText &Into, const Entity &E,
                                llvm::ArrayRef<Value> Keys, Value Object,
                                SourceSpan Where) {
  unsigned Next = 0;
  StringRef Between = " WHERE ";
  auto Condition = [&](StringRef Column, Value V) {
    Into.add(Between + Column + " = ");
    Into.bind(V);
    Between = " AND ";
  };
  for (const EntityColumn &C : E.Columns)
    if (C.IsKey && (Object || Next < Keys.size()))
      Condition(C.Name, Object ? memberOf(Object, C, Where) : Keys[Next++]);
  // A key that nothing tells the name of.
  if (Between == " WHERE ")
    Condition("id", Keys.empty() ? unknown("a key", Where) : Keys.front());
}

/// Conditions that a caller gives, behind a statement's head.
void FunctionLowering::addConditions(SqlText &Into, const CallSite &Call,
                                     const models::FunctionModel &Model) {
  SqlText Tail(*this);
  Model.each(ModelSlot::Conditions, [&](const models::Operand &What) {
    bool IsPack = What.Kind == models::OperandKind::Arguments;
    for (unsigned I = What.Index; Call.isWritten(I); ++I) {
      if (!Tail.Open.empty() || !Tail.Pieces.empty())
        Tail.add(" ");
      Tail.add(sqlPiece(Call.Arguments[I], /*IsText=*/true, Model));
      if (!IsPack)
        break;
    }
  });
  StringRef Begin = Tail.Pieces.empty() ? StringRef(Tail.Open)
                    : Tail.Pieces.front()->Kind == ExprKind::Text
                        ? Tail.Pieces.front()->Spelling
                        : StringRef();
  bool IsEmpty = Tail.Pieces.empty() && Tail.Open.empty();
  if (IsEmpty)
    return;
  StringRef Word = Model.operand(ModelSlot::Text).Text;
  Into.add(" ");
  if (!Word.empty() && !beginsClause(Begin))
    Into.add(Word + " ");
  for (Value Each : Tail.Pieces)
    Into.add(Each);
  Into.add(Tail.Open);
}

Instruction &FunctionLowering::runSql(SqlText &Text, const CallSite &Call,
                                      const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  Value On = handle(Call, Model);
  Value Written = Text.finish(Where);
  Instruction &I = emit(Opcode::Execute, Where, &Model);
  add(I, Slot::On, On ? On : unknown("no connection"));
  add(I, Slot::Text, Written);
  if (!Text.Bound.empty())
    add(I, Slot::Values, make(ExprKind::List, {}, Text.Bound));
  failure(I, Model);
  for (Value Piece : Text.Pieces)
    for (const Spelling &S : ColumnSpellings)
      if (Piece->Kind == ExprKind::Quote &&
          Piece->Span.Begin == S.Where.Begin &&
          Piece->Span.End == S.Where.End && Piece->Span.File == S.Where.File)
        I.Spellings.push_back(S);
  // Of a write, how many rows it must change.
  bool Reads =
      Model.Role == Role::LoadEntity || Model.Role == Role::QueryEntities;
  if (Model.Expects != models::Expects::Any)
    attribute(I, Reads ? "expects" : "changes", models::word(Model.Expects));
  Kept.insert(&I);
  return I;
}

llvm::SmallVector<FunctionLowering::Value, 2>
FunctionLowering::keysOf(const CallSite &Call,
                         const models::FunctionModel &Model) {
  llvm::SmallVector<Value, 2> Keys;
  if (Value All = Model.has(ModelSlot::Values) ? list(Call, Model) : nullptr)
    if (All->Kind == ExprKind::List)
      Keys.append(All->Operands.begin(), All->Operands.end());
  return Keys;
}

FunctionLowering::Value FunctionLowering::loadEntity(
    const CallSite &Call, const models::FunctionModel &Model, const Entity &E) {
  SourceSpan Where = span(Call.Whole);
  const clang::Expr *To = operandExpr(Call, Model.operand(ModelSlot::To));
  Value Target = To ? objectPlace(To) : nullptr;
  llvm::SmallVector<Value, 2> Keys = keysOf(Call, Model);
  SqlText Text(*this);
  Text.add("SELECT " + columnList(E) + " FROM " + sqlName(E.Table));
  if (Model.has(ModelSlot::Conditions))
    addConditions(Text, Call, Model);
  else
    whereKey(Text, E, Keys, Keys.empty() ? Target : nullptr, Where);
  Instruction &I = runSql(Text, Call, Model);
  Value Rows = result(I);
  Value Row = rowOf(Rows, Where, &Model);
  if (Target) {
    fill(Target, Row, E, Keys, Where);
    return returned(Call, Model, nullptr, Rows);
  }
  Value Object = made(Row, E, Keys, Where, Call.Whole);
  clang::QualType T = Call.Whole->getType();
  if (Model.Expects == models::Expects::AtMostOne)
    return make(ExprKind::Select, {},
                {outcome(Rows, "found", Where, &Model), addressOf(Object),
                 make(ExprKind::Null)},
                Where);
  return T->isPointerType() || Matcher.type(T) ? addressOf(Object) : Object;
}

/// All rows: a list, each element of which is an object.
FunctionLowering::Value FunctionLowering::queryEntities(
    const CallSite &Call, const models::FunctionModel &Model, const Entity &E) {
  SqlText Text(*this);
  Text.add("SELECT " + columnList(E) + " FROM " + sqlName(E.Table));
  addConditions(Text, Call, Model);
  Instruction &I = runSql(Text, Call, Model);
  std::string Members;
  for (const EntityColumn &C : E.Columns)
    Members += (Members.empty() ? "" : ",") +
               (C.Member ? C.Member->getName().str() : std::string());
  attribute(I, "members", Members);
  return returned(Call, Model, nullptr, result(I));
}

/// What to write instead of a save, for each column that it writes.
void FunctionLowering::spellStatements(Instruction &I, const Entity &E,
                                       const models::FunctionModel &Model) {
  const EntityColumn *Key = nullptr;
  for (const EntityColumn &C : E.Columns)
    if (C.IsKey && C.Member)
      Key = &C;
  for (const models::RepairSpelling &Each : Model.Repairs)
    for (const EntityColumn &C : E.Columns) {
      if (!Key || C.IsKey || !C.Member)
        continue;
      std::string Text;
      StringRef Rest = Each.Text;
      while (!Rest.empty()) {
        StringRef Before;
        StringRef Marker;
        std::tie(Before, Rest) = Rest.split('{');
        Text += Before;
        std::tie(Marker, Rest) = Rest.split('}');
        Text += llvm::StringSwitch<std::string>(Marker)
                    .Case("class", E.Class->getName().str())
                    .Case("member", C.Member->getName().str())
                    .Case("key", Key->Member->getName().str())
                    .Case("table", sqlName(E.Table))
                    .Case("column", C.Name)
                    .Case("key column", Key->Name)
                    .Default("");
      }
      Spelling S;
      S.Repair = P.save((models::word(Each.Kind) + ":" + C.Name).str());
      S.Text = P.save(Text);
      I.Spellings.push_back(S);
    }
}

FunctionLowering::Value FunctionLowering::saveEntity(
    const CallSite &Call, const models::FunctionModel &Model, const Entity &E) {
  SourceSpan Where = span(Call.Whole);
  const clang::Expr *From = operandExpr(Call, Model.operand(ModelSlot::Value));
  Value Object = objectPlace(From);
  SqlText Text(*this);
  Text.add("UPDATE " + sqlName(E.Table) + " SET ");
  bool First = true;
  for (const EntityColumn &C : E.Columns) {
    if (C.IsKey || C.IsReadOnly)
      continue;
    Text.add(First ? "" : ", ");
    First = false;
    if (C.IsVersion) {
      Text.add(C.Name + " = " + C.Name + " + 1");
      continue;
    }
    Text.add(C.Name + " = ");
    Text.bind(memberOf(Object, C, span(From)));
  }
  whereKey(Text, E, {}, Object, Where);
  const EntityColumn *Version = E.version();
  if (Version) {
    Text.add(" AND " + Version->Name + " = ");
    Text.bind(memberOf(Object, *Version, Where));
  }
  Instruction &I = runSql(Text, Call, Model);
  spellStatements(I, E, Model);
  if (Version && Model.Expects == models::Expects::Any)
    attribute(I, "changes", models::word(models::Expects::One));
  if (Version && Object->Kind != ExprKind::Unknown) {
    Value Member = memberOf(Object, *Version, Where);
    store(Member, make(ExprKind::Compute, "+", {Member, integer(1)}, Where),
          Where);
  }
  return returned(Call, Model, nullptr, result(I));
}

FunctionLowering::Value FunctionLowering::insertEntity(
    const CallSite &Call, const models::FunctionModel &Model, const Entity &E) {
  SourceSpan Where = span(Call.Whole);
  models::Operand What = Model.operand(ModelSlot::Value);
  const clang::Expr *From = operandExpr(Call, What);
  Value Object = objectPlace(From);
  StringRef Verb = Model.operand(ModelSlot::Text).Text;
  bool MakesKey = E.IsKeyGenerated && Verb.empty();
  SqlText Text(*this);
  Text.add((Verb.empty() ? "INSERT" : Verb) + " INTO " + sqlName(E.Table) +
           " (");
  auto Each = [&](llvm::function_ref<void(const EntityColumn &)> F) {
    bool First = true;
    for (const EntityColumn &C : E.Columns) {
      if (C.IsKey && MakesKey)
        continue;
      Text.add(First ? "" : ", ");
      First = false;
      F(C);
    }
  };
  Each([&](const EntityColumn &C) { Text.add(C.Name); });
  Text.add(") VALUES (");
  Each([&](const EntityColumn &C) {
    if (C.IsVersion)
      Text.add("1");
    else
      Text.bind(memberOf(Object, C, span(From)));
  });
  Text.add(")");
  Instruction &I = runSql(Text, Call, Model);
  Value Ran = result(I);
  // The object learns the key that it was given.
  bool MayChange =
      What.Index < Call.Callee->getNumParams() &&
      mayChange(From, Call.Callee->getParamDecl(What.Index)->getType());
  if (MakesKey && MayChange && Object->Kind != ExprKind::Unknown)
    for (const EntityColumn &C : E.Columns)
      if (C.IsKey && C.Member)
        store(memberOf(Object, C, Where),
              outcome(Ran, "last-id", Where, &Model), Where);
  return returned(Call, Model, nullptr, Ran);
}

FunctionLowering::Value FunctionLowering::eraseEntity(
    const CallSite &Call, const models::FunctionModel &Model, const Entity &E) {
  SourceSpan Where = span(Call.Whole);
  const clang::Expr *Of = operandExpr(Call, Model.operand(ModelSlot::Value));
  Value Object = Of ? objectPlace(Of) : nullptr;
  SqlText Text(*this);
  Text.add("DELETE FROM " + sqlName(E.Table));
  if (Model.has(ModelSlot::Conditions)) {
    addConditions(Text, Call, Model);
  } else {
    whereKey(Text, E, keysOf(Call, Model), Object, Where);
    if (const EntityColumn *Version = Object ? E.version() : nullptr) {
      Text.add(" AND " + Version->Name + " = ");
      Text.bind(memberOf(Object, *Version, Where));
    }
  }
  Instruction &I = runSql(Text, Call, Model);
  return returned(Call, Model, nullptr, result(I));
}

const Entity *
FunctionLowering::entityOfRange(const clang::CXXForRangeStmt &Loop) {
  Value Rows = resolved(value(Loop.getRangeInit()));
  bool IsQuery = Rows->Kind == ExprKind::Result &&
                 !Rows->Source->attribute("members").empty();
  TypeMatch Match = Matcher.type(Loop.getRangeInit()->getType());
  IsQuery |= Match && Match.Model->Role == models::TypeRole::Result &&
             llvm::any_of(Match.Model->Home->Functions,
                          [](const models::FunctionModel &F) {
                            return F.Role == Role::QueryEntities;
                          });
  const clang::CXXRecordDecl *Class =
      IsQuery ? U.Mapped.entityClass(Loop.getLoopVariable()->getType())
              : nullptr;
  return Class ? &U.Mapped.of(*Class) : nullptr;
}

/// `in_transaction([&] { ...; return true; })`
FunctionLowering::Value
FunctionLowering::transactionCallback(const CallSite &Call,
                                      const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  Value On = operand(Call, Model, ModelSlot::On);
  Value Callable = operand(Call, Model, ModelSlot::Callback);
  auto [Mode, ModeValue] = chosen(Call, Model, ModelSlot::Mode);
  StringRef Exit = models::word(models::ScopeExit::Rollback);
  Instruction &Begin = emit(Opcode::Begin, Where, &Model);
  add(Begin, Slot::On, On ? On : unknown("no connection"));
  add(Begin, Slot::Mode, ModeValue);
  attribute(Begin, "mode", Mode);
  attribute(Begin, "leave", Exit);
  failure(Begin, Model);
  Value Open = result(Begin);
  Instruction &Run = emit(Opcode::Call, Where, &Model);
  add(Run, Slot::Name, Callable ? Callable : unknown("a callback"));
  attribute(Run, "callback", "yes");
  Value Says = result(Run);
  auto End = [&](Opcode Op) {
    Instruction &I = emit(Op, Where, &Model);
    add(I, Slot::On, Open);
    failure(I, Model);
  };
  if (Model.Returns == models::Returns::Ok) {
    unsigned Region = Out.Blocks[Current].Region;
    unsigned Next = Out.Blocks.size();
    Instruction &Branch = emit(Opcode::Branch, Where);
    add(Branch, Slot::Value, Says);
    Branch.Targets = {Next, Next + 1};
    for (unsigned I = 0; I != 3; ++I)
      Out.Blocks.emplace_back().Region = Region;
    for (Opcode Op : {Opcode::Commit, Opcode::Rollback}) {
      Current = Op == Opcode::Commit ? Next : Next + 1;
      End(Op);
      jump(Next + 2);
    }
    Current = Next + 2;
  } else {
    End(Opcode::Commit);
  }
  Instruction &Leave = emit(Opcode::Leave, Where);
  Leave.Library = U.library(Model.Home);
  add(Leave, Slot::On, Open);
  attribute(Leave, "leave", Exit);
  return Says;
}

FunctionLowering::Value
FunctionLowering::entityRole(const CallSite &Call,
                             const models::FunctionModel &Model) {
  const Entity *E = entityOf(Call, Model);
  if (Model.Role == Role::EntityStatement) {
    SqlText Text(*this);
    writeFormat(Text, Model.operand(ModelSlot::Text).Text, Call, Model, E);
    Instruction &I = runSql(Text, Call, Model);
    // What an element of the list is that the call gives back.
    clang::QualType T = Call.Whole->getType();
    TypeMatch Match = Matcher.type(T);
    if (Match && Match.Model->Role == models::TypeRole::List)
      if (const auto *Special =
              llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(
                  Match.Record);
          Special && Special->getTemplateArgs().size() != 0 &&
          Special->getTemplateArgs()[0].getKind() ==
              clang::TemplateArgument::Type) {
        TypeMatch Part =
            Matcher.type(Special->getTemplateArgs()[0].getAsType());
        bool IsTuple = Part && Part.Model->Role == models::TypeRole::List;
        attribute(I, "members", IsTuple ? "*" : "[0]");
      }
    return returned(Call, Model, nullptr, result(I));
  }
  if (!E)
    return noted(Call, Model);
  switch (Model.Role) {
  case Role::LoadEntity:
    return loadEntity(Call, Model, *E);
  case Role::QueryEntities:
    return queryEntities(Call, Model, *E);
  case Role::SaveEntity:
    return saveEntity(Call, Model, *E);
  case Role::InsertEntity:
    return insertEntity(Call, Model, *E);
  case Role::EraseEntity:
    return eraseEntity(Call, Model, *E);
  default:
    return noted(Call, Model);
  }
}
