//===- Flow/Splice.cpp - Calls replaced by what they do -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Splice.h"
#include "Flow/CallTargets.h"
#include "Flow/Landings.h"
#include "Flow/PastConstruction.h"
#include "Flow/Renaming.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
/// Copies activations into the body, callees where they are called.
class Splicer {
public:
  Splicer(const Function &Root, const UnitIndex &Unit, Program &P,
          const SpliceLimits &Limits)
      : Root(Root), Unit(Unit), P(P), Limits(Limits), Body(Root, P),
        Targets(Unit, Limits, Body), Names(P),
        Ways(Body,
             [this](const Instruction &I, Instruction &New, const Activation &A,
                    InsertionPoint &At) { copyInstruction(I, New, A, At); }) {}

  Spliced run() {
    Activation Outermost;
    Outermost.F = &Root;
    Outermost.Stack.push_back(&Root);
    // A function that was left out has nothing to stand behind.
    if (!Root.Blocks.empty()) {
      PastConstruction Before(Unit, Targets, Body,
                              [&](Activation &A) { return copy(A); });
      // Which classes the members are of is all that a summary wants.
      if (Before.putInFrontOf(Outermost) && !Limits.MakeObjects) {
        Body.clear();
        Outermost.SharesRegion = false;
      }
    }
    copy(Outermost);
    return Body.take();
  }

private:
  /// Acts on a database, a lock or something that is not known.
  static bool acts(const Instruction &I) {
    return I.Op >= Opcode::Call && !I.isTerminator() &&
           I.Op != Opcode::Prepare && I.Op != Opcode::ConnectionOf &&
           I.Op != Opcode::Connect;
  }

  static void name(Instruction &I, const Expr *V) {
    I.Op = Opcode::Let;
    I.Attributes.clear();
    I.Operands = {{Slot::Value, V}};
  }

  /// \returns the block that the activation begins with.
  unsigned copy(Activation &A) {
    const Function &F = *A.F;
    A.FirstRegion = Body.regionCount();
    for (unsigned I = 0; I != F.Regions.size(); ++I) {
      Region R = F.Regions[I];
      if (I != 0) {
        R.Parent += A.FirstRegion;
      } else if (!A.IsOutermost || A.SharesRegion) {
        R.Kind = RegionKind::Scope;
        R.Parent = A.OuterRegion;
      }
      Body.addRegion(R);
    }

    // Instructions first: an operand may refer to one that comes later.
    Activation::InstructionMap Map;
    for (const Block &B : F.Blocks)
      for (const Instruction *I : B.Instructions)
        Map[I] = P.instruction(I->Op, I->Span);
    A.Map = &Map;

    A.FirstBlock = Body.blockCount();
    for (const Block &B : F.Blocks)
      Body.addBlock(A.FirstRegion + B.Region);
    for (unsigned B = 0; B != F.Blocks.size(); ++B) {
      InsertionPoint At;
      At.Block = A.FirstBlock + B;
      At.EntersTry = Ways.entersTry(F, B);
      for (const Instruction *I : F.Blocks[B].Instructions)
        copyInstruction(*I, *Map[I], A, At);
    }
    return A.FirstBlock;
  }

  /// What \p I says, in the words of the activation.
  void translate(const Instruction &I, Instruction &New, const Activation &A) {
    Site &Whole = Body.site(New);
    Whole = A.Where;
    Whole.Original = &I;
    if (const Site *Stated = Unit.origins().find(I)) {
      Whole.Original = Stated->Original;
      llvm::append_range(Whole.Calls, Stated->Calls);
      llvm::append_range(Whole.Callees, Stated->Callees);
    }
    if (!I.Name.empty())
      New.Name = P.save(A.Prefix + I.Name.str());
    New.Attributes = I.Attributes;
    New.Library = I.Library;
    New.Spellings = I.Spellings;
    for (const Operand &O : I.Operands)
      New.Operands.push_back({O.S, Names.translate(O.Value, A)});
    for (unsigned Target : I.Targets)
      New.Targets.push_back(A.FirstBlock + Target);
  }

  void copyInstruction(const Instruction &I, Instruction &New,
                       const Activation &A, InsertionPoint &At) {
    translate(I, New, A);
    llvm::SmallVector<llvm::StringRef, 4> Callees;
    if (I.Op == Opcode::Call)
      Callees = Targets.named(New);
    bool Enters = llvm::any_of(Callees, [&](llvm::StringRef Name) {
      return Targets.enterable(Name, A);
    });
    if (At.EntersTry || (!Enters && mayThrow(I)))
      Ways.addWayOut(I, A, At);
    At.HasChanged |= I.Op == Opcode::Store || I.Op >= Opcode::Call;
    if (I.Op == Opcode::Call) {
      if (Targets.isRecursive(New, A))
        New.Attributes.push_back({"recursive", "yes"});
      call(I, New, Callees, A, At.Block);
      return;
    }
    // What it was made as has no say in what it is now: `this` is enough.
    if (A.IsPast && I.Op == Opcode::Store &&
        New.get(Slot::Target)->Kind == ExprKind::This)
      return;
    if (A.IsPast && acts(I))
      name(New, P.make(ExprKind::Unknown, "when it was made"));
    else if (I.Op == Opcode::Return && !A.IsOutermost)
      returnTo(A, New, At.Block);
    else if (I.Op == Opcode::Throw)
      if (auto To = Ways.thrownTo(I, A)) {
        New.Attributes.clear();
        jump(New, *To);
      }
    Body.append(At.Block, &New);
  }

  static void jump(Instruction &I, unsigned To) {
    I.Op = Opcode::Jump;
    I.Operands.clear();
    I.Targets = {To};
  }

  /// A return becomes a store and a jump behind the call.
  void returnTo(const Activation &A, Instruction &Return, unsigned Current) {
    if (const Expr *V = Return.get(Slot::Value)) {
      Instruction *Store = Body.make(Opcode::Store, Return.Span, A.Where);
      Store->Operands = {{Slot::Target, A.ReturnPlace}, {Slot::Value, V}};
      Body.append(Current, Store);
    }
    jump(Return, A.Continuation);
  }

  void call(const Instruction &I, Instruction &New,
            llvm::ArrayRef<llvm::StringRef> Callees, const Activation &A,
            unsigned &Current) {
    if (Callees.size() > 1)
      return choose(I, New, Callees, A, Current);
    if (const Function *Callee =
            Callees.empty() ? nullptr : Targets.enterable(Callees.front(), A))
      return enter(I, New, *Callee, A, Current);
    if (!Callees.empty() && Targets.makesOnly(New, Callees.front())) {
      const Expr *Object =
          variable("c" + llvm::Twine(Body.newId()) + ".this", New.Span);
      Body.noteClass(*Object, className(Callees.front()));
      name(New, constructed(New, Object, New.Span));
    } else if (A.IsPast) {
      name(New, P.make(ExprKind::Unknown, "when it was made"));
    }
    Body.append(Current, &New);
  }

  const Expr *variable(const llvm::Twine &Name, const SourceSpan &At) {
    return P.make(ExprKind::Variable, Name.str(), {}, At);
  }

  /// A constructor's value is the new object, or its address.
  const Expr *constructed(const Instruction &Call, const Expr *Object,
                          const SourceSpan &At) {
    return Call.attribute("new").empty()
               ? Object
               : P.make(ExprKind::Address, {}, {Object}, At);
  }

  /// One of several functions runs, by the class of an object that is not
  /// known: a way for each of them.
  void choose(const Instruction &I, Instruction &New,
              llvm::ArrayRef<llvm::StringRef> Callees, const Activation &A,
              unsigned &Current) {
    const Expr *Returned =
        variable("v" + llvm::Twine(Body.newId()) + ".return", I.Span);
    unsigned Region = Body.regionOf(Current);
    unsigned Join = Body.addBlock(Region);
    for (llvm::StringRef Callee : Callees.drop_back()) {
      unsigned This = Body.addBlock(Region), Others = Body.addBlock(Region);
      Instruction *Branch = Body.make(Opcode::Branch, I.Span, A.Where);
      Branch->Operands = {
          {Slot::Value, P.make(ExprKind::Unknown, "which class it is of")}};
      Branch->Targets = {This, Others};
      Body.append(Current, Branch);
      way(I, New, Callee, Returned, A, This, Join);
      Current = Others;
    }
    way(I, New, Callees.back(), Returned, A, Current, Join);
    Current = Join;
    name(New, Returned);
    Body.append(Current, &New);
  }

  void way(const Instruction &I, const Instruction &New, llvm::StringRef Name,
           const Expr *Returned, const Activation &A, unsigned Current,
           unsigned Join) {
    Instruction *Call = Body.make(Opcode::Call, I.Span, A.Where);
    Body.site(*Call).Original = &I;
    for (const Operand &O : New.Operands)
      Call->Operands.push_back(
          {O.S, O.S == Slot::Name ? P.make(ExprKind::Text, Name) : O.Value});
    if (const Function *Callee = Targets.enterable(Name, A)) {
      enter(I, *Call, *Callee, A, Current);
    } else {
      if (A.IsPast)
        name(*Call, P.make(ExprKind::Unknown, "when it was made"));
      Body.append(Current, Call);
    }
    Instruction *Store = Body.make(Opcode::Store, I.Span, A.Where);
    Store->Operands = {{Slot::Target, Returned},
                       {Slot::Value, P.result(*Call, I.Span)}};
    Body.append(Current, Store);
    Instruction *Jump = Body.make(Opcode::Jump, I.Span, A.Where);
    Jump->Targets = {Join};
    Body.append(Current, Jump);
  }

  /// The call becomes: parameters, a jump into the callee, and, in a block
  /// behind it, the call's value.
  void enter(const Instruction &Call, Instruction &New, const Function &Callee,
             const Activation &A, unsigned &Current) {
    Activation Inner = within(A, Call, Callee);
    Inner.OuterRegion = Body.regionOf(Current);
    Inner.This = New.get(Slot::On);
    const Expr *Closure = Targets.closureOf(New);
    if (Closure && !Inner.This)
      Inner.This = Names.thisOf(Closure);
    // With `on` it makes a base of an object that is there already.
    bool Constructs = !Inner.This && !Closure && isConstructor(Callee);
    if (Constructs) {
      Inner.This = variable(Inner.Prefix + "this", Call.Span);
      Body.noteClass(*Inner.This, className(Callee));
    }
    if (!New.attribute("retry").empty())
      Inner.OuterRegion = retryRegion(Inner.OuterRegion);
    // A closure brings its captures along.
    llvm::SmallVector<const Expr *, 4> Arguments;
    if (Closure)
      llvm::append_range(Arguments, Closure->Operands);
    if (const Expr *List = New.get(Slot::Values))
      llvm::append_range(Arguments, List->Operands);
    pass(Arguments, Inner, New.Span, Current);

    unsigned Behind = Body.addBlock(Body.regionOf(Current));
    Inner.Continuation = Behind;
    unsigned Entry = copy(Inner);

    Instruction *Jump = Body.make(Opcode::Jump, New.Span, A.Where);
    Jump->Targets = {Entry};
    Body.append(Current, Jump);
    Current = Behind;
    name(New, Constructs ? constructed(New, Inner.This, Call.Span)
                         : Inner.ReturnPlace);
    Body.append(Current, &New);
  }

  /// What does not depend on how \p Call was resolved.
  Activation within(const Activation &A, const Instruction &Call,
                    const Function &Callee) {
    Activation Inner;
    Inner.F = &Callee;
    Inner.Id = Body.newId();
    Inner.Prefix = ("c" + llvm::Twine(Inner.Id) + ".").str();
    Inner.Caller = &A;
    Inner.Call = &Call;
    Inner.IsCaught = Ways.isCaught(Call, A);
    Inner.IsOutermost = false;
    Inner.IsPast = A.IsPast;
    Inner.Where = A.Where;
    Inner.Where.Calls.push_back(&Call);
    Inner.Where.Callees.push_back(&Callee);
    Inner.Stack = A.Stack;
    Inner.Stack.push_back(&Callee);
    Inner.ReturnPlace = variable(Inner.Prefix + "return", Call.Span);
    return Inner;
  }

  void pass(llvm::ArrayRef<const Expr *> Arguments, Activation &Inner,
            const SourceSpan &At, unsigned Current) {
    for (auto [Index, Parameter] : llvm::enumerate(Inner.F->Parameters)) {
      const Expr *Passed =
          Index < Arguments.size() ? Arguments[Index] : nullptr;
      if (!Passed)
        Passed = P.make(ExprKind::Unknown, "no argument");
      // What is passed is evaluated here, once.
      if (mentionsPlace(*Passed)) {
        Instruction *Let = Body.make(Opcode::Let, At, Inner.Caller->Where);
        Let->Name = P.save(Inner.Prefix + Parameter.Name.str());
        Let->Operands = {{Slot::Value, Passed}};
        Body.append(Current, Let);
        Passed = P.result(*Let, Passed->Span);
      }
      Inner.Arguments[Parameter.Name] = Passed;
    }
  }

  /// A helper that tries again is a loop round a try.
  unsigned retryRegion(unsigned Outer) {
    unsigned Loop = Body.addRegion({RegionKind::Loop, Outer});
    return Body.addRegion({RegionKind::Try, Loop});
  }

  const Function &Root;
  const UnitIndex &Unit;
  Program &P;
  const SpliceLimits &Limits;
  SplicedBody Body;
  CallTargets Targets;
  Renaming Names;
  Landings Ways;
};
} // namespace

Spliced rowlock::flow::splice(const Function &F, const UnitIndex &Unit,
                              Program &P, const SpliceLimits &Limits) {
  return Splicer(F, Unit, P, Limits).run();
}
