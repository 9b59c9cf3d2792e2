//===- Hazards/Transactions/SideEffects.cpp -------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Transactions/SideEffects.h"
#include "Hazards/Retry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include <set>

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
/// What is shorter keeps nobody waiting.
constexpr int64_t ShortestSleep = 10;

/// Kinds that leave nothing behind: they only take their time.
bool onlyWaits(llvm::StringRef Kind) {
  return Kind == "sleep" || Kind == "dialog" || Kind == "wait";
}

/// Kinds that are over as soon as they are called.
bool isQuick(llvm::StringRef Kind) {
  return Kind == "file-removal" || Kind == "file-write" || Kind == "work" ||
         Kind == "signal";
}

/// How sure it is that something writes.
enum class Writes { No, Maybe, Yes };

Writes writesOf(const Operation &Op) {
  if (!Op.Statement)
    return Writes::Maybe;
  switch (sql::writes(*Op.Statement)) {
  case sql::Answer::No:
    return Writes::No;
  case sql::Answer::Unknown:
    return Writes::Maybe;
  case sql::Answer::Yes:
    return Writes::Yes;
  }
  llvm_unreachable("all answers are listed");
}

/// One effect in one transaction that may be open around it.
class Candidate {
public:
  Candidate(const Judgement &J, unsigned StepIndex, const Value *Connection)
      : Ops(J.operations()), E(J.evaluation()), L(J.life()),
        StepIndex(StepIndex), Connection(Connection),
        T(L.before(StepIndex).transaction(Connection)) {}

  const TransactionState &transaction() const { return T; }
  /// A statement that writes; the first known one.
  const Operation *write() const { return Before ? Before : Behind; }
  bool wroteBefore() const { return Before; }
  /// The step that commits; nothing if it is a caller or the end of a scope
  /// that nobody sees.
  std::optional<unsigned> end() const { return End; }

  bool isOpen() const {
    if (T.What == TransactionState::Kind::Autocommit)
      return false;
    // With autocommit off the first statement begins it.
    return !T.AutocommitOff || T.Begin != T.AutocommitOff || T.Touched.any();
  }

  /// Looks at what leads here, and follows all paths from here to the ends of
  /// the transaction. \returns the refusal, if there is one.
  std::optional<EffectRefusal> judge(Writes &Wrote) {
    if (T.Begin && T.Begin->attribute("read-only") == "yes")
      return EffectRefusal::ReadOnly;
    Writes Now = Writes::No;
    for (unsigned I : T.Touched.set_bits())
      for (const Operation &Op : Ops.of(I))
        if (Op.Connection == Connection)
          note(Op, Now, Before);
    for (unsigned I : T.Touched.set_bits())
      Now = std::max(Now, handedOn(E.steps()[I]));
    for (auto [Index, S] : llvm::enumerate(E.steps().take_front(StepIndex)))
      if (L.mustPrecede(Index, StepIndex) && Now == Writes::No &&
          isWithin(Index))
        Now = handedOn(S);
    followFrom(Now);
    if (!MayStay)
      return EffectRefusal::RolledBack;
    if (AtEnd == Writes::No)
      return EffectRefusal::OnlyReads;
    Wrote = AtEnd;
    return std::nullopt;
  }

private:
  enum class Fate { Open, RolledBack, Committed, Elsewhere };

  static void note(const Operation &Op, Writes &Now, const Operation *&First) {
    Writes Here = writesOf(Op);
    if (Here == Writes::Yes && !First)
      First = &Op;
    Now = std::max(Now, Here);
  }

  /// The step runs in the transaction, as far as its begin tells.
  bool isWithin(unsigned Index) const {
    return L.before(Index).transaction(Connection).Begin == T.Begin;
  }

  /// The transaction is handed to a function that is not known.
  Writes handedOn(const Step &S) const {
    if (S.Instr->Op != Opcode::Call || isSideEffect(*S.Instr))
      return Writes::No;
    bool Found = false;
    for (const Value *V : S.Operands)
      flow::visit(V, [&](const Value &Part) {
        Found |= !Part.isConstant() &&
                 (&Part == Connection || E.connection(&Part) == Connection);
        return !Found;
      });
    return Found ? Writes::Maybe : Writes::No;
  }

  void followFrom(Writes Now) {
    const auto &Blocks = E.function().Blocks;
    std::vector<std::pair<unsigned, unsigned>> StepsOf(Blocks.size());
    for (auto [Index, S] : llvm::enumerate(E.steps())) {
      auto &[First, Last] = StepsOf[S.Block];
      if (First == Last)
        First = Index;
      Last = Index + 1;
    }
    std::set<std::pair<unsigned, Writes>> Seen;
    llvm::SmallVector<std::pair<unsigned, Writes>, 8> Work;
    auto Walk = [&](unsigned From, unsigned Block, Writes Wrote) {
      for (; From < StepsOf[Block].second; ++From) {
        Fate Then = fate(From, Wrote);
        if (Then == Fate::Open)
          continue;
        if (Then != Fate::RolledBack)
          ended(From, Wrote, Then == Fate::Committed);
        return;
      }
      for (unsigned Next : Blocks[Block].terminator()->Targets)
        if (E.isTaken(Block, Next) && Seen.insert({Next, Wrote}).second)
          Work.push_back({Next, Wrote});
    };
    Walk(StepIndex + 1, E.steps()[StepIndex].Block, Now);
    while (!Work.empty()) {
      auto [Block, Wrote] = Work.pop_back_val();
      Walk(StepsOf[Block].first, Block, Wrote);
    }
  }

  void ended(unsigned Index, Writes Wrote, bool Commits) {
    MayStay = true;
    bool Better = Wrote > AtEnd || (Wrote == AtEnd && (!End || Index < *End));
    AtEnd = std::max(AtEnd, Wrote);
    if (Better && Commits)
      End = Index;
  }

  /// What the step makes of the transaction; \p Wrote grows with what it
  /// writes.
  Fate fate(unsigned Index, Writes &Wrote) {
    const Step &S = E.steps()[Index];
    const Value *On = S.get(Slot::On);
    bool IsOurs = On && E.connection(On) == Connection;
    switch (S.Instr->Op) {
    case Opcode::Return:
      return Fate::Elsewhere;
    case Opcode::Throw:
    case Opcode::Unreachable:
      return Fate::RolledBack;
    case Opcode::Call:
      Wrote = std::max(Wrote, handedOn(S));
      return Fate::Open;
    case Opcode::Commit:
      return IsOurs ? Fate::Committed : Fate::Open;
    case Opcode::SetAutocommit:
    case Opcode::Begin:
      return IsOurs && S.Instr->attribute("autocommit").empty()
                 ? Fate::Elsewhere
                 : Fate::Open;
    case Opcode::Rollback:
      return IsOurs ? Fate::RolledBack : Fate::Open;
    case Opcode::Leave:
      return IsOurs ? leaving(Index, *On) : Fate::Open;
    case Opcode::Execute:
    case Opcode::Fetch:
      return IsOurs ? executing(Index, Wrote) : Fate::Open;
    default:
      return Fate::Open;
    }
  }

  Fate leaving(unsigned Index, const Value &On) const {
    llvm::StringRef Leave = E.steps()[Index].Instr->attribute("leave");
    if (Leave.empty() && On.Source)
      Leave = On.Source->attribute("leave");
    if (On.Kind != ValueKind::Result || On.Source->Op != Opcode::Begin ||
        Leave.empty() || Leave == "nothing" || On.Source != T.Begin)
      return Fate::Open;
    return Leave == "commit" ? Fate::Committed : Fate::RolledBack;
  }

  /// Of several texts the one that keeps most counts.
  Fate executing(unsigned Index, Writes &Wrote) {
    bool AllRollBack = true;
    for (const Operation &Op : Ops.of(Index)) {
      note(Op, Wrote, Behind);
      auto Kind =
          Op.Statement ? Op.Statement->Kind : sql::StatementKind::Unknown;
      if (Kind == sql::StatementKind::Commit)
        return Fate::Committed;
      AllRollBack &= Kind == sql::StatementKind::Rollback;
    }
    return AllRollBack && !Ops.of(Index).empty() ? Fate::RolledBack
                                                 : Fate::Open;
  }

  const Operations &Ops;
  const flow::Evaluation &E;
  const Life &L;
  unsigned StepIndex;
  const Value *Connection;
  TransactionState T;
  const Operation *Before = nullptr;
  const Operation *Behind = nullptr;
  bool MayStay = false;
  Writes AtEnd = Writes::No;
  std::optional<unsigned> End;
};

class Finder {
public:
  Finder(const Judgement &J, bool Strict) : J(J), Strict(Strict) {}

  SideEffects run() {
    for (auto [Index, S] : llvm::enumerate(J.evaluation().steps()))
      if (isSideEffect(*S.Instr))
        look(Index, S);
    return std::move(Found);
  }

private:
  void look(unsigned Index, const Step &S) {
    if (auto Why = refusedByItself(S)) {
      Found.Silent.push_back({Index, *Why});
      return;
    }
    EffectRefusal Why = EffectRefusal::NoTransaction;
    std::optional<SideEffect> Best;
    for (const Value *Connection : connections(Index)) {
      Candidate C(J, Index, Connection);
      if (!C.isOpen())
        continue;
      Writes Wrote = Writes::No;
      if (auto Refused = C.judge(Wrote)) {
        Why = std::max(Why, *Refused);
        continue;
      }
      SideEffect Hazard = make(Index, S, Connection, C, Wrote);
      if (!Best || Hazard.Sure < Best->Sure)
        Best = std::move(Hazard);
    }
    if (Best)
      Found.Hazards.push_back(std::move(*Best));
    else
      Found.Silent.push_back({Index, Why});
  }

  /// Whatever transaction it is in.
  std::optional<EffectRefusal> refusedByItself(const Step &S) const {
    if (Strict)
      return std::nullopt;
    if (!S.Instr->attribute("strict").empty())
      return EffectRefusal::OnlyStrict;
    if (S.Instr->attribute("effect") != "sleep")
      return std::nullopt;
    const Value *Time = S.get(Slot::Value);
    int64_t Milliseconds = 0;
    if (!Time || Time->Kind != ValueKind::Integer ||
        Time->Spelling.getAsInteger(10, Milliseconds))
      return EffectRefusal::SleepUnknown;
    if (Milliseconds < ShortestSleep)
      return EffectRefusal::ShortSleep;
    return std::nullopt;
  }

  /// All that a transaction may be open on.
  llvm::SmallSetVector<const Value *, 4> connections(unsigned Index) const {
    llvm::SmallSetVector<const Value *, 4> All;
    for (const auto &[Connection, State] : J.life().before(Index).Connections)
      All.insert(Connection);
    for (const Operation &Op : J.operations().all())
      All.insert(Op.Connection);
    All.remove(nullptr);
    return All;
  }

  SideEffect make(unsigned Index, const Step &S, const Value *Connection,
                  const Candidate &C, Writes Wrote) const {
    SideEffect H;
    H.StepIndex = Index;
    H.Connection = Connection;
    H.Transaction = C.transaction();
    H.Kind = S.Instr->attribute("effect");
    const Value *Name = S.get(Slot::Name);
    H.Callee = Name && Name->Kind == ValueKind::Text ? Name->Spelling
                                                     : llvm::StringRef();
    H.Stays = !onlyWaits(H.Kind);
    H.Waits = !isQuick(H.Kind) && S.Instr->attribute("asynchronous").empty();
    H.Write = C.write();
    H.WroteBefore = C.wroteBefore();
    H.Retried = H.Write && isRetried(*H.Write, H.Transaction.Begin,
                                     J.operations(), J.life());
    place(H, *S.Instr, C.end());
    grade(H, Wrote);
    return H;
  }

  const flow::Site &site(const effects::Instruction &I) const {
    return J.spliced().Sites.find(&I)->second;
  }

  void place(SideEffect &H, const effects::Instruction &I,
             std::optional<unsigned> End) const {
    const flow::Site &Here = site(I);
    H.Original = Here.Original;
    if (const effects::Instruction *Begin = H.Transaction.Begin) {
      const flow::Site &Begins = site(*Begin);
      H.OriginalBegin = Begins.Original;
      H.Where = frameOf(Begins, Here, J.function());
      H.BeginAnchor = &H.Where.anchor(Begins);
    } else {
      H.Where = frameOf(Here, flow::Site(), J.function());
    }
    H.Anchor = &H.Where.anchor(Here);
    H.AnchorIn = &H.Where.holder(Here, J.function());
    if (!End)
      return;
    const flow::Site &Ends = site(*J.evaluation().steps()[*End].Instr);
    if (Ends.Calls.size() >= H.Where.Depth &&
        std::equal(Ends.Calls.begin(), Ends.Calls.begin() + H.Where.Depth,
                   Here.Calls.begin()))
      H.EndAnchor = &H.Where.anchor(Ends);
  }

  /// SEMANTICS part 7, the table of confidence.
  void grade(SideEffect &H, Writes Wrote) const {
    if (J.evaluation().incomplete())
      H.lower(Confidence::Possible, "the function is too large to follow");
    if (Wrote == Writes::Maybe)
      H.lower(Confidence::Possible,
              "whether the transaction writes is not known");
    if (!H.Transaction.Begin)
      H.lower(Confidence::Likely, "the transaction is a caller's");
    if (H.Transaction.What == TransactionState::Kind::Mixed)
      H.lower(Confidence::Likely,
              "some paths are in a transaction and some are not");
    if (H.Transaction.Begin && !H.EndAnchor)
      H.lower(Confidence::Likely, "a caller ends the transaction");
    if (H.Where.Function == &J.function() &&
        isStartUp(J.operations(), H.StepIndex))
      H.lower(Confidence::Possible, "it runs once, when the program starts");
  }

  const Judgement &J;
  bool Strict;
  SideEffects Found;
};
} // namespace

SideEffects rowlock::hazards::findSideEffects(const Judgement &J, bool Strict) {
  return Finder(J, Strict).run();
}
