//===- Flow/BlockCleanup.cpp - Fewer blocks and regions -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/BlockCleanup.h"
#include "Flow/Unwinding.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
constexpr unsigned None = ~0u;
/// Empty blocks in a row.
constexpr unsigned MaxEmpty = 64;

class BlockCleanup {
public:
  BlockCleanup(Function &F, const llvm::DenseSet<const Instruction *> &Kept)
      : F(F), Kept(Kept) {}

  void run() {
    if (F.Blocks.empty())
      return;
    skipBlocks();
    countEdges();
    for (unsigned B = 0; B != F.Blocks.size(); ++B)
      if (Edges[B] != 0)
        extend(B);
    renumber();
    dropRegions();
  }

private:
  /// Scopes say nothing once calls are spliced in.
  unsigned withoutScopes(unsigned R) const {
    while (F.Regions[R].Kind == RegionKind::Scope)
      R = F.Regions[R].Parent;
    return R;
  }
  unsigned outer(unsigned R) const {
    return withoutScopes(F.Regions[R].Parent);
  }

  /// Where a jump to \p Block ends up. The bound is for blocks that only lead
  /// to each other.
  unsigned skipEmpty(unsigned Block) const {
    for (unsigned Passed = 0; Passed != MaxEmpty; ++Passed) {
      const auto &Instructions = F.Blocks[Block].Instructions;
      if (Instructions.size() != 1 || Instructions.front()->Op != Opcode::Jump)
        break;
      Block = Instructions.front()->Targets.front();
    }
    return Block;
  }

  static void becomeJump(Instruction &End, unsigned To) {
    End.Op = Opcode::Jump;
    End.Operands.clear();
    End.Targets = {To};
  }

  void skipBlocks() {
    for (Block &B : F.Blocks) {
      if (B.Instructions.empty())
        continue;
      Instruction &End = *B.Instructions.back();
      for (unsigned &Target : End.Targets)
        Target = skipEmpty(Target);
      if (End.Op == Opcode::Branch && End.Targets[0] == End.Targets[1] &&
          !Kept.contains(&End))
        becomeJump(End, End.Targets[0]);
    }
  }

  /// How many edges lead to each block from blocks that are reached.
  void countEdges() {
    Edges.assign(F.Blocks.size(), 0);
    llvm::SmallVector<unsigned, 16> Work;
    auto Reach = [&](unsigned B) {
      if (Edges[B]++ == 0)
        Work.push_back(B);
    };
    Reach(0);
    while (!Work.empty()) {
      unsigned B = Work.pop_back_val();
      if (!F.Blocks[B].Instructions.empty())
        for (unsigned Target : F.Blocks[B].Instructions.back()->Targets)
          Reach(Target);
    }
  }

  bool isOnlyFrom(unsigned Next, unsigned B) const {
    return Next != B && Next != 0 && Edges[Next] == 1 &&
           withoutScopes(F.Blocks[Next].Region) ==
               withoutScopes(F.Blocks[B].Region);
  }

  /// Takes in the blocks that only this one leads to.
  void extend(unsigned B) {
    auto &Into = F.Blocks[B].Instructions;
    while (!Into.empty()) {
      unsigned Next =
          Into.back()->Op == Opcode::Jump ? Into.back()->Targets.front() : None;
      if (Next == None || !isOnlyFrom(Next, B))
        break;
      Into.pop_back();
      llvm::append_range(Into, F.Blocks[Next].Instructions);
      F.Blocks[Next].Instructions.clear();
      Edges[Next] = 0;
    }
    if (Into.empty() || !isWayOut(*Into.back()))
      return;
    // Nothing changes in the next block before the same way out: one will do.
    unsigned Next = Into.back()->Targets[1];
    while (isOnlyFrom(Next, B) && !F.Blocks[Next].Instructions.empty()) {
      extendBy(Next);
      Instruction &End = *F.Blocks[Next].Instructions.back();
      if (!isWayOut(End) || End.Targets[0] != Into.back()->Targets[0] ||
          !llvm::all_of(llvm::drop_end(F.Blocks[Next].Instructions), isPure))
        break;
      --Edges[End.Targets[0]];
      becomeJump(End, End.Targets[1]);
    }
  }

  /// As extend() does, without looking at ways out.
  void extendBy(unsigned B) {
    auto &Into = F.Blocks[B].Instructions;
    while (!Into.empty() && Into.back()->Op == Opcode::Jump &&
           isOnlyFrom(Into.back()->Targets.front(), B)) {
      unsigned Next = Into.back()->Targets.front();
      Into.pop_back();
      llvm::append_range(Into, F.Blocks[Next].Instructions);
      F.Blocks[Next].Instructions.clear();
      Edges[Next] = 0;
    }
  }

  static bool isWayOut(const Instruction &I) {
    const Expr *Why = I.Op == Opcode::Branch ? I.get(Slot::Value) : nullptr;
    return Why && Why->Kind == ExprKind::Unknown &&
           Why->Spelling == AnException;
  }

  static bool isPure(const Instruction *I) {
    return I->Op == Opcode::Let || I->Op == Opcode::ConnectionOf ||
           I->Op == Opcode::Row || I->Op == Opcode::Column ||
           I->Op == Opcode::Outcome;
  }

  void renumber() {
    std::vector<unsigned> Number(F.Blocks.size(), None);
    std::vector<Block> Left;
    for (unsigned B = 0; B != F.Blocks.size(); ++B) {
      if (Edges[B] == 0)
        continue;
      Number[B] = Left.size();
      F.Blocks[B].Region = withoutScopes(F.Blocks[B].Region);
      Left.push_back(std::move(F.Blocks[B]));
    }
    F.Blocks = std::move(Left);
    for (Block &B : F.Blocks)
      for (Instruction *I : B.Instructions)
        for (unsigned &Target : I->Targets)
          Target = Number[Target];
  }

  /// A try and the handlers right behind it stay or go together: a try without
  /// handlers is a helper that tries again.
  void dropRegions() {
    const std::vector<Region> &Regions = F.Regions;
    llvm::BitVector Used(Regions.size());
    Used.set(0);
    for (const Block &B : F.Blocks)
      Used.set(B.Region);
    for (unsigned R = Regions.size(); R-- > 1;) {
      if (!Used.test(R) || Regions[R].Kind == RegionKind::Scope)
        continue;
      unsigned First = R;
      while (Regions[First].Kind == RegionKind::Handler)
        --First;
      Used.set(First);
      Used.set(outer(First));
      if (Regions[First].Kind != RegionKind::Try)
        continue;
      for (unsigned H = First + 1;
           H < Regions.size() && Regions[H].Kind == RegionKind::Handler; ++H) {
        Used.set(H);
        Used.set(outer(H));
      }
    }
    std::vector<unsigned> Number(Regions.size());
    std::vector<Region> Left;
    for (unsigned R = 0; R != Regions.size(); ++R) {
      if (!Used.test(R))
        continue;
      Number[R] = Left.size();
      Left.push_back({Regions[R].Kind, R ? Number[outer(R)] : 0});
    }
    F.Regions = std::move(Left);
    for (Block &B : F.Blocks)
      B.Region = Number[B.Region];
  }

  Function &F;
  const llvm::DenseSet<const Instruction *> &Kept;
  std::vector<unsigned> Edges;
};
} // namespace

void rowlock::flow::cleanUp(Function &F,
                            const llvm::DenseSet<const Instruction *> &Kept) {
  BlockCleanup(F, Kept).run();
}
