//===- Flow/Unroll.cpp - Loops with a known number of rounds --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Unroll.h"
#include "Flow/BuiltTexts.h"
#include "Flow/Loops.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
/// Works on values in memory only: may be written out round by round.
bool isPlain(const Instruction &I) {
  switch (I.Op) {
  case Opcode::Let:
  case Opcode::Store:
  case Opcode::Call:
  case Opcode::ConnectionOf:
  case Opcode::Prepare:
  case Opcode::Bind:
  case Opcode::BindAll:
  case Opcode::BindOutput:
  case Opcode::ClearBindings:
  case Opcode::Reset:
  case Opcode::Row:
  case Opcode::Column:
  case Opcode::Outcome:
  case Opcode::Append:
    return true;
  default:
    return I.isTerminator();
  }
}

class Unroller {
public:
  Unroller(Spliced &Body, const Evaluation &Values, Program &P,
           const UnrollLimits &Limits, llvm::DenseMap<unsigned, unsigned> &Done)
      : Body(Body), F(Body.Body), Values(Values), P(P), Limits(Limits),
        Done(Done) {}

  bool run() {
    for (const Block &B : F.Blocks)
      Size += B.Instructions.size();
    bool Changed = false;
    // Inner loops first: a loop is copied with what its inner ones became only
    // in the next turn.
    llvm::BitVector Copied(F.Blocks.size());
    for (const Loop &L : naturalLoops(Values)) {
      if (L.Blocks.anyCommon(Copied) || !isCandidate(L))
        continue;
      unsigned &Rounds = Done[L.Header];
      unsigned Each = instructions(L);
      unsigned More = std::max(Rounds, 4u);
      if (Rounds > Limits.Rounds)
        continue;
      if (Rounds == Limits.Rounds || Size + Each * More > Limits.Instructions) {
        Rounds = Limits.Rounds + 1;
        F.Skipped.push_back("a loop goes round too often to be written out");
        continue;
      }
      More = std::min(More, Limits.Rounds - Rounds);
      Rounds += More;
      for (unsigned Round = 0; Round != More; ++Round)
        peel(L);
      Size += Each * More;
      Copied |= L.Blocks;
      Changed = true;
    }
    return Changed;
  }

private:
  /// Goes over the elements of a list that is known and short, which is no
  /// retrying, polling or reading of rows.
  bool walksShortList(const Loop &L) const {
    return llvm::any_of(Values.steps(), [&](const Step &S) {
      const Expr *Condition = S.Instr->get(Slot::Value);
      if (S.Instr->Op != Opcode::Branch || S.Block != L.Header || !Condition ||
          Condition->Kind != ExprKind::Compute || Condition->Spelling != "<" ||
          Condition->operand(1)->Kind != ExprKind::Compute ||
          Condition->operand(1)->Spelling != SizeOf)
        return false;
      const Value *Compared = S.get(Slot::Value);
      const Value *Size = Compared && Compared->Operands.size() == 2
                              ? Compared->operand(1)
                              : nullptr;
      unsigned Rounds = 0;
      return Size && Size->Kind == ValueKind::Integer &&
             !Size->Spelling.getAsInteger(10, Rounds) &&
             Rounds <= Limits.ActingRounds;
    });
  }

  bool isCandidate(const Loop &L) const {
    bool Stays = false;
    bool MayAct = walksShortList(L);
    for (unsigned B : L.Blocks.set_bits()) {
      if (F.Regions[F.Blocks[B].Region].Kind == RegionKind::Handler)
        return false;
      for (const Instruction *I : F.Blocks[B].Instructions)
        if (!MayAct && !isPlain(*I))
          return false;
      const Instruction *T = F.Blocks[B].terminator();
      if (!T)
        return false;
      if (T->Op != Opcode::Branch ||
          L.Blocks.test(T->Targets[0]) == L.Blocks.test(T->Targets[1]))
        continue;
      // Decided at first, but not by the same constant for ever.
      std::optional<bool> First = Values.firstDecision(B);
      Stays |= First && L.Blocks.test(T->Targets[*First ? 0 : 1]) &&
               !Values.isDecided(B);
    }
    return Stays && L.Blocks.test(0) == false;
  }

  unsigned instructions(const Loop &L) const {
    unsigned Count = 0;
    for (unsigned B : L.Blocks.set_bits())
      Count += F.Blocks[B].Instructions.size();
    return Count;
  }

  /// Puts one round in front of the loop.
  void peel(const Loop &L) {
    llvm::DenseMap<unsigned, unsigned> Blocks;
    llvm::DenseMap<const Instruction *, Instruction *> Map;
    std::string Suffix = ("'" + llvm::Twine(F.Blocks.size())).str();
    for (unsigned B : L.Blocks.set_bits()) {
      Blocks[B] = F.Blocks.size();
      F.Blocks.emplace_back().Region = F.Blocks[B].Region;
      for (const Instruction *I : F.Blocks[B].Instructions)
        Map[I] = P.instruction(I->Op, I->Span);
    }
    // Who came from outside comes to the round first. Rounds made before are
    // outside too, so that they run in the order in which they are made.
    unsigned Entry = Blocks[L.Header];
    for (unsigned B = 0; B != F.Blocks.size(); ++B)
      if ((B >= L.Blocks.size() || !L.Blocks.test(B)) &&
          !F.Blocks[B].Instructions.empty())
        for (unsigned &Target : F.Blocks[B].Instructions.back()->Targets)
          if (Target == L.Header)
            Target = Entry;
    for (auto [From, To] : Blocks)
      for (const Instruction *I : F.Blocks[From].Instructions) {
        Instruction &New = *Map[I];
        Body.Sites[&New] = Body.Sites.lookup(I);
        New.Name = I->Name.empty() ? I->Name : P.save(I->Name.str() + Suffix);
        New.Attributes = I->Attributes;
        New.Library = I->Library;
        New.Spellings = I->Spellings;
        for (const Operand &O : I->Operands)
          New.Operands.push_back({O.S, translate(O.Value, Map)});
        // Back to the header of the loop that stays.
        for (unsigned Target : I->Targets)
          New.Targets.push_back(Target != L.Header && Blocks.count(Target)
                                    ? Blocks[Target]
                                    : Target);
        F.Blocks[To].Instructions.push_back(&New);
      }
  }

  const Expr *
  translate(const Expr *E,
            const llvm::DenseMap<const Instruction *, Instruction *> &Map) {
    if (!E)
      return nullptr;
    if (E->Kind == ExprKind::Result) {
      Instruction *New = Map.lookup(E->Source);
      if (!New)
        return E;
      Expr Copy = *E;
      Copy.Source = New;
      return P.make(Copy);
    }
    if (E->Operands.empty())
      return E;
    llvm::SmallVector<const Expr *, 4> Operands;
    for (const Expr *Op : E->Operands)
      Operands.push_back(translate(Op, Map));
    if (llvm::equal(Operands, E->Operands))
      return E;
    Expr Copy = *E;
    Copy.Operands = Operands;
    return P.make(Copy);
  }

  Spliced &Body;
  Function &F;
  const Evaluation &Values;
  Program &P;
  const UnrollLimits &Limits;
  llvm::DenseMap<unsigned, unsigned> &Done;
  unsigned Size = 0;
};
} // namespace

std::unique_ptr<Followed> rowlock::flow::follow(const Function &F,
                                                const UnitIndex &Unit,
                                                Program &P,
                                                const SpliceLimits &Splicing,
                                                const UnrollLimits &Unrolling) {
  auto Made = std::make_unique<Followed>();
  Made->Body = splice(F, Unit, P, Splicing);
  llvm::DenseMap<unsigned, unsigned> Rounds;
  llvm::DenseSet<unsigned> Named;
  // Each turn either writes rounds out, which are counted, or says what loops
  // that are left have made, once for each, or is the last.
  for (bool Changed = true; Changed;) {
    Made->Values = std::make_unique<Evaluation>(Made->Body.Body, &Unit);
    Changed = Unroller(Made->Body, *Made->Values, P, Unrolling, Rounds).run() ||
              nameBuiltTexts(Made->Body, *Made->Values, P, Named);
  }
  for (const auto &[Header, Count] : Rounds)
    Made->Unfinished |= Count > Unrolling.Rounds;
  return Made;
}
