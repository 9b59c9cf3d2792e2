//===- Flow/Splice.cpp - Calls replaced by what they do -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Splice.h"
#include "Flow/KnownPlaces.h"
#include "Flow/Unwinding.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"
#include <map>
#include <memory>
#include <optional>

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
using InstructionMap = llvm::DenseMap<const Instruction *, Instruction *>;

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
  unsigned Id = 0;
  /// The activation that the call stands in, and the call in its function.
  const Frame *Caller = nullptr;
  const Instruction *Call = nullptr;
  /// A handler further out may see what this activation throws.
  bool IsCaught = false;
  /// While it is copied.
  const InstructionMap *Map = nullptr;
  unsigned FirstBlock = 0;
  unsigned FirstRegion = 0;
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
    for (const Object &Known : Outermost.F->Objects)
      if (const Function *Constructor = Unit.function(Known.Constructor))
        if (Seen.insert(Known.Parameter).second) {
          Objects.push_back(
              {Constructor, P.make(ExprKind::Parameter, Known.Parameter)});
          Out.Objects.push_back(Known);
        }
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
          if (const Function *Constructor = Unit.constructorFor(*Callee)) {
            Objects.push_back({Constructor, On});
            Out.Objects.push_back({On->Spelling, Constructor->Name});
          }
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
    if (Limits.MakeObjects)
      return;
    // Which classes the members are of is all that is wanted.
    Out.Body.Blocks.clear();
    Out.Body.Regions.clear();
    Out.Body.Skipped = Outermost.F->Skipped;
    Out.Sites.clear();
    Outermost.SharesRegion = false;
    Size = 0;
  }

  /// \returns the jump behind the constructor, its target still open.
  Instruction *construct(const Function &Constructor, const Expr *Object,
                         unsigned Index, const Frame &Outermost) {
    Frame Inner;
    Inner.F = &Constructor;
    Inner.Id = ++Activations;
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

  /// \returns the block that the activation begins with.
  unsigned copy(Frame &A) {
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
    A.Map = &Map;
    A.FirstBlock = FirstBlock;
    A.FirstRegion = FirstRegion;
    for (unsigned B = 0; B != F.Blocks.size(); ++B) {
      Point At;
      At.Block = FirstBlock + B;
      At.EntersTry = unwinding(F).entersTry(B);
      for (const Instruction *I : F.Blocks[B].Instructions)
        copyInstruction(*I, *Map[I], A, At);
    }
    return FirstBlock;
  }

  /// Where instructions are being added.
  struct Point {
    unsigned Block = 0;
    /// Whatever comes next: the try is entered here.
    bool EntersTry = false;
    /// Since the last way out by an exception.
    bool HasChanged = true;
    std::optional<unsigned> Landing;
  };

  void copyInstruction(const Instruction &I, Instruction &New, const Frame &A,
                       Point &At) {
    unsigned &Current = At.Block;
    Out.Sites[&New] = A.Site;
    Out.Sites[&New].Original = &I;
    if (const Site *Stated = Unit.origins().find(I)) {
      Site &Whole = Out.Sites[&New];
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
      New.Operands.push_back({O.S, translate(O.Value, A)});
    for (unsigned Target : I.Targets)
      New.Targets.push_back(A.FirstBlock + Target);

    llvm::SmallVector<llvm::StringRef, 4> Names;
    if (I.Op == Opcode::Call)
      Names = calleesOf(New);
    bool Enters = llvm::any_of(
        Names, [&](llvm::StringRef Name) { return enterable(Name, A); });
    if (At.EntersTry || (!Enters && mayThrow(I)))
      addWayOut(I, A, At);
    At.HasChanged |= I.Op == Opcode::Store || I.Op >= Opcode::Call;
    if (I.Op == Opcode::Call) {
      if (isRecursive(New, A))
        New.Attributes.push_back({"recursive", "yes"});
      call(I, New, Names, A, Current);
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
    if (I.Op == Opcode::Throw) {
      const Unwinding &U = unwinding(*A.F);
      ExceptionClass What =
          I.get(Slot::Value) ? exceptionClass(I) : U.caughtAt(I);
      if (auto To = landing(A, U.alive(I), U.regionOf(I), What)) {
        New.Op = Opcode::Jump;
        New.Operands.clear();
        New.Attributes.clear();
        New.Targets = {*To};
      }
    }
    append(Current, &New);
  }

  void call(const Instruction &I, Instruction &New,
            llvm::ArrayRef<llvm::StringRef> Names, const Frame &A,
            unsigned &Current) {
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

  const Unwinding &unwinding(const Function &F) {
    std::unique_ptr<Unwinding> &Known = Unwindings[&F];
    if (!Known)
      Known = std::make_unique<Unwinding>(F);
    return *Known;
  }

  /// Ends the block in front of what may throw: either it throws or not. One
  /// way out does for all that throw with nothing changed in between.
  void addWayOut(const Instruction &I, const Frame &A, Point &At) {
    const Unwinding &U = unwinding(*A.F);
    At.EntersTry = false;
    std::optional<unsigned> To =
        landing(A, U.alive(I), U.regionOf(I), ExceptionClass());
    if (!To || (!At.HasChanged && To == At.Landing))
      return;
    unsigned Next = Out.Body.Blocks.size();
    Out.Body.Blocks.emplace_back();
    Out.Body.Blocks[Next].Region = Out.Body.Blocks[At.Block].Region;
    branch(At.Block, *To, Next, I.Span, A);
    At.Block = Next;
    At.HasChanged = false;
    At.Landing = To;
  }

  void branch(unsigned From, unsigned Then, unsigned Else,
              const SourceSpan &Where, const Frame &A) {
    Instruction *Branch = made(Opcode::Branch, Where, A);
    Branch->Operands = {{Slot::Value, P.make(ExprKind::Unknown, AnException)}};
    Branch->Targets = {Then, Else};
    append(From, Branch);
  }

  /// The block to which an exception leads that leaves \p Region of \p A while
  /// \p Alive are alive: it ends them, the youngest first, up to a handler that
  /// catches. None if no handler does; what becomes of the exception is not
  /// followed then.
  std::optional<unsigned> landing(const Frame &A,
                                  llvm::ArrayRef<unsigned> Alive,
                                  unsigned Region, const ExceptionClass &What) {
    const Unwinding &U = unwinding(*A.F);
    unsigned Try = U.tryAround(Region);
    if (Try == 0 && !A.IsCaught)
      return std::nullopt;
    auto Key = std::make_tuple(A.Id, Try, Alive.vec(), What);
    if (auto Known = Landings.find(Key); Known != Landings.end())
      return Known->second;
    std::optional<unsigned> To;
    bool EndsFirst = !Alive.empty() &&
                     (Try == 0 || U.isWithin(U.object(Alive[0]).Region, Try));
    if (EndsFirst)
      To = landing(A, Alive.drop_front(), Region, What);
    if (EndsFirst && To)
      To = endObject(A, U.object(Alive[0]), *To);
    else if (!EndsFirst && Try != 0)
      To = dispatch(A, Alive, Try, What);
    else if (!EndsFirst) {
      const Unwinding &Outer = unwinding(*A.Caller->F);
      To = landing(*A.Caller, Outer.alive(*A.Call), Outer.regionOf(*A.Call),
                   What);
    }
    Landings[std::move(Key)] = To;
    return To;
  }

  /// \returns a block that ends the object and goes on to \p To.
  unsigned endObject(const Frame &A, const Unwinding::Object &Object,
                     unsigned To) {
    Frame Ending = A;
    // Whatever a destructor throws goes nowhere.
    Ending.IsCaught = false;
    Ending.Id = ++Activations;
    Point At;
    At.Block = Out.Body.Blocks.size();
    unsigned First = At.Block;
    Out.Body.Blocks.emplace_back().Region = A.FirstRegion + Object.Region;
    for (const Instruction *End : Object.Ends)
      copyInstruction(*End, *P.instruction(End->Op, End->Span), Ending, At);
    Instruction *Jump = made(Opcode::Jump, {}, A);
    Jump->Targets = {To};
    append(At.Block, Jump);
    return First;
  }

  /// To the handlers of \p Try that may catch, and past it if none must.
  std::optional<unsigned> dispatch(const Frame &A,
                                   llvm::ArrayRef<unsigned> Alive, unsigned Try,
                                   const ExceptionClass &What) {
    llvm::SmallVector<unsigned, 4> Targets;
    bool MayPass = true;
    for (const Unwinding::Handler &H : unwinding(*A.F).handlers(Try)) {
      Catches Fits = catches(H.What, What);
      if (Fits == Catches::Never)
        continue;
      Targets.push_back(A.FirstBlock + H.Block);
      MayPass = Fits != Catches::Always;
      if (!MayPass)
        break;
    }
    if (MayPass)
      if (auto Outer = landing(A, Alive, A.F->Regions[Try].Parent, What))
        Targets.push_back(*Outer);
    if (Targets.empty())
      return std::nullopt;
    unsigned To = Targets.pop_back_val();
    while (!Targets.empty()) {
      unsigned Choice = Out.Body.Blocks.size();
      Out.Body.Blocks.emplace_back().Region =
          A.FirstRegion + A.F->Regions[Try].Parent;
      branch(Choice, Targets.pop_back_val(), To, {}, A);
      To = Choice;
    }
    return To;
  }

  /// The call becomes: parameters, a jump into the callee, and, in a block
  /// behind it, the call's value.
  void enter(const Instruction &Call, Instruction &New, const Function &Callee,
             const Frame &A, unsigned &Current) {
    Frame Inner;
    Inner.F = &Callee;
    Inner.Id = ++Activations;
    Inner.Prefix = ("c" + llvm::Twine(Inner.Id) + ".").str();
    Inner.Caller = &A;
    Inner.Call = &Call;
    const Unwinding &U = unwinding(*A.F);
    Inner.IsCaught = !isDestructorCall(Call) &&
                     (A.IsCaught || U.tryAround(U.regionOf(Call)) != 0);
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
    // A residual program has met a bound there.
    if (!Call.attribute("followed").empty())
      return {};
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

  bool isRecursive(const Instruction &I, const Frame &A) const {
    const Expr *Name = I.Op == Opcode::Call ? I.get(Slot::Name) : nullptr;
    return Name && Name->Kind == ExprKind::Text &&
           llvm::is_contained(A.Stack, Unit.function(Name->Spelling));
  }

  const Expr *translate(const Expr *E, const Frame &A) {
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
      Copy.Source = A.Map->lookup(E->Source);
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
      Operands.push_back(translate(Op, A));
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
  llvm::DenseMap<const Function *, std::unique_ptr<Unwinding>> Unwindings;
  /// By activation, try, living objects and what is thrown.
  std::map<
      std::tuple<unsigned, unsigned, std::vector<unsigned>, ExceptionClass>,
      std::optional<unsigned>>
      Landings;
  unsigned Activations = 0;
  unsigned Size = 0;
};
} // namespace

Spliced rowlock::flow::splice(const Function &F, const UnitIndex &Unit,
                              Program &P, const SpliceLimits &Limits) {
  return Splicer(Unit, P, Limits).run(F);
}
