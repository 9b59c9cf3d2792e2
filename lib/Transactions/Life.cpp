//===- Transactions/Life.cpp - The life of transactions -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/Life.h"
#include "llvm/ADT/STLExtras.h"

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
/// Must facts only shrink, so this bound is never reached in practice; it keeps
/// a mistake from becoming a hang.
constexpr unsigned MaxPasses = 50;

/// The level and mode that a handle's type states, as Expr::Type spells it.
TransactionState stateOfType(llvm::StringRef Type) {
  TransactionState T;
  if (!Type.consume_front("transaction"))
    return T;
  T.What = TransactionState::Kind::Open;
  if (Type.consume_front("<") && Type.consume_back(">"))
    T.Level = databases::parseIsolationLevel(Type).value_or(
        databases::IsolationLevel::Unknown);
  return T;
}

databases::TransactionMode modeOf(llvm::StringRef Word) {
  if (Word == "immediate")
    return databases::TransactionMode::Immediate;
  if (Word == "exclusive")
    return databases::TransactionMode::Exclusive;
  return databases::TransactionMode::Plain;
}

/// The condition says "the fetch at Source found a row", or its opposite.
const effects::Instruction *testedFetch(const Value *Condition, bool &Negated) {
  Negated = false;
  while (Condition && Condition->Kind == ValueKind::Compute &&
         Condition->Spelling == "!" && Condition->Operands.size() == 1) {
    Negated = !Negated;
    Condition = Condition->Operands.front();
  }
  if (!Condition || Condition->Kind != ValueKind::Found)
    return nullptr;
  return Condition->Source;
}
} // namespace

Life::Life(const Operations &Ops) : Ops(Ops) {
  const auto &Evaluation = Ops.evaluation();
  auto Steps = Evaluation.steps();
  unsigned Blocks = Evaluation.function().Blocks.size();
  BlockSteps.resize(Blocks, {0, 0});
  Exits.resize(Blocks);
  for (auto [Index, S] : llvm::enumerate(Steps)) {
    auto &[First, Last] = BlockSteps[S.Block];
    if (First == Last)
      First = Index;
    Last = Index + 1;
  }
  for (unsigned Pass = 0; Pass != MaxPasses; ++Pass) {
    bool Changed = false;
    for (unsigned B : Evaluation.order()) {
      if (!Evaluation.isReached(B))
        continue;
      PathState S = entry(B);
      for (unsigned I = BlockSteps[B].first; I != BlockSteps[B].second; ++I)
        transfer(S, I);
      if (Exits[B] && *Exits[B] == S)
        continue;
      Exits[B] = std::make_unique<PathState>(std::move(S));
      Changed = true;
    }
    if (!Changed)
      break;
  }
  Before.resize(Steps.size());
  for (unsigned B : Evaluation.order()) {
    if (!Evaluation.isReached(B))
      continue;
    PathState S = entry(B);
    for (unsigned I = BlockSteps[B].first; I != BlockSteps[B].second; ++I) {
      Before[I] = S;
      transfer(S, I);
    }
  }
}

PathState Life::initial() const {
  unsigned Size = Ops.evaluation().steps().size();
  PathState S;
  S.Executed.resize(Size);
  S.OpenCursors.resize(Size);
  S.HeldLocks.resize(Size);
  return S;
}

PathState Life::entry(unsigned Block) const {
  std::optional<PathState> Merged;
  for (unsigned P : Ops.evaluation().predecessors(Block)) {
    if (!Exits[P] || !Ops.evaluation().isTaken(P, Block))
      continue;
    PathState From = *Exits[P];
    refine(From, P, Block);
    if (!Merged)
      Merged = std::move(From);
    else
      meet(*Merged, From);
  }
  return Merged ? std::move(*Merged) : initial();
}

void Life::refine(PathState &S, unsigned From, unsigned To) const {
  auto [First, Last] = BlockSteps[From];
  if (First == Last)
    return;
  const Step &End = Ops.evaluation().steps()[Last - 1];
  if (End.Instr->Op != Opcode::Branch ||
      End.Instr->Targets[0] == End.Instr->Targets[1])
    return;
  bool Negated = false;
  const effects::Instruction *Fetch =
      testedFetch(End.get(Slot::Value), Negated);
  bool FoundNothing = (To == End.Instr->Targets[1]) != Negated;
  if (!Fetch || !FoundNothing)
    return;
  // A statement that has no more rows holds no snapshot any longer.
  for (unsigned I = S.OpenCursors.size(); I-- > 0;)
    if (S.OpenCursors.test(I) && Ops.evaluation().steps()[I].Instr == Fetch)
      S.OpenCursors.reset(I);
}

void Life::meet(PathState &Into, const PathState &From) const {
  Into.Executed &= From.Executed;
  Into.OpenCursors &= From.OpenCursors;
  Into.HeldLocks &= From.HeldLocks;
  auto Keys = Into.Connections;
  Keys.insert(From.Connections.begin(), From.Connections.end());
  for (const auto &[Connection, Ignored] : Keys) {
    TransactionState A = stateOf(Into, Connection);
    TransactionState B = stateOf(From, Connection);
    if (A.What != B.What || A.Begin != B.Begin || A.Mode != B.Mode)
      A.What = TransactionState::Kind::Mixed;
    if (A.Level != B.Level)
      A.Level = databases::IsolationLevel::Unknown;
    A.Assumed |= B.Assumed;
    A.Executed &= B.Executed;
    A.Touched |= B.Touched;
    Into.Connections[Connection] = A;
  }
}

TransactionState Life::stateOf(const PathState &S,
                               const Value *Connection) const {
  auto It = S.Connections.find(Connection);
  if (It != S.Connections.end())
    return It->second;
  TransactionState T = stateOfType(Connection ? Connection->Type : "");
  // A connection that is made here is in autocommit, no caller can tell
  // otherwise.
  if (Connection && Connection->Kind == ValueKind::Result)
    T.Assumed = false;
  T.Executed.resize(Ops.evaluation().steps().size());
  T.Touched.resize(Ops.evaluation().steps().size());
  return T;
}

/// What statements such as BEGIN and COMMIT do.
void Life::control(TransactionState &T, const Operation &Op) const {
  const sql::TransactionControl &C = Op.Statement->Transaction;
  switch (Op.Statement->Kind) {
  case sql::StatementKind::Begin:
    T.What = TransactionState::Kind::Open;
    T.Begin = Op.Step->Instr;
    T.Level = C.Level;
    T.Mode = C.Mode;
    T.Assumed = false;
    T.Executed.reset();
    T.Touched.reset();
    break;
  case sql::StatementKind::Commit:
  case sql::StatementKind::Rollback:
    T.What = C.Chain ? T.What : TransactionState::Kind::Autocommit;
    T.Assumed = false;
    T.Executed.reset();
    T.Touched.reset();
    break;
  case sql::StatementKind::SetTransaction:
    if (C.Level != databases::IsolationLevel::Unknown)
      T.Level = C.Level;
    break;
  default:
    break;
  }
}

void Life::transfer(PathState &S, unsigned Index) const {
  const Step &Now = Ops.evaluation().steps()[Index];
  const Value *On = Now.get(Slot::On);
  const Value *Connection = On ? Ops.evaluation().connection(On) : nullptr;
  auto Change = [&](llvm::function_ref<void(TransactionState &)> Apply) {
    TransactionState T = stateOf(S, Connection);
    Apply(T);
    S.Connections[Connection] = std::move(T);
  };
  auto End = [](TransactionState &T) {
    T.What = TransactionState::Kind::Autocommit;
    T.Begin = nullptr;
    T.Assumed = false;
    T.Executed.reset();
    T.Touched.reset();
  };
  auto CloseCursors = [&](const Value *Statement) {
    for (unsigned I : S.OpenCursors.set_bits())
      if (Ops.evaluation().steps()[I].get(Slot::On) == Statement) {
        S.OpenCursors.reset(I);
        break;
      }
  };

  switch (Now.Instr->Op) {
  case Opcode::Begin:
    Change([&](TransactionState &T) {
      T.What = Now.Instr->attribute("autocommit").empty()
                   ? TransactionState::Kind::Open
                   : TransactionState::Kind::Autocommit;
      T.Begin = Now.Instr;
      T.Level = databases::parseIsolationLevel(Now.Instr->attribute("level"))
                    .value_or(databases::IsolationLevel::Unknown);
      T.Mode = modeOf(Now.Instr->attribute("mode"));
      T.ModeUnknown = Now.Instr->attribute("mode") == "unknown";
      T.Assumed = false;
      T.Executed.reset();
      T.Touched.reset();
    });
    break;
  case Opcode::Commit:
  case Opcode::Rollback:
    Change(End);
    break;
  case Opcode::Leave:
    if (!On || On->Kind != ValueKind::Result)
      break;
    if (On->Source->Op == Opcode::Begin) {
      if (stateOf(S, Connection).Begin == On->Source &&
          Now.Instr->attribute("leave") != "nothing")
        Change(End);
    } else if (On->Source->Op == Opcode::Prepare) {
      CloseCursors(On);
    } else if (On->Source->Op == Opcode::LockMutex) {
      for (unsigned I : S.HeldLocks.set_bits())
        if (Ops.evaluation().steps()[I].Instr == On->Source) {
          S.HeldLocks.reset(I);
          break;
        }
    }
    break;
  case Opcode::LockMutex:
    // Readers hold a shared lock together.
    if (Now.Instr->attribute("shared").empty())
      S.HeldLocks.set(Index);
    break;
  case Opcode::UnlockMutex: {
    // The guard, or the mutex itself.
    llvm::SmallVector<unsigned, 2> Freed;
    for (unsigned I : S.HeldLocks.set_bits()) {
      const Step &Lock = Ops.evaluation().steps()[I];
      if (Lock.Result == On || Lock.get(Slot::Value) == On)
        Freed.push_back(I);
    }
    for (unsigned I : Freed)
      S.HeldLocks.reset(I);
    break;
  }
  case Opcode::Reset:
    CloseCursors(On);
    break;
  case Opcode::Execute:
  case Opcode::Fetch: {
    if (Now.Instr->Op == Opcode::Fetch) {
      CloseCursors(On);
      S.OpenCursors.set(Index);
    }
    Change([&](TransactionState &T) {
      for (const Operation &Op : Ops.of(Index))
        if (Op.Statement)
          control(T, Op);
      T.Executed.set(Index);
      T.Touched.set(Index);
    });
    break;
  }
  default:
    break;
  }
  S.Executed.set(Index);
}

TransactionState Life::transaction(const Operation &Op) const {
  return stateOf(Before[Op.StepIndex], Op.Connection);
}

bool Life::sameTransaction(const Operation &Earlier,
                           const Operation &Later) const {
  TransactionState T = transaction(Later);
  return Earlier.Connection == Later.Connection && T.isOpen() &&
         T.Executed.test(Earlier.StepIndex);
}

bool Life::staysInTransaction(const Operation &Read,
                              const Operation &Write) const {
  TransactionState T = transaction(Write);
  return Read.Connection == Write.Connection && T.isOpen() &&
         T.Touched.test(Read.StepIndex);
}
