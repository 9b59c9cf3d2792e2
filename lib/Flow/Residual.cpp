//===- Flow/Residual.cpp - What remains of a function ---------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Residual.h"
#include "Flow/Needed.h"
#include "Flow/Reexpression.h"
#include "Flow/Unroll.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
constexpr unsigned None = ~0u;

class Residue {
public:
  Residue(const Function &F, const UnitIndex &Unit, const Followed &Whole,
          const Program &From, Program &Into)
      : F(F), Unit(Unit), Body(Whole.Body), Values(*Whole.Values),
        // Values that have not settled decide nothing.
        Settled(!Values.incomplete()), Into(Into),
        Write(Values, From, Into, Copies), Origins(Unit.origins(), From) {}

  Function run() {
    for (unsigned B : Values.order())
      if (!Settled || Values.isReached(B))
        for (Instruction *I : Body.Body.Blocks[B].Instructions)
          Copies[I] = Into.instruction(I->Op);
    for (const Step &S : Values.steps())
      StepOf[S.Instr] = &S;
    makeHeader();
    NewBlock.assign(Body.Body.Blocks.size(), None);
    for (unsigned B : Values.order())
      if (!Settled || Values.isReached(B)) {
        NewBlock[B] = New.Blocks.size();
        New.Blocks.emplace_back().Region = Body.Body.Blocks[B].Region;
      }
    for (unsigned B : Values.order())
      if (NewBlock[B] != None)
        copyBlock(B);
    dropUnneeded();
    joinBlocks();
    dropRegions();
    tellEntered();
    return std::move(New);
  }

private:
  void makeHeader() {
    New.Name = Into.save(F.Name);
    for (const Parameter &Each : F.Parameters)
      New.Parameters.push_back({Into.save(Each.Name), Into.save(Each.Type)});
    New.Span = Write.moved(F.Span);
    New.Internal = F.Internal;
    for (const std::string &Why : Body.Body.Skipped)
      if (!llvm::is_contained(New.Skipped, Why))
        New.Skipped.push_back(Why);
    for (const Object &Each : Body.Objects)
      New.Objects.push_back(
          {Into.save(Each.Parameter), Into.save(Each.Constructor)});
    New.Regions = Body.Body.Regions;
  }

  //===--------------------------------------------------------------------===//
  // Instructions
  //===--------------------------------------------------------------------===//

  void copyBlock(unsigned B) {
    for (auto [Index, I] : llvm::enumerate(Body.Body.Blocks[B].Instructions)) {
      Instruction &Copy = *Copies[I];
      UsePoint At{B, static_cast<unsigned>(Index)};
      if (!copyInstruction(*I, Copy, At))
        continue;
      All.push_back(&Copy);
      New.Blocks[NewBlock[B]].Instructions.push_back(&Copy);
    }
  }

  /// \returns whether anything is to be seen of it.
  bool copyInstruction(const Instruction &I, Instruction &Copy, UsePoint At) {
    const Step *S = Settled ? StepOf.lookup(&I) : nullptr;
    Copy.Span = Write.moved(I.Span);
    if (!I.Name.empty())
      Copy.Name = Write.renamed(I.Name, /*IsVariable=*/false);
    Copy.Library = Into.save(I.Library);
    for (const Attribute &A : I.Attributes)
      if (A.Key != OriginAttribute && Copy.attribute(A.Key).empty())
        Copy.Attributes.push_back({Into.save(A.Key), Into.save(A.Value)});
    for (const Spelling &Each : I.Spellings)
      Copy.Spellings.push_back({Into.save(Each.Repair), Write.moved(Each.Where),
                                Into.save(Each.Text)});
    if (I.Op == Opcode::Leave && S && !endsHandle(*S))
      return false;
    for (auto [Index, O] : llvm::enumerate(I.Operands)) {
      const Expr *Value = nullptr;
      if (O.S == Slot::Target)
        Value = Write.target(O.Value);
      else if (isAsWritten(I, O.S))
        Value = Write.copied(O.Value);
      else
        Value = Write.simplified(O.Value, S ? S->Operands[Index] : nullptr, At);
      if (!Value)
        return false;
      Copy.Operands.push_back({O.S, Value});
    }
    if (I.Op == Opcode::Call && isBound(I))
      Copy.Attributes.push_back({"followed", "no"});
    if (I.Op == Opcode::Execute || I.Op == Opcode::Fetch)
      if (auto It = Body.Sites.find(&I); It != Body.Sites.end())
        Copy.Attributes.push_back(
            {OriginAttribute, Into.save(Origins.spell(It->second, F, I.Span))});
    if (S)
      noteValues(I, Copy, *S);
    copyTargets(I, Copy, At.Block);
    return true;
  }

  /// The expression says more than its value: a place, a callee, the cases.
  static bool isAsWritten(const Instruction &I, Slot S) {
    return (I.Op == Opcode::Append && S == Slot::On) ||
           (I.Op == Opcode::Call && S == Slot::Name) ||
           (I.Op == Opcode::Switch && S == Slot::Values);
  }

  /// The end of what is no handle ends nothing.
  static bool endsHandle(const Step &S) {
    const Value *On = S.get(Slot::On);
    if (!On || On->Kind != ValueKind::Result)
      return false;
    switch (On->Source->Op) {
    case Opcode::Begin:
    case Opcode::Savepoint:
    case Opcode::Prepare:
    case Opcode::LockMutex:
    case Opcode::Connect:
      return true;
    default:
      return false;
    }
  }

  /// Splicing has met a bound here; it would not without the calls around.
  bool isBound(const Instruction &Call) const {
    const Expr *Name = Call.get(Slot::Name);
    if (!Name || Name->Kind != ExprKind::Text ||
        !Call.attribute("followed").empty())
      return false;
    if (!Call.attribute("virtual").empty())
      return !Unit.overriders(Name->Spelling).empty();
    const Function *Callee = Unit.function(Name->Spelling);
    return Callee && !Callee->Blocks.empty();
  }

  static bool mentionsDatabase(const Value *V) {
    bool Does = false;
    visit(V, [&](const Value &Part) {
      Does = Does || Part.Kind == ValueKind::Column ||
             Part.Kind == ValueKind::Found || Part.Kind == ValueKind::Outcome ||
             Part.Kind == ValueKind::Result;
      return !Does;
    });
    return Does;
  }

  void noteValues(const Instruction &I, const Instruction &Copy,
                  const Step &S) {
    // The class that a handler catches stands at its first instruction.
    if (I.Op == Opcode::Let && !I.attribute("class").empty())
      Keep.insert(&Copy);
    if (I.Op == Opcode::Branch && mentionsDatabase(S.get(Slot::Value)))
      AsksDatabase.insert(&Copy);
    if (I.Op != Opcode::Store)
      return;
    const Value *V = S.get(Slot::Value);
    bool IsOutcome = false, IsPointer = false;
    visit(V, [&](const Value &Part) {
      IsOutcome |=
          Part.Kind == ValueKind::Outcome || Part.Kind == ValueKind::Found;
      IsPointer |= !Part.isConstant() && Part.Kind != ValueKind::List &&
                   Part.Kind != ValueKind::Record;
      return true;
    });
    // A count that is kept in a member is one that is looked at.
    if (IsOutcome && Copy.get(Slot::Target)->Kind == ExprKind::Field)
      Keep.insert(&Copy);
    if (IsPointer)
      Pointers.insert(&Copy);
  }

  void copyTargets(const Instruction &I, Instruction &Copy, unsigned B) {
    bool Decided = Settled && I.Op == Opcode::Branch && Values.isDecided(B);
    for (unsigned Target : I.Targets)
      if (!Decided || Values.isTaken(B, Target))
        Copy.Targets.push_back(NewBlock[Target]);
    if (!Decided)
      return;
    Copy.Op = Opcode::Jump;
    Copy.Operands.clear();
    Copy.Targets.resize(1);
  }

  void dropUnneeded() {
    if (!Settled)
      return;
    Needed Remaining(All, Keep, Pointers);
    for (Block &B : New.Blocks)
      llvm::erase_if(B.Instructions,
                     [&](const Instruction *I) { return !Remaining.has(*I); });
  }

  //===--------------------------------------------------------------------===//
  // Blocks and regions
  //===--------------------------------------------------------------------===//

  /// Scopes say nothing once calls are spliced in.
  unsigned regionOf(unsigned Block) const {
    unsigned R = New.Blocks[Block].Region;
    while (New.Regions[R].Kind == RegionKind::Scope)
      R = New.Regions[R].Parent;
    return R;
  }

  /// Where a jump to \p Block ends up.
  unsigned skipEmpty(unsigned Block) const {
    llvm::SmallVector<unsigned, 8> Passed;
    while (New.Blocks[Block].Instructions.size() == 1 &&
           New.Blocks[Block].Instructions.front()->Op == Opcode::Jump &&
           !llvm::is_contained(Passed, Block)) {
      Passed.push_back(Block);
      Block = New.Blocks[Block].Instructions.front()->Targets.front();
    }
    return Block;
  }

  void joinBlocks() {
    for (Block &B : New.Blocks)
      if (Instruction *End =
              B.Instructions.empty() ? nullptr : B.Instructions.back()) {
        for (unsigned &Target : End->Targets)
          Target = skipEmpty(Target);
        // Both ways are the same, and what decided is not the database's.
        if (End->Op == Opcode::Branch && End->Targets[0] == End->Targets[1] &&
            !AsksDatabase.contains(End)) {
          End->Op = Opcode::Jump;
          End->Operands.clear();
          End->Targets.resize(1);
        }
      }
    std::vector<unsigned> Edges = edgesTo();
    for (unsigned B = 0; B != New.Blocks.size(); ++B) {
      auto &Into = New.Blocks[B].Instructions;
      while (Edges[B] != 0 && !Into.empty() &&
             Into.back()->Op == Opcode::Jump) {
        unsigned Next = Into.back()->Targets.front();
        if (Next == B || Next == 0 || Edges[Next] != 1 ||
            regionOf(Next) != regionOf(B))
          break;
        Into.pop_back();
        llvm::append_range(Into, New.Blocks[Next].Instructions);
        New.Blocks[Next].Instructions.clear();
        Edges[Next] = 0;
      }
    }
    renumber(Edges);
  }

  /// How many edges lead to each block from blocks that are reached.
  std::vector<unsigned> edgesTo() const {
    std::vector<unsigned> Edges(New.Blocks.size());
    llvm::SmallVector<unsigned, 16> Work;
    auto Reach = [&](unsigned B) {
      if (Edges[B]++ == 0)
        Work.push_back(B);
    };
    if (!New.Blocks.empty())
      Reach(0);
    while (!Work.empty()) {
      unsigned B = Work.pop_back_val();
      if (!New.Blocks[B].Instructions.empty())
        for (unsigned Target : New.Blocks[B].Instructions.back()->Targets)
          Reach(Target);
    }
    return Edges;
  }

  void renumber(llvm::ArrayRef<unsigned> Edges) {
    std::vector<unsigned> Number(New.Blocks.size(), None);
    std::vector<Block> Kept;
    for (unsigned B = 0; B != New.Blocks.size(); ++B) {
      if (Edges[B] == 0)
        continue;
      Number[B] = Kept.size();
      New.Blocks[B].Region = regionOf(B);
      Kept.push_back(std::move(New.Blocks[B]));
    }
    New.Blocks = std::move(Kept);
    for (Block &B : New.Blocks)
      for (Instruction *I : B.Instructions)
        for (unsigned &Target : I->Targets)
          Target = Number[Target];
  }

  /// A try and the handlers right behind it stay or go together: a try without
  /// handlers is a helper that tries again.
  void dropRegions() {
    auto &Regions = New.Regions;
    llvm::BitVector Used(Regions.size());
    Used.set(0);
    for (const Block &B : New.Blocks)
      Used.set(B.Region);
    auto FirstOfGroup = [&](unsigned R) {
      while (Regions[R].Kind == RegionKind::Handler)
        --R;
      return R;
    };
    for (unsigned R = Regions.size(); R-- > 1;) {
      if (!Used.test(R) || Regions[R].Kind == RegionKind::Scope)
        continue;
      unsigned First = FirstOfGroup(R);
      Used.set(First);
      for (unsigned H = First + 1;
           Regions[First].Kind == RegionKind::Try && H < Regions.size() &&
           Regions[H].Kind == RegionKind::Handler;
           ++H) {
        Used.set(H);
        Used.set(outer(H));
      }
      Used.set(outer(First));
    }
    std::vector<unsigned> Number(Regions.size());
    std::vector<Region> Kept;
    for (unsigned R = 0; R != Regions.size(); ++R) {
      if (!Used.test(R))
        continue;
      Number[R] = Kept.size();
      Kept.push_back({Regions[R].Kind, R ? Number[outer(R)] : 0});
    }
    Regions = std::move(Kept);
    for (Block &B : New.Blocks)
      B.Region = Number[B.Region];
  }

  /// The region around \p R that is no scope.
  unsigned outer(unsigned R) const {
    do
      R = New.Regions[R].Parent;
    while (New.Regions[R].Kind == RegionKind::Scope);
    return R;
  }

  /// A conflict of an internal function counts only if it is one in a caller;
  /// that there is a caller must not be forgotten.
  void tellEntered() {
    llvm::SmallVector<llvm::StringRef, 4> Names;
    for (const auto &[I, Where] : Body.Sites)
      for (const Function *Callee : Where.Callees)
        if (Callee->Internal && !llvm::is_contained(Names, Callee->Name))
          Names.push_back(Callee->Name);
    llvm::append_range(Names, F.Entered);
    llvm::sort(Names);
    Names.erase(std::unique(Names.begin(), Names.end()), Names.end());
    for (llvm::StringRef Name : Names)
      New.Entered.push_back(Into.save(Name));
  }

  const Function &F;
  const UnitIndex &Unit;
  const Spliced &Body;
  const Evaluation &Values;
  const bool Settled;
  Program &Into;
  llvm::DenseMap<const Instruction *, Instruction *> Copies;
  llvm::DenseMap<const Instruction *, const Step *> StepOf;
  Reexpression Write;
  OriginWriter Origins;
  Function New;
  std::vector<unsigned> NewBlock;
  std::vector<Instruction *> All;
  llvm::DenseSet<const Instruction *> Keep;
  llvm::DenseSet<const Instruction *> Pointers;
  llvm::DenseSet<const Instruction *> AsksDatabase;
};
} // namespace

Function rowlock::flow::residual(const Function &F, const UnitIndex &Unit,
                                 Program &From, Program &Into) {
  SpliceLimits Splicing;
  Splicing.MakeObjects = false;
  UnrollLimits Unrolling;
  auto Whole = follow(F, Unit, From, Splicing, Unrolling);
  // A loop that could not be written out in full is left to whoever uses the
  // residual program: some rounds more would be written out there.
  if (Whole->Unfinished) {
    Unrolling.Rounds = 0;
    Whole = follow(F, Unit, From, Splicing, Unrolling);
  }
  return Residue(F, Unit, *Whole, From, Into).run();
}

void rowlock::flow::residual(Program &Unit, Program &Into) {
  for (const std::string &File : Unit.Files)
    Into.file(File);
  for (const Interface &Each : Unit.Interfaces) {
    Interface Copy = Each;
    Copy.Library = Into.save(Each.Library);
    Copy.Database = Into.save(Each.Database);
    for (llvm::StringRef &Style : Copy.Placeholders)
      Style = Into.save(Style);
    Into.Interfaces.push_back(std::move(Copy));
  }
  for (const Class &Each : Unit.Classes) {
    Class Copy;
    Copy.Name = Into.save(Each.Name);
    for (const Class::Overrider &O : Each.Overriders)
      Copy.Overriders.push_back({Into.save(O.Called), Into.save(O.Runs)});
    Into.Classes.push_back(std::move(Copy));
  }
  UnitIndex Index(Unit);
  for (const Function &F : Unit.Functions)
    Into.Functions.push_back(residual(F, Index, Unit, Into));
}
