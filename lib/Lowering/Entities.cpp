//===- Lowering/Entities.cpp - Classes whose objects are rows -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Entities.h"
#include "Lowering/Construction.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <functional>

using namespace rowlock::lowering;
using llvm::StringRef;
namespace models = rowlock::models;
using models::Role;
using ModelSlot = models::Slot;

namespace {
constexpr unsigned MaxDepth = 16;

/// What a statement may begin a clause or an operator with: a column of this
/// name is quoted.
constexpr StringRef Reserved[] = {
    "all",   "and",    "as",         "asc",    "between", "by",     "case",
    "check", "desc",   "distinct",   "else",   "end",     "exists", "from",
    "group", "having", "in",         "index",  "insert",  "into",   "is",
    "join",  "key",    "like",       "limit",  "not",     "null",   "on",
    "or",    "order",  "references", "select", "set",     "table",  "then",
    "to",    "union",  "unique",     "update", "user",    "using",  "values",
    "when",  "where"};

/// `m_hits`, `_hits` and `hits_` are columns `hits`.
StringRef withoutMarks(StringRef Name) {
  StringRef Short = Name;
  Short.consume_front("m_");
  Short = Short.ltrim('_').rtrim('_');
  return Short.empty() ? Name : Short;
}

bool isKeyName(StringRef Name) { return withoutMarks(Name).lower() == "id"; }

const clang::CXXRecordDecl *ownerOf(const clang::ValueDecl &Member) {
  return llvm::dyn_cast<clang::CXXRecordDecl>(Member.getDeclContext());
}

/// The member that a function gives back: `return o.id_;`.
const clang::FieldDecl *returnedMember(const clang::FunctionDecl *F,
                                       unsigned Depth = 0) {
  const clang::FunctionDecl *Body = nullptr;
  if (!F || !F->hasBody(Body) || Depth > 2)
    return nullptr;
  const auto *Block = llvm::dyn_cast<clang::CompoundStmt>(Body->getBody());
  const auto *Return =
      Block && !Block->body_empty()
          ? llvm::dyn_cast<clang::ReturnStmt>(Block->body_back())
          : nullptr;
  if (!Return || !Return->getRetValue())
    return nullptr;
  const clang::Expr *E = core(Return->getRetValue());
  if (const auto *Member = llvm::dyn_cast<clang::MemberExpr>(E))
    return llvm::dyn_cast<clang::FieldDecl>(Member->getMemberDecl());
  if (const auto *Call = llvm::dyn_cast<clang::CXXMemberCallExpr>(E))
    return returnedMember(Call->getMethodDecl(), Depth + 1);
  return nullptr;
}

/// The member that a function stores its argument to.
const clang::FieldDecl *storedMember(const clang::FunctionDecl *F) {
  const clang::FunctionDecl *Body = nullptr;
  if (!F || !F->hasBody(Body))
    return nullptr;
  const auto *Block = llvm::dyn_cast<clang::CompoundStmt>(Body->getBody());
  if (!Block)
    return nullptr;
  for (const clang::Stmt *S : Block->body()) {
    const auto *E = llvm::dyn_cast<clang::Expr>(S);
    const clang::Expr *Target = nullptr;
    if (const auto *Assign =
            E ? llvm::dyn_cast<clang::BinaryOperator>(core(E)) : nullptr)
      Target = Assign->isAssignmentOp() ? Assign->getLHS() : nullptr;
    else if (const auto *Call =
                 E ? llvm::dyn_cast<clang::CXXOperatorCallExpr>(core(E))
                   : nullptr)
      Target =
          Call->getOperator() == clang::OO_Equal ? Call->getArg(0) : nullptr;
    const auto *Member =
        Target ? llvm::dyn_cast<clang::MemberExpr>(core(Target)) : nullptr;
    if (const auto *Field =
            Member ? llvm::dyn_cast<clang::FieldDecl>(Member->getMemberDecl())
                   : nullptr)
      return Field;
  }
  return nullptr;
}

const clang::FieldDecl *fieldBehind(const clang::ValueDecl *Member) {
  if (const auto *Field = llvm::dyn_cast_or_null<clang::FieldDecl>(Member))
    return Field;
  const auto *Function = llvm::dyn_cast_or_null<clang::FunctionDecl>(Member);
  const clang::FieldDecl *Field = returnedMember(Function);
  return Field ? Field : storedMember(Function);
}
} // namespace

std::string rowlock::lowering::sqlName(StringRef Name) {
  bool IsPlain =
      !Name.empty() && !llvm::isDigit(Name.front()) &&
      llvm::all_of(Name, [](char C) { return llvm::isAlnum(C) || C == '_'; });
  if (IsPlain && !llvm::is_contained(Reserved, Name.lower()))
    return Name.str();
  return "\"" + Name.str() + "\"";
}

const clang::ValueDecl *rowlock::lowering::memberNamed(const clang::Expr *E) {
  const auto *Taken = llvm::dyn_cast_or_null<clang::UnaryOperator>(core(E));
  if (!Taken || Taken->getOpcode() != clang::UO_AddrOf ||
      !Taken->getType()->isMemberPointerType())
    return nullptr;
  const auto *Ref =
      llvm::dyn_cast<clang::DeclRefExpr>(Taken->getSubExpr()->IgnoreParens());
  return Ref ? Ref->getDecl() : nullptr;
}

bool Entities::isLibraryClass(const clang::CXXRecordDecl &Class) {
  StringRef Name = Matcher.qualifiedName(Class);
  return Name.starts_with("std::") ||
         llvm::any_of(Matcher.models().libraries(),
                      [&](const models::Library *L) {
                        return llvm::any_of(L->Namespaces, [&](StringRef N) {
                          return Name.starts_with((N + "::").str());
                        });
                      });
}

const clang::CXXRecordDecl *Entities::entityClass(clang::QualType T) {
  for (unsigned Depth = 0; !T.isNull() && Depth != MaxDepth; ++Depth) {
    T = T.getNonReferenceType();
    if (T->isPointerType()) {
      T = T->getPointeeType();
      continue;
    }
    const auto *Class = T->getAsCXXRecordDecl();
    if (!Class)
      return nullptr;
    TypeMatch Match = Matcher.type(T);
    bool Holds = Match && (Match.Model->Role == models::TypeRole::Wrapper ||
                           Match.Model->Role == models::TypeRole::List ||
                           Match.Model->Role == models::TypeRole::Result);
    if (!Holds)
      return Match || isLibraryClass(*Class) ? nullptr : Class;
    const auto *Special =
        llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(Match.Record);
    if (!Special || Special->getTemplateArgs().size() == 0 ||
        Special->getTemplateArgs()[0].getKind() !=
            clang::TemplateArgument::Type)
      return nullptr;
    T = Special->getTemplateArgs()[0].getAsType();
  }
  return nullptr;
}

void Entities::memberClasses(
    clang::QualType T,
    llvm::SmallVectorImpl<const clang::CXXRecordDecl *> &Found,
    unsigned Depth) {
  if (T.isNull() || Depth > MaxDepth)
    return;
  findMaps();
  T = T.getNonReferenceType();
  if (const auto *Member = T->getAs<clang::MemberPointerType>()) {
    const auto *Class = Member->getClass()->getAsCXXRecordDecl();
    if (Class && !llvm::is_contained(Found, Class->getCanonicalDecl()))
      Found.push_back(Class->getCanonicalDecl());
    return;
  }
  const clang::CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  if (Class && Known.count(Class->getCanonicalDecl())) {
    if (!llvm::is_contained(Found, Class->getCanonicalDecl()))
      Found.push_back(Class->getCanonicalDecl());
    return;
  }
  const auto *Special =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(Class);
  if (!Special)
    return;
  std::function<void(const clang::TemplateArgument &)> Look =
      [&](const clang::TemplateArgument &A) {
        if (A.getKind() == clang::TemplateArgument::Type)
          memberClasses(A.getAsType(), Found, Depth + 1);
        else if (A.getKind() == clang::TemplateArgument::Pack)
          llvm::for_each(A.pack_elements(), Look);
      };
  llvm::for_each(Special->getTemplateArgs().asArray(), Look);
}

void Entities::findMaps() {
  if (std::exchange(FoundMaps, true))
    return;
  auto Look = [&](const clang::Expr *E) {
    llvm::SmallVector<const clang::Stmt *, 32> Work{E};
    while (!Work.empty()) {
      const clang::Stmt *S = Work.pop_back_val();
      if (!S)
        continue;
      if (const auto *Inner = llvm::dyn_cast<clang::Expr>(S))
        if (std::optional<CallSite> Call = callSite(Inner))
          if (const models::FunctionModel *Model = Matcher.match(*Call);
              Model && Model->Role == Role::MapTable) {
            addMap(*Call, *Model);
            continue;
          }
      Work.append(S->child_begin(), S->child_end());
    }
  };
  for (const clang::Expr *E : Reach.tableMaps())
    Look(E);
  // Globals, and static members.
  llvm::SmallVector<const clang::DeclContext *, 16> Scopes{
      Context.getTranslationUnitDecl()};
  while (!Scopes.empty())
    for (const clang::Decl *D : Scopes.pop_back_val()->decls()) {
      if (isForeign(*D))
        continue;
      if (const auto *V = llvm::dyn_cast<clang::VarDecl>(D)) {
        if (V->getInit() && !V->getInit()->isValueDependent())
          Look(V->getInit());
      } else if (llvm::isa<clang::NamespaceDecl, clang::LinkageSpecDecl>(D)) {
        Scopes.push_back(llvm::cast<clang::DeclContext>(D));
      } else if (const auto *C = llvm::dyn_cast<clang::CXXRecordDecl>(D);
                 C && C->isThisDeclarationADefinition() &&
                 !C->isDependentContext() && !isLibraryClass(*C)) {
        Scopes.push_back(C);
      }
    }
}

/// The constant text among the operands; empty if there is none.
static std::string literal(const clang::Expr *E) {
  E = core(E);
  // std::string("t")
  for (unsigned I = 0; I != 4; ++I)
    if (const auto *Made = llvm::dyn_cast_or_null<clang::CXXConstructExpr>(E);
        Made && Made->getNumArgs() != 0)
      E = core(Made->getArg(0));
  const auto *Text = llvm::dyn_cast_or_null<clang::StringLiteral>(E);
  return Text && Text->getCharByteWidth() == 1 ? Text->getString().str()
                                               : std::string();
}

static void eachArgument(const CallSite &Call,
                         const models::FunctionModel &Model, ModelSlot Which,
                         llvm::function_ref<void(const clang::Expr *)> F) {
  Model.each(Which, [&](const models::Operand &What) {
    bool IsPack = What.Kind == models::OperandKind::Arguments;
    if (!IsPack && What.Kind != models::OperandKind::Argument)
      return;
    for (unsigned I = What.Index; Call.isWritten(I); ++I) {
      F(Call.Arguments[I]);
      if (!IsPack)
        break;
    }
  });
}

void Entities::addMap(const CallSite &Call,
                      const models::FunctionModel &Model) {
  auto Made = std::make_unique<Entity>();
  eachArgument(Call, Model, ModelSlot::Name,
               [&](const clang::Expr *E) { Made->Table = literal(E); });
  if (models::Operand What = Model.operand(ModelSlot::Class);
      What.Kind == models::OperandKind::TemplateArgument)
    if (const clang::TemplateArgument *A =
            Matcher.templateArgument(Call, What.Index);
        A && A->getKind() == clang::TemplateArgument::Type)
      Made->Class = entityClass(A->getAsType());
  auto EachPart = [&](llvm::function_ref<void(const CallSite &,
                                              const models::FunctionModel &)>
                          F) {
    eachArgument(Call, Model, ModelSlot::Values, [&](const clang::Expr *E) {
      if (std::optional<CallSite> Part = callSite(core(E)))
        if (const models::FunctionModel *About = Matcher.match(*Part))
          F(*Part, *About);
    });
  };
  EachPart([&](const CallSite &Part, const models::FunctionModel &About) {
    if (About.Role == Role::MapColumn)
      addColumn(*Made, Part, About);
  });
  EachPart([&](const CallSite &Part, const models::FunctionModel &About) {
    if (About.Role == Role::MapKey)
      markKeys(*Made, Part, About);
  });
  if (!Made->Class || Made->Columns.empty())
    return;
  // A whole number for a key is the row's own number, which the database makes.
  unsigned Keys = 0;
  for (const EntityColumn &C : Made->Columns)
    if (C.IsKey) {
      ++Keys;
      Made->IsKeyGenerated =
          Keys == 1 && C.Member && C.Member->getType()->isIntegerType();
    }
  if (Made->Table.empty())
    Made->Table = Made->Class->getName();
  const clang::CXXRecordDecl *Key = Made->Class->getCanonicalDecl();
  if (!Known.count(Key))
    Known[Key] = std::move(Made);
}

void Entities::addColumn(Entity &E, const CallSite &Call,
                         const models::FunctionModel &Model) {
  EntityColumn C;
  eachArgument(Call, Model, ModelSlot::Name,
               [&](const clang::Expr *Name) { C.Name = literal(Name); });
  const clang::ValueDecl *Mapped = nullptr;
  auto IsKey = [&](const clang::Expr *Said) {
    // primary_key().autoincrement()
    for (unsigned I = 0; Said && I != MaxDepth; ++I) {
      std::optional<CallSite> Part = callSite(core(Said));
      const models::FunctionModel *About =
          Part ? Matcher.match(*Part) : nullptr;
      if (About && About->Role == Role::MapKey)
        return true;
      Said = Part ? Part->Object : nullptr;
    }
    return false;
  };
  eachArgument(Call, Model, ModelSlot::Value, [&](const clang::Expr *Member) {
    Mapped = memberNamed(Member);
  });
  eachArgument(Call, Model, ModelSlot::Values, [&](const clang::Expr *Said) {
    if (const clang::ValueDecl *Other = memberNamed(Said)) {
      // A function that reads, one that writes: in either order.
      Columns[Other->getCanonicalDecl()] = C.Name;
      if (!fieldBehind(Mapped))
        Mapped = Other;
    } else {
      C.IsKey |= IsKey(Said);
    }
  });
  if (C.Name.empty() || !Mapped)
    return;
  C.Member = fieldBehind(Mapped);
  C.Name = sqlName(C.Name);
  if (!E.Class)
    E.Class = ownerOf(*Mapped);
  Columns[Mapped->getCanonicalDecl()] = C.Name;
  if (C.Member)
    Columns[C.Member->getCanonicalDecl()] = C.Name;
  E.Columns.push_back(std::move(C));
}

void Entities::markKeys(Entity &E, const CallSite &Call,
                        const models::FunctionModel &Model) {
  eachArgument(Call, Model, ModelSlot::Values, [&](const clang::Expr *Named) {
    const clang::ValueDecl *Member = memberNamed(Named);
    for (EntityColumn &C : E.Columns)
      C.IsKey |= Member && C.Member && C.Member == fieldBehind(Member);
  });
}

const clang::ClassTemplateSpecializationDecl *
Entities::traitsOf(const clang::CXXRecordDecl &Class,
                   const models::TypeModel *&Model) {
  for (const models::Library *L : Matcher.models().libraries())
    for (const models::TypeModel &T : L->Types) {
      if (T.Role != models::TypeRole::EntityTraits)
        continue;
      const clang::DeclContext *Scope = Context.getTranslationUnitDecl();
      llvm::SmallVector<StringRef, 4> Parts;
      T.Name.split(Parts, "::");
      const clang::ClassTemplateDecl *Template = nullptr;
      for (StringRef Part : Parts) {
        const clang::DeclContext *Next = nullptr;
        for (clang::NamedDecl *D : Scope->lookup(&Context.Idents.get(Part))) {
          if (auto *Found = llvm::dyn_cast<clang::ClassTemplateDecl>(D))
            Template = Found;
          else if (auto *Inner = llvm::dyn_cast<clang::DeclContext>(D))
            Next = Inner;
        }
        if (const auto *Outer =
                llvm::dyn_cast_or_null<clang::CXXRecordDecl>(Next))
          Next = Outer->getDefinition();
        if (!Next)
          break;
        Scope = Next;
      }
      if (!Template)
        continue;
      for (const clang::ClassTemplateSpecializationDecl *Each :
           Template->specializations()) {
        const clang::TemplateArgumentList &For = Each->getTemplateArgs();
        const clang::CXXRecordDecl *Mapped =
            For.size() != 0 && For[0].getKind() == clang::TemplateArgument::Type
                ? For[0].getAsType()->getAsCXXRecordDecl()
                : nullptr;
        if (Mapped && Mapped->getCanonicalDecl() == Class.getCanonicalDecl() &&
            Each->isExplicitSpecialization()) {
          Model = &T;
          return Each;
        }
      }
    }
  return nullptr;
}

/// Which member is the version no traits say: the one that is called so, else
/// the only one of the version's type.
static void markVersion(Entity &E,
                        const clang::ClassTemplateSpecializationDecl &Traits,
                        StringRef Type) {
  const clang::TypedefNameDecl *Named = nullptr;
  for (const clang::Decl *D : Traits.decls())
    if (const auto *T = llvm::dyn_cast<clang::TypedefNameDecl>(D);
        T && T->getName() == Type)
      Named = T;
  if (!Named)
    return;
  EntityColumn *Only = nullptr;
  unsigned Count = 0;
  for (EntityColumn &C : E.Columns) {
    if (C.IsKey || !C.Member ||
        !Traits.getASTContext().hasSameUnqualifiedType(
            C.Member->getType(), Named->getUnderlyingType()))
      continue;
    if (StringRef(C.Name).contains_insensitive("version")) {
      C.IsVersion = true;
      return;
    }
    Only = &C;
    ++Count;
  }
  if (Count == 1)
    Only->IsVersion = true;
}

void Entities::readTraits(Entity &E) {
  const models::TypeModel *Model = nullptr;
  const clang::ClassTemplateSpecializationDecl *Traits =
      traitsOf(*E.Class, Model);
  if (!Traits)
    return;
  auto Mark = [&](StringRef Function, bool EntityColumn::*Flag) {
    for (const clang::CXXMethodDecl *M : Traits->methods())
      if (M->getIdentifier() && M->getName() == Function &&
          M->getNumParams() == 1)
        if (const clang::FieldDecl *Member = returnedMember(M)) {
          for (EntityColumn &C : E.Columns)
            C.*Flag = C.Member == Member;
          return;
        }
  };
  Mark(Model->Key, &EntityColumn::IsKey);
  markVersion(E, *Traits, Model->Version);
  for (const clang::Decl *D : Traits->decls())
    if (const auto *V = llvm::dyn_cast<clang::VarDecl>(D);
        V && V->getIdentifier() && V->getName() == Model->Generated &&
        V->getInit())
      if (V->getInit()->EvaluateKnownConstInt(Context) != 0)
        E.IsKeyGenerated = true;
}

/// The data members of a class and its bases, by their own names.
void Entities::addMembers(Entity &E, const clang::CXXRecordDecl &Class) {
  const clang::CXXRecordDecl *Definition = Class.getDefinition();
  if (!Definition)
    return;
  for (const clang::CXXBaseSpecifier &Base : Definition->bases())
    if (const auto *Inner = Base.getType()->getAsCXXRecordDecl();
        Inner && !isLibraryClass(*Inner))
      addMembers(E, *Inner);
  for (const clang::FieldDecl *Each : Definition->fields()) {
    clang::QualType T = Each->getType();
    TypeMatch Match = Matcher.type(T);
    // Lists have tables of their own; objects of a library are no data.
    bool IsData = !Match || Match.Model->Role == models::TypeRole::Text ||
                  Match.Model->Role == models::TypeRole::Wrapper;
    const auto *Inner = T->getAsCXXRecordDecl();
    if (!Each->getIdentifier() || !IsData ||
        (!Match && Inner && isLibraryClass(*Inner) &&
         !Matcher.qualifiedName(*Inner).starts_with("std::")))
      continue;
    EntityColumn C;
    C.Name = sqlName(withoutMarks(Each->getName()));
    C.Member = Each;
    C.IsReadOnly = T.isConstQualified();
    E.Columns.push_back(std::move(C));
  }
}

const Entity &Entities::of(const clang::CXXRecordDecl &Class) {
  findMaps();
  auto &Entry = Known[Class.getCanonicalDecl()];
  if (Entry)
    return *Entry;
  // A class derived from one that is mapped, or one whose base's members are.
  const clang::CXXRecordDecl *Definition = Class.getDefinition();
  Entry = std::make_unique<Entity>();
  Entity &Made = *Entry;
  Made.Class = Definition ? Definition : &Class;
  Made.Table = Class.getName();
  addMembers(Made, Class);
  readTraits(Made);
  bool HasKey =
      llvm::any_of(Made.Columns, [](const EntityColumn &C) { return C.IsKey; });
  for (EntityColumn &C : Made.Columns)
    if (!HasKey && C.Member && isKeyName(C.Member->getName()))
      HasKey = C.IsKey = true;
  return Made;
}

const Entity *
Entities::ofAny(llvm::ArrayRef<const clang::CXXRecordDecl *> Classes) {
  findMaps();
  for (const clang::CXXRecordDecl *Class : Classes)
    if (auto It = Known.find(Class); It != Known.end() && It->second)
      return It->second.get();
  // A base, which has no table of its own.
  for (const clang::CXXRecordDecl *Class : Classes) {
    const clang::CXXRecordDecl *Base = Class->getDefinition();
    for (const auto &[Derived, Mapped] : Known)
      if (Base && Mapped && Mapped->Class->hasDefinition() &&
          Mapped->Class->isDerivedFrom(Base))
        return Mapped.get();
  }
  return Classes.empty() ? nullptr : &of(*Classes.front());
}

std::string Entities::columnNamed(const clang::VarDecl &Column) {
  // Its initialiser may spell the name, with the quotes of SQL.
  const clang::VarDecl *Definition = Column.getDefinition();
  if (!Definition)
    if (const clang::VarDecl *Pattern =
            Column.getTemplateInstantiationPattern())
      Definition = Pattern->getDefinition();
  llvm::SmallVector<const clang::Stmt *, 16> Work{
      Definition ? Definition->getInit() : nullptr};
  while (!Work.empty()) {
    const clang::Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (const auto *Text = llvm::dyn_cast<clang::StringLiteral>(S);
        Text && Text->getCharByteWidth() == 1 && Text->getLength() != 0)
      return sqlName(Text->getString().trim("\"`[]"));
    Work.append(S->child_begin(), S->child_end());
  }
  return sqlName(withoutMarks(Column.getName()));
}

std::string Entities::columnOf(const clang::ValueDecl &Member) {
  findMaps();
  auto It = Columns.find(Member.getCanonicalDecl());
  if (It != Columns.end())
    return It->second;
  const clang::FieldDecl *Field = fieldBehind(&Member);
  It = Field ? Columns.find(Field->getCanonicalDecl()) : Columns.end();
  return It == Columns.end() ? std::string() : It->second;
}
