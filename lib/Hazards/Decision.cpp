//===- Hazards/Decision.cpp - What a branch has learnt of a read ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Decision.h"
#include "Flow/Folding.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringSwitch.h"

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
constexpr unsigned MaxDepth = 24;
/// Choices within choices that are followed.
constexpr unsigned MaxChoices = 6;

/// A negative number stands for no row: `if (id < 0)` asks for the row and not
/// for the column. `state == 0` does not.
bool isSentinelTest(llvm::StringRef Op, const Value &Choice,
                    const Value *With) {
  auto Limit = number(With);
  bool Compares = Op == "==" || Op == "!=";
  return Limit && (*Limit < 0 || (*Limit == 0 && !Compares)) &&
         llvm::any_of(Choice.Operands, [](const Value *Each) {
           auto N = number(peeled(Each));
           return N && *N < 0;
         });
}

/// Whether \p V holds something, as an optional or a pointer does; nothing
/// where a column of the database is asked, which may be NULL.
std::optional<bool> isSet(const Value *V) {
  switch (V->Kind) {
  case ValueKind::Null:
    return false;
  case ValueKind::Unknown:
  case ValueKind::Parameter:
  case ValueKind::Forgotten:
  case ValueKind::Phi:
  case ValueKind::Select:
    return std::nullopt;
  case ValueKind::Result:
    if (V->Source->Op == Opcode::Call)
      return std::nullopt;
    return true;
  default:
    return true;
  }
}

} // namespace

Deciders::Deciders(const Operations &Ops)
    : Ops(Ops), E(Ops.evaluation()), Governing(E) {
  for (auto [Index, S] : llvm::enumerate(E.steps())) {
    StepOf[S.Instr] = Index;
    LastStep[S.Block] = Index;
  }
}

std::vector<Fact> Deciders::of(unsigned Block) {
  Facts.clear();
  Visited.clear();
  Place = Block;
  for (const Way &W : Governing.ofBlock(Block)) {
    Always = isOnlyWay(W);
    addWay(W);
  }
  return std::move(Facts);
}

std::vector<Fact> Deciders::ofWay(Way Gone) {
  Facts.clear();
  Visited.clear();
  Place = Gone.To;
  Always = false;
  for (const Way &W : std::vector(Governing.ofWay(Gone)))
    addWay(W);
  return std::move(Facts);
}

std::vector<Fact> Deciders::ofText(const Step &S, const Operation &Op) {
  Facts.clear();
  Visited.clear();
  Place = S.Block;
  Always = false;
  // Of each choice the side that alone has a piece of this text.
  auto Has = [&](const Value *Side) {
    bool Found = false;
    flow::visit(Side, [&](const Value &Part) {
      Found |= Part.Kind == ValueKind::Text &&
               llvm::is_contained(Op.Source->Pieces, &Part);
      return !Found;
    });
    return Found;
  };
  llvm::SmallVector<const Value *, 4> Made;
  flow::visit(S.Text, [&](const Value &Part) {
    if (Part.Kind == ValueKind::Select || Part.Kind == ValueKind::Phi)
      Made.push_back(&Part);
    return true;
  });
  for (const Value *Choice : Made) {
    if (Choice->Kind == ValueKind::Select) {
      bool Then = Has(Choice->Operands[1]);
      if (Then != Has(Choice->Operands[2]))
        add(Choice->Operands[0], Then);
      continue;
    }
    auto Ways = E.incoming(*Choice);
    for (const auto &Each : Ways)
      if (Has(Each.Brought) && !llvm::all_of(Ways, [&](const auto &Other) {
            return Has(Other.Brought);
          }))
        for (const Way &W : std::vector(Governing.ofWay({Each.From, Each.To})))
          addWay(W);
  }
  return std::move(Facts);
}

/// The other ways of the branch do not lead to the place.
bool Deciders::isOnlyWay(Way W) const {
  const auto &Blocks = E.function().Blocks;
  std::vector<bool> Seen(Blocks.size());
  llvm::SmallVector<unsigned, 16> Work;
  for (unsigned Next : Blocks[W.From].terminator()->Targets)
    if (Next != W.To)
      Work.push_back(Next);
  while (!Work.empty()) {
    unsigned B = Work.pop_back_val();
    if (B == Place)
      return false;
    if (Seen[B] || B == W.From)
      continue;
    Seen[B] = true;
    if (const effects::Instruction *End = Blocks[B].terminator())
      Work.append(End->Targets.begin(), End->Targets.end());
  }
  return true;
}

void Deciders::addWay(Way W) {
  auto End = LastStep.find(W.From);
  if (End == LastStep.end() || !Visited.insert(W).second)
    return;
  const Step &S = E.steps()[End->second];
  const Value *V = S.get(Slot::Value);
  if (!V)
    return;
  Way Outer = std::exchange(Current, W);
  bool WasAlways = Always;
  if (S.Instr->Op == Opcode::Branch) {
    add(V, S.Instr->Targets[0] == W.To);
  } else if (S.Instr->Op == Opcode::Switch) {
    const Value *Cases = S.get(Slot::Values);
    for (auto [Index, Next] : llvm::enumerate(S.Instr->Targets)) {
      bool IsCase = Cases && Index < Cases->Operands.size();
      if (IsCase && Next == W.To) {
        Always &= llvm::count(S.Instr->Targets, Next) == 1;
        compare("==", V, Cases->Operands[Index], 0);
      }
      if (IsCase && Next != W.To && S.Instr->Targets.back() == W.To)
        compare("!=", V, Cases->Operands[Index], 0);
    }
  }
  Current = Outer;
  Always = WasAlways;
}

/// The way that is gone where \p W is not.
void Deciders::addOtherWay(Way W) {
  const effects::Instruction *End = E.function().Blocks[W.From].terminator();
  if (End && End->Op == Opcode::Branch)
    addWay({W.From, End->Targets[End->Targets[0] == W.To ? 1 : 0]});
}

/// What follows from the condition being true, or from its being false.
void Deciders::add(const Value *V, bool Holds, unsigned Depth) {
  if (Depth > MaxDepth)
    return;
  V = peeled(V);
  if (V->Kind == ValueKind::Found) {
    auto It = StepOf.find(V->Source);
    if (It != StepOf.end())
      for (const Operation &Op : Ops.of(It->second))
        addRows(Holds, Op);
    return;
  }
  if (V->Kind == ValueKind::Outcome) {
    const Value *Of = V->Operands.front();
    if (V->Spelling == "is-null")
      return addNull(*Of, Holds, Depth);
    if (V->Spelling == "empty" || V->Spelling == "rows" ||
        V->Spelling == "found")
      for (const Operation *Op : Ops.of(Of))
        addRows(Holds != (V->Spelling == "empty"), *Op);
    return;
  }
  if (V->Kind == ValueKind::Compute) {
    if (V->Spelling == "!" && V->Operands.size() == 1)
      return add(V->Operands[0], !Holds, Depth + 1);
    if (V->Spelling == "&&" || V->Spelling == "||") {
      bool All = Always && Holds == (V->Spelling == "&&");
      bool Outer = std::exchange(Always, All);
      for (const Value *Part : V->Operands)
        add(Part, Holds, Depth + 1);
      Always = Outer;
      return;
    }
    if (V->Operands.size() == 2 && !negated(V->Spelling).empty())
      return compare(Holds ? V->Spelling : negated(V->Spelling), V->Operands[0],
                     V->Operands[1], Depth + 1);
  }
  if (V->Kind == ValueKind::Phi || V->Kind == ValueKind::Select) {
    addChoice(
        *V,
        [&](const Value *Each) -> std::optional<bool> {
          auto Truth = flow::truth(Each);
          return Truth ? std::optional<bool>(*Truth == Holds) : std::nullopt;
        },
        [&](const Value *Each) { add(Each, Holds, Depth + 1); });
    return;
  }
  if (V->Kind == ValueKind::Result && V->Source->Op == Opcode::Call &&
      compareByCall(*V, Holds))
    return;
  addColumns(Holds ? "!=" : "==", *V, nullptr);
}

/// What is NULL where no row was found asks for the row as well.
void Deciders::addNull(const Value &Asked, bool IsNull, unsigned Depth) {
  auto Decided = [&](const Value *Each) -> std::optional<bool> {
    if (Each->Kind == ValueKind::Null)
      return IsNull;
    return Each->isConstant() ? std::optional<bool>(!IsNull) : std::nullopt;
  };
  bool IsChoice =
      Asked.Kind == ValueKind::Phi || Asked.Kind == ValueKind::Select;
  if (!IsChoice || Depth > MaxDepth ||
      !addChoice(Asked, Decided, [&](const Value *Each) {
        addNull(*peeled(Each), IsNull, Depth + 1);
      }))
    addColumns(IsNull ? "is null" : "is not null", Asked, nullptr);
}

/// Lists and records are compared by functions; their columns are what is
/// compared.
bool Deciders::compareByCall(const Value &Call, bool Holds) {
  auto It = StepOf.find(Call.Source);
  const Step *S = It == StepOf.end() ? nullptr : &E.steps()[It->second];
  const Value *Name = S ? S->get(Slot::Name) : nullptr;
  if (!Name)
    return false;
  bool Differ = Name->Spelling.ends_with("operator!=");
  if (!Differ && !Name->Spelling.ends_with("operator=="))
    return false;
  llvm::SmallVector<const Value *, 2> Sides;
  if (const Value *On = S->get(Slot::On))
    Sides.push_back(On);
  if (const Value *Arguments = S->get(Slot::Values))
    llvm::append_range(Sides, Arguments->Operands);
  if (Sides.size() != 2)
    return false;
  for (unsigned Side : {0, 1})
    for (const Origin &From : origins(Sides[Side], E))
      addColumn(Differ == Holds ? "!=" : "==", From, Sides[1 - Side]);
  return true;
}

/// Follows what a condition may be where it was put together. \p Decided:
/// whether an alternative alone makes the branch go this way; then what leads
/// to the alternative decides.
bool Deciders::addChoice(
    const Value &Choice,
    llvm::function_ref<std::optional<bool>(const Value *)> Decided,
    llvm::function_ref<void(const Value *)> Follow) {
  if (Choices.size() > MaxChoices || llvm::is_contained(Choices, &Choice))
    return true;
  auto Restore = llvm::make_scope_exit(
      [this, Outer = std::exchange(Always, false)] { Always = Outer; });
  if (Choice.Kind == ValueKind::Select) {
    Choices.push_back(&Choice);
    for (unsigned Side : {1, 2}) {
      auto Truth = Decided(Choice.Operands[Side]);
      if (!Truth)
        Follow(Choice.Operands[Side]);
      else if (*Truth)
        add(Choice.Operands[0], Side == 1, Choices.size());
    }
    Choices.pop_back();
    return true;
  }
  auto Ways = E.incoming(Choice);
  if (Ways.empty())
    return false;
  Choices.push_back(&Choice);
  bool SomeDenied = llvm::any_of(
      Ways, [&](const auto &Each) { return Decided(Each.Brought) == false; });
  for (const auto &Each : Ways) {
    auto Truth = Decided(Each.Brought);
    if (!Truth)
      Follow(Each.Brought);
    // What another path would have denied hangs on the path as well.
    if (Truth.value_or(SomeDenied))
      for (const Way &W : std::vector(Governing.ofWay({Each.From, Each.To})))
        addWay(W);
    // Each round of the loop would have denied it: none has run.
    if (Truth == false) {
      const auto &Round = Governing.ofWay({Each.From, Each.To});
      if (!Round.empty() && Round.front().From == Each.To)
        addOtherWay(Way(Round.front()));
    }
  }
  Choices.pop_back();
  return true;
}

void Deciders::compare(llvm::StringRef Op, const Value *A, const Value *B,
                       unsigned Depth) {
  if (Depth > MaxDepth)
    return;
  A = peeled(A);
  B = peeled(B);
  if (A->isConstant() && !B->isConstant())
    return compare(mirrored(Op), B, A, Depth + 1);
  bool Equals = Op == "==";
  bool IsChoice = A->Kind == ValueKind::Phi || A->Kind == ValueKind::Select;
  if (IsChoice) {
    bool AsksWhetherSet = B->Kind == ValueKind::Null && (Equals || Op == "!=");
    auto Decided = [&](const Value *Each) -> std::optional<bool> {
      if (AsksWhetherSet) {
        auto Set = isSet(peeled(Each));
        return Set ? std::optional<bool>(*Set != Equals) : std::nullopt;
      }
      auto X = number(peeled(Each));
      auto Y = number(B);
      if (X && Y)
        return llvm::StringSwitch<bool>(Op)
            .Case("==", *X == *Y)
            .Case("!=", *X != *Y)
            .Case("<", *X < *Y)
            .Case("<=", *X <= *Y)
            .Case(">", *X > *Y)
            .Default(*X >= *Y);
      if (Each->isConstant() && B->isConstant() && (Equals || Op == "!=") &&
          Each->Kind == B->Kind)
        return (Each->Spelling == B->Spelling) == Equals;
      return std::nullopt;
    };
    bool Sentinel = isSentinelTest(Op, *A, B);
    if (addChoice(*A, Decided, [&](const Value *Each) {
          if (Sentinel && peeled(Each)->Kind == ValueKind::Column)
            for (const Operation *Read : Ops.of(peeled(Each)->operand(0)))
              addRows(/*Found=*/true, *Read);
          else if (!Each->isConstant())
            compare(Op, Each, B, Depth + 1);
        }))
      return;
  }
  // `ok == true`, `(a < b) != false`
  if (B->Kind == ValueKind::Boolean && (Equals || Op == "!="))
    return add(A, (B->Spelling == "true") == Equals, Depth + 1);
  if (A->Kind == ValueKind::Outcome && A->Spelling == "is-null" && isZero(B) &&
      (Equals || Op == "!="))
    return add(A, !Equals, Depth + 1);
  if (compareRows(Op, *A, B))
    return;
  if (B->Kind == ValueKind::Null && (Equals || Op == "!="))
    Op = Equals ? "is null" : "is not null";
  addColumns(Op, *A, B);
  addColumns(mirrored(Op), *B, A);
}
