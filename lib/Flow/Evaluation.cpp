//===- Flow/Evaluation.cpp - Values along the paths of a function ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Evaluation.h"
#include "Flow/Folding.h"
#include "Flow/HandleState.h"
#include "Flow/Sequences.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
/// Passes over the blocks until the values stand still.
constexpr unsigned MaxPasses = 12;
/// Blocks between a join and the branch that depends on it.
constexpr unsigned MaxChain = 16;

/// A local variable that a path has not stored to holds nothing there: it is
/// declared later, or belongs to a call that the path has not entered.
bool holdsNothing(const Value *Place) {
  while (Place->Kind == ValueKind::Member)
    Place = Place->Operands[0];
  return Place->Kind == ValueKind::Variable &&
         !Place->Spelling.starts_with("::");
}

/// Keeps a reference that it is given; all others want what it refers to.
bool passesReferences(Opcode Op) {
  return Op == Opcode::Let || Op == Opcode::Store || Op == Opcode::Call ||
         Op == Opcode::Return || Op == Opcode::Append ||
         Op == Opcode::BindOutput;
}
} // namespace

/// Where a switch over a constant leads to.
static std::optional<unsigned> chosenCase(const Instruction &I, const Step &S) {
  const Value *V = S.get(Slot::Value);
  const Value *Cases = S.get(Slot::Values);
  if (!V || !V->isConstant() || (Cases && Cases->Kind != ValueKind::List))
    return std::nullopt;
  unsigned Count = Cases ? Cases->Operands.size() : 0;
  for (unsigned Case = 0; Case != Count; ++Case) {
    if (!Cases->Operands[Case]->isConstant())
      return std::nullopt;
    if (mustEqual(V, Cases->Operands[Case]))
      return I.Targets[Case];
  }
  return I.Targets.back();
}

const Value *Step::get(Slot S) const {
  for (auto [Op, V] : llvm::zip(Instr->Operands, Operands))
    if (Op.S == S)
      return V;
  return nullptr;
}

Evaluation::Evaluation(const Function &F, const UnitIndex *Unit)
    : F(F), Unit(Unit) {
  Predecessors.resize(F.Blocks.size());
  OnlyTarget.resize(F.Blocks.size(), NoTarget);
  Conditions.resize(F.Blocks.size());
  FirstDecisions.resize(F.Blocks.size());
  Exits.resize(F.Blocks.size());
  computeOrder();
  for (unsigned Pass = 0;; ++Pass) {
    bool Changed = false;
    for (unsigned B : Order) {
      if (!isReached(B))
        continue;
      Environment Env = entry(B);
      run(B, Env, /*Record=*/false);
      if (Exits[B] && *Exits[B] == Env)
        continue;
      Exits[B] = std::make_unique<Environment>(std::move(Env));
      Changed = true;
    }
    if (!Changed)
      break;
    if (Pass == MaxPasses) {
      Incomplete = true;
      break;
    }
  }
  for (unsigned B : Order) {
    if (!isReached(B))
      continue;
    Environment Env = entry(B);
    run(B, Env, /*Record=*/true);
  }
}

bool Evaluation::isReached(unsigned B) const {
  return B == 0 || llvm::any_of(Predecessors[B], [&](unsigned P) {
           return Exits[P] && isTaken(P, B);
         });
}

void Evaluation::computeOrder() {
  for (unsigned B = 0; B != F.Blocks.size(); ++B)
    if (const Instruction *T = F.Blocks[B].terminator())
      for (unsigned Target : T->Targets)
        if (!llvm::is_contained(Predecessors[Target], B))
          Predecessors[Target].push_back(B);

  if (F.Blocks.empty())
    return;
  std::vector<bool> Seen(F.Blocks.size());
  llvm::SmallVector<std::pair<unsigned, unsigned>, 16> Stack{{0, 0}};
  Seen[0] = true;
  while (!Stack.empty()) {
    auto &[B, Next] = Stack.back();
    const Instruction *T = F.Blocks[B].terminator();
    if (Next == (T ? T->Targets.size() : 0)) {
      Order.push_back(B);
      Stack.pop_back();
      continue;
    }
    unsigned Target = T->Targets[Next++];
    if (!Seen[Target]) {
      Seen[Target] = true;
      Stack.push_back({Target, 0});
    }
  }
  std::reverse(Order.begin(), Order.end());
}

Evaluation::Environment Evaluation::entry(unsigned B) {
  llvm::SmallVector<const Environment *, 4> From;
  for (unsigned P : Predecessors[B])
    if (Exits[P] && isTaken(P, B))
      From.push_back(Exits[P].get());
  if (From.empty())
    return Environment();
  if (From.size() == 1 && Predecessors[B].size() == 1) {
    Environment Env = *From.front();
    narrow(Env, Predecessors[B].front(), B);
    return Env;
  }

  Environment Merged;
  for (const Environment *Env : From)
    for (auto [Place, Ignored] : *Env) {
      if (Merged.count(Place))
        continue;
      const Value *First = nullptr;
      const Value *Phi = nullptr;
      for (const Environment *Other : From) {
        const Value *V = Other->lookup(Place);
        if (!V && isAttribute(Place))
          V = Values.unknown("not set on every path");
        if (!V && holdsNothing(Place))
          continue;
        if (!V)
          V = load(Place, *Other);
        if (!First)
          First = V;
        else if (V != First && !Phi) {
          Phi = Values.phi(B, Place);
          Joins[Phi] = {B, Place};
          Values.addAlternative(Phi, First);
        }
        if (Phi)
          Values.addAlternative(Phi, V);
      }
      Merged[Place] = Phi ? Phi : First;
    }
  return Merged;
}

/// `if (!load(id, &row)) return;`: behind it only the paths of \c load count
/// that return true, and what they alone have stored.
void Evaluation::narrow(Environment &Env, unsigned From, unsigned To) const {
  llvm::SmallVector<unsigned, 4> Chain = decidedSince(From);
  if (Chain.empty())
    return;
  unsigned Join = Chain.front();
  llvm::SmallVector<unsigned, 4> Coming;
  bool Splits = false;
  for (unsigned P : Predecessors[Join]) {
    if (!Exits[P] || !isTaken(P, Join))
      continue;
    if (mayCome(P, Join, From, To))
      Coming.push_back(P);
    else
      Splits = true;
  }
  if (!Splits || Coming.empty())
    return;
  for (auto &[Place, V] : Env) {
    auto It = Joins.find(V);
    if (It == Joins.end() || It->second.first != Join)
      continue;
    const Value *Only = Exits[Coming.front()]->lookup(It->second.second);
    if (Only && llvm::all_of(Coming, [&, Merged = It->second.second](auto P) {
          return Exits[P]->lookup(Merged) == Only;
        }))
      V = Only;
  }
}

void Evaluation::run(unsigned B, Environment &Env, bool Record) {
  for (const Instruction *I : F.Blocks[B].Instructions) {
    Step S;
    S.Instr = I;
    S.Block = B;
    for (const Operand &O : I->Operands) {
      const Value *V = evaluate(O.Value, Env);
      bool Keeps = passesReferences(I->Op) ||
                   (O.S == Slot::Value && I->attribute("by") == "reference");
      bool IsHandle = I->Op == Opcode::BindOutput && O.S == Slot::On;
      S.Operands.push_back(Keeps && !IsHandle ? V : dereference(V, Env));
    }
    S.Result = execute(*I, Env, &S);
    if (I->Op == Opcode::Branch && I->Targets[0] != I->Targets[1] &&
        !S.Operands.empty()) {
      Conditions[B] = S.Operands.front();
      std::optional<bool> Decided = truth(S.Operands.front());
      OnlyTarget[B] = Decided ? I->Targets[*Decided ? 0 : 1] : NoTarget;
      if (!Exits[B])
        FirstDecisions[B] = Decided;
    }
    if (I->Op == Opcode::Switch)
      OnlyTarget[B] = chosenCase(*I, S).value_or(NoTarget);
    if (S.Result)
      Results[I] = S.Result;
    if (Record)
      Steps.push_back(std::move(S));
  }
}

/// A question that is made of others.
static bool isComposed(const Value &Condition) {
  bool Found = false;
  visit(&Condition, [&](const Value &V) {
    bool Logic = V.Kind == ValueKind::Compute &&
                 (V.Spelling == "&&" || V.Spelling == "||");
    Found |= Logic || V.Kind == ValueKind::Select;
    return !Found && V.Kind != ValueKind::Phi;
  });
  return Found;
}

llvm::SmallVector<unsigned, 4> Evaluation::decidedSince(unsigned Block) const {
  llvm::SmallVector<unsigned, 4> Chain;
  if (!Conditions[Block])
    return Chain;
  llvm::SmallVector<unsigned, 2> Merging;
  visit(Conditions[Block], [&](const Value &V) {
    auto It = Joins.find(&V);
    if (It != Joins.end())
      Merging.push_back(It->second.first);
    return It == Joins.end();
  });
  bool Composed = isComposed(*Conditions[Block]);
  while ((Composed || !Merging.empty()) && Chain.size() != MaxChain) {
    Chain.push_back(Block);
    if (llvm::is_contained(Merging, Block) ||
        isAskedAgain(Block, Conditions[Chain.front()])) {
      std::reverse(Chain.begin(), Chain.end());
      return Chain;
    }
    if (Predecessors[Block].size() != 1)
      break;
    Block = Predecessors[Block].front();
  }
  return {};
}

namespace {
/// `a == b`, or `a`; whether that holds, or the opposite.
struct Question {
  const Value *A = nullptr;
  const Value *B = nullptr;
  bool Holds = true;

  explicit Question(const Value *V) {
    for (; V->Kind == ValueKind::Compute && V->Spelling == "!" &&
           V->Operands.size() == 1;
         V = V->Operands[0])
      Holds = !Holds;
    A = V;
    bool Differs = V->Spelling == "!=";
    if (V->Kind != ValueKind::Compute || V->Operands.size() != 2 ||
        (!Differs && V->Spelling != "=="))
      return;
    A = V->Operands[0];
    B = V->Operands[1];
    Holds ^= Differs;
  }
};
} // namespace

/// `a || b` where the paths have been told apart by \c a before they join.
bool Evaluation::isAskedAgain(unsigned Join, const Value *Condition) const {
  if (Predecessors[Join].size() < 2 || !isComposed(*Condition))
    return false;
  llvm::SmallVector<const Value *, 2> Known;
  for (unsigned P : Predecessors[Join])
    if (held(P, Join))
      Known.push_back(Conditions[P]);
  bool Found = false;
  if (!Known.empty())
    visit(Condition, [&](const Value &V) {
      Found |= llvm::is_contained(Known, &V);
      return !Found;
    });
  return Found;
}

/// Whether the condition at the end of \p Pred held on the way to \p Join.
std::optional<bool> Evaluation::held(unsigned Pred, unsigned Join) const {
  const Instruction *End = F.Blocks[Pred].terminator();
  if (!Conditions[Pred] || End->Op != Opcode::Branch ||
      End->Targets[0] == End->Targets[1])
    return std::nullopt;
  return End->Targets[0] == Join;
}

/// What the branch at the end of \p Pred has answered already, on its way to
/// \p Join, of the same question about what the path brings there.
std::optional<bool> Evaluation::answered(
    unsigned Pred, unsigned Join, const Value *Condition,
    llvm::function_ref<const Value *(const Value *)> Resolve) const {
  std::optional<bool> Came = held(Pred, Join);
  if (!Came)
    return std::nullopt;
  Question Asked(Condition);
  Question Before(Conditions[Pred]);
  if (Resolve(Asked.A) != Before.A || Asked.B != Before.B)
    return std::nullopt;
  bool Held = *Came == Before.Holds;
  return Held == Asked.Holds;
}

bool Evaluation::mayCome(unsigned Pred, unsigned Join, unsigned Block,
                         unsigned To) const {
  std::optional<bool> Came = held(Pred, Join);
  auto Resolve = [&](const Value *V) {
    if (Came && V == Conditions[Pred])
      return *Came ? True : False;
    auto It = Joins.find(V);
    if (It == Joins.end() || It->second.first != Join || !Exits[Pred])
      return V;
    const Value *Incoming = Exits[Pred]->lookup(It->second.second);
    return Incoming ? Incoming : V;
  };
  std::optional<bool> Decided = truth(Conditions[Block], Resolve);
  if (!Decided)
    Decided = answered(Pred, Join, Conditions[Block], Resolve);
  const Instruction *End = F.Blocks[Block].terminator();
  return !Decided || End->Targets[*Decided ? 0 : 1] == To;
}

llvm::SmallVector<Evaluation::Incoming, 4>
Evaluation::incoming(const Value &Phi) const {
  llvm::SmallVector<Incoming, 4> Found;
  auto It = Joins.find(&Phi);
  if (It == Joins.end())
    return incomingMember(Phi);
  auto [Join, Place] = It->second;
  for (unsigned From : Predecessors[Join])
    if (Exits[From] && isTaken(From, Join))
      if (const Value *V = Exits[From]->lookup(Place))
        Found.push_back({From, Join, V});
  return Found;
}

llvm::SmallVector<Evaluation::Incoming, 4>
Evaluation::incomingMember(const Value &Phi) const {
  llvm::SmallVector<Incoming, 4> Found;
  auto It = Members.find(&Phi);
  if (It == Members.end() || It->second.first->Kind != ValueKind::Phi)
    return Found;
  auto [Base, Member] = It->second;
  for (const Incoming &Path : incoming(*Base)) {
    bool Complete = true;
    if (!isAggregate(Path.Brought))
      return {};
    auto Elements =
        elementsOf(Values, Path.Brought, Member->Spelling, Complete);
    if (!Complete || Elements.empty())
      return {};
    for (const Value *V : Elements)
      Found.push_back({Path.From, Path.To, V});
  }
  return Found;
}

const Value *Evaluation::behind(unsigned Block, const Expr *E) {
  if (!Exits[Block])
    return nullptr;
  return dereference(evaluate(E, *Exits[Block]), *Exits[Block]);
}
