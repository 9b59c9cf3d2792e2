//===- Flow/Residual.cpp - What remains of a function ---------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Residual.h"
#include "Flow/BlockCleanup.h"
#include "Flow/Needed.h"
#include "Flow/Reexpression.h"
#include "Flow/Unroll.h"
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
    cleanUp(New, AsksDatabase);
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
    if (saysOrigin(I))
      if (auto It = Body.Sites.find(&I); It != Body.Sites.end())
        Copy.Attributes.push_back(
            {OriginAttribute, Into.save(Origins.spell(It->second, F, I.Span))});
    if (S)
      noteValues(I, Copy, *S);
    copyTargets(I, Copy, At.Block);
    return true;
  }

  static bool saysOrigin(const Instruction &I) {
    return I.Op == Opcode::Execute || I.Op == Opcode::Fetch;
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
      bool IsObject =
          Part.Kind == ValueKind::Variable && !Part.Spelling.starts_with("::");
      IsPointer |= !IsObject && !Part.isConstant() &&
                   Part.Kind != ValueKind::List &&
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
    bool Chooses = I.Op == Opcode::Branch || I.Op == Opcode::Switch;
    bool Decided = Settled && Chooses && Values.isDecided(B);
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

  /// A conflict of an internal function counts only if it is one in a caller;
  /// that there is a caller must not be forgotten.
  void tellEntered() {
    llvm::DenseSet<const Instruction *> Remaining;
    for (const Block &B : New.Blocks)
      Remaining.insert(B.Instructions.begin(), B.Instructions.end());
    llvm::DenseSet<const Function *> Told;
    for (const auto &[I, Where] : Body.Sites)
      if (Remaining.contains(Copies.lookup(I)) && saysOrigin(*I))
        Told.insert(Where.Callees.begin(), Where.Callees.end());
    llvm::SmallVector<llvm::StringRef, 4> Names;
    for (const auto &[I, Where] : Body.Sites)
      for (const Function *Callee : Where.Callees)
        if (Callee->Internal && Told.insert(Callee).second)
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
