//===- Lowering/Tidy.cpp - What remains of a lowered function -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::effects;

namespace {

/// Of no use if nobody asks for the value.
bool onlyAnswers(const Instruction &I) {
  switch (I.Op) {
  case Opcode::Let:
  case Opcode::Row:
  case Opcode::Column:
  case Opcode::Outcome:
  case Opcode::ConnectionOf:
    return I.Name.empty();
  default:
    return false;
  }
}

class Tidier {
public:
  Tidier(Function &F, const llvm::DenseSet<const Instruction *> &Kept,
         std::vector<unsigned> Roots)
      : F(F), Kept(Kept), Roots(std::move(Roots)) {}

  void run() {
    dropUnused();
    skipEmptyBlocks();
    dropIdleBranches();
    dropUnused();
    renumber();
    joinBlocks();
    renumber();
  }

private:
  void dropUnused();
  void skipEmptyBlocks();
  void dropIdleBranches();
  void joinBlocks();
  void renumber();
  std::vector<unsigned> countPredecessors() const;

  Function &F;
  const llvm::DenseSet<const Instruction *> &Kept;
  std::vector<unsigned> Roots;
};

void Tidier::dropUnused() {
  llvm::DenseSet<const Instruction *> Used;
  llvm::DenseSet<const Expr *> Seen;
  llvm::SmallVector<const Expr *, 16> Work;
  auto Use = [&](const Instruction &I) {
    for (const Operand &O : I.Operands)
      Work.push_back(O.Value);
  };
  for (const Block &B : F.Blocks)
    for (const Instruction *I : B.Instructions)
      if (!onlyAnswers(*I) || Kept.contains(I))
        Use(*I);
  while (!Work.empty()) {
    const Expr *E = Work.pop_back_val();
    if (!E || !Seen.insert(E).second)
      continue;
    if (E->Source && Used.insert(E->Source).second)
      Use(*E->Source);
    Work.append(E->Operands.begin(), E->Operands.end());
  }
  for (Block &B : F.Blocks)
    llvm::erase_if(B.Instructions, [&](const Instruction *I) {
      return onlyAnswers(*I) && !Kept.contains(I) && !Used.contains(I);
    });
}

std::vector<unsigned> Tidier::countPredecessors() const {
  std::vector<unsigned> Count(F.Blocks.size());
  for (const Block &B : F.Blocks)
    for (unsigned To : B.Instructions.back()->Targets)
      ++Count[To];
  return Count;
}

void Tidier::skipEmptyBlocks() {
  auto Skip = [&](unsigned To) {
    // The bound is for loops without a body.
    for (size_t I = 0; I != F.Blocks.size(); ++I) {
      const Block &B = F.Blocks[To];
      if (B.Instructions.size() != 1 || llvm::is_contained(Roots, To) ||
          B.Instructions.front()->Op != Opcode::Jump)
        return To;
      To = B.Instructions.front()->Targets.front();
    }
    return To;
  };
  for (Block &B : F.Blocks)
    for (unsigned &To : B.Instructions.back()->Targets)
      To = Skip(To);
}

/// Both ways of `a ? 1 : 2` lead to the same block once it is a select.
void Tidier::dropIdleBranches() {
  for (Block &B : F.Blocks) {
    Instruction *End = B.Instructions.back();
    if (End->Op != Opcode::Branch || End->Targets[0] != End->Targets[1])
      continue;
    End->Op = Opcode::Jump;
    End->Operands.clear();
    End->Targets.pop_back();
    End->Span = SourceSpan();
  }
}

/// A block that is the only way on from its only predecessor is a part of it.
void Tidier::joinBlocks() {
  std::vector<unsigned> Predecessors = countPredecessors();
  for (unsigned Index = 0; Index != F.Blocks.size(); ++Index) {
    Block &B = F.Blocks[Index];
    while (B.Instructions.back()->Op == Opcode::Jump) {
      unsigned To = B.Instructions.back()->Targets.front();
      if (llvm::is_contained(Roots, To))
        break;
      Block &Next = F.Blocks[To];
      bool Empty = B.Instructions.size() == 1 && Index == 0;
      if (To == Index || Predecessors[To] != 1 ||
          (Next.Region != B.Region && !Empty))
        break;
      B.Region = Next.Region;
      B.Instructions.pop_back();
      B.Instructions.insert(B.Instructions.end(), Next.Instructions.begin(),
                            Next.Instructions.end());
      // Nobody jumps here any more.
      Next.Instructions.clear();
      Next.Instructions.push_back(B.Instructions.back());
      Next.Region = ~0u;
    }
  }
}

/// Reverse post-order from the entry, then from the handlers, so that the
/// blocks stand as in the source.
void Tidier::renumber() {
  std::vector<bool> Reached(F.Blocks.size());
  std::vector<unsigned> Order;
  for (unsigned Root : Roots) {
    std::vector<unsigned> Finished;
    llvm::SmallVector<std::pair<unsigned, unsigned>, 16> Stack;
    if (!Reached[Root])
      Stack.push_back({Root, 0});
    Reached[Root] = true;
    while (!Stack.empty()) {
      auto &[B, Next] = Stack.back();
      llvm::ArrayRef<unsigned> Targets =
          F.Blocks[B].Instructions.back()->Targets;
      if (Next == Targets.size()) {
        Finished.push_back(B);
        Stack.pop_back();
        continue;
      }
      unsigned To = Targets[Targets.size() - ++Next];
      if (!Reached[To]) {
        Reached[To] = true;
        Stack.push_back({To, 0});
      }
    }
    Order.insert(Order.end(), Finished.rbegin(), Finished.rend());
  }
  std::vector<unsigned> Numbers(F.Blocks.size());
  std::vector<Block> Left;
  for (unsigned B : Order) {
    Numbers[B] = Left.size();
    Left.push_back(std::move(F.Blocks[B]));
  }
  F.Blocks = std::move(Left);
  for (unsigned &Root : Roots)
    Root = Numbers[Root];
  for (Block &B : F.Blocks)
    for (unsigned &To : B.Instructions.back()->Targets)
      To = Numbers[To];
}

} // namespace

void rowlock::lowering::tidy(Function &F,
                             const llvm::DenseSet<const Instruction *> &Kept,
                             const std::vector<unsigned> &Roots) {
  Tidier(F, Kept, Roots).run();
}
