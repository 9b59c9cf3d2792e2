//===- Hazards/Protections.cpp - What may keep two apart ------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Protections.h"
#include "Hazards/DecisionGuards.h"
#include "Hazards/Dependence.h"
#include "Hazards/Outcomes.h"
#include "Hazards/Retry.h"
#include "Hazards/RolledBack.h"
#include "Hazards/SameDatabase.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace sql = rowlock::sql;

namespace {
/// Who writes what the conflict is about: of two tables, the one that more
/// write.
const databases::WriterRule &writersOf(const Conflict &C,
                                       const Operations &Ops) {
  const ResolveOptions &Options = Ops.options();
  const databases::WriterRule *Found =
      &Options.writers(C.Write->folded(C.Write->Statement->target()->Table));
  if (C.Decided && !C.Decided->ReadTableFolded.empty())
    if (const databases::WriterRule &Read =
            Options.writers(C.Decided->ReadTableFolded);
        Read.Who < Found->Who)
      Found = &Read;
  return *Found;
}

/// "one process writes 'session' (only the gateway does)"
std::string inWords(const databases::WriterRule &Rule, const Conflict &C) {
  std::string Text =
      (databases::name(Rule.Who) + " writes '" + C.Table + "'").str();
  return Rule.Reason.empty() ? Text : Text + " (" + Rule.Reason + ")";
}

class Search {
public:
  Search(Conflict &C, const Operations &Ops, const Life &L)
      : C(C), R(*C.Read), W(*C.Write), Ops(Ops), L(L) {}

  void run() {
    judgeTransaction();
    rowLock();
    for (const Operation &Op : Ops.all())
      if (Op.Statement && &Op != &R && &Op != &W) {
        relatedLock(Op);
        tableLock(Op);
        advisoryLock(Op);
        ownWrite(Op);
      }
    ownWrite(R);
    locksOnAllPaths();
    writeLock();
    compareAndSet();
    retry();
    inProcessLock();
    if (C.Decided)
      decisionGuards(C, Ops);
    if (isRolledBack(W, Ops, L))
      add(Guard::RolledBack, true, "the write is rolled back", &W);
  }

private:
  void add(Guard G, bool Holds, std::string Reason,
           const Operation *By = nullptr) {
    C.Protections.push_back({G, Holds, std::move(Reason), By});
  }

  void swallow(Guard G, const Operation *By = nullptr) {
    add(G, false, "nobody looks at whether the lock was taken", By);
    C.Protections.back().Swallowed = true;
  }

  void judgeTransaction() {
    C.Transaction = L.transaction(W);
    C.SameTransaction = L.staysInTransaction(R, W);
    C.OpenRead = R.Db.Kind == databases::Product::SQLite &&
                 C.Transaction.What == TransactionState::Kind::Autocommit &&
                 L.before(W.StepIndex).OpenCursors.test(R.StepIndex);
    // A begin that waits for the write lock may well have given up.
    if (takesWriteLock() && beginIsIgnored())
      C.SameTransaction = false;
    databases::TransactionMode Mode = databases::TransactionMode::Autocommit;
    if (C.SameTransaction)
      Mode = C.Transaction.Mode;
    else if (C.OpenRead)
      Mode = databases::TransactionMode::Plain;
    C.Level = C.Transaction.Level;
    if (C.Level == databases::IsolationLevel::Unknown)
      C.Level = Ops.options().Level;
    C.Level = databases::effectiveLevel(W.Db, C.Level);
    C.Verdict = databases::outcome(anomalyOf(C), W.Db, C.Level, Mode);
  }

  void rowLock() {
    const sql::Lock &Lock = effectiveLock(*R.Statement);
    if (Lock.Locks != sql::Answer::Yes)
      return;
    if (locksNothing(C))
      return add(Guard::RowLock, false,
                 "rows that are not there cannot be locked", &R);
    if (C.SameTransaction && suffersShareLock(C))
      return add(Guard::RowLock, true, "the read locks the row", &R);
    if (Lock.exclusive() != sql::Answer::Yes) {
      // Each then waits for the other to give its lock back.
      if (C.SameTransaction && !C.Verdict.prevented()) {
        C.Verdict.What = databases::Outcome::Kind::Error;
        C.Verdict.ErrorName = "deadlock";
      }
      return add(Guard::RowLock, false,
                 "the read takes a share lock, which two can hold at once", &R);
    }
    if (C.SameTransaction)
      return add(Guard::RowLock, true, "the read locks the row", &R);
    add(Guard::RowLock, false,
        L.transaction(R).isOpen()
            ? "the lock of the read is given back before the write"
            : "outside a transaction the lock of the read is given back at "
              "once",
        &R);
  }

  /// A lock on the same row by another read, or on a row that shares a key.
  void relatedLock(const Operation &Op) {
    if (Op.Statement->Kind != sql::StatementKind::Select ||
        effectiveLock(*Op.Statement).exclusive() != sql::Answer::Yes ||
        !sharesKey(Op, C))
      return;
    if (!L.mustPrecede(Op.StepIndex, R.StepIndex)) {
      SomeLocks.push_back(&Op);
      return;
    }
    keepLock(Guard::ParentLock, Op, "a row that shares the key is locked first",
             C.SameTransaction && L.sameTransaction(Op, R));
  }

  /// Holds if it is kept, unless nobody looks at whether it was taken.
  void keepLock(Guard G, const Operation &Op, std::string Reason, bool Kept) {
    if (!Kept)
      return add(G, false, "a lock is taken, but given back before the write",
                 &Op);
    if (const Operation *First = snapshotBefore(Op.StepIndex))
      return addLate(G, *First, &Op);
    if (failureIsIgnored(*Op.Step->Instr, Ops) && !failsWriteToo(Op))
      swallow(G, &Op);
    else
      add(G, true, std::move(Reason), &Op);
  }

  /// The read has an old snapshot, whatever lock is held by then: a plain read
  /// of the same transaction has taken it before the lock was. Null if not.
  const Operation *snapshotBefore(unsigned LockStep) const {
    if (!C.SameTransaction || R.Statement->Kind != sql::StatementKind::Select ||
        isLocking(R) ||
        databases::snapshotTime(R.Db, C.Level, C.Transaction.Mode) !=
            databases::SnapshotTime::FirstPlainRead)
      return nullptr;
    for (const Operation &Op : Ops.all())
      if (Op.Statement && Op.Statement->Kind == sql::StatementKind::Select &&
          !Op.Statement->Tables.empty() && !isLocking(Op) &&
          L.mustPrecede(Op.StepIndex, LockStep) && L.sameTransaction(Op, R))
        return &Op;
    return nullptr;
  }

  static bool isLocking(const Operation &Op) {
    return effectiveLock(*Op.Statement).Locks != sql::Answer::No;
  }

  void addLate(Guard G, const Operation &First, const Operation *By) {
    add(G, false,
        "a lock is held, but what the transaction reads without a lock was "
        "fixed before, by line " +
            std::to_string(First.span().Line),
        By);
    C.Protections.back().SnapshotOf = &First;
  }

  /// PostgreSQL: behind a statement that failed no other of the transaction
  /// runs.
  bool failsWriteToo(const Operation &Op) const {
    return databases::afterFailedStatement(Op.Db.Kind) ==
               databases::AfterFailure::Aborted &&
           C.SameTransaction && L.sameTransaction(Op, R);
  }

  /// Each of several paths takes a lock of its own.
  void locksOnAllPaths() {
    const effects::Function &F = Ops.evaluation().function();
    if (SomeLocks.size() < 2 || !C.SameTransaction)
      return;
    llvm::BitVector Locks(Ops.evaluation().steps().size());
    for (const Operation *Op : SomeLocks)
      Locks.set(Op->StepIndex);
    // Is there a way from the entry to the read past all of them?
    llvm::SmallVector<unsigned, 16> Work{0};
    std::vector<bool> Seen(F.Blocks.size());
    std::vector<llvm::SmallVector<unsigned, 8>> StepsOf(F.Blocks.size());
    for (auto [Index, S] : llvm::enumerate(Ops.evaluation().steps()))
      StepsOf[S.Block].push_back(Index);
    while (!Work.empty()) {
      unsigned B = Work.pop_back_val();
      if (Seen[B])
        continue;
      Seen[B] = true;
      bool Locked = false;
      for (unsigned Index : StepsOf[B]) {
        if (Index == R.StepIndex && !Locked)
          return;
        // A lock of an earlier transaction is none.
        Locked |= Locks.test(Index) && L.transaction(R).Touched.test(Index);
      }
      if (Locked)
        continue;
      for (unsigned Next : F.Blocks[B].terminator()->Targets)
        if (Ops.evaluation().isTaken(B, Next))
          Work.push_back(Next);
    }
    add(Guard::ParentLock, true, "each path locks a row that shares the key",
        SomeLocks.front());
  }

  void tableLock(const Operation &Op) {
    for (const sql::TableLock &T : Op.Statement->TableLocks) {
      if (T.Table >= Op.Statement->Tables.size() ||
          !isTableOfConflict(Op.folded(Op.Statement->Tables[T.Table].Table)) ||
          !L.mustPrecede(Op.StepIndex, R.StepIndex))
        continue;
      if (T.Mode != sql::TableLockMode::Exclusive)
        add(Guard::TableLock, false,
            "the table is locked in a mode that two can hold at once", &Op);
      else
        keepLock(Guard::TableLock, Op, "the table is locked",
                 W.Db.mysqlFamily()
                     ? !tablesAreUnlocked(Op)
                     : C.SameTransaction && L.sameTransaction(Op, R));
    }
  }

  /// Of MySQL, where a table lock does not end with the transaction.
  bool tablesAreUnlocked(const Operation &Lock) const {
    return llvm::any_of(Ops.all(), [&](const Operation &Op) {
      return Op.Statement &&
             Op.Statement->Kind == sql::StatementKind::UnlockTables &&
             L.mustPrecede(Lock.StepIndex, Op.StepIndex) &&
             L.mustPrecede(Op.StepIndex, W.StepIndex);
    });
  }

  void advisoryLock(const Operation &Op) {
    for (const sql::AdvisoryLock &A : Op.Statement->AdvisoryLocks) {
      bool Takes = A.What == sql::AdvisoryLock::Action::Acquire ||
                   A.What == sql::AdvisoryLock::Action::TryAcquire;
      if (!Takes || A.Shared || !L.mustPrecede(Op.StepIndex, R.StepIndex))
        continue;
      if (A.What == sql::AdvisoryLock::Action::TryAcquire &&
          !answerIsTested(Op, Ops))
        swallow(Guard::AdvisoryLock, &Op);
      else if (A.Holds == sql::AdvisoryLock::Scope::Transaction)
        keepLock(Guard::AdvisoryLock, Op, "an advisory lock is taken first",
                 C.SameTransaction && L.sameTransaction(Op, R));
      else if (!L.before(R.StepIndex).HeldSessionLocks.test(Op.StepIndex))
        add(Guard::AdvisoryLock, false,
            "the advisory lock is given back before the read", &Op);
      else if (isReleasedTooEarly(Op))
        add(Guard::AdvisoryLock, false,
            "the advisory lock is given back before the commit", &Op);
      else
        keepLock(Guard::AdvisoryLock, Op, "an advisory lock is taken first",
                 /*Kept=*/true);
    }
  }

  /// Before the write, or before the commit of the write, on some path.
  bool isReleasedTooEarly(const Operation &Lock) const {
    llvm::SmallVector<unsigned, 2> Ends = commits();
    Ends.push_back(W.StepIndex);
    return llvm::any_of(Ends, [&](unsigned End) {
      return !L.before(End).HeldSessionLocks.test(Lock.StepIndex);
    });
  }

  /// The steps that commit the transaction of the write.
  llvm::SmallVector<unsigned, 2> commits() const {
    llvm::SmallVector<unsigned, 2> Found;
    for (unsigned I = 0; I != Ops.evaluation().steps().size(); ++I)
      if (L.commits(I, W))
        Found.push_back(I);
    return Found;
  }

  /// A row that this transaction wrote is locked until it ends. What a write
  /// returns is read under that lock.
  void ownWrite(const Operation &Op) {
    bool IsRead = &Op == &R;
    if (!Op.writes() || !Op.Statement->target() || !C.SameTransaction ||
        (!IsRead && (!L.sameTransaction(Op, R) ||
                     !L.mustPrecede(Op.StepIndex, R.StepIndex))))
      return;
    // What matched no row has locked none.
    if (!IsRead && countIsZeroAt(Op, R, Ops))
      return;
    bool AnyWrite = W.Db.Kind == databases::Product::SQLite;
    // What is decided on may hang on a row of another table.
    bool SameTable = Op.folded(Op.Statement->target()->Table) ==
                     W.folded(W.Statement->target()->Table);
    if (AnyWrite || ((SameTable || C.Decided) && sharesKey(Op, C)))
      add(Guard::OwnWrite, true, "the transaction has written first", &Op);
  }

  bool isTableOfConflict(llvm::StringRef Table) const {
    return Table == W.folded(W.Statement->target()->Table) ||
           (C.Decided &&
            llvm::any_of(R.Statement->Tables, [&](const sql::TableRef &T) {
              return R.folded(T.Table) == Table;
            }));
  }

  void writeLock() {
    if (W.Db.Kind != databases::Product::SQLite)
      return;
    if (!takesWriteLock())
      return;
    if (beginIsIgnored() && L.staysInTransaction(R, W))
      return swallow(Guard::WriteLock);
    add(Guard::WriteLock, C.SameTransaction,
        C.SameTransaction ? "the transaction begins with the write lock"
                          : "the read runs before the transaction that has "
                            "the write lock");
  }

  bool takesWriteLock() const {
    return C.Transaction.Mode == databases::TransactionMode::Immediate ||
           C.Transaction.Mode == databases::TransactionMode::Exclusive;
  }

  bool beginIsIgnored() const {
    return C.Transaction.Begin && failureIsIgnored(*C.Transaction.Begin, Ops);
  }

  /// The WHERE repeats what was read of a column that the write sets.
  void compareAndSet() {
    for (const sql::Atom &A : W.Statement->Filter.Atoms) {
      if (!A.isEquality() || !A.Column.Column.known())
        continue;
      std::string Name = W.folded(A.Column.Column);
      bool Sets =
          llvm::any_of(W.Statement->Assignments, [&](const sql::Assignment &S) {
            return W.folded(S.Column.Column) == Name;
          });
      // PostgreSQL's xmin changes with every write to the row.
      if (!Sets && Name != "xmin")
        continue;
      Term Old = W.term(A.Operands[0]);
      if (!Old.Value)
        continue;
      for (const Origin &O : origins(Old.Value, Ops.evaluation())) {
        if (O.Computed || !isRead(*O.Column, Name))
          continue;
        bool Looked = countIsLookedAt(W, Ops);
        // Then the write is not made, which is what the decision is about.
        if (C.Decided && !Looked)
          return;
        add(Guard::CompareAndSet, Looked,
            Looked ? "the write repeats the old value and its count is looked "
                     "at"
                   : "the write repeats the old value of '" + Name +
                         "', but nothing looks at whether it changed a row",
            &W);
        return;
      }
    }
  }

  bool isRead(const Value &Column, llvm::StringRef Name) const {
    return llvm::any_of(readColumns(Column, Ops), [&](const ReadColumn &Read) {
      return Read.Column == Name &&
             Read.TableName == W.folded(W.Statement->target()->Table);
    });
  }

  /// An error of the database instead of a lost update is a guard only if the
  /// whole transaction is tried again.
  void retry() {
    if (!C.Verdict.error())
      return;
    bool Retried = isRetried(C, Ops, L);
    add(Guard::Retry, Retried,
        Retried ? "the transaction is tried again when the database refuses it"
                : "nothing tries the transaction again when the database "
                  "refuses it");
  }

  void inProcessLock() {
    llvm::BitVector Held = L.before(R.StepIndex).HeldLocks;
    Held &= L.before(W.StepIndex).HeldLocks;
    if (Held.none())
      return;
    for (unsigned Commit : commits())
      Held &= L.before(Commit).HeldLocks;
    if (Held.none())
      return add(Guard::InProcessLock, false,
                 "the mutex is given back before the commit");
    for (unsigned Step : Held.set_bits())
      if (const Operation *First = snapshotBefore(Step)) {
        addLate(Guard::InProcessLock, *First, nullptr);
        C.Protections.back().Step = Step;
        return;
      }
    const databases::WriterRule &Who = writersOf(C, Ops);
    if (W.Db.Kind == databases::Product::SQLite)
      add(Guard::InProcessLock, true, "a mutex is held over both");
    else if (Who.Who != databases::Writers::Many)
      add(Guard::InProcessLock, true,
          "a mutex is held over both, and " + inWords(Who, C));
    else
      add(Guard::InProcessLock, false,
          "a mutex is held over both, which does not keep other "
          "processes out");
  }

  Conflict &C;
  const Operation &R;
  const Operation &W;
  const Operations &Ops;
  const Life &L;
  /// Locks on the row, or a related one, that only some paths take.
  llvm::SmallVector<const Operation *, 2> SomeLocks;
};
} // namespace

void rowlock::hazards::lookForProtections(Conflict &C, const Operations &Ops,
                                          const Life &L) {
  Search(C, Ops, L).run();
}

void rowlock::hazards::guardByWriters(Conflict &C, const Operations &Ops) {
  if (needsOtherWriter(C.What) && isPrivate(*C.Write, Ops)) {
    C.Protections.push_back(
        {Guard::Writers, true, "no other connection sees the table"});
    return;
  }
  const databases::WriterRule &Rule = writersOf(C, Ops);
  if (Rule.Who == databases::Writers::Many)
    return;
  bool Alone = Rule.Who == databases::Writers::OneThread;
  if (Alone && !needsOtherWriter(C.What))
    return;
  std::string Reason = inWords(Rule, C);
  if (!Alone)
    Reason += ", so that a mutex would be enough, but none is held over both";
  // Looked for already, and found.
  bool HasMutex = llvm::any_of(C.Protections, [](const Protection &P) {
    return P.What == Guard::InProcessLock;
  });
  if (Alone || !HasMutex)
    C.Protections.push_back({Guard::Writers, Alone, std::move(Reason)});
}
