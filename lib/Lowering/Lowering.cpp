//===- Lowering/Lowering.cpp - From Clang's AST to effect programs --------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Lowering.h"
#include "Lowering/FunctionLowering.h"
#include "Lowering/Unit.h"
#include "Models/Glob.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include <functional>

using namespace rowlock::lowering;
namespace effects = rowlock::effects;
namespace models = rowlock::models;

llvm::StringRef rowlock::lowering::styleWord(models::Placeholder Style) {
  switch (Style) {
  case models::Placeholder::DollarNumber:
  case models::Placeholder::DollarName:
    return "dollar";
  case models::Placeholder::Question:
    return "question";
  case models::Placeholder::QuestionNumber:
    return "question-numbered";
  case models::Placeholder::ColonName:
  case models::Placeholder::ColonNumber:
    return "colon";
  case models::Placeholder::AtName:
    return "at";
  case models::Placeholder::Printf:
    return "printf";
  case models::Placeholder::PercentNumber:
    return "percent";
  case models::Placeholder::Braces:
    return "braces";
  }
  return {};
}

Unit::Unit(clang::ASTContext &Context,
           llvm::ArrayRef<const clang::FunctionDecl *> Functions,
           const models::ModelSet &Models, effects::Program &P,
           const Options &Opts)
    : Context(Context), P(P), Opts(Opts), Matcher(Models, Context),
      Spans(Context.getSourceManager(), Context.getLangOpts(), P),
      Reach(Functions, Matcher), Mapped(Context, Matcher, Reach) {
  for (const clang::FunctionDecl *F : Functions)
    nameOf(*F);
}

llvm::StringRef Unit::nameOf(const clang::FunctionDecl &F) {
  const clang::FunctionDecl *Canonical = F.getCanonicalDecl();
  auto [Known, IsNew] = Names.try_emplace(Canonical);
  if (!IsNew)
    return Known->second;
  std::string Name;
  const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(&F);
  if (Method && Method->getParent()->isLambda()) {
    // Named after the very function that it stands in, of all that share a
    // name.
    const clang::DeclContext *C = Method->getParent()->getDeclContext();
    while (C && !C->isFunctionOrMethod() && !C->isTranslationUnit())
      C = C->getParent();
    if (const auto *Outer = llvm::dyn_cast_or_null<clang::FunctionDecl>(C))
      Name = (nameOf(*Outer) + "::lambda").str();
    else
      Name = "lambda";
  } else {
    Name = Matcher.qualifiedName(F).str();
  }
  unsigned Count = ++Taken[Name];
  if (Count > 1)
    Name += "#" + std::to_string(Count);
  return Names[Canonical] = P.save(Name);
}

void Unit::addClasses() {
  llvm::StringMap<unsigned> Instances;
  for (const clang::CXXRecordDecl *C : Reach.classes())
    ++Instances[Matcher.qualifiedName(*C)];
  llvm::StringMap<unsigned> Numbers;
  for (const clang::CXXRecordDecl *C : Reach.classes()) {
    effects::Class New;
    for (const clang::CXXMethodDecl *Called : Dispatched) {
      const clang::CXXRecordDecl *Declares = Called->getParent();
      if (C->getCanonicalDecl() != Declares->getCanonicalDecl() &&
          !C->isDerivedFrom(Declares))
        continue;
      const clang::CXXMethodDecl *Runs =
          Called->getCorrespondingMethodInClass(C, /*MayBeBase=*/true);
      if (Runs && !Runs->isPureVirtual())
        New.Overriders.push_back({nameOf(*Called), nameOf(*Runs)});
    }
    if (New.Overriders.empty())
      continue;
    // The instances of a template share their constructors' name, which does
    // not tell then which of them an object is of.
    llvm::StringRef Name = Matcher.qualifiedName(*C);
    New.Name = Instances[Name] == 1
                   ? P.save(Name)
                   : P.save((Name + "#" + llvm::Twine(++Numbers[Name])).str());
    P.Classes.push_back(std::move(New));
  }
}

llvm::StringRef Unit::library(const models::Library *Home) {
  if (!Home || !Home->isDatabaseLibrary())
    return {};
  llvm::StringRef Name = P.save(Home->Name);
  if (P.interface(Name))
    return Name;
  effects::Interface Face;
  Face.Library = Name;
  Face.Database = P.save(models::word(Home->System));
  for (models::Placeholder Style : Home->Placeholders) {
    llvm::StringRef Word = styleWord(Style);
    if (!llvm::is_contained(Face.Placeholders, Word))
      Face.Placeholders.push_back(Word);
  }
  P.Interfaces.push_back(Face);
  return Name;
}

llvm::ArrayRef<Unit::Mapping> Unit::mappings() {
  if (Mappings)
    return *Mappings;
  Mappings.emplace();
  for (const models::Library *L : Matcher.models().libraries())
    for (const models::TypeModel &T : L->Types) {
      if (T.Role != models::TypeRole::Mapping)
        continue;
      const clang::DeclContext *Scope = Context.getTranslationUnitDecl();
      llvm::SmallVector<llvm::StringRef, 4> Parts;
      T.Name.split(Parts, "::");
      for (llvm::StringRef Part : Parts) {
        const clang::DeclContext *Next = nullptr;
        for (clang::NamedDecl *D : Scope->lookup(&Context.Idents.get(Part))) {
          if (auto *Template = llvm::dyn_cast<clang::ClassTemplateDecl>(D))
            Mappings->push_back({&T, Template});
          else if (const auto *Space = llvm::dyn_cast<clang::NamespaceDecl>(D))
            Next = Space;
        }
        if (!Next)
          break;
        Scope = Next;
      }
    }
  return *Mappings;
}

void Unit::noteAddress(const models::Library *Home,
                       const effects::Expr &Address) {
  const effects::Expr *Text = &Address;
  if (Text->Kind == effects::ExprKind::Concat)
    Text = Text->operand(0);
  if (!Home || Text->Kind != effects::ExprKind::Text)
    return;
  for (const models::EvidenceModel &E : Home->Evidence)
    if (E.Kind == models::EvidenceKind::Address &&
        models::globMatches(E.Pattern, Text->Spelling))
      Addresses.push_back({Home, E.System});
}

void Unit::decideDatabases() {
  const clang::SourceManager &SM = Context.getSourceManager();
  for (const models::Library *L : Matcher.models().libraries()) {
    if (L->System != models::Database::Unknown || L->Evidence.empty())
      continue;
    auto Face = llvm::find_if(P.Interfaces, [&](const effects::Interface &I) {
      return I.Library == L->Name;
    });
    if (Face == P.Interfaces.end())
      continue;
    llvm::SmallSetVector<models::Database, 2> Found;
    for (auto [Home, System] : Addresses)
      if (Home == L)
        Found.insert(System);
    if (Found.empty())
      for (auto It = SM.fileinfo_begin(); It != SM.fileinfo_end(); ++It)
        for (const models::EvidenceModel &E : L->Evidence)
          if (E.Kind == models::EvidenceKind::Header &&
              models::headerMatches(E.Pattern, It->first.getName()))
            Found.insert(E.System);
    if (Found.size() == 1)
      Face->Database = P.save(models::word(Found.front()));
  }
}

/// Of a database library's own, in one of its headers: not everybody includes
/// them as system headers.
static bool isOfLibrary(const clang::FunctionDecl &F,
                        const models::ModelSet &Models) {
  const clang::DeclContext *Outer = nullptr;
  for (const clang::DeclContext *C = F.getDeclContext(); C; C = C->getParent())
    if (llvm::isa<clang::NamespaceDecl>(C))
      Outer = C;
  if (!Outer)
    return false;
  llvm::StringRef Space = llvm::cast<clang::NamespaceDecl>(Outer)->getName();
  const clang::SourceManager &SM = F.getASTContext().getSourceManager();
  llvm::StringRef File = SM.getFilename(SM.getExpansionLoc(F.getLocation()));
  return llvm::any_of(Models.libraries(), [&](const models::Library *L) {
    return L->isDatabaseLibrary() && llvm::is_contained(L->Namespaces, Space) &&
           llvm::any_of(L->Headers, [&](llvm::StringRef Pattern) {
             return models::headerMatches(Pattern, File);
           });
  });
}

SourceTexts
rowlock::lowering::lower(clang::ASTContext &Context,
                         llvm::ArrayRef<const clang::FunctionDecl *> Functions,
                         const models::ModelSet &Models, effects::Program &P,
                         const Options &Opts) {
  // What a library does inside, its model says.
  std::vector<const clang::FunctionDecl *> Own(Functions);
  llvm::erase_if(Own, [&](const clang::FunctionDecl *F) {
    return isOfLibrary(*F, Models);
  });
  Functions = Own;
  Unit U(Context, Functions, Models, P, Opts);
  llvm::DenseSet<const clang::FunctionDecl *> Done;
  // A function, then the lambdas in it. Lambdas nest no deeper than brackets.
  std::function<void(const clang::FunctionDecl &)> WithLambdas =
      [&](const clang::FunctionDecl &F) {
        const clang::FunctionDecl *Body = nullptr;
        if (!F.hasBody(Body) || Body->isDependentContext() ||
            !U.Reach.isOfInterest(*Body) ||
            !Done.insert(Body->getCanonicalDecl()).second)
          return;
        lowerFunction(*Body, U);
        for (const clang::FunctionDecl *Lambda : std::exchange(U.Pending, {}))
          WithLambdas(*Lambda);
      };
  for (const clang::FunctionDecl *F : Functions) {
    // Lambdas follow the functions that they stand in.
    const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(F);
    if (Method && Method->getParent()->isLambda() &&
        Method->getParent()->getDeclContext()->isFunctionOrMethod())
      continue;
    WithLambdas(*F);
  }
  U.addClasses();
  U.decideDatabases();
  return U.Spans.texts();
}

bool rowlock::lowering::usesDatabaseLibrary(const clang::SourceManager &SM,
                                            const models::ModelSet &Models) {
  for (auto It = SM.fileinfo_begin(), End = SM.fileinfo_end(); It != End; ++It)
    if (Models.libraryOfHeader(It->first.getName()))
      return true;
  return false;
}
