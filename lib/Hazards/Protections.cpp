//===- Hazards/Protections.cpp - What may keep two apart ------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Protections.h"
#include "Hazards/Dependence.h"
#include "Hazards/Retry.h"
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
    writeLock();
    compareAndSet();
    retry();
    inProcessLock();
  }

private:
  void add(Guard G, bool Holds, std::string Reason,
           const Operation *By = nullptr) {
    C.Protections.push_back({G, Holds, std::move(Reason), By});
  }

  void judgeTransaction() {
    C.Transaction = L.transaction(W);
    C.SameTransaction = L.staysInTransaction(R, W);
    C.OpenRead = R.Db.Kind == databases::Product::SQLite &&
                 C.Transaction.What == TransactionState::Kind::Autocommit &&
                 L.before(W.StepIndex).OpenCursors.test(R.StepIndex);
    databases::TransactionMode Mode = databases::TransactionMode::Autocommit;
    if (C.SameTransaction)
      Mode = C.Transaction.Mode;
    else if (C.OpenRead)
      Mode = databases::TransactionMode::Plain;
    C.Level = C.Transaction.Level;
    if (C.Level == databases::IsolationLevel::Unknown)
      C.Level = Ops.options().Level;
    C.Level = databases::effectiveLevel(W.Db, C.Level);
    C.Verdict = databases::lostUpdate(W.Db, C.Level, Mode);
  }

  void rowLock() {
    const sql::Lock &Lock = R.Statement->RowLock;
    if (Lock.Locks != sql::Answer::Yes)
      return;
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
        Op.Statement->RowLock.exclusive() != sql::Answer::Yes ||
        !sharesKey(Op, R, W) || !L.mustPrecede(Op.StepIndex, R.StepIndex))
      return;
    if (!C.SameTransaction || !L.sameTransaction(Op, R))
      return add(Guard::ParentLock, false,
                 "a lock is taken, but given back before the write", &Op);
    add(Guard::ParentLock, true, "a row that shares the key is locked first",
        &Op);
  }

  void tableLock(const Operation &Op) {
    for (const sql::TableLock &T : Op.Statement->TableLocks) {
      if (T.Table >= Op.Statement->Tables.size() ||
          Op.folded(Op.Statement->Tables[T.Table].Table) !=
              W.folded(W.Statement->target()->Table) ||
          !L.mustPrecede(Op.StepIndex, R.StepIndex))
        continue;
      if (T.Mode != sql::TableLockMode::Exclusive)
        add(Guard::TableLock, false,
            "the table is locked in a mode that two can hold at once", &Op);
      else
        add(Guard::TableLock, W.Db.mysqlFamily() || C.SameTransaction,
            "the table is locked", &Op);
    }
  }

  void advisoryLock(const Operation &Op) {
    for (const sql::AdvisoryLock &A : Op.Statement->AdvisoryLocks) {
      bool Takes = A.What == sql::AdvisoryLock::Action::Acquire ||
                   A.What == sql::AdvisoryLock::Action::TryAcquire;
      if (!Takes || A.Shared || !L.mustPrecede(Op.StepIndex, R.StepIndex))
        continue;
      if (A.Holds == sql::AdvisoryLock::Scope::Transaction)
        add(Guard::AdvisoryLock, C.SameTransaction && L.sameTransaction(Op, R),
            "an advisory lock is taken first", &Op);
      else
        add(Guard::AdvisoryLock, !isReleasedBeforeWrite(A),
            "an advisory lock is taken first", &Op);
    }
  }

  bool isReleasedBeforeWrite(const sql::AdvisoryLock &Lock) const {
    return llvm::any_of(Ops.all(), [&](const Operation &Op) {
      return Op.Statement && L.mustPrecede(Op.StepIndex, W.StepIndex) &&
             llvm::any_of(
                 Op.Statement->AdvisoryLocks, [](const sql::AdvisoryLock &A) {
                   return A.What == sql::AdvisoryLock::Action::Release ||
                          A.What == sql::AdvisoryLock::Action::ReleaseAll;
                 });
    });
  }

  /// A row that this transaction wrote is locked until it ends.
  void ownWrite(const Operation &Op) {
    if (!Op.writes() || !Op.Statement->target() || !C.SameTransaction ||
        !L.sameTransaction(Op, R) || !L.mustPrecede(Op.StepIndex, R.StepIndex))
      return;
    bool AnyWrite = W.Db.Kind == databases::Product::SQLite;
    if (AnyWrite || (Op.folded(Op.Statement->target()->Table) ==
                         W.folded(W.Statement->target()->Table) &&
                     sharesKey(Op, R, W)))
      add(Guard::OwnWrite, true, "the transaction has written first", &Op);
  }

  /// Whether a row that \p Op is about has a key value of the read or write.
  static bool sharesKey(const Operation &Op, const Operation &R,
                        const Operation &W) {
    for (const sql::TableRef &Mine : Op.Statement->Tables)
      for (const RowEquality &A : rowSet(Op, Mine).Equalities)
        for (const Operation *Other : {&R, &W})
          for (const sql::TableRef &Theirs : Other->Statement->Tables)
            for (const RowEquality &B : rowSet(*Other, Theirs).Equalities)
              for (const Term &X : A.Terms)
                for (const Term &Y : B.Terms)
                  if (mustEqual(X, Y))
                    return true;
    return false;
  }

  void writeLock() {
    if (W.Db.Kind != databases::Product::SQLite)
      return;
    bool Takes = C.Transaction.Mode == databases::TransactionMode::Immediate ||
                 C.Transaction.Mode == databases::TransactionMode::Exclusive;
    if (Takes)
      add(Guard::WriteLock, C.SameTransaction,
          C.SameTransaction ? "the transaction begins with the write lock"
                            : "the read runs before the transaction that has "
                              "the write lock");
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
    bool OneProcess = W.Db.Kind == databases::Product::SQLite;
    add(Guard::InProcessLock, OneProcess,
        OneProcess ? "a mutex is held over both"
                   : "a mutex is held over both, which does not keep other "
                     "processes out");
  }

  Conflict &C;
  const Operation &R;
  const Operation &W;
  const Operations &Ops;
  const Life &L;
};
} // namespace

void rowlock::hazards::lookForProtections(Conflict &C, const Operations &Ops,
                                          const Life &L) {
  Search(C, Ops, L).run();
}

const Operation *rowlock::hazards::lockBehindRead(const Conflict &C,
                                                  const Operations &Ops,
                                                  const Life &L) {
  std::string Table = C.Write->folded(C.Write->Statement->target()->Table);
  for (const Operation &Op : Ops.all()) {
    if (!Op.Statement || &Op == C.Read ||
        Op.Statement->Kind != sql::StatementKind::Select ||
        Op.Statement->RowLock.exclusive() != sql::Answer::Yes ||
        !L.sameTransaction(Op, *C.Write) ||
        !L.mustPrecede(C.Read->StepIndex, Op.StepIndex) ||
        !L.sameTransaction(*C.Read, Op))
      continue;
    for (const sql::TableRef &T : Op.Statement->Tables)
      if (Op.folded(T.Table) == Table)
        return &Op;
  }
  return nullptr;
}

/// A path leads from \p Op to where \p Count is asked of its connection, and
/// on it no other statement writes.
static bool isOwnCount(const Value &Count, const Operation &Op,
                       const Operations &Ops) {
  llvm::ArrayRef<Step> Steps = Ops.evaluation().steps();
  const effects::Function &F = Ops.evaluation().function();
  std::vector<bool> Seen(F.Blocks.size());
  llvm::SmallVector<unsigned, 8> Work;
  // Behind step \p From to the end of its block.
  auto Walk = [&](unsigned From, unsigned Block) {
    for (; From != Steps.size() && Steps[From].Block == Block; ++From) {
      const Step &S = Steps[From];
      if (S.Instr->Op == Opcode::Outcome && S.Result == &Count)
        return true;
      if (llvm::any_of(Ops.of(From), [&](const Operation &Other) {
            return Other.writes() && Other.Connection == Op.Connection;
          }))
        return false;
    }
    if (const effects::Instruction *End = F.Blocks[Block].terminator())
      Work.append(End->Targets.begin(), End->Targets.end());
    return false;
  };
  if (Walk(Op.StepIndex + 1, Op.Step->Block))
    return true;
  while (!Work.empty()) {
    unsigned Block = Work.pop_back_val();
    if (Seen[Block])
      continue;
    Seen[Block] = true;
    auto First =
        llvm::find_if(Steps, [&](const Step &S) { return S.Block == Block; });
    if (First != Steps.end() && Walk(First - Steps.begin(), Block))
      return true;
  }
  return false;
}

/// The library throws unless the statement found its row.
static bool isExpected(const Operation &Op, const Operations &Ops) {
  auto Demands = [](const effects::Instruction &I) {
    llvm::StringRef Expects = I.attribute("expects");
    unsigned Count = 0;
    return Expects == "one" || Expects == "at-least-one" ||
           (!Expects.getAsInteger(10, Count) && Count != 0);
  };
  if (Op.Statement->Returns != sql::Answer::Yes)
    return false;
  return llvm::any_of(Ops.evaluation().steps(), [&](const Step &S) {
    const Value *On = S.get(Slot::On);
    return Demands(*S.Instr) &&
           (S.Instr == Op.Step->Instr || (On && On->Kind == ValueKind::Result &&
                                          On->Source == Op.Step->Instr));
  });
}

/// What is stored there is seen by others, or may be.
static bool escapes(const effects::Expr *Target) {
  using effects::ExprKind;
  bool IsMember = false;
  while (Target) {
    if (Target->Kind == ExprKind::Address || Target->Kind == ExprKind::Preserve)
      Target = Target->operand(0);
    else if (Target->Kind == ExprKind::Field) {
      IsMember = true;
      Target = Target->operand(0);
    } else if (Target->Kind == ExprKind::Result && Target->Source &&
               Target->Source->Op == Opcode::Let)
      Target = Target->Source->get(Slot::Value);
    else
      break;
  }
  return IsMember || !Target || Target->Kind != ExprKind::Variable ||
         Target->Spelling.starts_with("::");
}

bool rowlock::hazards::countIsLookedAt(const Operation &Op,
                                       const Operations &Ops) {
  auto IsCount = [&](const Value &V) {
    if (V.Kind == ValueKind::Found)
      return V.Source == Op.Step->Instr &&
             Op.Statement->Returns == sql::Answer::Yes;
    if (V.Kind != ValueKind::Outcome)
      return false;
    if (V.Spelling != "affected" && V.Spelling != "rows" &&
        V.Spelling != "empty")
      return false;
    const Value *Of = V.Operands.front();
    // The connection's last statement, or this one's own count.
    return Of == Op.Connection
               ? isOwnCount(V, Op, Ops)
               : Of->Kind == ValueKind::Result && Of->Source == Op.Step->Instr;
  };
  const auto &E = Ops.evaluation();
  if (isExpected(Op, Ops) || isTested(E, IsCount))
    return true;
  // Returned to a caller, or handed to a function such as a check.
  for (const Step &S : E.steps())
    if (S.Instr->Op == Opcode::Return || S.Instr->Op == Opcode::Call ||
        (S.Instr->Op == Opcode::Store && escapes(S.Instr->get(Slot::Target))))
      for (const Value *V : S.Operands)
        if (mentions(V, E, IsCount))
          return true;
  return false;
}
