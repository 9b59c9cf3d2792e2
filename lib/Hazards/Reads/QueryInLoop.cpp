//===- Hazards/Reads/QueryInLoop.cpp --------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Reads/QueryInLoop.h"
#include "Hazards/Dependence.h"
#include "Hazards/PathWalk.h"
#include "Transactions/RowSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::RegionKind;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
class Finder {
public:
  explicit Finder(const Judgement &J)
      : J(J), Ops(J.operations()), E(J.evaluation()), F(E.function()) {}

  std::vector<QueryInLoop> run() {
    if (!E.incomplete())
      for (const Operation &Op : Ops.all())
        if (isLookup(Op))
          look(Op);
    return std::move(Found);
  }

private:
  /// A plain SELECT of rows that a key chooses. What locks its row, or is only
  /// a part of what is there, has its reasons.
  static bool isLookup(const Operation &Op) {
    return Op.Statement && Op.Alternatives == 1 &&
           Op.Statement->Kind == sql::StatementKind::Select &&
           Op.Statement->AdvisoryLocks.empty() &&
           effectiveLock(*Op.Statement).Locks == sql::Answer::No &&
           !Op.Statement->Tables.empty() && !Op.Statement->OpenEnd &&
           Op.Statement->Tables.front().Table.known();
  }

  void look(const Operation &Op) {
    for (unsigned R = F.Blocks[Op.Step->Block].Region; R != 0;
         R = F.Regions[R].Parent) {
      if (F.Regions[R].Kind != RegionKind::Loop)
        continue;
      QueryInLoop H;
      H.Query = &Op;
      if (isKeyed(Op, R, H) && !isExcused(Op, R)) {
        place(Op, R, H);
        Found.push_back(std::move(H));
      }
      return;
    }
  }

  bool isWithin(unsigned Block, unsigned Region) const {
    unsigned R = F.Blocks[Block].Region;
    while (R > Region)
      R = F.Regions[R].Parent;
    return R == Region;
  }

  /// An equality asks for an element of what the loop goes over, or for a
  /// column of the row that it is at.
  bool isKeyed(const Operation &Op, unsigned Region, QueryInLoop &H) const {
    for (const RowEquality &Equal :
         rowSet(Op, Op.Statement->Tables.front()).Equalities) {
      if (Equal.Terms.size() != 1 || !Equal.Terms.front().Value)
        continue;
      const Value *Key = flow::peeled(Equal.Terms.front().Value);
      if (!isOfRound(Key, Region, H.Outer))
        continue;
      H.Key = Equal.Column;
      return true;
    }
    return false;
  }

  bool isOfRound(const Value *Key, unsigned Region,
                 const Operation *&Outer) const {
    if (Key->Kind == ValueKind::Column) {
      for (const Operation *From : Ops.of(Key->operand(0)))
        if (!isWithin(From->Step->Block, Region) && isIterated(*From, Region)) {
          Outer = From;
          return true;
        } else if (From->Step->Instr->Op == Opcode::Fetch &&
                   isWithin(From->Step->Block, Region) &&
                   isLoopTest(*From, Region)) {
          Outer = From;
          return true;
        } else if (isOfEarlierLoop(Key, Region)) {
          Outer = From;
          return true;
        }
      return false;
    }
    // The element that the loop is at, or a member of it.
    for (; Key->Kind == ValueKind::Member; Key = Key->Operands[0])
      if (Key->Spelling == "[*]")
        return isSteady(Key->Operands[0], Region);
    return false;
  }

  /// Another loop has put the column of each row into a list, and this one
  /// takes them out.
  bool isOfEarlierLoop(const Value *Key, unsigned Region) const {
    return llvm::any_of(E.steps(), [&](const Step &S) {
      if (S.Instr->Op != Opcode::Column || S.Result != Key)
        return false;
      unsigned R = F.Blocks[S.Block].Region;
      while (R != 0 && F.Regions[R].Kind != RegionKind::Loop)
        R = F.Regions[R].Parent;
      return R != 0 && !isAround(R, Region);
    });
  }

  bool isAround(unsigned Outer, unsigned Inner) const {
    while (Inner > Outer)
      Inner = F.Regions[Inner].Parent;
    return Inner == Outer;
  }

  /// The loop goes on as long as there are rows.
  bool isIterated(const Operation &From, unsigned Region) const {
    return llvm::any_of(E.steps(), [&](const Step &S) {
      return S.Instr->Op == Opcode::Branch && isWithin(S.Block, Region) &&
             mentions(S.get(Slot::Value), E, [&](const Value &Part) {
               return (Part.Kind == ValueKind::Outcome ||
                       Part.Kind == ValueKind::Found) &&
                      isOf(Part, From);
             });
    });
  }

  /// Also where the fetch is in a function of its own, with a way of its own to
  /// the test: its statement is older than the loop.
  bool isLoopTest(const Operation &Fetch, unsigned Region) const {
    bool Lasts = isPreparedOutside(Fetch, Region);
    return llvm::any_of(E.steps(), [&](const Step &S) {
      return S.Instr->Op == Opcode::Branch &&
             (S.Block == Fetch.Step->Block ||
              (Lasts && isWithin(S.Block, Region) &&
               leaves(*S.Instr, Region))) &&
             mentions(S.get(Slot::Value), E,
                      [&](const Value &Part) { return isOf(Part, Fetch); });
    });
  }

  bool isOf(const Value &Part, const Operation &Op) const {
    if (Part.Kind == ValueKind::Found)
      return Part.Source == Op.Step->Instr;
    if (Part.Kind != ValueKind::Outcome && Part.Kind != ValueKind::Column)
      return false;
    const Value *Of = Part.operand(0);
    return Of &&
           (Of->Source == Op.Step->Instr || Of == Op.Step->get(Slot::On) ||
            llvm::is_contained(Ops.of(Of), &Op));
  }

  /// Nothing is added to the list while the loop goes over it: a search has no
  /// list of what it will find.
  bool isSteady(const Value *List, unsigned Region) const {
    if (List->Kind == ValueKind::Forgotten ||
        List->Kind == ValueKind::Unknown || List->Kind == ValueKind::Phi)
      return false;
    return llvm::none_of(E.steps(), [&](const Step &S) {
      return S.Instr->Op == Opcode::Append && isWithin(S.Block, Region) &&
             S.get(Slot::On) == List;
    });
  }

  /// Whether the query could be run at all, whatever it has found.
  static bool isFailure(const Value &Part) {
    return Part.Kind == ValueKind::Outcome && Part.Spelling == "ok";
  }

  /// A round writes, begins or ends something: it is work on one element, not a
  /// look at it. A loop that ends with what it was looking for is a search.
  bool isExcused(const Operation &Op, unsigned Region) const {
    for (auto [Index, S] : llvm::enumerate(E.steps())) {
      if (!isWithin(S.Block, Region))
        continue;
      switch (S.Instr->Op) {
      case Opcode::Begin:
      case Opcode::Commit:
      case Opcode::Rollback:
      case Opcode::Savepoint:
      case Opcode::Connect:
        return true;
      case Opcode::Branch:
        if (!isWayOut(*S.Instr) && leaves(*S.Instr, Region) &&
            mentions(S.get(Slot::Value), E, [&](const Value &Part) {
              return isOf(Part, Op) && !isFailure(Part);
            }))
          return true;
        break;
      default:
        for (const Operation &Each : Ops.of(Index))
          if (Each.writes() ||
              (Each.Statement &&
               (Each.Statement->Kind == sql::StatementKind::Begin ||
                Each.Statement->Kind == sql::StatementKind::Commit)))
            return true;
        break;
      }
      // It sleeps between the rounds, or asks somebody else. To write down what
      // it has found is what it is for.
      if (S.Instr->Op == Opcode::Call &&
          !S.Instr->attribute("effect").empty() &&
          S.Instr->attribute("strict") != "yes")
        return true;
    }
    // SQLite: a statement that is prepared once asks no server.
    return Op.Db.Kind == databases::Product::SQLite &&
           isPreparedOutside(Op, Region);
  }

  bool isPreparedOutside(const Operation &Op, unsigned Region) const {
    const Value *On = Op.Step->get(Slot::On);
    if (!On || On->Kind != ValueKind::Result ||
        On->Source->Op != Opcode::Prepare)
      return false;
    return llvm::any_of(E.steps(), [&](const Step &S) {
      return S.Instr == On->Source && !isWithin(S.Block, Region);
    });
  }

  /// A way of the branch ends the loop by what it returns or breaks off: within
  /// the loop's region nothing follows.
  bool leaves(const effects::Instruction &Branch, unsigned Region) const {
    return llvm::any_of(Branch.Targets, [&](unsigned To) {
      for (unsigned I = 0; I != 20; ++I) {
        if (!isWithin(To, Region))
          return true;
        const effects::Instruction &End = *F.Blocks[To].terminator();
        if (End.Op == Opcode::Return || End.Op == Opcode::Throw)
          return true;
        if (End.Op != Opcode::Jump)
          return false;
        To = End.Targets.front();
      }
      return false;
    });
  }

  const flow::Site &site(const effects::Instruction &I) const {
    return J.spliced().Sites.find(&I)->second;
  }

  void place(const Operation &Op, unsigned Region, QueryInLoop &H) const {
    const flow::Site &Here = site(*Op.Step->Instr);
    H.StepIndex = Op.StepIndex;
    H.Original = Here.Original;
    H.Where = {&J.function(), 0};
    for (const Step &S : E.steps())
      if (F.Blocks[S.Block].Region == Region &&
          (S.Instr->Op == Opcode::Branch || S.Instr->Op == Opcode::Fetch)) {
        const flow::Site &Loops = site(*S.Instr);
        H.Where = frameOf(Loops, Here, J.function());
        H.Loop = &H.Where.anchor(Loops);
        break;
      }
    H.Anchor = &H.Where.anchor(Here);
    H.AnchorIn = &H.Where.holder(Here, J.function());
    if (!J.operations().database(*Op.Step->Instr).known())
      H.lower(Confidence::Likely, "the database is not known");
    if (H.Where.Function == &J.function() && isStartUp(Ops, Op.StepIndex))
      H.lower(Confidence::Possible, "it runs once, when the program starts");
  }

  const Judgement &J;
  const Operations &Ops;
  const flow::Evaluation &E;
  const effects::Function &F;
  std::vector<QueryInLoop> Found;
};
} // namespace

std::vector<QueryInLoop>
rowlock::hazards::findQueriesInLoops(const Judgement &J) {
  return Finder(J).run();
}
