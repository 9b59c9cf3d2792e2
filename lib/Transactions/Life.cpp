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

std::optional<databases::TransactionMode> parseMode(llvm::StringRef Word) {
  if (Word == "immediate")
    return databases::TransactionMode::Immediate;
  if (Word == "exclusive")
    return databases::TransactionMode::Exclusive;
  if (Word == "deferred")
    return databases::TransactionMode::Plain;
  return std::nullopt;
}

/// Of what a value may be, as \p Parse understands it, the weakest. \p Open
/// becomes true where the choice is, or where something is not understood.
template <typename T>
T weakest(const Value *V, T Unknown,
          llvm::function_ref<std::optional<T>(llvm::StringRef)> Parse,
          bool &Open) {
  constexpr unsigned MaxAlternatives = 8;
  bool Complete = true;
  std::optional<T> Weakest;
  for (const Value *Each :
       rowlock::flow::alternatives(V, MaxAlternatives, Complete)) {
    std::optional<T> Known =
        Each->Kind == ValueKind::Text ? Parse(Each->Spelling) : std::nullopt;
    Open |= !Known || (Weakest && *Weakest != *Known);
    if (Known)
      Weakest = Weakest ? std::min(*Weakest, *Known) : *Known;
  }
  Open |= !Complete;
  return Weakest.value_or(Unknown);
}

databases::IsolationLevel levelOf(const Step &S, bool &Open) {
  using databases::IsolationLevel;
  if (const Value *V = S.get(Slot::Level))
    return weakest<IsolationLevel>(V, IsolationLevel::Unknown,
                                   databases::parseIsolationLevel, Open);
  llvm::StringRef Word = S.Instr->attribute("level");
  auto Known = databases::parseIsolationLevel(Word);
  Open |= !Known && !Word.empty();
  return Known.value_or(IsolationLevel::Unknown);
}

databases::TransactionMode modeOf(const Step &S, bool &Open) {
  using databases::TransactionMode;
  if (const Value *V = S.get(Slot::Mode))
    return weakest<TransactionMode>(V, TransactionMode::Plain, parseMode, Open);
  llvm::StringRef Word = S.Instr->attribute("mode");
  auto Known = parseMode(Word);
  Open |= !Known && !Word.empty();
  return Known.value_or(TransactionMode::Plain);
}

/// The transaction is over; the connection is as it was before, or, with
/// autocommit off, in the next one.
void end(TransactionState &T) {
  T.What = T.AutocommitOff ? TransactionState::Kind::Open
                           : TransactionState::Kind::Autocommit;
  T.Begin = T.AutocommitOff;
  T.Level =
      T.AutocommitOff ? T.SessionLevel : databases::IsolationLevel::Unknown;
  T.Mode = databases::TransactionMode::Plain;
  T.ModeUnknown = false;
  T.Assumed = false;
  T.Executed.reset();
  T.Touched.reset();
  T.Savepoints.clear();
}

void begin(TransactionState &T, const effects::Instruction &By,
           databases::IsolationLevel Level, databases::TransactionMode Mode) {
  end(T);
  T.What = TransactionState::Kind::Open;
  T.Begin = &By;
  for (databases::IsolationLevel Known : {T.NextLevel, T.SessionLevel})
    if (Level == databases::IsolationLevel::Unknown)
      Level = Known;
  T.NextLevel = databases::IsolationLevel::Unknown;
  T.Level = Level;
  T.Mode = Mode;
}

void setLevel(TransactionState &T, databases::IsolationLevel Level,
              databases::LevelScope Scope) {
  using databases::LevelScope;
  if (Level == databases::IsolationLevel::Unknown)
    return;
  if (Scope == LevelScope::Next)
    T.NextLevel = Level;
  else if (Scope == LevelScope::Session || Scope == LevelScope::Unknown)
    T.SessionLevel = Level;
  if (Scope == LevelScope::This || Scope == LevelScope::Unknown)
    T.Level = Level;
}

void switchAutocommit(TransactionState &T, bool On,
                      const effects::Instruction &By) {
  if (On) {
    T.AutocommitOff = nullptr;
    end(T);
  } else if (!T.AutocommitOff) {
    T.AutocommitOff = &By;
    if (T.What == TransactionState::Kind::Autocommit)
      end(T);
  }
}

/// The savepoint of a handle, or else of that name; null if it is not known.
TransactionState::Savepoint *savepoint(TransactionState &T, const Value *Handle,
                                       llvm::StringRef Name) {
  for (auto &S : llvm::reverse(T.Savepoints))
    if (Handle ? S.Handle == Handle : S.Name == Name)
      return &S;
  return nullptr;
}

void rollbackTo(TransactionState &T, const Value *Handle,
                llvm::StringRef Name) {
  if (const auto *S = savepoint(T, Handle, Name))
    T.Executed &= S->Executed;
  else
    // Nothing that ran is sure to have stayed.
    T.Executed.reset();
}

void release(TransactionState &T, const Value *Handle, llvm::StringRef Name) {
  if (const auto *S = savepoint(T, Handle, Name))
    T.Savepoints.resize(S - T.Savepoints.data());
}

/// What a condition says of an instruction: the fetch found a row, the begin
/// succeeded; or, \p Negated, the opposite.
struct Tested {
  const effects::Instruction *Found = nullptr;
  const effects::Instruction *Ok = nullptr;
  bool Negated = false;
};

/// `rc == 5`, where rc is `select(ok, 0, select(busy, 5, ...))`: the condition
/// under which it has that value; null if there is none.
const Value *whenEqual(const Value *Code, const Value *Constant) {
  while (Code->Kind == ValueKind::Select) {
    const Value *Arm = Code->Operands[1];
    if (Arm->isConstant() && Arm->Kind == Constant->Kind &&
        Arm->Spelling == Constant->Spelling)
      return Code->Operands[0];
    Code = Code->Operands[2];
  }
  return nullptr;
}

Tested tested(const Value *Condition) {
  Tested T;
  while (Condition && Condition->Kind == ValueKind::Compute) {
    const Value *First = Condition->operand(0);
    const Value *Second = Condition->operand(1);
    if (Condition->Spelling == "!" && !Second) {
      T.Negated = !T.Negated;
      Condition = First;
      continue;
    }
    bool Differs = Condition->Spelling == "!=";
    if ((!Differs && Condition->Spelling != "==") || !Second)
      return T;
    Condition = Second->isConstant() ? whenEqual(First, Second)
                                     : whenEqual(Second, First);
    T.Negated ^= Differs;
  }
  if (!Condition)
    return T;
  if (Condition->Kind == ValueKind::Found)
    T.Found = Condition->Source;
  if (Condition->Kind == ValueKind::Outcome && Condition->Spelling == "ok")
    T.Ok = Condition->Operands.front()->Source;
  return T;
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
  DecidedSince.resize(Blocks);
  for (unsigned B : Evaluation.order())
    DecidedSince[B] = Evaluation.decidedSince(B);
  for (unsigned Pass = 0; Pass != MaxPasses; ++Pass) {
    bool Changed = false;
    for (unsigned B : Evaluation.order()) {
      std::optional<PathState> S = entry(B);
      if (!S)
        continue;
      for (unsigned I = BlockSteps[B].first; I != BlockSteps[B].second; ++I)
        transfer(*S, I);
      if (Exits[B] && *Exits[B] == *S)
        continue;
      Exits[B] = std::make_unique<PathState>(std::move(*S));
      Changed = true;
    }
    if (!Changed)
      break;
  }
  Before.resize(Steps.size());
  for (unsigned B : Evaluation.order()) {
    PathState S = entry(B).value_or(initial());
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
  S.HeldSessionLocks.resize(Size);
  return S;
}

/// None where no path leads.
std::optional<PathState> Life::entry(unsigned Block) const {
  std::optional<PathState> Merged;
  if (Block == 0)
    Merged = initial();
  for (unsigned P : Ops.evaluation().predecessors(Block))
    meet(Merged, alongEdge(P, Block));
  return Merged;
}

/// The state of the paths that go from \p From to \p To; none if no path is
/// known to. Where an earlier join decides the branch, only the paths that
/// decide it so.
std::optional<PathState> Life::alongEdge(unsigned From, unsigned To) const {
  const auto &E = Ops.evaluation();
  if (!Exits[From] || !E.isTaken(From, To))
    return std::nullopt;
  llvm::SmallVector<unsigned, 4> Chain = DecidedSince[From];
  bool Splits = !Chain.empty() &&
                llvm::any_of(E.predecessors(Chain.front()), [&](unsigned P) {
                  return !E.mayCome(P, Chain.front(), From, To);
                });
  std::optional<PathState> S;
  if (!Splits) {
    S = *Exits[From];
    refine(*S, From, To);
    return S;
  }
  for (unsigned P : E.predecessors(Chain.front())) {
    if (!Exits[P] || !E.isTaken(P, Chain.front()) ||
        !E.mayCome(P, Chain.front(), From, To))
      continue;
    PathState Each = *Exits[P];
    refine(Each, P, Chain.front());
    meet(S, std::move(Each));
  }
  if (!S)
    return S;
  Chain.push_back(To);
  for (size_t I = 0; I + 1 != Chain.size(); ++I) {
    auto [First, Last] = BlockSteps[Chain[I]];
    for (unsigned Step = First; Step != Last; ++Step)
      transfer(*S, Step);
    refine(*S, Chain[I], Chain[I + 1]);
  }
  return S;
}

void Life::meet(std::optional<PathState> &Into,
                std::optional<PathState> From) const {
  if (Into && From)
    meet(*Into, *From);
  else if (From)
    Into = std::move(From);
}

void Life::refine(PathState &S, unsigned From, unsigned To) const {
  auto [First, Last] = BlockSteps[From];
  if (First == Last)
    return;
  const Step &End = Ops.evaluation().steps()[Last - 1];
  if (End.Instr->Op != Opcode::Branch ||
      End.Instr->Targets[0] == End.Instr->Targets[1])
    return;
  Tested Test = tested(End.get(Slot::Value));
  bool Holds = (To == End.Instr->Targets[0]) != Test.Negated;
  if (Holds)
    return;
  // A statement that has no more rows holds no snapshot any longer.
  for (unsigned I = S.OpenCursors.size(); Test.Found && I-- > 0;)
    if (S.OpenCursors.test(I) &&
        Ops.evaluation().steps()[I].Instr == Test.Found)
      S.OpenCursors.reset(I);
  // What could not begin is not open.
  for (auto &[Connection, T] : S.Connections)
    if (Test.Ok && T.Begin == Test.Ok)
      end(T);
}

void Life::meet(PathState &Into, const PathState &From) const {
  Into.Executed &= From.Executed;
  Into.OpenCursors &= From.OpenCursors;
  Into.HeldLocks &= From.HeldLocks;
  Into.HeldSessionLocks &= From.HeldSessionLocks;
  auto Keys = Into.Connections;
  Keys.insert(From.Connections.begin(), From.Connections.end());
  for (const auto &[Connection, Ignored] : Keys) {
    TransactionState A = stateOf(Into, Connection);
    TransactionState B = stateOf(From, Connection);
    meet(A, B);
    Into.Connections[Connection] = A;
  }
}

void Life::meet(TransactionState &A, const TransactionState &B) {
  bool NoneOpen = A.What == TransactionState::Kind::Autocommit &&
                  B.What == TransactionState::Kind::Autocommit;
  if (NoneOpen) {
    // Whichever handle it was that began nothing.
    if (A.Begin != B.Begin)
      A.Begin = nullptr;
  } else if (A.isOpen() && B.isOpen() && A.Begin == B.Begin &&
             A.Mode != B.Mode) {
    A.ModeUnknown = true;
    A.Mode = std::min(A.Mode, B.Mode);
  } else if (A.What != B.What || A.Begin != B.Begin || A.Mode != B.Mode) {
    A.What = TransactionState::Kind::Mixed;
    // The one that may be open, if there is only one.
    if (!A.Begin || !B.Begin)
      A.Begin = A.Begin ? A.Begin : B.Begin;
    else if (A.Begin != B.Begin)
      A.Begin = nullptr;
  }
  auto Same = [](databases::IsolationLevel &X, databases::IsolationLevel Y) {
    if (X != Y)
      X = databases::IsolationLevel::Unknown;
  };
  Same(A.Level, B.Level);
  Same(A.SessionLevel, B.SessionLevel);
  Same(A.NextLevel, B.NextLevel);
  if (A.AutocommitOff != B.AutocommitOff)
    A.AutocommitOff = nullptr;
  A.ModeUnknown |= B.ModeUnknown;
  A.Assumed |= B.Assumed;
  A.Executed &= B.Executed;
  A.Touched |= B.Touched;
  size_t Common = 0;
  while (Common < A.Savepoints.size() && Common < B.Savepoints.size() &&
         A.Savepoints[Common].Handle == B.Savepoints[Common].Handle &&
         A.Savepoints[Common].Name == B.Savepoints[Common].Name) {
    A.Savepoints[Common].Executed &= B.Savepoints[Common].Executed;
    ++Common;
  }
  A.Savepoints.resize(Common);
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

/// What statements such as BEGIN and COMMIT do, and others besides what they
/// are written for.
void Life::control(TransactionState &T, const Operation &Op) const {
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
    begin(T, *Op.Step->Instr, C.Level, C.Mode);
    break;
  case sql::StatementKind::Commit:
  case sql::StatementKind::Rollback:
    if (C.Chain) {
      T.Executed.reset();
      T.Touched.reset();
      T.Savepoints.clear();
    } else {
      end(T);
    }
    break;
  case sql::StatementKind::SetTransaction:
    setLevel(T, C.Level, C.Scope);
    break;
  case sql::StatementKind::SetAutocommit:
    if (C.Autocommit != sql::Answer::Unknown)
      switchAutocommit(T, C.Autocommit == sql::Answer::Yes, *Op.Step->Instr);
    break;
  case sql::StatementKind::Savepoint:
    T.Savepoints.push_back({nullptr, Op.folded(C.Savepoint), T.Executed});
    break;
  case sql::StatementKind::RollbackTo:
    rollbackTo(T, nullptr, Op.folded(C.Savepoint));
    break;
  case sql::StatementKind::Release:
    release(T, nullptr, Op.folded(C.Savepoint));
    break;
  case sql::StatementKind::Ddl:
    if (Commits(databases::CommittingStatement::Ddl))
      end(T);
    break;
  case sql::StatementKind::Truncate:
    if (Commits(databases::CommittingStatement::Truncate))
      end(T);
    break;
  case sql::StatementKind::LockTables:
    if (Commits(databases::CommittingStatement::LockTables))
      end(T);
    break;
  default:
    break;
  }
}

/// The statements of a text run one after another; texts that it may be
/// instead of each other are paths that meet behind it.
void Life::execute(TransactionState &T, unsigned Index) const {
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
      meet(*Merged, Each);
  }
  if (Merged)
    T = std::move(*Merged);
  T.Executed.set(Index);
  T.Touched.set(Index);
}

/// The lock that \p Release gives back is not that of \p Taken.
static bool isOfAnotherKey(const Operation &Release,
                           const sql::AdvisoryLock &Given,
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
void Life::sessionLocks(PathState &S, unsigned Index) const {
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

void Life::transfer(PathState &S, unsigned Index) const {
  const Step &Now = Ops.evaluation().steps()[Index];
  const Value *On = Now.get(Slot::On);
  const Value *Connection = On ? Ops.evaluation().connection(On) : nullptr;
  auto Change = [&](llvm::function_ref<void(TransactionState &)> Apply) {
    TransactionState T = stateOf(S, Connection);
    Apply(T);
    S.Connections[Connection] = std::move(T);
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
      // A handle that begins nothing does not end what a statement began.
      bool Begins = Now.Instr->attribute("autocommit").empty();
      if (!Begins && T.What != TransactionState::Kind::Autocommit)
        return;
      bool Open = false;
      auto Level = levelOf(Now, Open);
      begin(T, *Now.Instr, Level, modeOf(Now, Open));
      T.ModeUnknown = Open;
      if (!Begins)
        T.What = TransactionState::Kind::Autocommit;
    });
    break;
  case Opcode::Commit:
  case Opcode::Rollback:
    Change(end);
    break;
  case Opcode::SetIsolation:
    Change([&](TransactionState &T) {
      bool Open = false;
      setLevel(T, levelOf(Now, Open), databases::LevelScope::Unknown);
      T.ModeUnknown |= Open && T.isOpen();
    });
    break;
  case Opcode::SetAutocommit:
    if (const Value *State = Now.get(Slot::Value); State && State->isConstant())
      Change([&](TransactionState &T) {
        switchAutocommit(T, State->Spelling == "true" || State->Spelling == "1",
                         *Now.Instr);
      });
    break;
  case Opcode::Savepoint:
    Change([&](TransactionState &T) {
      const Value *Name = Now.get(Slot::Name);
      T.Savepoints.push_back(
          {Now.Result,
           Name && Name->Kind == ValueKind::Text ? Name->Spelling.str() : "",
           T.Executed});
    });
    break;
  case Opcode::RollbackTo:
  case Opcode::Release:
    Change([&](TransactionState &T) {
      const Value *Name = Now.get(Slot::Name);
      bool ByName = Name && Name->Kind == ValueKind::Text;
      auto Apply = Now.Instr->Op == Opcode::Release ? release : rollbackTo;
      Apply(T, ByName ? nullptr : On, ByName ? Name->Spelling : "");
    });
    break;
  case Opcode::Leave:
    if (!On || On->Kind != ValueKind::Result)
      break;
    if (On->Source->Op == Opcode::Begin) {
      if (stateOf(S, Connection).Begin == On->Source &&
          Now.Instr->attribute("leave") != "nothing")
        Change(end);
    } else if (On->Source->Op == Opcode::Savepoint) {
      // Given back already, there is nothing to undo.
      Change([&](TransactionState &T) {
        if (!savepoint(T, On, ""))
          return;
        if (On->Source->attribute("leave") == "rollback-to")
          rollbackTo(T, On, "");
        release(T, On, "");
      });
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
    Change([&](TransactionState &T) { execute(T, Index); });
    sessionLocks(S, Index);
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

bool Life::commits(unsigned StepIndex, const Operation &Op) const {
  const effects::Instruction &I = *Ops.evaluation().steps()[StepIndex].Instr;
  bool Commits = I.Op == Opcode::Commit ||
                 (I.Op == Opcode::Leave && I.attribute("leave") == "commit");
  for (const Operation &Each : Ops.of(StepIndex))
    Commits |=
        Each.Statement && Each.Statement->Kind == sql::StatementKind::Commit;
  if (!Commits)
    return false;
  TransactionState T = stateOf(Before[StepIndex], Op.Connection);
  return T.Touched.test(Op.StepIndex);
}
