//===- Lowering/FunctionLowering.cpp - Blocks and statements --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
namespace models = rowlock::models;

FunctionLowering::FunctionLowering(const clang::FunctionDecl &F, Function &Out,
                                   const FunctionScan &Scan, Unit &U)
    : F(F), Out(Out), Scan(Scan), U(U), P(U.P), Matcher(U.Matcher) {}

void rowlock::lowering::lowerFunction(const clang::FunctionDecl &F, Unit &U) {
  Function &Out = U.P.Functions.emplace_back();
  Out.Name = U.nameOf(F);
  Out.Span = U.Spans.span(F.getLocation());
  SourceSpan Body = U.Spans.span(F.getBody()->getSourceRange());
  Out.Span.Begin = Body.Begin;
  Out.Span.End = Body.End;
  Out.Span.Editable = Body.Editable && Body.File == Out.Span.File;
  const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(&F);
  Out.Internal = (!F.isExternallyVisible() && U.Reach.isOnlyCalled(F)) ||
                 (Method && Method->getParent()->isLambda());

  std::string Obstacle;
  if (F.isInvalidDecl())
    Obstacle = "the source has an error here";
  if (Obstacle.empty()) {
    FunctionScan Scan(F, U.Matcher, U.Opts.MaxStatementDepth);
    Obstacle = Scan.Obstacle;
    if (Obstacle.empty())
      Obstacle = FunctionLowering(F, Out, Scan, U).run();
  }
  if (Obstacle.empty())
    return;
  Out.Parameters.clear();
  Out.Regions = {Region()};
  Out.Blocks.clear();
  Out.Skipped.push_back(Obstacle);
}

std::string FunctionLowering::run() {
  clang::CFG::BuildOptions Build;
  Build.setAllAlwaysAdd();
  Build.AddImplicitDtors = true;
  Build.AddTemporaryDtors = true;
  Build.AddInitializers = true;
  std::unique_ptr<clang::CFG> Graph =
      clang::CFG::buildCFG(&F, F.getBody(), &U.Context, Build);
  if (!Graph)
    return "Clang makes no control flow graph of it";

  Out.Regions = Scan.Regions;
  order(*Graph);
  Out.Blocks.resize(Order.size());
  for (auto [Index, B] : llvm::enumerate(Order)) {
    Indices[B] = Index;
    Out.Blocks[Index].Region = regionOf(*B);
  }
  parameters();
  for (auto [Index, B] : llvm::enumerate(Order)) {
    Current = Index;
    block(*B);
    if (Count > U.Opts.MaxInstructions)
      return "more than " + std::to_string(U.Opts.MaxInstructions) +
             " instructions";
  }
  finishTexts();
  tidy(Out, Kept, Roots);
  return {};
}

/// Reverse post-order from the entry, then from the handlers, to which no edge
/// leads: values are made before they are used.
void FunctionLowering::order(const clang::CFG &Graph) {
  llvm::DenseSet<const clang::CFGBlock *> Seen{&Graph.getExit()};
  auto From = [&](const clang::CFGBlock *Root) {
    if (!Seen.insert(Root).second)
      return;
    std::vector<const clang::CFGBlock *> Finished;
    llvm::SmallVector<std::pair<const clang::CFGBlock *, unsigned>, 32> Stack{
        {Root, 0}};
    while (!Stack.empty()) {
      auto &[B, Next] = Stack.back();
      const clang::Stmt *End = B->getTerminatorStmt();
      bool Dispatches = llvm::isa_and_nonnull<clang::CXXTryStmt>(End);
      if (Dispatches || Next == B->succ_size()) {
        Finished.push_back(B);
        Stack.pop_back();
        continue;
      }
      // The last one first, so that the first one stands first.
      const clang::CFGBlock *To =
          (B->succ_begin() + (B->succ_size() - ++Next))->getReachableBlock();
      if (To && Seen.insert(To).second &&
          !llvm::isa_and_nonnull<clang::CXXTryStmt>(To->getTerminatorStmt()))
        Stack.push_back({To, 0});
    }
    Roots.push_back(Order.size());
    Order.insert(Order.end(), Finished.rbegin(), Finished.rend());
  };
  From(&Graph.getEntry());
  // As in the source.
  llvm::SmallVector<const clang::CFGBlock *, 4> Handlers;
  for (const clang::CFGBlock *B : Graph)
    if (llvm::isa_and_nonnull<clang::CXXCatchStmt>(B->getLabel()))
      Handlers.push_back(B);
  llvm::sort(Handlers, [&](const auto *A, const auto *B) {
    return Scan.RegionOf.lookup(A->getLabel()) <
           Scan.RegionOf.lookup(B->getLabel());
  });
  for (const clang::CFGBlock *B : Handlers)
    From(B);
}

unsigned FunctionLowering::regionOf(const clang::Stmt &S) const {
  // Clang splits a declaration of several variables.
  if (const auto *Decls = llvm::dyn_cast<clang::DeclStmt>(&S);
      Decls && !Scan.RegionOf.count(&S))
    if (const auto *V = llvm::dyn_cast<clang::VarDecl>(*Decls->decl_begin()))
      if (V->getInit())
        return Scan.RegionOf.lookup(V->getInit());
  return Scan.RegionOf.lookup(&S);
}

/// The CFG goes on within a block where a try block begins.
void FunctionLowering::enterRegion(unsigned Region) {
  if (Out.Blocks[Current].Region == Region)
    return;
  if (Out.Blocks[Current].Instructions.empty()) {
    Out.Blocks[Current].Region = Region;
    return;
  }
  unsigned Next = Out.Blocks.size();
  jump(Next);
  Out.Blocks.emplace_back().Region = Region;
  Current = Next;
}

unsigned FunctionLowering::regionOf(const clang::CFGBlock &B) const {
  if (llvm::isa_and_nonnull<clang::CXXCatchStmt>(B.getLabel()))
    return Scan.RegionOf.lookup(B.getLabel());
  for (const clang::CFGElement &E : B)
    if (auto S = E.getAs<clang::CFGStmt>())
      return regionOf(*S->getStmt());
  if (const clang::Stmt *Loop = B.getLoopTarget())
    return Scan.RegionOf.lookup(Loop);
  // Of a body that ends: what is destroyed there was made in it.
  for (const clang::CFGElement &E : B)
    if (auto Ends = E.getAs<clang::CFGAutomaticObjDtor>())
      if (auto It = Scan.RegionOf.find(Ends->getTriggerStmt());
          It != Scan.RegionOf.end())
        return It->second;
  if (const clang::Stmt *End = B.getTerminatorStmt())
    return Scan.RegionOf.lookup(End);
  if (const clang::Stmt *Label = B.getLabel())
    return Scan.RegionOf.lookup(Label);
  return 0;
}

void FunctionLowering::parameters() {
  auto Declare = [&](const clang::VarDecl &V, llvm::StringRef Spelled) {
    Parameter Made;
    Made.Name = unique(Spelled.empty() ? "unnamed" : Spelled);
    Made.Type = P.save(Matcher.role(V.getType()));
    Out.Parameters.push_back(Made);
    return make(ExprKind::Parameter, Made.Name, {},
                U.Spans.span(V.getLocation()), Made.Type);
  };
  auto Copy = [&](const clang::VarDecl &V, Value Passed) {
    Value Place = make(ExprKind::Variable, uniqueVariable(V.getName()), {},
                       U.Spans.span(V.getLocation()), Passed->Type);
    store(Place, Passed, Place->Span);
    Variables[&V] = Place;
  };
  const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(&F);
  if (Method && Method->getParent()->isLambda())
    for (const clang::LambdaCapture &C : Method->getParent()->captures())
      if (C.capturesVariable())
        if (const auto *V =
                llvm::dyn_cast<clang::VarDecl>(C.getCapturedVar())) {
          Value Passed = Declare(*V, V->getName());
          Variables[V] = Passed;
          if (C.getCaptureKind() == clang::LCK_ByCopy && Scan.Places.count(V))
            Copy(*V, Passed);
        }
  for (const clang::ParmVarDecl *V : F.parameters()) {
    Value Passed = Declare(*V, V->getName());
    Variables[V] = Passed;
    if (Scan.Places.count(V) && !V->getType()->isReferenceType())
      Copy(*V, Passed);
  }
  ellipsis();
}

void FunctionLowering::block(const clang::CFGBlock &B) {
  CurrentBlock = &B;
  if (const auto *Catch =
          llvm::dyn_cast_or_null<clang::CXXCatchStmt>(B.getLabel()))
    handler(*Catch);
  for (const clang::CFGElement &E : B) {
    element(E);
    auto &Instructions = Out.Blocks[Current].Instructions;
    if (!Instructions.empty() && Instructions.back()->isTerminator())
      return; // A throw.
    if (Count > U.Opts.MaxInstructions)
      return;
  }
  terminator(B);
}

void FunctionLowering::element(const clang::CFGElement &E) {
  if (auto S = E.getAs<clang::CFGStmt>()) {
    if (Scan.RegionOf.count(S->getStmt()))
      enterRegion(Scan.RegionOf.lookup(S->getStmt()));
    statement(*S->getStmt());
  } else if (auto Init = E.getAs<clang::CFGInitializer>()) {
    initializer(*Init->getInitializer());
  } else if (auto Ends = E.getAs<clang::CFGImplicitDtor>()) {
    destructor(*Ends);
  }
}

void FunctionLowering::statement(const clang::Stmt &S) {
  if (auto It = Scan.RangeBegins.find(&S); It != Scan.RangeBegins.end())
    beginRange(*It->second);
  if (auto It = Scan.RangeSteps.find(&S); It != Scan.RangeSteps.end())
    stepRange(*It->second);
  if (Scan.Implied.count(&S))
    return;
  if (const auto *Return = llvm::dyn_cast<clang::ReturnStmt>(&S)) {
    Returns[CurrentBlock] = Return;
    if (Return->getRetValue())
      evaluate(Return->getRetValue());
    return;
  }
  if (const auto *Decls = llvm::dyn_cast<clang::DeclStmt>(&S)) {
    for (const clang::Decl *D : Decls->decls())
      if (const auto *V = llvm::dyn_cast<clang::VarDecl>(D))
        declare(*V);
    return;
  }
  if (const auto *E = llvm::dyn_cast<clang::Expr>(&S)) {
    if (!isDefault(E))
      evaluate(E);
    return;
  }
  if (llvm::isa<clang::AsmStmt>(&S))
    Out.Skipped.push_back("assembly in line " + std::to_string(span(&S).Line));
}

void FunctionLowering::declare(const clang::VarDecl &V) {
  if (Holders.count(&V) || V.hasExternalStorage())
    return;
  SourceSpan Where = U.Spans.span(V.getSourceRange());
  auto Range = Scan.Ranges.find(&V);
  if (Range != Scan.Ranges.end())
    return declareRange(V, *Range->second);
  clang::QualType T = V.getType();
  bool IsPlace = Scan.Places.count(&V);
  // A static variable is made once and keeps what was stored to it since: it is
  // a global that only the function knows. Which connection it is does not
  // matter, but that it is the same one in every call.
  if (V.isStaticLocal() && (IsPlace || !T.isConstQualified())) {
    std::string Global =
        ("::" + U.nameOf(F) + "::" + uniqueVariable(V.getName())).str();
    Variables[&V] =
        make(ExprKind::Variable, Global, {}, Where, Matcher.role(T));
    if (!Matcher.isHandle(T) || Matcher.role(T) == "connection")
      return;
    IsPlace = true;
  }
  Value Init = V.getInit() ? value(V.getInit()) : nullptr;
  if (const auto *D = llvm::dyn_cast<clang::DecompositionDecl>(&V)) {
    Value From = !Init ? unknown("no value", Where)
                 : T->isReferenceType() && Init->isPlace()
                     ? Init
                     : name("bound", Init, Where);
    Variables[&V] = From;
    return declareBindings(*D, From);
  }
  if (T->isReferenceType() && Init) {
    // Another name for a place or a handle.
    Value Target = Init;
    bool Temporary =
        Target->Kind == ExprKind::Result && Target->Source->Name.empty();
    Variables[&V] = Target->isPlace() ? Target
                    : Temporary || Target->Kind != ExprKind::Result
                        ? name(V.getName(), Target, Where)
                        : Target;
    return;
  }
  if (!IsPlace) {
    if (!Init)
      Init = unknown("no value", Where);
    // Another name for a handle.
    bool Alias = Matcher.isHandle(T) &&
                 (Init->Kind == ExprKind::Result ? !Init->Source->Name.empty()
                                                 : Init->isPlace());
    Variables[&V] = Alias ? Init : name(V.getName(), Init, Where);
    return;
  }
  Value &Known = Variables[&V];
  Value Place = Known;
  if (!Place) {
    // A record was made in place.
    Place = make(ExprKind::Variable, uniqueVariable(V.getName()), {}, Where,
                 Matcher.role(T));
    Variables[&V] = Place;
  }
  if (Init && Init != Place)
    store(Place, Init, Where);
}

void FunctionLowering::declareRange(const clang::VarDecl &V,
                                    const clang::CXXForRangeStmt &Loop) {
  SourceSpan Where = U.Spans.span(V.getSourceRange());
  Value Range = value(Loop.getRangeInit());
  Value Each;
  if (const Entity *E = isResult(Range) ? entityOfRange(Loop) : nullptr)
    Each = made(rowOf(Range, Where), *E, {}, Where);
  else if (isResult(Range))
    Each = rowAs(rowOf(Range, Where), V.getType(), Where);
  else if (isRow(Range))
    Each = eachColumn(Range, Where);
  else
    Each = make(ExprKind::Element, {}, {walked(Loop), position(Loop)}, Where,
                Matcher.role(V.getType()));
  if (const auto *D = llvm::dyn_cast<clang::DecompositionDecl>(&V)) {
    Variables[&V] = Each;
    return declareBindings(*D, Each);
  }
  if (Scan.Places.count(&V) && !V.getType()->isReferenceType()) {
    Value Place = make(ExprKind::Variable, uniqueVariable(V.getName()), {},
                       Where, Matcher.role(V.getType()));
    Variables[&V] = Place;
    store(Place, Each, Where);
    return;
  }
  bool IsReference = V.getType()->isReferenceType() && Each->isPlace();
  Variables[&V] =
      IsReference && !V.getType()->getPointeeType().isConstQualified()
          ? Each
          : name(V.getName(), Each, Where);
}

/// A range of what is in memory is walked over by a position.
FunctionLowering::Value
FunctionLowering::position(const clang::CXXForRangeStmt &Loop) {
  Value &Known = Positions[&Loop];
  if (!Known)
    Known = make(ExprKind::Variable, uniqueVariable("position"), {},
                 span(Loop.getRangeInit()));
  return Known;
}

/// A map is walked over as the list of its entries.
FunctionLowering::Value
FunctionLowering::walked(const clang::CXXForRangeStmt &Loop) {
  Value Range = elements(value(Loop.getRangeInit()));
  TypeMatch Match = Matcher.type(Loop.getRangeInit()->getType());
  return Match && Match.Model->Role == models::TypeRole::Map
             ? field(Range, Entries, span(Loop.getRangeInit()))
             : Range;
}

bool FunctionLowering::isInMemory(const clang::CXXForRangeStmt &Loop) {
  Value Range = value(Loop.getRangeInit());
  return !isResult(Range) && !isRow(Range);
}

void FunctionLowering::beginRange(const clang::CXXForRangeStmt &Loop) {
  if (isInMemory(Loop))
    store(position(Loop), integer(0), span(Loop.getRangeInit()));
}

void FunctionLowering::stepRange(const clang::CXXForRangeStmt &Loop) {
  SourceSpan Where = span(Loop.getRangeInit());
  if (isInMemory(Loop))
    store(position(Loop),
          make(ExprKind::Compute, "+", {position(Loop), integer(1)}, Where),
          Where);
}

void FunctionLowering::declareBindings(const clang::DecompositionDecl &D,
                                       Value From) {
  for (auto [Index, Each] : llvm::enumerate(D.bindings())) {
    SourceSpan Where = U.Spans.span(Each->getLocation());
    Value Part;
    Value Source = resolved(From);
    const auto *Member = Each->getBinding()
                             ? llvm::dyn_cast<clang::MemberExpr>(
                                   Each->getBinding()->IgnoreParenImpCasts())
                             : nullptr;
    if (isRow(From))
      Part = name(Each->getName(), columnAt(From, Index, Where), Where);
    else if (Source->Kind == ExprKind::List && Index < Source->Operands.size())
      Part = Source->operand(Index);
    else if (Member)
      Part = field(From, Member->getMemberDecl()->getName(), Where);
    else
      Part = field(From, "[" + std::to_string(Index) + "]", Where);
    Variables[Each] = Part;
    if (const clang::VarDecl *Holder = Each->getHoldingVar()) {
      Variables[Holder] = Part;
      Holders.insert(Holder);
    }
  }
}

void FunctionLowering::initializer(const clang::CXXCtorInitializer &Init) {
  SourceSpan Where = U.Spans.span(Init.getSourceRange());
  Value This = make(ExprKind::This);
  Value V = value(Init.getInit());
  if (!Init.isAnyMemberInitializer()) {
    // A base of a library's: from now on the object is this handle. A base of
    // the user's own has been made in place.
    if (V->Kind == ExprKind::Result && V->Source->Op != Opcode::Call &&
        Init.isBaseInitializer() &&
        Matcher.isHandle(clang::QualType(Init.getBaseClass(), 0))) {
      Instruction &I = emit(Opcode::Store, Where);
      add(I, Slot::Target, This);
      add(I, Slot::Value, V);
    }
    return;
  }
  if (const clang::FieldDecl *Member = Init.getAnyMember()) {
    if (Init.isInClassMemberInitializer())
      Where = U.Spans.span(F.getLocation());
    // Default-initialised members have no value yet.
    if (V->Kind == ExprKind::Unknown && !Init.isWritten())
      return;
    store(
        field(This, Member->getName(), Where, Matcher.role(Member->getType())),
        V, Where);
  }
}

/// What is thrown or caught: the class and its bases. Other types are told
/// apart by their canonical spelling.
std::string FunctionLowering::thrownClass(clang::QualType T) {
  T = T.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  if (const auto *Class = T->getAsCXXRecordDecl())
    return llvm::join(Matcher.classChain(*Class), ";");
  return T.getAsString();
}

void FunctionLowering::handler(const clang::CXXCatchStmt &Catch) {
  const clang::VarDecl *V = Catch.getExceptionDecl();
  SourceSpan Where = U.Spans.span(V ? V->getSourceRange()
                                    : clang::SourceRange(Catch.getBeginLoc()));
  std::string Why = "any exception";
  std::string Type;
  if (V) {
    Why = "an exception";
    if (const auto *Class =
            V->getType().getNonReferenceType()->getAsCXXRecordDecl())
      Why = "caught " + Matcher.qualifiedName(*Class).str();
    if (TypeMatch Match = Matcher.type(V->getType());
        Match && Match.Model->Role == models::TypeRole::Error)
      Type = "error<" + models::word(Match.Model->Error).str() + ">";
  }
  Instruction &Let = emit(Opcode::Let, Where);
  add(Let, Slot::Value, make(ExprKind::Unknown, Why, {}, Where, P.save(Type)));
  attribute(Let, "class", V ? thrownClass(V->getType()) : "...");
  Let.Name = unique(V && !V->getName().empty() ? V->getName() : "exception");
  Kept.insert(&Let);
  if (V)
    Variables[V] = result(Let, P.save(Type));
}
