//===- Hazards/Retry.cpp - Transactions that are tried again --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Retry.h"
#include "Flow/Unwinding.h"
#include "Hazards/Dependence.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Block;
using rowlock::effects::Expr;
using rowlock::effects::ExprKind;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::RegionKind;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace sql = rowlock::sql;

namespace {
/// Paths that are walked before the answer is "no".
constexpr unsigned MaxStates = 4000;

/// Splicing puts these in front of whatever may throw.
bool isWayOut(const Instruction &I) {
  const Expr *Why = I.Op == Opcode::Branch ? I.get(Slot::Value) : nullptr;
  return Why && Why->Kind == ExprKind::Unknown &&
         Why->Spelling == rowlock::flow::AnException;
}

/// Follows paths from a place in the program, keeping the constants that each
/// stores: `while (!done)` is left once `done` is true.
class PathWalk {
public:
  explicit PathWalk(const effects::Function &F, unsigned Within,
                    const Block *Target)
      : F(F), Within(Within), Target(Target) {}

  /// The handler that a path enters first must be one for errors of a database.
  void requireHandler() { NeedsHandler = true; }
  /// Only where nothing throws.
  void stayNormal() { IsNormal = true; }
  void avoid(const Instruction *I) { Avoided.insert(I); }

  /// Whether a path leads from \p Block, behind its first \p Skip instructions,
  /// to the target.
  bool reaches(unsigned Block, unsigned Skip) {
    push({Block, Skip, !NeedsHandler, {}});
    for (unsigned Count = 0; !Work.empty() && Count != MaxStates; ++Count) {
      State S = std::move(Work.back());
      Work.pop_back();
      if (follow(std::move(S)))
        return true;
    }
    return false;
  }

private:
  /// A variable, or the value of an instruction.
  using Key = std::pair<const Instruction *, llvm::StringRef>;
  using Constants = std::map<Key, llvm::StringRef>;
  struct State {
    unsigned Block = 0;
    unsigned Skip = 0;
    bool Handled = false;
    Constants Known;

    friend bool operator<(const State &A, const State &B) {
      return std::tie(A.Block, A.Skip, A.Handled, A.Known) <
             std::tie(B.Block, B.Skip, B.Handled, B.Known);
    }
  };

  void push(State S) {
    if (Seen.insert(S).second)
      Work.push_back(std::move(S));
  }

  bool isWithin(unsigned Region) const {
    while (Region > Within)
      Region = F.Regions[Region].Parent;
    return Region == Within;
  }

  /// \returns whether the target is reached.
  bool follow(State S) {
    const Block &B = F.Blocks[S.Block];
    if (!S.Handled && S.Skip == 0 &&
        F.Regions[B.Region].Kind == RegionKind::Handler &&
        !B.Instructions.empty() &&
        !B.Instructions.front()->attribute("class").empty()) {
      if (!catchesDatabaseErrors(*B.Instructions.front()))
        return false;
      S.Handled = true;
    }
    // Not the begin that it comes from.
    if (&B == Target && S.Skip == 0)
      return S.Handled;
    for (const Instruction *I : llvm::drop_begin(B.Instructions, S.Skip)) {
      if (Avoided.count(I))
        return false;
      if (I->Op == Opcode::Call && !I->attribute("recursive").empty() &&
          S.Handled)
        return true;
      note(*I, S.Known);
      if (IsNormal && isWayOut(*I)) {
        push({I->Targets[1], 0, S.Handled, S.Known});
        continue;
      }
      for (unsigned Next : targets(*I, S.Known))
        if (isWithin(F.Blocks[Next].Region))
          push({Next, 0, S.Handled, S.Known});
    }
    return false;
  }

  static bool catchesDatabaseErrors(const Instruction &Let) {
    llvm::StringRef Class = Let.attribute("class").split(';').first;
    if (Class == "..." || Class == "std::exception" ||
        Class == "std::runtime_error")
      return true;
    const Expr *Caught = Let.get(Slot::Value);
    llvm::StringRef Type = Caught ? Caught->Type : llvm::StringRef();
    if (!Type.consume_front("error<"))
      return false;
    Type.consume_back(">");
    return Type == "any" || Type == "serialization failure" ||
           Type == "deadlock" || Type == "transaction rolled back" ||
           Type == "busy";
  }

  static std::optional<Key> key(const Expr *E) {
    if (E && E->Kind == ExprKind::Variable)
      return Key{nullptr, E->Spelling};
    if (E && E->Kind == ExprKind::Result)
      return Key{E->Source, {}};
    return std::nullopt;
  }

  /// The spelling of a constant; empty if it is not known.
  static llvm::StringRef constant(const Expr *E, const Constants &Known) {
    if (!E)
      return {};
    switch (E->Kind) {
    case ExprKind::Integer:
    case ExprKind::Boolean:
      return E->Spelling;
    case ExprKind::Null:
      return "null";
    case ExprKind::Preserve:
      return constant(E->operand(0), Known);
    case ExprKind::Variable:
    case ExprKind::Result: {
      auto It = Known.find(*key(E));
      return It == Known.end() ? llvm::StringRef() : It->second;
    }
    case ExprKind::Compute: {
      llvm::StringRef A = constant(E->operand(0), Known);
      if (E->Operands.size() == 1 && E->Spelling == "!" && !A.empty())
        return isTrue(A) ? "false" : "true";
      llvm::StringRef B = constant(E->operand(1), Known);
      if (E->Operands.size() != 2)
        return {};
      if (E->Spelling == "&&" || E->Spelling == "||") {
        bool Deciding = E->Spelling == "||";
        for (llvm::StringRef Side : {A, B})
          if (!Side.empty() && isTrue(Side) == Deciding)
            return Deciding ? "true" : "false";
        return A.empty() || B.empty() ? llvm::StringRef()
               : Deciding             ? "false"
                                      : "true";
      }
      if (A.empty() || B.empty())
        return {};
      if (E->Spelling == "==")
        return A == B ? "true" : "false";
      if (E->Spelling == "!=")
        return A != B ? "true" : "false";
      return {};
    }
    default:
      return {};
    }
  }

  static bool isTrue(llvm::StringRef Constant) {
    return Constant != "false" && Constant != "0" && Constant != "null";
  }

  static void note(const Instruction &I, Constants &Known) {
    auto Set = [&](std::optional<Key> Where, llvm::StringRef What) {
      if (!Where)
        return;
      if (What.empty())
        Known.erase(*Where);
      else
        Known[*Where] = What;
    };
    if (I.Op == Opcode::Store)
      Set(key(I.get(Slot::Target)), constant(I.get(Slot::Value), Known));
    else if (I.Op == Opcode::Let)
      Set(Key{&I, {}}, constant(I.get(Slot::Value), Known));
    else if (I.Op == Opcode::Call)
      // What is passed by reference may be anything now.
      for (const effects::Operand &O : I.Operands)
        forget(O.Value, Known);
  }

  static void forget(const Expr *E, Constants &Known) {
    if (!E)
      return;
    if (E->Kind == ExprKind::Address)
      if (auto Where = key(E->operand(0)))
        Known.erase(*Where);
    if (E->Kind == ExprKind::List || E->Kind == ExprKind::Closure)
      for (const Expr *Each : E->Operands)
        forget(Each, Known);
  }

  static llvm::SmallVector<unsigned, 2> targets(const Instruction &I,
                                                const Constants &Known) {
    llvm::SmallVector<unsigned, 2> All(I.Targets.begin(), I.Targets.end());
    llvm::StringRef Decided = constant(I.get(Slot::Value), Known);
    if (Decided.empty())
      return All;
    if (I.Op == Opcode::Branch)
      return {I.Targets[isTrue(Decided) ? 0 : 1]};
    if (I.Op != Opcode::Switch)
      return All;
    const Expr *Cases = I.get(Slot::Values);
    for (unsigned Case = 0; Cases && Case != Cases->Operands.size(); ++Case) {
      llvm::StringRef Label = constant(Cases->Operands[Case], {});
      if (Label.empty())
        return All;
      if (Label == Decided)
        return {I.Targets[Case]};
    }
    return {I.Targets.back()};
  }

  const effects::Function &F;
  unsigned Within;
  const Block *Target;
  bool NeedsHandler = false;
  bool IsNormal = false;
  std::set<const Instruction *> Avoided;
  std::vector<State> Work;
  std::set<State> Seen;
};

class Search {
public:
  Search(const Operation &W, const Instruction *Begin, const Operations &Ops,
         const Life &L)
      : W(W), Begin(Begin), Ops(Ops), F(Ops.evaluation().function()), L(L) {}

  bool run() {
    const Step *Begins = stepOf(Begin);
    if (!Begins)
      return false;
    if (isWithinHelper(Begins->Block))
      return true;
    for (auto [Index, S] : llvm::enumerate(Ops.evaluation().steps()))
      if (L.commits(Index, W))
        Commits.push_back(&S);
    for (unsigned R = F.Blocks[Begins->Block].Region;;
         R = F.Regions[R].Parent) {
      if ((R == 0 || F.Regions[R].Kind == RegionKind::Loop) &&
          failureReturns(R, Begins->Block) && !successReturns(R, Begins->Block))
        return true;
      if (R == 0)
        return false;
    }
  }

private:
  const Step *stepOf(const Instruction *I) const {
    for (const Step &S : Ops.evaluation().steps())
      if (I && S.Instr == I)
        return &S;
    return nullptr;
  }

  /// A helper of a library that tries again is a loop round a try without
  /// handlers.
  bool isWithinHelper(unsigned Block) const {
    for (unsigned R = F.Blocks[Block].Region; R != 0; R = F.Regions[R].Parent)
      if (F.Regions[R].Kind == RegionKind::Try &&
          F.Regions[F.Regions[R].Parent].Kind == RegionKind::Loop &&
          (R + 1 == F.Regions.size() ||
           F.Regions[R + 1].Kind != RegionKind::Handler))
        return true;
    return false;
  }

  unsigned positionOf(const Step &S) const {
    const auto &Instructions = F.Blocks[S.Block].Instructions;
    return llvm::find(Instructions, S.Instr) - Instructions.begin();
  }

  /// An exception of the write, or a branch on what became of it, leads back.
  bool failureReturns(unsigned Region, unsigned BeginBlock) const {
    const Block *Target = &F.Blocks[BeginBlock];
    for (unsigned P : Ops.evaluation().predecessors(W.Step->Block)) {
      const Instruction *End = F.Blocks[P].terminator();
      if (!End || !isWayOut(*End))
        continue;
      PathWalk Walk(F, Region, Target);
      Walk.requireHandler();
      if (Walk.reaches(End->Targets[0], 0))
        return true;
    }
    if (W.Step->Instr->attribute("fails").empty())
      return false;
    for (const Step &S : Ops.evaluation().steps()) {
      if (S.Instr->Op != Opcode::Branch && S.Instr->Op != Opcode::Switch)
        continue;
      if (!L.mustPrecede(W.StepIndex, &S - Ops.evaluation().steps().data()) ||
          !testsFailure(S))
        continue;
      for (unsigned Next : S.Instr->Targets) {
        PathWalk Walk(F, Region, Target);
        for (const Step *Commit : Commits)
          Walk.avoid(Commit->Instr);
        if (Walk.reaches(Next, 0))
          return true;
      }
    }
    return false;
  }

  /// The branch asks whether the write, or something else, went well.
  bool testsFailure(const Step &S) const {
    return llvm::any_of(S.Operands, [&](const Value *V) {
      return mentions(V, Ops.evaluation(), [&](const Value &Part) {
        if (Part.Kind == ValueKind::Found)
          return Part.Source == W.Step->Instr;
        if (Part.Kind != ValueKind::Outcome ||
            (Part.Spelling != "ok" && Part.Spelling != "error-code" &&
             Part.Spelling != "found"))
          return false;
        const Value *Of = Part.Operands.front();
        return Of->Source == W.Step->Instr || Of == W.Connection;
      });
    });
  }

  bool successReturns(unsigned Region, unsigned BeginBlock) const {
    llvm::SmallVector<const Step *, 2> From(Commits);
    if (From.empty())
      From.push_back(W.Step);
    return llvm::any_of(From, [&](const Step *S) {
      PathWalk Walk(F, Region, &F.Blocks[BeginBlock]);
      Walk.stayNormal();
      return Walk.reaches(S->Block, positionOf(*S) + 1);
    });
  }

  const Operation &W;
  const Instruction *Begin;
  const Operations &Ops;
  const effects::Function &F;
  const Life &L;
  llvm::SmallVector<const Step *, 2> Commits;
};
} // namespace

bool rowlock::hazards::isRetried(const Operation &Write,
                                 const Instruction *Begin,
                                 const Operations &Ops, const Life &L) {
  return Search(Write, Begin, Ops, L).run();
}

bool rowlock::hazards::isRetried(const Conflict &C, const Operations &Ops,
                                 const Life &L) {
  return isRetried(*C.Write, C.Transaction.Begin, Ops, L);
}
