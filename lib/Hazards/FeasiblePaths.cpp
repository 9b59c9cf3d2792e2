//===- Hazards/FeasiblePaths.cpp - Paths that somebody can go -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/FeasiblePaths.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;

/// Conditions that are put together from more are not looked into any further.
static constexpr unsigned MaxDepth = 20;

FeasiblePaths::FeasiblePaths(const flow::Evaluation &E) : E(E) {
  unsigned Blocks = E.function().Blocks.size();
  StepsOf.resize(Blocks, {0, 0});
  Position.resize(Blocks, 0);
  for (auto [Index, B] : llvm::enumerate(E.order()))
    Position[B] = Index;
  for (auto [Index, S] : llvm::enumerate(E.steps())) {
    auto &[First, Last] = StepsOf[S.Block];
    if (First == Last)
      First = Index;
    Last = Index + 1;
    switch (S.Instr->Op) {
    case Opcode::Branch:
    case Opcode::Switch:
    case Opcode::Return:
      if (const Value *V = S.get(Slot::Value))
        need(V);
      break;
    default:
      break;
    }
  }
}

void FeasiblePaths::need(const Value *V) {
  std::vector<const Value *> Work{V};
  while (!Work.empty()) {
    const Value *Next = Work.back();
    Work.pop_back();
    flow::visit(Next, [&](const Value &Part) {
      if (++Asked[&Part] != 1)
        return false;
      if (Part.Kind != ValueKind::Phi)
        return true;
      for (const auto &Path : E.incoming(Part)) {
        Brings[{Path.From, Path.To}].push_back({&Part, Path.Brought});
        Work.push_back(Path.Brought);
      }
      return false;
    });
  }
}

const Value *FeasiblePaths::resolve(const Value *V, const Known &K) const {
  for (unsigned I = 0; V && I != MaxDepth; ++I) {
    auto It = K.Brought.find(V);
    if (It == K.Brought.end() || It->second == V)
      break;
    V = It->second;
  }
  return V;
}

static bool isTrue(const Value &Constant) {
  return Constant.Kind != ValueKind::Null && Constant.Spelling != "false" &&
         Constant.Spelling != "0";
}

/// Whether two values are one; nothing if that is not known.
static std::optional<bool> same(const Value *A, const Value *B) {
  if (A == B)
    return true;
  if (A->isConstant() && B->isConstant() &&
      (A->Kind == B->Kind || A->Kind == ValueKind::Null ||
       B->Kind == ValueKind::Null))
    return A->Kind == B->Kind && A->Spelling == B->Spelling;
  if (B->Kind == ValueKind::Unknown)
    std::swap(A, B);
  // What it is not is what it is made of.
  if (A->Kind == ValueKind::Unknown && A->Spelling == effects::AnotherCode &&
      B->isConstant() && llvm::any_of(A->Operands, [&](const Value *Not) {
        return Not->Kind == B->Kind && Not->Spelling == B->Spelling;
      }))
    return false;
  return std::nullopt;
}

std::optional<bool> FeasiblePaths::truth(const Value *V, const Known &K,
                                         unsigned Depth) const {
  V = resolve(V, K);
  if (!V || Depth > MaxDepth)
    return std::nullopt;
  if (V->isConstant())
    return isTrue(*V);
  if (auto It = K.Decided.find(V); It != K.Decided.end())
    return It->second;
  auto Of = [&](unsigned I) { return truth(V->operand(I), K, Depth + 1); };
  if (V->Kind == ValueKind::Select) {
    auto Condition = Of(0);
    if (Condition)
      return Of(*Condition ? 1 : 2);
    auto A = Of(1), B = Of(2);
    return A && A == B ? A : std::nullopt;
  }
  if (V->Kind == ValueKind::Change && V->Operands.size() == 1)
    return Of(0);
  if (V->Kind != ValueKind::Compute)
    return std::nullopt;
  if (V->Operands.size() == 1)
    if (auto A = Of(0); A && V->Spelling == "!")
      return !*A;
  if (V->Operands.size() != 2)
    return std::nullopt;
  if (V->Spelling == "&&" || V->Spelling == "||") {
    bool Deciding = V->Spelling == "||";
    auto A = Of(0), B = Of(1);
    if ((A && *A == Deciding) || (B && *B == Deciding))
      return Deciding;
    return A && B ? std::optional<bool>(!Deciding) : std::nullopt;
  }
  if (V->Spelling != "==" && V->Spelling != "!=")
    return std::nullopt;
  const Value *A = resolve(V->Operands[0], K);
  const Value *B = resolve(V->Operands[1], K);
  for (const Value **Side : {&A, &B})
    while ((*Side)->Kind == ValueKind::Select) {
      auto Condition = truth((*Side)->Operands[0], K, Depth + 1);
      if (!Condition)
        break;
      *Side = resolve((*Side)->Operands[*Condition ? 1 : 2], K);
    }
  auto Same = same(A, B);
  if (!Same) {
    if (!B->isConstant())
      std::swap(A, B);
    if (B->isConstant() && A->Kind == ValueKind::Select) {
      auto Then = same(resolve(A->Operands[1], K), B);
      auto Else = same(resolve(A->Operands[2], K), B);
      if (Then && Then == Else)
        Same = Then;
    } else if (B->Kind == ValueKind::Boolean) {
      auto Side = truth(A, K, Depth + 1);
      if (Side)
        Same = *Side == isTrue(*B);
    }
  }
  if (!Same)
    return std::nullopt;
  return (V->Spelling == "==") == *Same;
}

/// Nodes of what is not known are shared by all for which the reason is one.
static bool isStable(const Value *V) {
  bool Stable = true;
  flow::visit(V, [&](const Value &Part) {
    Stable &= Part.Kind != ValueKind::Unknown;
    return Stable;
  });
  return Stable;
}

/// Remembers that \p V holds, or does not, and what follows from it.
void FeasiblePaths::learn(const Value *V, bool Holds, Known &K,
                          llvm::SmallVectorImpl<Lesson> &Lessons,
                          unsigned Depth) const {
  V = resolve(V, K);
  if (!V || V->isConstant() || Depth > MaxDepth)
    return;
  Lessons.push_back({V, Holds});
  if (Asked.lookup(V) > 1 && isStable(V))
    K.Decided[V] = Holds;
  auto Learn = [&](const Value *Part, bool That) {
    learn(Part, That, K, Lessons, Depth + 1);
  };
  if (V->Kind == ValueKind::Change && V->Operands.size() == 1)
    return Learn(V->Operands[0], Holds);
  if (V->Kind == ValueKind::Select) {
    auto A = truth(V->Operands[1], K), B = truth(V->Operands[2], K);
    if (A && *A != Holds)
      Learn(V->Operands[0], false), Learn(V->Operands[2], Holds);
    else if (B && *B != Holds)
      Learn(V->Operands[0], true), Learn(V->Operands[1], Holds);
    return;
  }
  if (V->Kind != ValueKind::Compute)
    return;
  if (V->Operands.size() == 1 && V->Spelling == "!")
    return Learn(V->Operands[0], !Holds);
  if (V->Operands.size() != 2)
    return;
  if (V->Spelling == "&&" || V->Spelling == "||") {
    if (Holds == (V->Spelling == "&&")) {
      Learn(V->Operands[0], Holds);
      Learn(V->Operands[1], Holds);
    }
    return;
  }
  if (V->Spelling != "==" && V->Spelling != "!=")
    return;
  bool Equal = Holds == (V->Spelling == "==");
  const Value *A = resolve(V->Operands[0], K);
  const Value *B = resolve(V->Operands[1], K);
  if (!B->isConstant())
    std::swap(A, B);
  if (!B->isConstant())
    return;
  if (B->Kind == ValueKind::Boolean)
    return Learn(A, isTrue(*B) == Equal);
  // `code == 0`, where the code is 0 if all went well.
  while (A->Kind == ValueKind::Select) {
    auto Then = same(resolve(A->Operands[1], K), B);
    auto Else = same(resolve(A->Operands[2], K), B);
    if (Then && *Then != Equal) {
      Learn(A->Operands[0], false);
      A = resolve(A->Operands[2], K);
      continue;
    }
    if (Else && *Else != Equal)
      Learn(A->Operands[0], true);
    break;
  }
}

FeasiblePaths::Known FeasiblePaths::before(unsigned Block) const {
  Known K;
  llvm::SmallVector<Lesson, 4> Lessons;
  for (unsigned I = 0; I != E.order().size(); ++I) {
    llvm::ArrayRef<unsigned> From = E.predecessors(Block);
    if (From.size() != 1 || Position[From.front()] >= Position[Block])
      break;
    const effects::Instruction &End =
        *E.function().Blocks[From.front()].terminator();
    if (End.Op == Opcode::Branch && End.Targets[0] != End.Targets[1])
      learn(E.steps()[StepsOf[From.front()].second - 1].get(Slot::Value),
            Block == End.Targets[0], K, Lessons);
    Block = From.front();
  }
  return K;
}

bool FeasiblePaths::follow(Known &K, unsigned From, unsigned To,
                           llvm::SmallVectorImpl<Lesson> &Lessons) const {
  if (!E.isTaken(From, To))
    return false;
  auto [First, Last] = StepsOf[From];
  const Step *End = First == Last ? nullptr : &E.steps()[Last - 1];
  if (End && End->Instr->Op == Opcode::Branch &&
      End->Instr->Targets[0] != End->Instr->Targets[1]) {
    const Value *Condition = End->get(Slot::Value);
    bool Holds = To == End->Instr->Targets[0];
    auto Decided = truth(Condition, K);
    if (Decided && *Decided != Holds)
      return false;
    if (!Decided)
      learn(Condition, Holds, K, Lessons);
  }
  // The next round of a loop has values of its own.
  if (Position[To] <= Position[From])
    K.Decided.clear();
  auto It = Brings.find({From, To});
  if (It == Brings.end())
    return true;
  std::vector<std::pair<const Value *, const Value *>> All;
  for (auto [Phi, Brought] : It->second)
    All.push_back({Phi, resolve(Brought, K)});
  for (auto [Phi, Brought] : All)
    if (Brought && Brought != Phi)
      K.Brought[Phi] = Brought;
  return true;
}
