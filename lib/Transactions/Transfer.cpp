//===- Transactions/Transfer.cpp - What one step does to a path -----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/Transfer.h"
#include "Transactions/LevelAndMode.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace rowlock::transactions;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace sql = rowlock::sql;

namespace {
/// What statements such as BEGIN and COMMIT do, and others besides what they
/// are written for.
void control(TransactionState &T, const Operation &Op) {
  const sql::TransactionControl &C = Op.Statement->Transaction;
  auto Commits = [&](databases::CommittingStatement S) {
    return databases::commitsImplicitly(Op.Db.Kind, S).value_or(false);
  };
  switch (Op.Statement->Kind) {
  case sql::StatementKind::Begin:
    // Elsewhere a second BEGIN changes nothing.
    if (T.isOpen() && T.Begin && T.Begin != T.AutocommitOff && Op.Db.known() &&
        !Commits(databases::CommittingStatement::BeginInside))
      break;
    T.begin(*Op.Step->Instr, C.Level, C.Mode);
    break;
  case sql::StatementKind::Commit:
  case sql::StatementKind::Rollback:
    if (C.Chain)
      T.chain();
    else
      T.end();
    break;
  case sql::StatementKind::SetTransaction:
    T.setLevel(C.Level, C.Scope);
    break;
  case sql::StatementKind::SetAutocommit:
    if (C.Autocommit != sql::Answer::Unknown)
      T.switchAutocommit(C.Autocommit == sql::Answer::Yes, *Op.Step->Instr);
    break;
  case sql::StatementKind::Savepoint:
    T.Savepoints.push_back({nullptr, Op.folded(C.Savepoint), T.Executed});
    break;
  case sql::StatementKind::RollbackTo:
    T.rollbackTo(nullptr, Op.folded(C.Savepoint));
    break;
  case sql::StatementKind::Release:
    T.release(nullptr, Op.folded(C.Savepoint));
    break;
  case sql::StatementKind::Ddl:
    if (Commits(databases::CommittingStatement::Ddl))
      T.end();
    break;
  case sql::StatementKind::Truncate:
    if (Commits(databases::CommittingStatement::Truncate))
      T.end();
    break;
  case sql::StatementKind::LockTables:
    if (Commits(databases::CommittingStatement::LockTables))
      T.end();
    break;
  default:
    break;
  }
}

/// The statements of a text run one after another; texts that it may be
/// instead of each other are paths that meet behind it.
void execute(TransactionState &T, const Operations &Ops, unsigned Index) {
  std::optional<TransactionState> Merged;
  llvm::ArrayRef<Operation> All = Ops.of(Index);
  for (size_t I = 0; I != All.size();) {
    TransactionState Each = T;
    unsigned Alternative = All[I].Alternative;
    for (; I != All.size() && All[I].Alternative == Alternative; ++I)
      if (All[I].Statement)
        control(Each, All[I]);
    if (!Merged)
      Merged = std::move(Each);
    else
      Merged->meet(Each);
  }
  if (Merged)
    T = std::move(*Merged);
  T.Executed.set(Index);
  T.Touched.set(Index);
}

/// The lock that \p Release gives back is not that of \p Taken.
bool isOfAnotherKey(const Operation &Release, const sql::AdvisoryLock &Given,
                    const Operation &Taken) {
  for (const sql::AdvisoryLock &A : Taken.Statement->AdvisoryLocks) {
    bool Differs = A.Keys.size() != Given.Keys.size();
    for (size_t I = 0; !Differs && I != A.Keys.size(); ++I) {
      Term Mine = Taken.term(A.Keys[I]);
      Term Theirs = Release.term(Given.Keys[I]);
      Differs = Mine && Theirs && !mustEqual(Mine, Theirs);
    }
    if (!Differs)
      return false;
  }
  return true;
}

/// Locks of the session are taken several times, and then given back as often.
void sessionLocks(PathState &S, const Operations &Ops, unsigned Index) {
  using Action = sql::AdvisoryLock::Action;
  for (const Operation &Op : Ops.of(Index)) {
    if (!Op.Statement)
      continue;
    for (const sql::AdvisoryLock &A : Op.Statement->AdvisoryLocks) {
      bool Takes = A.What == Action::Acquire || A.What == Action::TryAcquire;
      if (A.What == Action::ReleaseAll)
        S.HeldSessionLocks.reset();
      else if (Takes && A.Holds != sql::AdvisoryLock::Scope::Transaction)
        S.HeldSessionLocks.set(Index);
      else if (A.What == Action::Release)
        for (int I = S.HeldSessionLocks.find_last(); I >= 0;
             I = S.HeldSessionLocks.find_prev(I))
          if (llvm::none_of(Ops.of(I), [&](const Operation &Taken) {
                return Taken.Statement && isOfAnotherKey(Op, A, Taken);
              })) {
            S.HeldSessionLocks.reset(I);
            break;
          }
    }
  }
}

/// What a call of the library does that is written for just that.
void call(TransactionState &T, const Step &Now) {
  const Instruction &I = *Now.Instr;
  const Value *Name = Now.get(Slot::Name);
  bool ByName = Name && Name->Kind == ValueKind::Text;
  llvm::StringRef Word = ByName ? Name->Spelling : llvm::StringRef();
  const Value *Handle = ByName ? nullptr : Now.get(Slot::On);
  switch (I.Op) {
  case Opcode::Begin: {
    // A handle that begins nothing does not end what a statement began.
    bool Begins = I.attribute("autocommit").empty();
    if (!Begins && T.What != TransactionState::Kind::Autocommit)
      break;
    bool Open = false;
    auto Level = levelOf(Now, Open);
    T.begin(I, Level, modeOf(Now, Open));
    T.ModeUnknown = Open;
    if (!Begins)
      T.What = TransactionState::Kind::Autocommit;
    break;
  }
  case Opcode::Commit:
  case Opcode::Rollback:
    T.end();
    break;
  case Opcode::SetIsolation: {
    bool Open = false;
    T.setLevel(levelOf(Now, Open), databases::LevelScope::Unknown);
    T.ModeUnknown |= Open && T.isOpen();
    break;
  }
  case Opcode::SetAutocommit:
    if (const Value *State = Now.get(Slot::Value); State && State->isConstant())
      T.switchAutocommit(State->Spelling == "true" || State->Spelling == "1",
                         I);
    break;
  case Opcode::Savepoint:
    T.Savepoints.push_back({Now.Result, Word.str(), T.Executed});
    break;
  case Opcode::RollbackTo:
    T.rollbackTo(Handle, Word);
    break;
  case Opcode::Release:
    T.release(Handle, Word);
    break;
  default:
    llvm_unreachable("it controls no transaction");
  }
}

/// Resets the first step of \p Set for which \p Is holds.
void resetFirst(llvm::BitVector &Set, const Operations &Ops,
                llvm::function_ref<bool(const Step &)> Is) {
  for (unsigned I : Set.set_bits())
    if (Is(Ops.evaluation().steps()[I])) {
      Set.reset(I);
      return;
    }
}

void closeCursor(PathState &S, const Operations &Ops, const Value *Statement) {
  resetFirst(S.OpenCursors, Ops, [&](const Step &Fetch) {
    return Fetch.get(Slot::On) == Statement;
  });
}

/// The scope of a handle or of a guard ends.
void leave(PathState &S, const Operations &Ops, const Step &Now,
           const Value *Connection) {
  const Value *On = Now.get(Slot::On);
  if (!On || On->Kind != ValueKind::Result)
    return;
  const Instruction &Made = *On->Source;
  if (Made.Op == Opcode::Prepare)
    return closeCursor(S, Ops, On);
  if (Made.Op == Opcode::LockMutex)
    return resetFirst(S.HeldLocks, Ops,
                      [&](const Step &Lock) { return Lock.Instr == &Made; });
  if (Made.Op != Opcode::Begin && Made.Op != Opcode::Savepoint)
    return;
  TransactionState T = S.transaction(Connection);
  if (Made.Op == Opcode::Begin) {
    if (T.Begin != &Made || Now.Instr->attribute("leave") == "nothing")
      return;
    T.end();
  } else {
    // Given back already, there is nothing to undo.
    if (!T.savepoint(On, ""))
      return;
    if (Made.attribute("leave") == "rollback-to")
      T.rollbackTo(On, "");
    T.release(On, "");
  }
  S.Connections[Connection] = std::move(T);
}

/// \p On is the guard, or the mutex itself.
void unlock(PathState &S, const Operations &Ops, const Value *On) {
  for (unsigned I = 0; I != S.HeldLocks.size(); ++I) {
    const Step &Lock = Ops.evaluation().steps()[I];
    if (S.HeldLocks.test(I) &&
        (Lock.Result == On || Lock.get(Slot::Value) == On))
      S.HeldLocks.reset(I);
  }
}
} // namespace

void rowlock::transactions::transfer(PathState &S, const Operations &Ops,
                                     unsigned Index) {
  const Step &Now = Ops.evaluation().steps()[Index];
  const Value *On = Now.get(Slot::On);
  const Value *Connection = On ? Ops.evaluation().connection(On) : nullptr;
  auto Change = [&](llvm::function_ref<void(TransactionState &)> Apply) {
    TransactionState T = S.transaction(Connection);
    Apply(T);
    S.Connections[Connection] = std::move(T);
  };

  switch (Now.Instr->Op) {
  case Opcode::Begin:
  case Opcode::Commit:
  case Opcode::Rollback:
  case Opcode::SetIsolation:
  case Opcode::SetAutocommit:
  case Opcode::Savepoint:
  case Opcode::RollbackTo:
  case Opcode::Release:
    Change([&](TransactionState &T) { call(T, Now); });
    break;
  case Opcode::Leave:
    leave(S, Ops, Now, Connection);
    break;
  case Opcode::LockMutex:
    // Readers hold a shared lock together.
    if (Now.Instr->attribute("shared").empty())
      S.HeldLocks.set(Index);
    break;
  case Opcode::UnlockMutex:
    unlock(S, Ops, On);
    break;
  case Opcode::Reset:
    closeCursor(S, Ops, On);
    break;
  case Opcode::Fetch:
    closeCursor(S, Ops, On);
    S.OpenCursors.set(Index);
    [[fallthrough]];
  case Opcode::Execute:
    Change([&](TransactionState &T) { execute(T, Ops, Index); });
    sessionLocks(S, Ops, Index);
    break;
  default:
    break;
  }
  S.Executed.set(Index);
}
