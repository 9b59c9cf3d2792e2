//===- Hazards/Governors.cpp - Which branches decide on a place -----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Governors.h"
#include "Flow/Unwinding.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using rowlock::effects::Expr;
using rowlock::effects::ExprKind;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
namespace flow = rowlock::flow;

/// Ways that are looked at for one place: those further out hardly say more.
static constexpr size_t MaxWays = 64;

/// Splicing puts these in front of whatever may throw.
static bool isWayOut(const Instruction &I) {
  const Expr *Why = I.Op == Opcode::Branch ? I.get(Slot::Value) : nullptr;
  return Why && Why->Kind == ExprKind::Unknown &&
         Why->Spelling == flow::AnException;
}

Governors::Governors(const flow::Evaluation &E) : E(E) {
  const auto &Blocks = E.function().Blocks;
  Successors.resize(Blocks.size());
  Predecessors.resize(Blocks.size());
  for (unsigned B : E.order()) {
    const Instruction *End = Blocks[B].terminator();
    if (!End || !E.isReached(B))
      continue;
    for (auto [Index, Next] : llvm::enumerate(End->Targets)) {
      bool Thrown = isWayOut(*End) && Index == 0;
      if (Thrown || !E.isTaken(B, Next) ||
          llvm::is_contained(Successors[B], Next))
        continue;
      Successors[B].push_back(Next);
      Predecessors[Next].push_back(B);
    }
  }
}

/// The ways that must come to \p Block, or take \p Into, beside a way of the
/// same branch that need not.
std::vector<Way> Governors::direct(std::optional<Way> Into,
                                   unsigned Block) const {
  unsigned Count = Successors.size();
  // From where an end of the function can be reached without coming there.
  llvm::BitVector Escapes(Count);
  llvm::BitVector Arrives(Count);
  llvm::SmallVector<unsigned, 32> Work;
  auto Enter = [&](llvm::BitVector &Seen, unsigned B) {
    if (Seen.test(B))
      return;
    Seen.set(B);
    Work.push_back(B);
  };
  for (unsigned B : E.order())
    if (Successors[B].empty() && E.isReached(B) && (Into || B != Block))
      Enter(Escapes, B);
  while (!Work.empty()) {
    unsigned B = Work.pop_back_val();
    for (unsigned P : Predecessors[B])
      if (Into ? !(Way{P, B} == *Into) : P != Block)
        Enter(Escapes, P);
  }
  Enter(Arrives, Into ? Into->From : Block);
  while (!Work.empty())
    for (unsigned P : Predecessors[Work.pop_back_val()])
      Enter(Arrives, P);

  std::vector<Way> Found;
  for (unsigned B : E.order()) {
    if (Successors[B].size() < 2)
      continue;
    auto Must = [&](unsigned Next) {
      if (Into && Way{B, Next} == *Into)
        return true;
      return !Escapes.test(Next) && Arrives.test(Next);
    };
    unsigned Musts = llvm::count_if(Successors[B], Must);
    if (Musts != 0 && Musts != Successors[B].size())
      for (unsigned Next : Successors[B])
        if (Must(Next))
          Found.push_back({B, Next});
  }
  return Found;
}

std::vector<Way> Governors::closure(std::vector<Way> Nearest) {
  std::vector<Way> All;
  std::vector<Way> Level = std::move(Nearest);
  while (!Level.empty() && All.size() < MaxWays) {
    // What a nearer way says of the branch holds: `a || b` asks b only where a
    // is false, and yet a alone suffices.
    size_t Known = All.size();
    std::vector<Way> Next;
    for (const Way &W : Level) {
      bool IsKnown =
          llvm::is_contained(All, W) ||
          llvm::any_of(llvm::ArrayRef(All).take_front(Known),
                       [&](const Way &Old) { return Old.From == W.From; });
      if (!IsKnown)
        All.push_back(W);
    }
    for (const Way &W : llvm::ArrayRef(All).drop_front(Known)) {
      auto [It, IsNew] = DirectOf.try_emplace(W.From);
      if (IsNew)
        It->second = direct(std::nullopt, W.From);
      llvm::append_range(Next, It->second);
    }
    Level = std::move(Next);
  }
  return All;
}

const std::vector<Way> &Governors::ofBlock(unsigned Block) {
  auto [It, IsNew] = OfBlocks.try_emplace(Block);
  if (IsNew)
    It->second = closure(direct(std::nullopt, Block));
  return It->second;
}

const std::vector<Way> &Governors::ofWay(Way Into) {
  auto [It, IsNew] = OfWays.try_emplace(Into);
  if (IsNew)
    It->second = closure(direct(Into, Into.To));
  return It->second;
}
