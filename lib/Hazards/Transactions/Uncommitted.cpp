//===- Hazards/Transactions/Uncommitted.cpp -------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Transactions/Uncommitted.h"
#include "Flow/Unwinding.h"
#include "Hazards/FeasiblePaths.h"
#include "Hazards/Holders.h"
#include "Hazards/Outcomes.h"
#include "Hazards/PathWalk.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

/// Paths that are followed before the answer is "I do not know".
static constexpr unsigned MaxStates = 4000;
static constexpr unsigned Nowhere = ~0u;

namespace {
/// What becomes of the transaction at a step.
enum class Fate {
  Open,
  Committed,
  RolledBack, ///< by somebody who says so
  Dropped,    ///< by the end of a scope
  Elsewhere,  ///< another may end it
};

/// One begin, and all paths from it.
class Search {
public:
  Search(const Judgement &J, const FeasiblePaths &Paths, unsigned Begin,
         UncommittedTransactions &Found)
      : J(J), Ops(J.operations()), E(J.evaluation()), Paths(Paths),
        Begin(Begin), BeginStep(E.steps()[Begin]),
        Connection(connectionOf(BeginStep)), Held(Connection, E), Found(Found) {
  }

  void run() {
    findEnds();
    Path First;
    First.Block = BeginStep.Block;
    First.Known = Paths.before(First.Block);
    go(First, Begin + 1);
    unsigned Count = 0;
    for (; !Work.empty() && Count != MaxStates; ++Count) {
      Path P = std::move(Work.back());
      Work.pop_back();
      go(P, Paths.steps(P.Block).first);
    }
    for (auto [Ends, At] : EndedIn)
      Found.Ended.push_back({site(*BeginStep.Instr), Ends});
    if (Work.empty())
      judge();
  }

private:
  enum class Status { Open, Committed, Dropped };

  struct Path {
    unsigned Block = 0;
    FeasiblePaths::Known Known;
    /// Steps that have written, as far as the path knows.
    std::vector<unsigned> Dirty;
    unsigned LastWrite = Nowhere;
    Status Is = Status::Open;
    bool Failed = false;
    /// The branch behind which nothing ends the transaction any more.
    unsigned Past = Nowhere;
    /// Where it was dropped.
    unsigned DroppedAt = Nowhere;

    friend bool operator<(const Path &A, const Path &B) {
      return std::tie(A.Block, A.Known, A.Dirty, A.LastWrite, A.Is, A.Failed,
                      A.Past, A.DroppedAt) <
             std::tie(B.Block, B.Known, B.Dirty, B.LastWrite, B.Is, B.Failed,
                      B.Past, B.DroppedAt);
    }
  };
  /// A path that left the function, or came back to the begin.
  struct Left {
    Path At;
    unsigned Step = 0;
    const Value *Returned = nullptr;
  };

  const flow::Site &site(const effects::Instruction &I) const {
    return J.spliced().Sites.find(&I)->second;
  }

  const Value *connectionOf(const Step &S) const {
    const Value *On = S.get(Slot::On);
    return On ? E.connection(On) : nullptr;
  }

  /// The function has both begin and step, and no function in it has.
  bool isOwn(const Step &S) const {
    return frameOf(site(*BeginStep.Instr), site(*S.Instr), J.function())
               .Function == &J.function();
  }

  bool isInDestructor(const Step &S) const {
    return llvm::any_of(site(*S.Instr).Calls, [](const auto *Call) {
      return flow::isDestructorCall(*Call);
    });
  }

  Fate fate(unsigned Index) const {
    const Step &S = E.steps()[Index];
    bool IsOurs = connectionOf(S) == Connection;
    switch (S.Instr->Op) {
    case Opcode::Store:
      return isKept(S) ? Fate::Elsewhere : Fate::Open;
    case Opcode::Call:
      return mayEnd(S) ? Fate::Elsewhere : Fate::Open;
    case Opcode::Commit:
      return IsOurs ? Fate::Committed : Fate::Open;
    case Opcode::SetAutocommit:
      return IsOurs ? Fate::Committed : Fate::Open;
    case Opcode::Begin:
      return IsOurs && S.Instr->attribute("autocommit").empty()
                 ? Fate::Elsewhere
                 : Fate::Open;
    case Opcode::Rollback:
      return !IsOurs             ? Fate::Open
             : isInDestructor(S) ? Fate::Dropped
                                 : Fate::RolledBack;
    case Opcode::Leave:
      return leaving(S);
    case Opcode::Execute:
    case Opcode::Fetch:
      return IsOurs ? executing(Index) : Fate::Open;
    default:
      return Fate::Open;
    }
  }

  Fate leaving(const Step &S) const {
    const Value *On = S.get(Slot::On);
    if (!On || On->Kind != ValueKind::Result)
      return Fate::Open;
    // With the connection goes what it has open.
    if (On == Connection && On->Source->Op == Opcode::Connect)
      return Fate::Dropped;
    if (On->Source != BeginStep.Instr)
      return Fate::Open;
    llvm::StringRef Leave = S.Instr->attribute("leave");
    if (Leave.empty())
      Leave = On->Source->attribute("leave");
    if (Leave.empty() || Leave == "nothing")
      return Fate::Open;
    return Leave == "commit" ? Fate::Committed : Fate::Dropped;
  }

  Fate executing(unsigned Index) const {
    llvm::ArrayRef<Operation> All = Ops.of(Index);
    Fate Then = All.empty() ? Fate::Elsewhere : Fate::Open;
    for (const Operation &Op : All) {
      Fate Each = statement(Op);
      if (Each == Fate::RolledBack && isInDestructor(*Op.Step))
        Each = Fate::Dropped;
      if (Then == Fate::Open || Each == Fate::Committed)
        Then = Each;
    }
    return Then;
  }

  static Fate statement(const Operation &Op) {
    auto Commits = [&](databases::CommittingStatement S) {
      return databases::commitsImplicitly(Op.Db.Kind, S).value_or(true)
                 ? Fate::Elsewhere
                 : Fate::Open;
    };
    if (!Op.Statement)
      return Fate::Elsewhere;
    switch (Op.Statement->Kind) {
    case sql::StatementKind::Commit:
    case sql::StatementKind::SetAutocommit:
      return Fate::Committed;
    case sql::StatementKind::Rollback:
      return Fate::RolledBack;
    case sql::StatementKind::Begin:
    case sql::StatementKind::Unknown:
    case sql::StatementKind::Fragment:
    case sql::StatementKind::Call:
    case sql::StatementKind::Block:
      return Fate::Elsewhere;
    case sql::StatementKind::Ddl:
      return Commits(databases::CommittingStatement::Ddl);
    case sql::StatementKind::Truncate:
      return Commits(databases::CommittingStatement::Truncate);
    case sql::StatementKind::LockTables:
      return Commits(databases::CommittingStatement::LockTables);
    default:
      return Fate::Open;
    }
  }

  /// The handle goes to a place that outlives the function.
  bool isKept(const Step &S) const {
    const Value *V = S.get(Slot::Value);
    const effects::Expr *To = S.Instr->get(Slot::Target);
    while (To && To->Kind == effects::ExprKind::Field)
      To = To->operand(0);
    bool Outlives = !To || To->Kind != effects::ExprKind::Variable ||
                    To->Spelling.starts_with("::");
    return Outlives && V && V->Kind == ValueKind::Result &&
           V->Source == BeginStep.Instr;
  }

  /// A function that is not known is handed the connection, or says by its name
  /// what it does with one that all know.
  bool mayEnd(const Step &Call) const {
    if (Held.isHandedOn(Call))
      return true;
    const Value *Name = Call.get(Slot::Name);
    if (!Name || Name->Kind != ValueKind::Text)
      return false;
    std::string Lower = Name->Spelling.rsplit("::").second.lower();
    if (Lower.empty())
      Lower = Name->Spelling.lower();
    for (llvm::StringRef Word : {"rollback", "roll_back", "commit", "abort",
                                 "transaction", "finish", "die", "fatal"})
      if (llvm::StringRef(Lower).contains(Word))
        return true;
    return false;
  }

  /// From where an end of the transaction can be reached before the begin is.
  void findEnds() {
    unsigned Count = E.function().Blocks.size();
    CanEnd.assign(Count, false);
    std::vector<bool> Stops(Count);
    for (unsigned B = 0; B != Count; ++B)
      for (auto [I, Last] = Paths.steps(B); I != Last; ++I) {
        if (I == Begin) {
          Stops[B] = true;
          break;
        }
        Fate Then = fate(I);
        if (Then == Fate::Open)
          continue;
        CanEnd[B] = Then != Fate::Dropped;
        Stops[B] = true;
        break;
      }
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (unsigned B : llvm::reverse(E.order())) {
        if (CanEnd[B] || Stops[B])
          continue;
        if (llvm::any_of(E.function().Blocks[B].terminator()->Targets,
                         [&](unsigned T) { return CanEnd[T]; }))
          CanEnd[B] = Changed = true;
      }
    }
  }

  void go(Path P, unsigned From) {
    unsigned Last = Paths.steps(P.Block).second;
    for (; From < Last; ++From) {
      const Step &S = E.steps()[From];
      if (S.Instr->Op == Opcode::Throw || S.Instr->Op == Opcode::Unreachable)
        return;
      if (S.Instr->Op == Opcode::Return || From == Begin) {
        if (From != Begin && isHandedBack(S))
          return;
        if (From != Begin || P.Is == Status::Dropped)
          Exits.push_back({P, From, returned(S, P)});
        return;
      }
      if (P.Is != Status::Open)
        continue;
      Fate Then = fate(From);
      if (Then == Fate::Open) {
        write(From, P);
        continue;
      }
      if (Then == Fate::Elsewhere)
        return;
      if (isOwn(S) && Then != Fate::Dropped)
        EndedIn[&J.function()] = From;
      else if (Then != Fate::Dropped)
        EndedIn.try_emplace(
            frameOf(site(*BeginStep.Instr), site(*S.Instr), J.function())
                .Function,
            From);
      if (Then == Fate::RolledBack)
        return;
      if (Then == Fate::Dropped) {
        // Somebody within has it all, and is asked himself.
        if (!isOwn(S))
          return;
        P.Is = Status::Dropped;
        P.DroppedAt = From;
      } else {
        AnyCommit = true;
        P.Is = Status::Committed;
      }
      P.Dirty = P.Is == Status::Committed ? std::vector<unsigned>() : P.Dirty;
    }
    leaveBlock(P);
  }

  void write(unsigned Index, Path &P) const {
    for (const Operation &Op : Ops.of(Index)) {
      if (Op.Connection != Connection)
        continue;
      if (Op.Statement && sql::writes(*Op.Statement) == sql::Answer::Yes &&
          Op.Statement->Kind != sql::StatementKind::Ddl) {
        if (!llvm::is_contained(P.Dirty, Index))
          P.Dirty.push_back(Index);
        P.LastWrite = Index;
      }
    }
  }

  void leaveBlock(const Path &P) {
    const effects::Instruction &End =
        *E.function().Blocks[P.Block].terminator();
    unsigned Last = Paths.steps(P.Block).second;
    bool MayEnd =
        llvm::any_of(End.Targets, [&](unsigned T) { return CanEnd[T]; });
    for (auto [Index, Next] : llvm::enumerate(End.Targets)) {
      Path Then = P;
      llvm::SmallVector<FeasiblePaths::Lesson, 4> Lessons;
      if (!Paths.follow(Then.Known, P.Block, Next, Lessons))
        continue;
      if (isWayOut(End) && Index == 0)
        Then.Failed = true;
      else if (End.Op == Opcode::Branch && !heed(Then, Last - 1, Index == 0))
        continue;
      if (P.Is == Status::Open && Then.Past == Nowhere && MayEnd &&
          !CanEnd[Next])
        Then.Past = Last - 1;
      Then.Block = Next;
      if (Seen.insert(Then).second)
        Work.push_back(std::move(Then));
    }
  }

  /// What the branch says of what went before. \returns false if the
  /// transaction has not begun at all.
  bool heed(Path &P, unsigned Branch, bool Holds) const {
    const Value *Condition =
        Paths.resolve(E.steps()[Branch].get(Slot::Value), P.Known);
    if (P.Is != Status::Open)
      return true;
    if (failsAt(Condition, Holds, BeginStep.Instr, P))
      return false;
    if (failsAt(Condition, Holds, nullptr, P))
      P.Failed = true;
    llvm::erase_if(P.Dirty, [&](unsigned Index) {
      const Operation &Op = Ops.of(Index).front();
      bool None = failsAt(Condition, Holds, Op.Step->Instr, P) ||
                  tellsNoChange(Condition, Holds, Op, P.LastWrite == Index);
      P.Failed |= None;
      return None;
    });
    return true;
  }

  /// If all went well with \p What, or with everything, the branch would go the
  /// other way.
  bool failsAt(const Value *Condition, bool Holds,
               const effects::Instruction *What, const Path &P) const {
    FeasiblePaths::Known Well = P.Known;
    bool Asks = false;
    flow::visit(Condition, [&](const Value &Part) {
      const Value *Of = Part.operand(0);
      if (Part.Kind == ValueKind::Outcome && Part.Spelling == "ok" &&
          (!What || (Of && Of->Source == What))) {
        Well.Decided[&Part] = true;
        Asks = true;
      } else if (Part.Kind == ValueKind::Found && What && Part.Source == What) {
        Well.Decided[&Part] = false;
        Asks = true;
      }
      return true;
    });
    if (!Asks)
      return false;
    auto Truth = Paths.truth(Condition, Well);
    return Truth && *Truth != Holds;
  }

  bool isHandedBack(const Step &Return) const {
    const Value *V = Return.get(Slot::Value);
    bool Handed = false;
    if (V)
      flow::visit(V, [&](const Value &Part) {
        Handed |= Part.Kind == ValueKind::Result &&
                  Part.Source == BeginStep.Instr &&
                  BeginStep.Instr->Op == Opcode::Begin;
        return Part.Kind != ValueKind::Outcome;
      });
    return Handed;
  }

  const Value *returned(const Step &S, const Path &P) const {
    const Value *V =
        S.Instr->Op == Opcode::Return ? S.get(Slot::Value) : nullptr;
    for (V = V ? Paths.resolve(V, P.Known) : V;
         V && V->Kind == ValueKind::Select;) {
      auto Condition = Paths.truth(V->Operands[0], P.Known);
      if (!Condition)
        break;
      V = Paths.resolve(V->Operands[*Condition ? 1 : 2], P.Known);
    }
    return V;
  }

  //===--------------------------------------------------------------------===//

  void judge() {
    std::optional<Uncommitted> Best;
    for (const Left &L : Exits) {
      std::optional<Uncommitted::Kind> What = kind(L);
      if (!What)
        continue;
      Uncommitted H = make(L, *What);
      if (!Best || std::tie(H.Failed, H.Exit->Span.Line) <
                       std::tie(Best->Failed, Best->Exit->Span.Line))
        Best = std::move(H);
    }
    if (Best)
      Found.Hazards.push_back(std::move(*Best));
  }

  std::optional<Uncommitted::Kind> kind(const Left &L) const {
    const Path &P = L.At;
    if (P.Is == Status::Committed || P.Dirty.empty())
      return std::nullopt;
    if (P.Is == Status::Open) {
      // Who never ends what he begins leaves that to others.
      auto Own = EndedIn.find(&J.function());
      if (Own == EndedIn.end() || isDecidedByState(P.Past))
        return std::nullopt;
      return Uncommitted::Kind::LeftOpen;
    }
    if (P.Failed)
      return std::nullopt;
    if (!AnyCommit)
      return EndedIn.empty() && !isLookedAtAfterwards(P)
                 ? std::optional(Uncommitted::Kind::NeverCommitted)
                 : std::nullopt;
    if (saysWell(L) && !isFlag(P.Past))
      return Uncommitted::Kind::ThrownAway;
    return std::nullopt;
  }

  /// It returns what a path returns that has committed, and no other does.
  bool saysWell(const Left &L) const {
    if (E.steps()[L.Step].Instr->Op != Opcode::Return || L.At.Past == Nowhere)
      return false;
    if (!L.Returned)
      return isAboutSize(L.At.Past);
    if (!L.Returned->isConstant())
      return false;
    bool Well = false;
    for (const Left &Other : Exits) {
      bool Same = Other.Returned && Other.Returned->Kind == L.Returned->Kind &&
                  Other.Returned->Spelling == L.Returned->Spelling;
      if (Same && Other.At.Failed && Other.At.Is != Status::Committed)
        return false;
      Well |= Same && Other.At.Is == Status::Committed;
    }
    return Well;
  }

  const Value *condition(unsigned Branch) const {
    const Value *V =
        Branch == Nowhere ? nullptr : E.steps()[Branch].get(Slot::Value);
    while (V && V->Kind == ValueKind::Compute && V->Spelling == "!" &&
           V->Operands.size() == 1)
      V = V->Operands[0];
    return V;
  }

  /// A switch that somebody has set: what is thrown away then was only a try.
  bool isFlag(unsigned Branch) const {
    const Value *V = condition(Branch);
    return !V ||
           (V->Kind != ValueKind::Compute && V->Kind != ValueKind::Result &&
            V->Kind != ValueKind::Outcome && V->Kind != ValueKind::Found);
  }

  /// Of what the program has, nothing that was read.
  bool isAboutSize(unsigned Branch) const {
    bool Size = false, Read = false;
    if (const Value *V = condition(Branch))
      flow::visit(V, [&](const Value &Part) {
        Size |=
            Part.Kind == ValueKind::Compute && Part.Spelling == effects::SizeOf;
        Read |= Part.Kind == ValueKind::Column ||
                Part.Kind == ValueKind::Outcome ||
                Part.Kind == ValueKind::Found ||
                Part.Kind == ValueKind::Result || Part.Kind == ValueKind::Phi;
        return true;
      });
    return Size && !Read;
  }

  /// A counter of nested transactions, or the like, leads past the end.
  bool isDecidedByState(unsigned Branch) const {
    bool State = false;
    if (const Value *V = condition(Branch))
      flow::visit(V, [&](const Value &Part) {
        State |=
            Part.Kind == ValueKind::This || (Part.Kind == ValueKind::Variable &&
                                             Part.Spelling.starts_with("::"));
        return Part.Kind != ValueKind::Outcome &&
               Part.Kind != ValueKind::Column;
      });
    return State;
  }

  /// A preview: what was written is read again before it goes.
  bool isLookedAtAfterwards(const Path &P) const {
    for (unsigned I = P.LastWrite + 1; I < P.DroppedAt; ++I)
      for (const Operation &Op : Ops.of(I))
        if (Op.Connection == Connection && Op.reads())
          return true;
    return llvm::any_of(P.Dirty, [&](unsigned I) {
      return llvm::any_of(Ops.of(I), [](const Operation &Op) {
        return Op.Statement->Returns == sql::Answer::Yes;
      });
    });
  }

  Uncommitted make(const Left &L, Uncommitted::Kind What) const {
    Uncommitted H;
    H.What = What;
    H.StepIndex = Begin;
    H.Connection = Connection;
    H.Transaction.Begin = BeginStep.Instr;
    H.Failed = L.At.Failed;
    const flow::Site &Begins = site(*BeginStep.Instr);
    H.Original = H.OriginalBegin = Begins.Original;
    H.Begins = Begins;
    H.Where = {&J.function(), 0};
    H.Anchor = H.BeginAnchor = &H.Where.anchor(Begins);
    H.AnchorIn = &H.Where.holder(Begins, J.function());
    unsigned Exit = L.At.Is == Status::Dropped &&
                            E.steps()[L.Step].Instr->Op != Opcode::Return
                        ? L.At.DroppedAt
                        : L.Step;
    H.Exit = &H.Where.anchor(site(*E.steps()[Exit].Instr));
    if (L.At.Past != Nowhere)
      H.Past = &H.Where.anchor(site(*E.steps()[L.At.Past].Instr));
    if (auto Own = EndedIn.find(&J.function()); Own != EndedIn.end())
      H.EndAnchor = &H.Where.anchor(site(*E.steps()[Own->second].Instr));
    for (unsigned I : L.At.Dirty)
      for (const Operation &Op : Ops.of(I))
        if (Op.writes()) {
          H.Writes.push_back(&Op);
          break;
        }
    if (E.incomplete())
      H.lower(Confidence::Possible, "the function is too large to follow");
    if (isStartUp(Ops, Begin))
      H.lower(Confidence::Possible, "it runs once, when the program starts");
    return H;
  }

  const Judgement &J;
  const Operations &Ops;
  const flow::Evaluation &E;
  const FeasiblePaths &Paths;
  unsigned Begin;
  const Step &BeginStep;
  const Value *Connection;
  Holders Held;
  UncommittedTransactions &Found;
  std::vector<bool> CanEnd;
  std::vector<Path> Work;
  std::set<Path> Seen;
  std::vector<Left> Exits;
  /// The functions that have the begin and an end, with a step that ends it.
  std::map<const effects::Function *, unsigned> EndedIn;
  bool AnyCommit = false;
};

/// It begins a transaction that may write.
bool begins(const Judgement &J, unsigned Index) {
  const Step &S = J.evaluation().steps()[Index];
  const effects::Instruction &I = *S.Instr;
  switch (I.Op) {
  case Opcode::Begin:
    return I.attribute("autocommit").empty() &&
           I.attribute("read-only") != "yes" &&
           I.attribute("leave") != "commit";
  case Opcode::SetAutocommit: {
    const Value *On = S.get(Slot::Value);
    return On && On->isConstant() && On->Spelling != "true" &&
           On->Spelling != "1";
  }
  case Opcode::Execute: {
    llvm::ArrayRef<Operation> All = J.operations().of(Index);
    return All.size() == 1 && All.front().Statement &&
           All.front().Statement->Kind == sql::StatementKind::Begin &&
           All.front().Statement->Transaction.ReadOnly != sql::Answer::Yes;
  }
  default:
    return false;
  }
}
} // namespace

UncommittedTransactions rowlock::hazards::findUncommitted(const Judgement &J) {
  UncommittedTransactions Found;
  std::optional<FeasiblePaths> Paths;
  for (unsigned I = 0; I != J.evaluation().steps().size(); ++I) {
    if (!begins(J, I) || !J.evaluation().steps()[I].get(Slot::On))
      continue;
    if (!Paths)
      Paths.emplace(J.evaluation());
    Search(J, *Paths, I, Found).run();
  }
  return Found;
}
