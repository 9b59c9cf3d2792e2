//===- Hazards/Judge.cpp - From an effect program to conflicts ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Judge.h"
#include "Hazards/Protections.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;

namespace {
/// SEMANTICS part 7: the first check that fits has the conflict.
Shape classify(const Conflict &C, const Operations &Ops, const Life &L) {
  for (const Protection &P : C.Protections)
    if (P.What == Guard::RowLock && !P.Holds && P.By == C.Read &&
        effectiveLock(*C.Read->Statement).exclusive() ==
            rowlock::sql::Answer::Yes &&
        L.transaction(*C.Read).What == TransactionState::Kind::Autocommit)
      return Shape::LockOutsideTransaction;
  if (lockBehindRead(C, Ops, L))
    return Shape::ReadBeforeLock;
  return Shape::ReadModifyWrite;
}

/// Runs once, while nobody else of this process is there yet.
bool isStartUp(const Conflict &C, const Operations &Ops) {
  if (Ops.evaluation().function().Name != "main")
    return false;
  auto Before = Ops.evaluation().steps().take_front(C.Read->StepIndex);
  return llvm::none_of(Before, [](const flow::Step &S) {
    const flow::Value *Name = S.Instr->Op == effects::Opcode::Call
                                  ? S.get(effects::Slot::Name)
                                  : nullptr;
    return Name && (Name->Spelling.contains("thread") ||
                    Name->Spelling.contains("async"));
  });
}

/// SEMANTICS part 7, the table of confidence.
void grade(Conflict &C, const Operations &Ops) {
  if (Ops.evaluation().incomplete())
    C.lower(Confidence::Possible, "the function is too large to follow");
  if (C.Transaction.Assumed)
    C.lower(Confidence::Likely,
            C.Transaction.isOpen()
                ? "the caller's transaction is taken to be at the default level"
                : "callers are taken not to be in a transaction");
  if (C.Transaction.What == TransactionState::Kind::Mixed)
    C.lower(Confidence::Likely,
            "some paths are in a transaction and some are not");
  if (!C.Write->Db.known())
    C.lower(Confidence::Likely, "the database is not known");
  if (C.Read->Alternatives > 1 || C.Write->Alternatives > 1)
    C.lower(Confidence::Likely, "the text is one of several");
  if (C.Transaction.isOpen() && C.Transaction.ModeUnknown)
    C.lower(Confidence::Possible,
            "how the transaction begins is chosen at run time");
  // Whoever began the transaction may be the one who tries it again.
  if (C.Verdict.error() && C.Transaction.isOpen() && !C.Transaction.Begin)
    C.lower(Confidence::Possible, "a caller may try the transaction again");
  for (const Protection &P : C.Protections)
    if (P.What == Guard::InProcessLock && !P.Holds)
      C.lower(Confidence::Possible, "a mutex is held over both");
}

/// Where one text of several is guarded, the choice is open.
void gradeAlternatives(std::vector<Conflict> &Conflicts) {
  for (Conflict &C : Conflicts) {
    bool OtherGuarded = llvm::any_of(Conflicts, [&](const Conflict &Other) {
      return Other.guard() && Other.Read->StepIndex == C.Read->StepIndex &&
             Other.Write->StepIndex == C.Write->StepIndex;
    });
    if (!C.guard() && OtherGuarded)
      C.lower(Confidence::Possible, "only some of its texts are unguarded");
  }
}
} // namespace

/// How many of the calls of \p Site lead to the function that its lambdas past
/// \p Depth belong to; \p Depth if there are none.
static unsigned ownerDepth(const flow::Spliced::Site &Site, unsigned Depth,
                           const effects::Function &F) {
  for (unsigned Inner = Depth; Inner < Site.Callees.size(); ++Inner) {
    llvm::StringRef Lambda = Site.Callees[Inner]->Name;
    unsigned Owner = Depth;
    while (Owner != 0 &&
           !flow::isLambdaOf(Lambda, Site.Callees[Owner - 1]->Name))
      --Owner;
    if (Owner != 0 || flow::isLambdaOf(Lambda, F.Name))
      Depth = Owner;
  }
  return Depth;
}

/// Both sites share the calls that enter the frame. A lambda belongs to the
/// function that it is written in, whoever calls it.
void Judgement::findFrame(Conflict &C) const {
  const auto &R = Whole->Body.Sites.find(C.Read->Step->Instr)->second;
  const auto &W = Whole->Body.Sites.find(C.Write->Step->Instr)->second;
  unsigned Depth = 0;
  while (Depth < R.Calls.size() && Depth < W.Calls.size() &&
         R.Calls[Depth] == W.Calls[Depth])
    ++Depth;
  Depth = std::min(ownerDepth(R, Depth, F), ownerDepth(W, Depth, F));
  C.Frame = Depth == 0 ? &F : R.Callees[Depth - 1];
  C.OriginalRead = R.Original;
  C.OriginalWrite = W.Original;
  auto Anchor = [&](const flow::Spliced::Site &S) {
    unsigned At = Depth;
    for (unsigned I = Depth; I < S.Callees.size(); ++I)
      if (flow::isLambdaOf(S.Callees[I]->Name, C.Frame->Name))
        At = I + 1;
    return At < S.Calls.size() ? S.Calls[At]->Span : S.Original->Span;
  };
  C.ReadAt = Anchor(R);
  C.WriteAt = Anchor(W);
}

Judgement::Judgement(const effects::Function &F, const flow::UnitIndex &Unit,
                     effects::Program &P, const ResolveOptions &Options)
    : F(F), Whole(flow::follow(F, Unit, P)), Ops(*Whole->Values, P, Options),
      Lives(Ops) {
  Conflicts = findDependentWrites(Ops, Lives);
  for (Conflict &C : Conflicts) {
    lookForProtections(C, Ops, Lives);
    C.What = classify(C, Ops, Lives);
    grade(C, Ops);
    findFrame(C);
    // What main calls may be called by others too.
    if (C.Frame == &F && isStartUp(C, Ops))
      C.lower(Confidence::Possible, "it runs once, when the program starts");
  }
  gradeAlternatives(Conflicts);
  llvm::sort(Conflicts, [](const Conflict &A, const Conflict &B) {
    return std::tie(A.Write, A.Read) < std::tie(B.Write, B.Read);
  });
}
