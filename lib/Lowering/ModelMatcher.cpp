//===- Lowering/ModelMatcher.cpp - Which model describes a call -----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/ModelMatcher.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::lowering;
using namespace rowlock::models;
using llvm::StringRef;

/// The class that a type is, or refers or points to.
static const clang::CXXRecordDecl *classOf(clang::QualType T) {
  if (T.isNull())
    return nullptr;
  T = T.getNonReferenceType();
  while (!T.isNull() && (T->isPointerType() || T->isArrayType()))
    T = T->isPointerType()
            ? T->getPointeeType()
            : clang::QualType(T->getArrayElementTypeNoTypeQual(), 0);
  return T.isNull() ? nullptr : T->getAsCXXRecordDecl();
}

/// Without LLVM's StringSaver: built without a sanitizer, it writes to memory
/// that a sanitized allocator has marked as not given out.
StringRef ModelMatcher::keep(StringRef S) {
  char *Copy = Arena.Allocate<char>(S.size());
  llvm::copy(S, Copy);
  return StringRef(Copy, S.size());
}

StringRef ModelMatcher::qualifiedName(const clang::NamedDecl &D) {
  const auto *Canonical = llvm::cast<clang::NamedDecl>(D.getCanonicalDecl());
  auto [Known, IsNew] = Names.try_emplace(Canonical);
  if (!IsNew)
    return Known->second;
  llvm::SmallVector<std::string, 6> Parts{D.getNameAsString()};
  if (const auto *Made = llvm::dyn_cast<clang::CXXConstructorDecl>(&D))
    Parts.front() = Made->getParent()->getNameAsString();
  for (const clang::DeclContext *C = D.getDeclContext(); C;
       C = C->getParent()) {
    if (const auto *Space = llvm::dyn_cast<clang::NamespaceDecl>(C)) {
      if (!Space->isInline() && !Space->isAnonymousNamespace())
        Parts.push_back(Space->getNameAsString());
    } else if (const auto *Enum = llvm::dyn_cast<clang::EnumDecl>(C)) {
      if (Enum->isScoped())
        Parts.push_back(Enum->getNameAsString());
    } else if (const auto *Record = llvm::dyn_cast<clang::CXXRecordDecl>(C)) {
      if (Record->isLambda())
        Parts.push_back("lambda");
      else if (Record->getIdentifier())
        Parts.push_back(Record->getNameAsString());
    } else if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(C)) {
      Parts.push_back(Function->getNameAsString());
    }
  }
  std::string Joined;
  for (const std::string &Part : llvm::reverse(Parts)) {
    if (!Joined.empty())
      Joined += "::";
    Joined += Part;
  }
  // The map may have grown meanwhile: no iterator is kept.
  return Names[Canonical] = keep(Joined);
}

llvm::ArrayRef<StringRef>
ModelMatcher::classChain(const clang::CXXRecordDecl &C) {
  const clang::CXXRecordDecl *Canonical = C.getCanonicalDecl();
  auto Known = Chains.find(Canonical);
  if (Known != Chains.end())
    return Known->second;
  llvm::SmallVector<StringRef, 4> Chain;
  llvm::SmallVector<const clang::CXXRecordDecl *, 8> Work{&C};
  for (size_t I = 0; I != Work.size() && I < 64; ++I) {
    StringRef Name = qualifiedName(*Work[I]);
    if (llvm::is_contained(Chain, Name))
      continue;
    Chain.push_back(Name);
    if (const clang::CXXRecordDecl *Definition = Work[I]->getDefinition())
      for (const clang::CXXBaseSpecifier &Base : Definition->bases())
        if (const auto *Class = Base.getType()->getAsCXXRecordDecl())
          Work.push_back(Class);
  }
  return Chains[Canonical] = Chain;
}

TypeMatch ModelMatcher::type(clang::QualType T) {
  const clang::CXXRecordDecl *Class = classOf(T);
  return Class ? type(*Class) : TypeMatch();
}

TypeMatch ModelMatcher::type(const clang::CXXRecordDecl &Class) {
  llvm::SmallVector<const clang::CXXRecordDecl *, 8> Work{&Class};
  for (size_t I = 0; I != Work.size() && I < 64; ++I) {
    if (const TypeModel *Model = Models.type(qualifiedName(*Work[I])))
      return {Model, Work[I]};
    if (const clang::CXXRecordDecl *Definition = Work[I]->getDefinition())
      for (const clang::CXXBaseSpecifier &Base : Definition->bases())
        if (const auto *Next = Base.getType()->getAsCXXRecordDecl())
          Work.push_back(Next);
  }
  return {};
}

TypeMatch ModelMatcher::held(clang::QualType T) {
  TypeMatch Match = type(T);
  for (unsigned Depth = 0; Match && Depth != 8; ++Depth) {
    if (Match.Model->Role != TypeRole::Wrapper)
      return Match;
    const auto *Special =
        llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(Match.Record);
    if (!Special || Special->getTemplateArgs().size() == 0 ||
        Special->getTemplateArgs()[0].getKind() !=
            clang::TemplateArgument::Type)
      return {};
    Match = type(Special->getTemplateArgs()[0].getAsType());
  }
  return Match;
}

static bool standsInDatabase(TypeRole R) {
  switch (R) {
  case TypeRole::Binding:
  case TypeRole::PreparedName:
  case TypeRole::List:
  case TypeRole::Map:
  case TypeRole::Text:
  case TypeRole::Wrapper:
  case TypeRole::Error:
  case TypeRole::Mapping:
  case TypeRole::EntityTraits:
  case TypeRole::EntityColumn:
    return false;
  default:
    return true;
  }
}

bool ModelMatcher::isHandle(clang::QualType T) {
  TypeMatch Match = held(T);
  return Match && standsInDatabase(Match.Model->Role);
}

bool ModelMatcher::isText(clang::QualType T) {
  T = T.getNonReferenceType();
  if (T->isPointerType() || T->isArrayType()) {
    clang::QualType Element =
        T->isPointerType()
            ? T->getPointeeType()
            : clang::QualType(T->getArrayElementTypeNoTypeQual(), 0);
    return Element->isAnyCharacterType();
  }
  TypeMatch Match = type(T);
  return Match && Match.Model->Role == TypeRole::Text;
}

StringRef ModelMatcher::role(clang::QualType T) {
  if (T.isNull())
    return {};
  const clang::Type *Key = T.getCanonicalType().getTypePtr();
  auto [Known, IsNew] = Roles.try_emplace(Key);
  if (!IsNew)
    return Known->second;
  TypeMatch Match = held(T);
  StringRef Role;
  if (Match && standsInDatabase(Match.Model->Role)) {
    Role = word(Match.Model->Role);
    if (Match.Model->Role == TypeRole::Transaction) {
      const Operand &Level = Match.Model->Isolation;
      StringRef Name;
      const auto *Special =
          llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(Match.Record);
      if (Level.Kind == OperandKind::Constant)
        Name = Level.Text;
      else if (Level && Special &&
               Level.Index < Special->getTemplateArgs().size())
        if (const ConstantModel *C =
                constant(Special->getTemplateArgs()[Level.Index]))
          Name = word(C->Means);
      if (Match.Model->Autocommit)
        Role = "autocommit";
      else if (!Name.empty())
        Role = keep(("transaction<" + Name + ">").str());
    }
  }
  return Roles[Key] = Role;
}

clang::QualType ModelMatcher::objectType(const clang::Expr *Object) const {
  // A wrapper's operator-> gives a pointer, which is what the object is.
  clang::QualType T = Object->IgnoreParenImpCasts()->getType();
  return T->isPointerType() ? T->getPointeeType() : T;
}

const FunctionModel *ModelMatcher::match(const clang::Expr *E) {
  auto Known = Calls.find(E);
  if (Known != Calls.end())
    return Known->second;
  std::optional<CallSite> Call = callSite(E);
  return Call ? match(*Call) : nullptr;
}

const FunctionModel *ModelMatcher::match(const CallSite &Call) {
  auto Known = Calls.find(Call.Whole);
  if (Known != Calls.end())
    return Known->second;
  return Calls[Call.Whole] = find(Call);
}

bool ModelMatcher::mayMatch(const CallSite &Call,
                            llvm::ArrayRef<StringRef> Scopes) const {
  return Call.Kind == FunctionKind::Function ||
         llvm::any_of(Scopes, [&](StringRef Scope) {
           return !Models
                       .candidates(Scope.rsplit("::").second.empty()
                                       ? Scope
                                       : Scope.rsplit("::").second)
                       .empty();
         });
}

const FunctionModel *ModelMatcher::find(const CallSite &Call) {
  if (!Call.Callee)
    return nullptr;
  llvm::SmallVector<StringRef, 8> Scopes;
  auto AddChain = [&](const clang::CXXRecordDecl *C) {
    if (C)
      for (StringRef Name : classChain(*C))
        if (!llvm::is_contained(Scopes, Name))
          Scopes.push_back(Name);
  };
  const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(Call.Callee);
  if (Call.Kind == FunctionKind::Constructor && Call.Class &&
      !Method->isImplicit() && Method->isUserProvided() && Method->hasBody() &&
      !Models.type(qualifiedName(*Call.Class)) &&
      !describesConstructor(qualifiedName(*Call.Class)))
    return nullptr; // It says itself what it makes of its bases.
  std::string Name;
  if (Call.Kind == FunctionKind::Function) {
    Name = Call.Callee->getNameAsString();
  }
  if (Method) {
    // A base's constructor stands for that of a class derived from it whose
    // body is not seen: most often it passes its arguments on.
    if (Call.Kind != FunctionKind::Constructor && Call.Object)
      AddChain(objectType(Call.Object)->getAsCXXRecordDecl());
    AddChain(Method->getParent());
  } else {
    const clang::DeclContext *C = Call.Callee->getDeclContext();
    while (C && !C->isTranslationUnit() &&
           (!llvm::isa<clang::NamespaceDecl>(C) ||
            llvm::cast<clang::NamespaceDecl>(C)->isInline() ||
            llvm::cast<clang::NamespaceDecl>(C)->isAnonymousNamespace()))
      C = C->getParent();
    Scopes.push_back(C && !C->isTranslationUnit()
                         ? qualifiedName(*llvm::cast<clang::NamespaceDecl>(C))
                         : StringRef());
  }
  if (!mayMatch(Call, Scopes))
    return nullptr;
  const FunctionModel *Found =
      Models.match(Call.Kind, Scopes, Name,
                   [&](const Condition &C) { return holds(Call, C); });
  // `remove`, `send` and `connect` are the user's own names as often as not.
  bool IsSystemCall = Found && Found->Role == Role::SideEffect &&
                      Found->Kind == FunctionKind::Function &&
                      Found->Scope.empty();
  return IsSystemCall && !Call.Callee->isExternC() ? nullptr : Found;
}

bool ModelMatcher::describesConstructor(StringRef Class) const {
  size_t Colons = Class.rfind("::");
  StringRef Last = Colons == StringRef::npos ? Class : Class.substr(Colons + 2);
  return llvm::any_of(Models.candidates(Last), [&](const FunctionModel *F) {
    return F->Kind == FunctionKind::Constructor && F->Scope == Class;
  });
}

bool ModelMatcher::holds(const CallSite &Call, const Condition &C) {
  return holdsFor(Call, C) != C.Negated;
}

bool ModelMatcher::holdsFor(const CallSite &Call, const Condition &C) {
  const clang::Expr *E = nullptr;
  clang::QualType T;
  switch (C.What.Kind) {
  case OperandKind::This:
    E = Call.Object;
    T = E ? objectType(E) : clang::QualType();
    break;
  case OperandKind::Argument:
  case OperandKind::OutArgument:
    if (C.Kind == ConditionKind::Present || C.Kind == ConditionKind::Absent)
      return Call.isWritten(C.What.Index) == (C.Kind == ConditionKind::Present);
    if (!Call.isWritten(C.What.Index))
      return false;
    E = Call.Arguments[C.What.Index];
    T = E->IgnoreParenImpCasts()->getType();
    break;
  case OperandKind::TemplateArgument:
    if (const clang::TemplateArgument *A = templateArgument(Call, C.What.Index);
        A && A->getKind() == clang::TemplateArgument::Type)
      T = A->getAsType();
    break;
  default:
    return false;
  }
  if (T.isNull())
    return C.Kind == ConditionKind::Absent;
  T = T.getNonReferenceType();
  switch (C.Kind) {
  case ConditionKind::Type: {
    const clang::CXXRecordDecl *Class = classOf(T);
    if (Class && llvm::is_contained(classChain(*Class), C.Text))
      return true;
    // The braces of `T{...}` have no type of their own; the parameter has.
    Class = E ? classOf(E->getType()) : nullptr;
    return Class && llvm::is_contained(classChain(*Class), C.Text);
  }
  case ConditionKind::Present:
    return true;
  case ConditionKind::Absent:
    return false;
  case ConditionKind::Text:
    return isText(T) || (E && isText(E->getType()));
  case ConditionKind::Number:
    return T->isArithmeticType() || T->isEnumeralType();
  case ConditionKind::Member:
    return T->isMemberPointerType();
  case ConditionKind::Callable: {
    if (T->isFunctionType() || T->isFunctionPointerType())
      return true;
    const clang::CXXRecordDecl *Class = classOf(T);
    return Class && Class->hasDefinition() &&
           (Class->isLambda() ||
            !Class
                 ->lookup(Context.DeclarationNames.getCXXOperatorName(
                     clang::OO_Call))
                 .empty());
  }
  case ConditionKind::Constant:
    return E && isConstant(E, C.Text);
  case ConditionKind::Begins: {
    const auto *Literal =
        E ? llvm::dyn_cast<clang::StringLiteral>(core(E)) : nullptr;
    return Literal && Literal->getCharByteWidth() == 1 &&
           Literal->getBytes().starts_with_insensitive(C.Text);
  }
  case ConditionKind::Mentions:
    return E && mentions(*E, C.Text);
  case ConditionKind::Function: {
    const auto *Ref =
        E ? llvm::dyn_cast<clang::DeclRefExpr>(E->IgnoreParenImpCasts())
          : nullptr;
    return Ref && llvm::isa<clang::FunctionDecl>(Ref->getDecl()) &&
           qualifiedName(*Ref->getDecl()) == C.Text;
  }
  }
  return false;
}

/// Macros are looked for where they are written, not in what they stand for.
bool ModelMatcher::mentions(const clang::Expr &E, StringRef Word) const {
  const clang::SourceManager &SM = Context.getSourceManager();
  clang::CharSourceRange Range = SM.getExpansionRange(E.getSourceRange());
  StringRef Text =
      clang::Lexer::getSourceText(Range, SM, Context.getLangOpts());
  auto IsPart = [&](size_t At) {
    return At < Text.size() && (clang::isAsciiIdentifierContinue(Text[At]));
  };
  for (size_t At = Text.find(Word); At != StringRef::npos;
       At = Text.find(Word, At + 1))
    if ((At == 0 || !IsPart(At - 1)) && !IsPart(At + Word.size()))
      return true;
  return false;
}

bool ModelMatcher::isConstant(const clang::Expr *E, StringRef Text) {
  const clang::Expr *Core = core(E);
  if (const auto *Literal = llvm::dyn_cast<clang::StringLiteral>(Core))
    return Literal->getCharByteWidth() == 1 && Literal->getBytes() == Text;
  if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(Core);
      Ref && qualifiedName(*Ref->getDecl()) == Text)
    return true;
  clang::Expr::EvalResult Result;
  if (Core->isValueDependent() ||
      !Core->getType()->isIntegralOrEnumerationType() ||
      !Core->EvaluateAsInt(Result, Context))
    return false;
  const llvm::APSInt &Value = Result.Val.getInt();
  if (Core->getType()->isBooleanType())
    return Text == (Value == 0 ? "false" : "true");
  return Text == llvm::toString(Value, 10);
}

const ConstantModel *ModelMatcher::enumerator(clang::QualType T,
                                              const llvm::APSInt &Value) {
  const auto *Type = T->getAs<clang::EnumType>();
  if (!Type)
    return nullptr;
  for (const clang::EnumConstantDecl *Each : Type->getDecl()->enumerators())
    if (llvm::APSInt::isSameValue(Each->getInitVal(), Value))
      if (const ConstantModel *C = Models.constant(qualifiedName(*Each)))
        return C;
  return nullptr;
}

const ConstantModel *ModelMatcher::constant(const clang::TemplateArgument &A) {
  if (A.getKind() == clang::TemplateArgument::Integral)
    return enumerator(A.getIntegralType(), A.getAsIntegral());
  if (A.getKind() == clang::TemplateArgument::Type)
    if (const clang::CXXRecordDecl *Class = classOf(A.getAsType()))
      return Models.constant(qualifiedName(*Class));
  return nullptr;
}

const ConstantModel *ModelMatcher::constant(const clang::Expr *E) {
  const clang::Expr *Core = core(E);
  if (const auto *Ref = llvm::dyn_cast<clang::DeclRefExpr>(Core))
    if (const ConstantModel *C =
            Models.constant(qualifiedName(*Ref->getDecl())))
      return C;
  if (!Core->isValueDependent() && Core->getType()->isEnumeralType()) {
    clang::Expr::EvalResult Result;
    if (Core->EvaluateAsInt(Result, Context))
      return enumerator(Core->getType(), Result.Val.getInt());
  }
  if (const clang::CXXRecordDecl *Class = classOf(Core->getType()))
    return Models.constant(qualifiedName(*Class));
  return nullptr;
}

const clang::TemplateArgument *
ModelMatcher::templateArgument(const CallSite &Call, unsigned Index) const {
  const clang::TemplateArgumentList *List = nullptr;
  if (Call.Callee)
    List = Call.Callee->getTemplateSpecializationArgs();
  if (Call.Kind == FunctionKind::Constructor && Call.Class)
    if (const auto *Special =
            llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(Call.Class))
      List = &Special->getTemplateArgs();
  if (!List)
    return nullptr;
  for (const clang::TemplateArgument &A : List->asArray()) {
    // A pack counts with its elements.
    if (A.getKind() == clang::TemplateArgument::Pack) {
      if (Index < A.pack_size())
        return &A.getPackAsArray()[Index];
      Index -= A.pack_size();
    } else if (Index-- == 0) {
      return &A;
    }
  }
  return nullptr;
}
