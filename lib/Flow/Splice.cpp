//===- Flow/Splice.cpp - Calls replaced by what they do -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Splice.h"
#include "Flow/KnownPlaces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
/// One activation of a function in the spliced body.
struct Frame {
  const Function *F = nullptr;
  /// Before each name of the function, so that names stay unique.
  std::string Prefix;
  llvm::StringMap<const Expr *> Arguments;
  const Expr *This = nullptr;
  /// Where a return goes; the outermost frame really returns.
  bool IsOutermost = true;
  /// Something stands before the outermost function.
  bool SharesRegion = false;
  /// It has run before: what it does is no part of the function's story.
  bool IsPast = false;
  unsigned Continuation = 0;
  const Expr *ReturnPlace = nullptr;
  /// The region that the call stands in.
  unsigned OuterRegion = 0;
  Spliced::Site Site;
  llvm::SmallVector<const Function *, 4> Stack;
};

class Splicer {
public:
  Splicer(const UnitIndex &Unit, Program &P, const SpliceLimits &Limits)
      : Unit(Unit), P(P), Limits(Limits) {}

  Spliced run(const Function &F) {
    Out.Body = F;
    Out.Body.Blocks.clear();
    Out.Body.Regions.clear();
    Frame Outermost;
    Outermost.F = &F;
    Outermost.Stack.push_back(&F);
    // A function that was left out has nothing to stand behind.
    if (!F.Blocks.empty())
      constructObjects(Outermost);
    copy(Outermost);
    return std::move(Out);
  }

private:
  /// Puts constructors in front of the outermost function, for what they leave
  /// in the members of `this` and of the objects that it is handed. Whatever
  /// they did to a database is over.
  void constructObjects(Frame &Outermost) {
    std::vector<std::pair<const Function *, const Expr *>> Objects;
    if (const Function *Own = Unit.constructorFor(*Outermost.F))
      Objects.push_back({Own, P.make(ExprKind::This)});
    llvm::StringSet<> Seen;
    for (const Block &B : Outermost.F->Blocks)
      for (const Instruction *I : B.Instructions) {
        const Expr *On = I->get(Slot::On);
        if (I->Op != Opcode::Call)
          continue;
        auto Names = calleesOf(*I);
        const Function *Callee =
            Names.size() == 1 ? enterable(Names.front(), Outermost) : nullptr;
        if (On && Callee && On->Kind == ExprKind::Parameter &&
            Seen.insert(On->Spelling).second)
          if (const Function *Constructor = Unit.constructorFor(*Callee))
            Objects.push_back({Constructor, On});
      }
    if (Objects.empty())
      return;
    Out.Body.Regions.emplace_back();
    Outermost.SharesRegion = true;
    Instruction *Jump = nullptr;
    for (auto [Index, Object] : llvm::enumerate(Objects)) {
      if (Jump)
        Jump->Targets = {static_cast<unsigned>(Out.Body.Blocks.size())};
      Jump = construct(*Object.first, Object.second, Index, Outermost);
    }
    Jump->Targets = {static_cast<unsigned>(Out.Body.Blocks.size())};
  }

  /// \returns the jump behind the constructor, its target still open.
  Instruction *construct(const Function &Constructor, const Expr *Object,
                         unsigned Index, const Frame &Outermost) {
    Frame Inner;
    Inner.F = &Constructor;
    Inner.Prefix = ("made" + llvm::Twine(Index) + ".").str();
    Inner.IsOutermost = false;
    Inner.IsPast = true;
    Inner.Stack = {Outermost.F, &Constructor};
    Inner.This = Object;
    Inner.ReturnPlace = P.make(ExprKind::Variable, Inner.Prefix + "return");
    for (const Parameter &Each : Constructor.Parameters) {
      Expr Passed;
      Passed.Kind = ExprKind::Parameter;
      std::string Name = Inner.Prefix + Each.Name.str();
      Passed.Spelling = Name;
      Passed.Type = Each.Type;
      Inner.Arguments[Each.Name] = P.make(Passed);
    }
    // Its blocks come first, so that its entry is the entry; then the one that
    // it returns to.
    Inner.Continuation = ~0u;
    unsigned First = copy(Inner);
    unsigned Behind = Out.Body.Blocks.size();
    Out.Body.Blocks.emplace_back();
    for (unsigned B = First; B != Behind; ++B)
      for (Instruction *I : Out.Body.Blocks[B].Instructions)
        for (unsigned &Target : I->Targets)
          if (Target == Inner.Continuation)
            Target = Behind;
    for (llvm::StringRef Member : Unit.changingMembers(Constructor)) {
      Instruction *Store = made(Opcode::Store, {}, Outermost);
      Store->Operands = {
          {Slot::Target, P.make(ExprKind::Field, Member, {Object})},
          {Slot::Value,
           P.make(ExprKind::Unknown, "stored to by other functions")}};
      append(Behind, Store);
    }
    Instruction *Jump = made(Opcode::Jump, {}, Outermost);
    append(Behind, Jump);
    return Jump;
  }

  /// Acts on a database, a lock or something that is not known.
  static bool acts(const Instruction &I) {
    return I.Op >= Opcode::Call && !I.isTerminator() &&
           I.Op != Opcode::Prepare && I.Op != Opcode::ConnectionOf &&
           I.Op != Opcode::Connect;
  }

  using InstructionMap = llvm::DenseMap<const Instruction *, Instruction *>;

  /// \returns the block that the activation begins with.
  unsigned copy(const Frame &A) {
    const Function &F = *A.F;
    unsigned FirstRegion = Out.Body.Regions.size();
    for (unsigned I = 0; I != F.Regions.size(); ++I) {
      Region R = F.Regions[I];
      if (I != 0) {
        R.Parent += FirstRegion;
      } else if (!A.IsOutermost || A.SharesRegion) {
        R.Kind = RegionKind::Scope;
        R.Parent = A.OuterRegion;
      }
      Out.Body.Regions.push_back(R);
    }

    // Instructions first: an operand may refer to one that comes later.
    InstructionMap Map;
    for (const Block &B : F.Blocks)
      for (const Instruction *I : B.Instructions)
        Map[I] = P.instruction(I->Op, I->Span);

    unsigned FirstBlock = Out.Body.Blocks.size();
    Out.Body.Blocks.resize(FirstBlock + F.Blocks.size());
    for (unsigned B = 0; B != F.Blocks.size(); ++B)
      Out.Body.Blocks[FirstBlock + B].Region = FirstRegion + F.Blocks[B].Region;
    for (unsigned B = 0; B != F.Blocks.size(); ++B) {
      unsigned Current = FirstBlock + B;
      for (const Instruction *I : F.Blocks[B].Instructions)
        copyInstruction(*I, A, Map, Current, FirstBlock);
    }
    return FirstBlock;
  }

  void copyInstruction(const Instruction &I, const Frame &A,
                       InstructionMap &Map, unsigned &Current,
                       unsigned FirstBlock) {
    Instruction &New = *Map[&I];
    Out.Sites[&New] = A.Site;
    Out.Sites[&New].Original = &I;
    if (!I.Name.empty())
      New.Name = P.save(A.Prefix + I.Name.str());
    New.Attributes = I.Attributes;
    New.Library = I.Library;
    New.Spellings = I.Spellings;
    for (const Operand &O : I.Operands)
      New.Operands.push_back({O.S, translate(O.Value, A, Map)});
    for (unsigned Target : I.Targets)
      New.Targets.push_back(FirstBlock + Target);

    if (I.Op == Opcode::Call) {
      call(I, New, A, Current);
      return;
    }
    // What it was made as has no say in what it is now: `this` is enough.
    if (A.IsPast && I.Op == Opcode::Store &&
        New.get(Slot::Target)->Kind == ExprKind::This)
      return;
    if (A.IsPast && acts(I)) {
      New.Op = Opcode::Let;
      New.Attributes.clear();
      New.Operands = {
          {Slot::Value, P.make(ExprKind::Unknown, "when it was made")}};
      append(Current, &New);
      return;
    }
    if (I.Op == Opcode::Return && !A.IsOutermost) {
      if (const Expr *V = New.get(Slot::Value)) {
        Instruction *Store = made(Opcode::Store, New.Span, A);
        Store->Operands = {{Slot::Target, A.ReturnPlace}, {Slot::Value, V}};
        append(Current, Store);
      }
      New.Op = Opcode::Jump;
      New.Operands.clear();
      New.Targets = {A.Continuation};
    }
    append(Current, &New);
  }

  void call(const Instruction &I, Instruction &New, const Frame &A,
            unsigned &Current) {
    llvm::SmallVector<llvm::StringRef, 4> Names = calleesOf(New);
    if (Names.size() > 1)
      return choose(I, New, Names, A, Current);
    if (const Function *Callee =
            Names.empty() ? nullptr : enterable(Names.front(), A))
      return enter(I, New, *Callee, A, Current);
    if (!Names.empty() && makesOnly(New, Names.front())) {
      const Expr *Object = makeObject(New.Span);
      Places.make(*Object, className(Names.front()));
      name(New, New.attribute("new").empty()
                    ? Object
                    : P.make(ExprKind::Address, {}, {Object}, New.Span));
    } else if (A.IsPast) {
      name(New, P.make(ExprKind::Unknown, "when it was made"));
    }
    append(Current, &New);
  }

  /// A constructor that is not there because it does nothing.
  bool makesOnly(const Instruction &Call, llvm::StringRef Callee) const {
    return !Call.get(Slot::On) && !Call.get(Slot::Values) &&
           isConstructor(Callee) && Unit.hasTable(className(Callee)) &&
           !Unit.function(Callee);
  }

  const Expr *makeObject(const SourceSpan &At) {
    std::string Name = ("c" + llvm::Twine(++Activations) + ".this").str();
    return P.make(ExprKind::Variable, Name, {}, At);
  }

  static void name(Instruction &I, const Expr *V) {
    I.Op = Opcode::Let;
    I.Attributes.clear();
    I.Operands = {{Slot::Value, V}};
  }

  /// One of several functions runs, by the class of an object that is not
  /// known: a way for each of them.
  void choose(const Instruction &I, Instruction &New,
              llvm::ArrayRef<llvm::StringRef> Names, const Frame &A,
              unsigned &Current) {
    std::string Variable = ("v" + llvm::Twine(++Activations) + ".return").str();
    const Expr *Returned = P.make(ExprKind::Variable, Variable, {}, I.Span);
    auto NewBlock = [&] {
      Out.Body.Blocks.emplace_back().Region = Out.Body.Blocks[Current].Region;
      return static_cast<unsigned>(Out.Body.Blocks.size() - 1);
    };
    unsigned Join = NewBlock();
    for (auto [Index, Name] : llvm::enumerate(Names)) {
      if (Index + 1 != Names.size()) {
        unsigned This = NewBlock(), Others = NewBlock();
        Instruction *Branch = made(Opcode::Branch, I.Span, A);
        Branch->Operands = {
            {Slot::Value, P.make(ExprKind::Unknown, "which class it is of")}};
        Branch->Targets = {This, Others};
        append(Current, Branch);
        way(I, New, Name, Returned, A, This, Join);
        Current = Others;
      } else {
        way(I, New, Name, Returned, A, Current, Join);
      }
    }
    Current = Join;
    name(New, Returned);
    append(Current, &New);
  }

  void way(const Instruction &I, const Instruction &New, llvm::StringRef Name,
           const Expr *Returned, const Frame &A, unsigned Current,
           unsigned Join) {
    Instruction *Call = made(Opcode::Call, I.Span, A);
    Out.Sites[Call].Original = &I;
    for (const Operand &O : New.Operands)
      Call->Operands.push_back(
          {O.S, O.S == Slot::Name ? P.make(ExprKind::Text, Name) : O.Value});
    if (const Function *Callee = enterable(Name, A)) {
      enter(I, *Call, *Callee, A, Current);
    } else {
      if (A.IsPast)
        name(*Call, P.make(ExprKind::Unknown, "when it was made"));
      append(Current, Call);
    }
    Instruction *Store = made(Opcode::Store, I.Span, A);
    Store->Operands = {{Slot::Target, Returned},
                       {Slot::Value, P.result(*Call, I.Span)}};
    append(Current, Store);
    Instruction *Jump = made(Opcode::Jump, I.Span, A);
    Jump->Targets = {Join};
    append(Current, Jump);
  }

  /// The call becomes: parameters, a jump into the callee, and, in a block
  /// behind it, the call's value.
  void enter(const Instruction &Call, Instruction &New, const Function &Callee,
             const Frame &A, unsigned &Current) {
    Frame Inner;
    Inner.F = &Callee;
    Inner.Prefix = ("c" + llvm::Twine(++Activations) + ".").str();
    Inner.IsOutermost = false;
    Inner.IsPast = A.IsPast;
    Inner.OuterRegion = Out.Body.Blocks[Current].Region;
    Inner.Site = A.Site;
    Inner.Site.Calls.push_back(&Call);
    Inner.Site.Callees.push_back(&Callee);
    Inner.Stack = A.Stack;
    Inner.Stack.push_back(&Callee);
    Inner.This = New.get(Slot::On);
    const Expr *Closure = closureOf(New);
    if (Closure && !Inner.This)
      Inner.This = ClosureThis.lookup(Closure);
    // With `on` it makes a base of an object that is there already.
    bool Constructs = !Inner.This && !Closure && isConstructor(Callee);
    if (Constructs) {
      Inner.This =
          P.make(ExprKind::Variable, Inner.Prefix + "this", {}, Call.Span);
      Places.make(*Inner.This, className(Callee));
    }
    Inner.ReturnPlace =
        P.make(ExprKind::Variable, Inner.Prefix + "return", {}, Call.Span);

    if (!New.attribute("retry").empty())
      Inner.OuterRegion = retryRegion(Inner.OuterRegion);
    // A closure brings its captures along.
    llvm::SmallVector<const Expr *, 4> Arguments;
    if (Closure)
      llvm::append_range(Arguments, Closure->Operands);
    if (const Expr *List = New.get(Slot::Values))
      llvm::append_range(Arguments, List->Operands);
    for (auto [Index, Parameter] : llvm::enumerate(Callee.Parameters)) {
      const Expr *Passed =
          Index < Arguments.size() ? Arguments[Index] : nullptr;
      if (!Passed)
        Passed = P.make(ExprKind::Unknown, "no argument");
      // What is passed is evaluated here, once.
      if (mentionsPlace(*Passed)) {
        Instruction *Let = made(Opcode::Let, New.Span, A);
        Let->Name = P.save(Inner.Prefix + Parameter.Name.str());
        Let->Operands = {{Slot::Value, Passed}};
        append(Current, Let);
        Passed = P.result(*Let, Passed->Span);
      }
      Inner.Arguments[Parameter.Name] = Passed;
    }

    unsigned Behind = Out.Body.Blocks.size();
    Out.Body.Blocks.emplace_back();
    Out.Body.Blocks[Behind].Region = Out.Body.Blocks[Current].Region;
    Inner.Continuation = Behind;
    unsigned Entry = copy(Inner);

    Instruction *Jump = made(Opcode::Jump, New.Span, A);
    Jump->Targets = {Entry};
    append(Current, Jump);
    Current = Behind;

    // A constructor's value is the new object, or its address.
    const Expr *Made = Inner.ReturnPlace;
    if (Constructs)
      Made = New.attribute("new").empty()
                 ? Inner.This
                 : P.make(ExprKind::Address, {}, {Inner.This}, Call.Span);
    name(New, Made);
    append(Current, &New);
  }

  /// A helper that tries again is a loop round a try.
  unsigned retryRegion(unsigned Outer) {
    Out.Body.Regions.push_back({RegionKind::Loop, Outer});
    unsigned Loop = Out.Body.Regions.size() - 1;
    Out.Body.Regions.push_back({RegionKind::Try, Loop});
    return Loop + 1;
  }

  /// The closure that a call calls; null if it calls a function by name.
  const Expr *closureOf(const Instruction &Call) const {
    const Expr *Callee = Places.resolve(Call.get(Slot::Name));
    return Callee && Callee->Kind == ExprKind::Closure ? Callee : nullptr;
  }

  /// The functions that a call may call: none if that is not known.
  llvm::SmallVector<llvm::StringRef, 4> calleesOf(const Instruction &Call) {
    const Expr *Name = closureOf(Call);
    if (!Name)
      Name = Call.get(Slot::Name);
    if (!Name ||
        (Name->Kind != ExprKind::Closure && Name->Kind != ExprKind::Text))
      return {};
    if (Call.attribute("virtual").empty())
      return {Name->Spelling};
    llvm::StringRef Only =
        Unit.overrider(Name->Spelling, Places.classOf(Call.get(Slot::On)));
    if (!Only.empty())
      return {Only};
    llvm::SmallVector<llvm::StringRef, 4> Several =
        Unit.overriders(Name->Spelling);
    if (Several.size() <= Limits.Overriders)
      return Several;
    skip("call of " + Name->Spelling + " not followed: " +
         llvm::Twine(Several.size()) + " functions override it");
    return {};
  }

  void skip(const llvm::Twine &What) {
    std::string Why = What.str();
    if (!llvm::is_contained(Out.Body.Skipped, Why))
      Out.Body.Skipped.push_back(std::move(Why));
  }

  /// The function that a call of that name enters; null if there is none, or if
  /// a bound is hit.
  const Function *enterable(llvm::StringRef Name, const Frame &A) {
    const Function *Callee = Unit.function(Name);
    if (!Callee || Callee->Blocks.empty())
      return nullptr;
    llvm::StringRef Bound;
    if (llvm::is_contained(A.Stack, Callee))
      Bound = "it calls itself";
    else if (A.Stack.size() > Limits.Depth)
      Bound = "calls nest too deep";
    else if (Size > Limits.Instructions)
      Bound = "the function grows too large";
    if (Bound.empty())
      return Callee;
    skip("call of " + Callee->Name + " not followed: " + Bound);
    return nullptr;
  }

  const Expr *translate(const Expr *E, const Frame &A,
                        const InstructionMap &Map) {
    if (!E)
      return nullptr;
    switch (E->Kind) {
    case ExprKind::Parameter:
      if (const Expr *Passed = A.Arguments.lookup(E->Spelling))
        return Passed;
      return E;
    case ExprKind::This:
      return A.This ? A.This : E;
    case ExprKind::Result: {
      Expr Copy = *E;
      Copy.Source = Map.lookup(E->Source);
      return P.make(Copy);
    }
    case ExprKind::Variable: {
      if (A.IsOutermost || E->Spelling.starts_with("::"))
        return E;
      Expr Copy = *E;
      std::string Name = A.Prefix + E->Spelling.str();
      Copy.Spelling = Name;
      return P.make(Copy);
    }
    default:
      break;
    }
    bool IsClosure = E->Kind == ExprKind::Closure;
    if (E->Operands.empty() && !IsClosure)
      return E;
    llvm::SmallVector<const Expr *, 4> Operands;
    for (const Expr *Op : E->Operands)
      Operands.push_back(translate(Op, A, Map));
    if (llvm::equal(Operands, E->Operands) && !IsClosure)
      return E;
    Expr Copy = *E;
    Copy.Operands = Operands;
    const Expr *New = P.make(Copy);
    // A lambda's `this` is that of the function which makes it.
    if (IsClosure)
      ClosureThis[New] = A.This ? A.This : P.make(ExprKind::This);
    return New;
  }

  Instruction *made(Opcode Op, const SourceSpan &At, const Frame &A) {
    Instruction *I = P.instruction(Op, At);
    Out.Sites[I] = A.Site;
    return I;
  }

  void append(unsigned Block, Instruction *I) {
    Out.Body.Blocks[Block].Instructions.push_back(I);
    ++Size;
    if (I->Op == Opcode::Store)
      Places.store(I->get(Slot::Target), I->get(Slot::Value));
  }

  const UnitIndex &Unit;
  Program &P;
  const SpliceLimits &Limits;
  Spliced Out;
  KnownPlaces Places;
  llvm::DenseMap<const Expr *, const Expr *> ClosureThis;
  unsigned Activations = 0;
  unsigned Size = 0;
};
} // namespace

Spliced rowlock::flow::splice(const Function &F, const UnitIndex &Unit,
                              Program &P, const SpliceLimits &Limits) {
  return Splicer(Unit, P, Limits).run(F);
}
