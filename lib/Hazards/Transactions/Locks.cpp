//===- Hazards/Transactions/Locks.cpp - Locks that hold nothing -----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Transactions/Locks.h"
#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/Dependence.h"
#include "Hazards/FailurePaths.h"
#include "Hazards/Outcomes.h"
#include "Hazards/Reach.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::databases::Product;
using rowlock::flow::Step;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

using Locked = LockHazard::Locked;

namespace {
const sql::AdvisoryLock *nameLock(const Operation &Op) {
  using Action = sql::AdvisoryLock::Action;
  for (const sql::AdvisoryLock &A : Op.Statement->AdvisoryLocks)
    if (A.What == Action::Acquire || A.What == Action::TryAcquire)
      return &A;
  return nullptr;
}

/// What the statement locks, if it is a lock.
std::optional<Locked> lockedBy(const Operation &Op) {
  if (!Op.Statement)
    return std::nullopt;
  if (nameLock(Op))
    return Locked::Name;
  if (Op.Statement->Kind == sql::StatementKind::LockTables)
    return Locked::Table;
  if (Op.Statement->Kind == sql::StatementKind::Select &&
      effectiveLock(*Op.Statement).Locks == sql::Answer::Yes &&
      databases::rowLockSyntax(Op.Db.Kind) != databases::RowLockSyntax::None)
    return Locked::Row;
  return std::nullopt;
}

/// The locks that the code does not need to get.
class Unneeded {
public:
  Unneeded(const Operations &Ops, const Life &L)
      : Ops(Ops), E(Ops.evaluation()), L(L) {}

  std::vector<SwallowedLock> run() {
    std::vector<SwallowedLock> Found;
    for (const Operation &Op : Ops.all()) {
      std::optional<Locked> Of = lockedBy(Op);
      if (Of && Op.Alternatives == 1 && !(*Of == Locked::Row && isRead(Op)))
        if (std::optional<SwallowedLock> S = swallowed(Op))
          Found.push_back(std::move(*S));
    }
    return Found;
  }

private:
  /// Without the row there is nothing to go on with.
  bool isRead(const Operation &Lock) const {
    return llvm::any_of(E.steps(), [&](const Step &S) {
      return llvm::any_of(S.Operands, [&](const flow::Value *V) {
        return V && mentions(V, E, [&](const flow::Value &Part) {
                 return Part.Kind == flow::ValueKind::Column &&
                        llvm::is_contained(Ops.of(Part.operand(0)), &Lock);
               });
      });
    });
  }

  std::optional<SwallowedLock> swallowed(const Operation &Lock) const {
    const sql::AdvisoryLock *Name = nameLock(Lock);
    SwallowedLock S{&Lock, {}, false};
    if (!failsLater(Lock))
      S.Writes = goesOnTo(Lock, /*InVain=*/false);
    llvm::StringRef Fails = Lock.Step->Instr->attribute("fails");
    S.IsCaught = !S.Writes.empty() && (Fails.empty() || Fails == "throws");
    // Whoever looks at no failure at all has not forgotten this one.
    if (!S.IsCaught && !looksAtSome(Lock))
      S.Writes.clear();
    if (S.Writes.empty() && Name &&
        Name->What == sql::AdvisoryLock::Action::TryAcquire)
      S.Writes = goesOnTo(Lock, /*InVain=*/true);
    if (S.Writes.empty())
      return std::nullopt;
    return S;
  }

  /// PostgreSQL: what comes behind it in the transaction is refused too.
  bool failsLater(const Operation &Lock) const {
    llvm::StringRef Fails = Lock.Step->Instr->attribute("fails");
    bool Aborts = databases::afterFailedStatement(Lock.Db.Kind) ==
                  databases::AfterFailure::Aborted;
    return (Aborts || !Lock.Db.known()) && L.transaction(Lock).isOpen() &&
           !Fails.empty() && Fails != "throws";
  }

  /// The writes that the code comes to with the lock and without it.
  llvm::SmallVector<const Operation *, 2> goesOnTo(const Operation &Lock,
                                                   bool InVain) const {
    llvm::SmallVector<const Operation *, 2> Writes;
    FailurePaths Paths(Lock, Ops);
    Paths.trustUnknownTests();
    if (InVain)
      Paths.succeedInVain();
    Paths.walk([&](unsigned Index) {
      for (const Operation &Op : Ops.of(Index)) {
        // Tried again, or another one instead.
        if (lockedBy(Op))
          return false;
        if (Op.Statement && Op.Connection == Lock.Connection &&
            sql::writes(*Op.Statement) == sql::Answer::Yes &&
            Op.Statement->Kind != sql::StatementKind::Ddl &&
            leadsTo(E, *Lock.Step, *Op.Step))
          Writes.push_back(&Op);
      }
      return true;
    });
    return Writes;
  }

  /// The failure of another statement is looked at.
  bool looksAtSome(const Operation &Lock) const {
    return llvm::any_of(Ops.all(), [&](const Operation &Op) {
      return Op.StepIndex != Lock.StepIndex && Op.Statement &&
             !Op.Step->Instr->attribute("fails").empty() &&
             Op.Step->Instr->attribute("fails") != "never" &&
             !failureIsIgnored(*Op.Step->Instr, Ops);
    });
  }

  const Operations &Ops;
  const flow::Evaluation &E;
  const Life &L;
};

class Finder {
public:
  explicit Finder(const Judgement &J)
      : J(J), Ops(J.operations()), E(J.evaluation()), L(J.life()) {}

  std::vector<LockHazard> run() {
    for (const Operation &Op : Ops.all()) {
      std::optional<Locked> Of = lockedBy(Op);
      if (!Of || Op.Alternatives > 1)
        continue;
      if (isOutside(Op, *Of))
        add(LockHazard::Kind::Outside, *Of, Op.StepIndex, &Op, writeBehind(Op));
    }
    for (const SwallowedLock &S : J.swallowed())
      if (!isOutside(*S.Lock, *lockedBy(*S.Lock)) && !isToldOtherwise(S))
        add(LockHazard::Kind::Swallowed, *lockedBy(*S.Lock), S.Lock->StepIndex,
            S.Lock, S.Writes.front(), S.IsCaught);
    for (const Conflict &C : J.conflicts())
      if (C.What == Shape::SwallowedLockError)
        ofConflict(C);
    return std::move(Found);
  }

private:
  //===--------------------------------------------------------------------===//
  // In autocommit
  //===--------------------------------------------------------------------===//

  bool isOutside(const Operation &Op, Locked Of) const {
    if (L.transaction(Op).What != TransactionState::Kind::Autocommit)
      return false;
    switch (Of) {
    case Locked::Row:
      return true;
    case Locked::Name:
      return nameLock(Op)->Holds == sql::AdvisoryLock::Scope::Transaction;
    case Locked::Table:
      // MySQL's belong to the session.
      return Op.Db.Kind == Product::PostgreSQL || Op.Db.Kind == Product::Oracle;
    case Locked::Database:
      break;
    }
    return false;
  }

  /// A write that comes behind it, of a transaction that is no more open.
  const Operation *writeBehind(const Operation &Lock) const {
    for (const Operation &W : Ops.all())
      if (W.StepIndex > Lock.StepIndex && W.Statement &&
          sql::writes(*W.Statement) == sql::Answer::Yes &&
          W.Connection == Lock.Connection && leadsTo(E, *Lock.Step, *W.Step))
        return &W;
    return nullptr;
  }

  /// What it would have guarded is lost with the lock as well.
  bool isToldOtherwise(const SwallowedLock &S) const {
    return llvm::any_of(J.conflicts(), [&](const Conflict &C) {
      return !C.guard() && isReported(C.What) &&
             llvm::is_contained(S.Writes, C.Write);
    });
  }

  /// The lock of a conflict that nobody looks at.
  void ofConflict(const Conflict &C) {
    for (const Protection &P : C.Protections) {
      if (!P.Swallowed)
        continue;
      if (P.By)
        addOnce(P.By->StepIndex, P.By, lockedBy(*P.By).value_or(Locked::Row),
                *C.Write);
      else if (const effects::Instruction *Begin = C.Transaction.Begin)
        for (auto [Index, S] : llvm::enumerate(E.steps()))
          if (S.Instr == Begin)
            addOnce(Index, Ops.of(Index).empty() ? nullptr : &Ops.of(Index)[0],
                    Locked::Database, *C.Write);
    }
  }

  void addOnce(unsigned Step, const Operation *Lock, Locked Of,
               const Operation &Write) {
    if (llvm::none_of(Found, [&](const LockHazard &Known) {
          return Known.StepIndex == Step;
        }))
      add(LockHazard::Kind::Swallowed, Of, Step, Lock, &Write);
  }

  void add(LockHazard::Kind What, Locked Of, unsigned StepIndex,
           const Operation *Lock, const Operation *Write, bool Caught = false) {
    const Step &S = E.steps()[StepIndex];
    LockHazard H;
    H.What = What;
    H.Of = Of;
    H.StepIndex = StepIndex;
    H.Lock = Lock;
    H.Write = Write;
    H.IsCaught = Caught;
    H.Db = Lock ? Lock->Db : Write->Db;
    H.Assumed = Lock && L.transaction(*Lock).Assumed;
    const flow::Site &Here = site(S);
    H.Original = Here.Original;
    H.Where =
        frameOf(Here, Write ? site(*Write->Step) : flow::Site(), J.function());
    H.Anchor = &H.Where.anchor(Here);
    H.AnchorIn = &H.Where.holder(Here, J.function());
    if (Write)
      H.WriteAnchor = &H.Where.anchor(site(*Write->Step));
    if (E.incomplete())
      H.lower(Confidence::Possible, "the function is too large to follow");
    if (What == LockHazard::Kind::Outside && H.Assumed)
      H.lower(Write ? Confidence::Likely : Confidence::Possible,
              "callers are taken not to be in a transaction");
    if (!H.Db.known())
      H.lower(Confidence::Likely, "the database is not known");
    Found.push_back(std::move(H));
  }

  const flow::Site &site(const Step &S) const {
    return J.spliced().Sites.find(S.Instr)->second;
  }

  const Judgement &J;
  const Operations &Ops;
  const flow::Evaluation &E;
  const Life &L;
  std::vector<LockHazard> Found;
};
} // namespace

std::vector<SwallowedLock>
rowlock::hazards::findSwallowedLocks(const Operations &Ops, const Life &L) {
  return Unneeded(Ops, L).run();
}

std::vector<LockHazard> rowlock::hazards::findLocks(const Judgement &J) {
  return Finder(J).run();
}
