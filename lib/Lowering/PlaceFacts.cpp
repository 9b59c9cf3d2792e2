//===- Lowering/PlaceFacts.cpp - What stands in a line of C++ -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/PlaceFacts.h"
#include "Lowering/Reachability.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::lowering;
namespace models = rowlock::models;

namespace {
/// The innermost body around a place, templates included.
class BodyFinder : public clang::RecursiveASTVisitor<BodyFinder> {
public:
  BodyFinder(const clang::SourceManager &SM, clang::FileID File, unsigned Begin,
             unsigned End)
      : SM(SM), File(File), Begin(Begin), End(End) {}

  /// \p Range has a byte of the line.
  bool covers(clang::SourceRange Range) const {
    if (Range.isInvalid())
      return false;
    auto [FirstFile, First] =
        SM.getDecomposedLoc(SM.getFileLoc(Range.getBegin()));
    auto [LastFile, Last] =
        SM.getDecomposedLoc(SM.getExpansionRange(Range.getEnd()).getEnd());
    return FirstFile == File && LastFile == File && First < End &&
           Last >= Begin;
  }

  bool VisitFunctionDecl(clang::FunctionDecl *F) {
    if (F->doesThisDeclarationHaveABody() && !F->isImplicit() &&
        covers(F->getSourceRange()))
      Found = F;
    return true;
  }

  const clang::FunctionDecl *Found = nullptr;

private:
  const clang::SourceManager &SM;
  clang::FileID File;
  unsigned Begin;
  unsigned End;
};

bool isInstanceOf(const clang::FunctionDecl &F,
                  const clang::FunctionDecl &Pattern) {
  const clang::FunctionDecl *Made = F.getTemplateInstantiationPattern();
  return Made && Made->getCanonicalDecl() == Pattern.getCanonicalDecl();
}

PlaceFacts::Call describe(const CallSite &Site, ModelMatcher &Matcher,
                          const clang::SourceManager &SM) {
  PlaceFacts::Call Call;
  Call.Name = Matcher.qualifiedName(*Site.Callee).str();
  Call.Modelled = Matcher.match(Site) != nullptr;
  const clang::FunctionDecl *Body = nullptr;
  Call.HasBody = Site.Callee->hasBody(Body) &&
                 !SM.isInSystemHeader(SM.getExpansionLoc(Body->getLocation()));
  Call.DeclaredIn =
      SM.getFilename(SM.getExpansionLoc(Site.Callee->getLocation())).str();
  return Call;
}
} // namespace

PlaceFacts rowlock::lowering::describePlace(
    clang::ASTContext &Context,
    llvm::ArrayRef<const clang::FunctionDecl *> Functions,
    const models::ModelSet &Models, clang::FileID File, unsigned Begin,
    unsigned End) {
  const clang::SourceManager &SM = Context.getSourceManager();
  PlaceFacts Facts;
  BodyFinder Finder(SM, File, Begin, End);
  Finder.TraverseDecl(Context.getTranslationUnitDecl());
  const clang::FunctionDecl *F = Finder.Found;
  if (!F)
    return Facts;
  ModelMatcher Matcher(Models, Context);
  Facts.Function = Matcher.qualifiedName(*F).str();
  Facts.What = PlaceFacts::Status::NoDatabase;
  if (F->isDependentContext()) {
    const auto *Instance = llvm::find_if(
        Functions, [&](const auto *Each) { return isInstanceOf(*Each, *F); });
    if (Instance == Functions.end()) {
      Facts.What = PlaceFacts::Status::NotInstantiated;
      return Facts;
    }
    F = *Instance;
  }
  if (SM.isInSystemHeader(SM.getExpansionLoc(F->getLocation()))) {
    Facts.What = PlaceFacts::Status::SystemHeader;
    return Facts;
  }
  if (Reachability(Functions, Matcher).isOfInterest(*F))
    Facts.What = PlaceFacts::Status::Reached;

  bool HasCode = false;
  llvm::SmallVector<const clang::Stmt *, 32> Work{F->getBody()};
  while (!Work.empty()) {
    const clang::Stmt *S = Work.pop_back_val();
    if (!S || !Finder.covers(S->getSourceRange()))
      continue;
    HasCode |= !llvm::isa<clang::CompoundStmt>(S);
    if (const auto *E = llvm::dyn_cast<clang::Expr>(S))
      if (std::optional<CallSite> Site = callSite(E); Site && Site->Callee) {
        PlaceFacts::Call Call = describe(*Site, Matcher, SM);
        if (llvm::none_of(Facts.Calls, [&](const PlaceFacts::Call &Known) {
              return Known.Name == Call.Name;
            }))
          Facts.Calls.push_back(std::move(Call));
      }
    llvm::SmallVector<const clang::Stmt *, 4> Inner(S->child_begin(),
                                                    S->child_end());
    Work.append(Inner.rbegin(), Inner.rend());
  }
  if (!HasCode && Facts.What == PlaceFacts::Status::NoDatabase)
    Facts.What = PlaceFacts::Status::NoCode;
  return Facts;
}
