//===- Hazards/Judge.cpp - From an effect program to conflicts ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Judge.h"
#include "Flow/NullDefault.h"
#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/Frame.h"
#include "Hazards/Protections.h"
#include "Hazards/Reach.h"
#include "Hazards/SameDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;

namespace {
/// An exclusive lock that a transaction holds to its end.
bool endsWithTransaction(const Operation &Lock) {
  return effectiveLock(*Lock.Statement).exclusive() ==
             rowlock::sql::Answer::Yes ||
         llvm::any_of(Lock.Statement->AdvisoryLocks, [](const auto &A) {
           return !A.Shared &&
                  A.Holds == rowlock::sql::AdvisoryLock::Scope::Transaction;
         });
}

/// SEMANTICS part 7: the first check that fits has the conflict.
Shape classify(const Conflict &C, const Life &L) {
  if (llvm::any_of(C.Protections,
                   [](const Protection &P) { return P.Swallowed; }))
    return Shape::SwallowedLockError;
  for (const Protection &P : C.Protections)
    if (!P.Holds && P.By && endsWithTransaction(*P.By) &&
        L.transaction(*P.By).What == TransactionState::Kind::Autocommit)
      return Shape::LockOutsideTransaction;
  if (C.Reread)
    return Shape::RetryInSameSnapshot;
  if (C.Between)
    return C.Between->Columns.empty() ? Shape::ReadBeforeLock
                                      : Shape::StaleInstance;
  // It is told of the transaction, whatever else is in it.
  if (C.SameTransaction && C.Verdict.error() && C.Transaction.Begin &&
      C.Write->Db.Kind == rowlock::databases::Product::SQLite &&
      !C.Transaction.ModeUnknown)
    return Shape::DeferredUpgrade;
  if (C.Decided && C.Decided->What == Act::InsertIfAbsent &&
      C.Decided->Unconstrained && !C.Verdict.error())
    return Shape::NonUniqueLookup;
  if (C.Counted)
    return Shape::AggregateWriteBack;
  if (!C.Columns.empty())
    return Shape::ReadModifyWrite;
  return C.Carried.empty() ? Shape::CheckThenAct : Shape::FullRowSave;
}

/// Another write that the copy does not know of is undone with any lock in the
/// world: it is in the same transaction.
void dropLocks(Conflict &C) {
  llvm::erase_if(C.Protections, [](const Protection &P) {
    return P.What != Guard::CompareAndSet && P.What != Guard::RolledBack;
  });
}

/// \p Read finds no row on that path.
bool isWithoutRow(const flow::Evaluation::Incoming &Path, const Operation &Read,
                  const Operations &Ops) {
  return llvm::any_of(
      Deciders(Ops).ofWay({Path.From, Path.To}), [&](const Fact &F) {
        return F.What == Fact::Kind::NotFound && F.Read == &Read;
      });
}

/// On some paths it is as it was read, on others somebody has set it. What a
/// record begins with, or has where there is no row, was set by nobody.
bool isSetOnSomePath(const WrittenColumn &Column, const Operation &Read,
                     const Operations &Ops) {
  constexpr unsigned MaxValues = 8;
  bool Complete = true;
  auto Paths = Ops.evaluation().incoming(*Column.Value);
  if (!Paths.empty() && llvm::all_of(Paths, [&](const auto &Path) {
        return llvm::is_contained(Column.From, flow::columnIn(Path.Brought)) ||
               (Path.Brought->isConstant() && isWithoutRow(Path, Read, Ops));
      }))
    return false;
  return llvm::any_of(flow::alternatives(Column.Value, MaxValues, Complete),
                      [&](const flow::Value *V) {
                        return !flow::isNothing(V) &&
                               !llvm::is_contained(Column.From,
                                                   flow::columnIn(V));
                      });
}

/// SEMANTICS part 7, the table of confidence.
void grade(Conflict &C, const Operations &Ops) {
  if (Ops.evaluation().incomplete())
    C.lower(Confidence::Possible, "the function is too large to follow");
  // It may be there to be set; beside others that nobody sets it is not.
  if (C.What == Shape::FullRowSave &&
      llvm::all_of(C.Carried, [&](const auto &Column) {
        return isSetOnSomePath(Column, *C.Read, Ops);
      }))
    C.lower(Confidence::Possible, "each column is set on some of the paths");
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
    if (P.What == Guard::InProcessLock && !P.Holds && !P.SnapshotOf)
      C.lower(Confidence::Possible, "a mutex is held over both");
}

/// \p Again asks what \p D was decided by.
bool isSameQuestion(const Decision &D, const Fact &Again) {
  return llvm::any_of(D.Facts, [&](const Fact &F) {
    return F.What == Again.What && F.Op == Again.Op && F.Name == Again.Name &&
           F.TableName == Again.TableName;
  });
}

/// The same statement with another value, which puts nothing back.
bool isSetByOtherText(const Conflict &C, llvm::ArrayRef<Conflict> Conflicts,
                      const Operations &Ops) {
  return llvm::any_of(Ops.of(C.Write->StepIndex), [&](const Operation &Op) {
    return Op.Statement &&
           Op.Statement->Assignments.size() ==
               C.Write->Statement->Assignments.size() &&
           llvm::none_of(Conflicts, [&](const Conflict &Other) {
             return Other.Write == &Op;
           });
  });
}

/// Where one text of several is guarded, the choice is open.
void gradeAlternatives(std::vector<Conflict> &Conflicts,
                       const Operations &Ops) {
  for (Conflict &C : Conflicts) {
    if (C.What == Shape::FullRowSave && isSetByOtherText(C, Conflicts, Ops))
      C.lower(Confidence::Possible, "each column is set on some of the paths");
    bool OtherGuarded = llvm::any_of(Conflicts, [&](const Conflict &Other) {
      return Other.guard() &&
             Other.Reread.has_value() == C.Reread.has_value() &&
             Other.Read->StepIndex == C.Read->StepIndex &&
             Other.Write->StepIndex == C.Write->StepIndex;
    });
    if (!C.guard() && OtherGuarded)
      C.lower(Confidence::Possible, "only some of its texts are unguarded");
  }
}
} // namespace

/// Where the frame decides: the branch, or the call that leads to it.
effects::SourceSpan Judgement::branchAt(const Conflict &C,
                                        unsigned Depth) const {
  unsigned Block = C.Decided->Facts.front().Decided.From;
  for (const flow::Step &S : Whole->Values->steps()) {
    if (S.Block != Block || !S.Instr->isTerminator())
      continue;
    auto It = Whole->Body.Sites.find(S.Instr);
    if (It == Whole->Body.Sites.end())
      return {};
    const auto &Site = It->second;
    return Depth < Site.Calls.size() ? Site.Calls[Depth]->Span
           : Site.Original           ? Site.Original->Span
                                     : S.Instr->Span;
  }
  return {};
}

/// Both sites share the calls that enter the frame. A lambda belongs to the
/// function that it is written in, whoever calls it.
void Judgement::findFrame(Conflict &C) const {
  auto SiteOf = [&](const flow::Step &S) -> const flow::Site & {
    return Whole->Body.Sites.find(S.Instr)->second;
  };
  const flow::Site &R = SiteOf(*C.Read->Step);
  const flow::Site &W = SiteOf(*C.Write->Step);
  const Operation *First = C.Between ? C.Between->SnapshotOf : nullptr;
  Frame Both = frameOf(First ? SiteOf(*First->Step) : R, W, F);
  C.Frame = Both.Function;
  C.OriginalRead = R.Original;
  C.OriginalWrite = W.Original;
  C.ReadAt = Both.anchor(R).Span;
  C.WriteAt = Both.anchor(W).Span;
  if (C.Between) {
    const flow::Step &S = Whole->Values->steps()[C.Between->StepIndex];
    C.Between->At = Both.anchor(SiteOf(S)).Span;
    if (First)
      C.Between->SnapshotAt = Both.anchor(SiteOf(*First->Step)).Span;
  }
  if (C.Decided && !C.Decided->Facts.empty())
    C.Decided->At = branchAt(C, Both.Depth);
}

/// A look without a lock that is taken again under one: only the second counts.
void Judgement::askedAgain() {
  for (Conflict &C : Conflicts) {
    if (!C.Decided || C.guard())
      continue;
    auto Again = llvm::find_if(Conflicts, [&](const Conflict &Other) {
      if (!Other.guard() || Other.Write != C.Write ||
          Other.Read->StepIndex <= C.Read->StepIndex)
        return false;
      if (Other.Decided)
        return Other.Decided->ReadTable == C.Decided->ReadTable;
      // What the second read computes it may decide as well.
      return !Other.Columns.empty() &&
             llvm::any_of(weigh(Ops, *C.Write), [&](const Weighed &Its) {
               return Its.Asked.Read == Other.Read &&
                      isSameQuestion(*C.Decided, Its.Asked);
             });
    });
    if (Again == Conflicts.end())
      continue;
    Protection P = *Again->guard();
    P.Reason = "what is read here is read again: " + P.Reason;
    C.Protections.push_back(std::move(P));
  }
}

/// A lock before the read is all that is missing, and it is missing only where
/// it failed.
bool Judgement::isLockSwallowed(const Conflict &C) const {
  return !C.guard() && !C.Reread && !C.Between &&
         llvm::any_of(Swallowed, [&](const SwallowedLock &S) {
           return llvm::is_contained(S.Writes, C.Write) &&
                  leadsTo(*Whole->Values, *S.Lock->Step, *C.Read->Step);
         });
}

Judgement::Judgement(const effects::Function &F, const flow::UnitIndex &Unit,
                     effects::Program &P, const ResolveOptions &Options)
    : F(F), Whole(flow::follow(F, Unit, P)), Ops(*Whole->Values, P, Options),
      Lives(Ops) {
  Conflicts = findDependentWrites(Ops, Lives);
  llvm::append_range(Conflicts, findGovernedWrites(Ops, Conflicts));
  // A total that goes into what the row has already is that row's own matter.
  for (Conflict &C : findStoredTotals(Ops))
    if (llvm::none_of(Conflicts, [&](const Conflict &Known) {
          return Known.Write == C.Write && !Known.Columns.empty();
        }))
      Conflicts.push_back(std::move(C));
  llvm::erase_if(Conflicts, [&](const Conflict &C) {
    return areApart(*C.Read, *C.Write, Ops);
  });
  for (Conflict &C : Conflicts)
    lookForProtections(C, Ops, Lives);
  llvm::append_range(Conflicts, findRereads(Ops, Lives));
  Swallowed = findSwallowedLocks(Ops, Lives);
  askedAgain();
  for (Conflict &C : Conflicts) {
    if (!C.Reread)
      C.Between = madeStale(C, Ops);
    if (C.Between)
      dropLocks(C);
    else if (!C.guard() && !C.Reread)
      C.Between = lateLock(C, Ops, Lives);
    C.What =
        isLockSwallowed(C) ? Shape::SwallowedLockError : classify(C, Lives);
    guardByWriters(C, Ops);
    grade(C, Ops);
    findFrame(C);
    // What main calls may be called by others too.
    if (C.Frame == &F && isStartUp(Ops, C.Read->StepIndex))
      C.lower(Confidence::Possible, "it runs once, when the program starts");
  }
  gradeAlternatives(Conflicts, Ops);
  // What else a save puts back is told with the value that it computes.
  llvm::SmallPtrSet<const Operation *, 4> Computed;
  for (const Conflict &C : Conflicts)
    if (C.What == Shape::ReadModifyWrite && !C.guard())
      Computed.insert(C.Write);
  llvm::erase_if(Conflicts, [&](const Conflict &C) {
    return C.What == Shape::FullRowSave && Computed.contains(C.Write);
  });
  llvm::sort(Conflicts, [](const Conflict &A, const Conflict &B) {
    return std::tie(A.Write, A.Read) < std::tie(B.Write, B.Read);
  });
}
