//===- Flow/BuiltTexts.cpp - Texts that a loop makes of another -----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/BuiltTexts.h"
#include "Flow/Loops.h"
#include "Flow/Sequences.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
constexpr unsigned MaxDepth = 64;

/// One of several, or what a pointer leads to.
bool isElement(const Expr &E) {
  return E.Kind == ExprKind::Element ||
         (E.Kind == ExprKind::Field &&
          (E.Spelling.starts_with("[") || E.Spelling == Pointee));
}

/// What a reference refers to; \p E itself if it is none.
const Expr &referred(const Expr &E) {
  const Expr *At = &E;
  for (unsigned I = 0; I != MaxDepth; ++I) {
    if (At->Kind == ExprKind::Address)
      At = At->operand(0);
    else if (At->Kind == ExprKind::Result && At->Source->Op == Opcode::Let &&
             At->Source->get(Slot::Value)->Kind == ExprKind::Address)
      At = At->Source->get(Slot::Value);
    else
      break;
  }
  return *At;
}

/// A name for a place whose members are told apart; empty if it is none.
std::string pathOf(const Expr &Place, unsigned Depth = 0) {
  const Expr &E = referred(Place);
  switch (E.Kind) {
  case ExprKind::Variable:
    return "$" + E.Spelling.str();
  case ExprKind::Parameter:
    return "%" + E.Spelling.str();
  case ExprKind::This:
    return "this";
  case ExprKind::Field: {
    std::string Base = Depth > MaxDepth ? "" : pathOf(*E.operand(0), Depth + 1);
    return Base.empty() ? "" : Base + "." + E.Spelling.str();
  }
  default:
    return {};
  }
}

bool isSameOrWithin(llvm::StringRef Path, llvm::StringRef Outer) {
  return Path.consume_front(Outer) && (Path.empty() || Path.front() == '.');
}

/// The first operand, in part.
bool takesPart(llvm::StringRef Function) {
  return Function == "[]" || Function == "at" || Function == "substr" ||
         Function == "mid";
}

/// Some of the characters of the first operand become others.
bool edits(llvm::StringRef Function) {
  return Function == "insert" || Function == "replace" || Function == "erase" ||
         Function == "changed in part";
}

/// What a part of the loop's code is to the text that it builds.
enum class Use {
  Piece,    ///< Stands in the text as it is.
  Whole,    ///< Its characters stand there.
  Computed, ///< Something computed from it does.
  Decides,  ///< It says which characters do.
};

/// One text that a loop builds, and everything that it depends on.
class BuiltText {
public:
  using Stores = llvm::StringMap<llvm::SmallVector<const Instruction *, 2>>;

  BuiltText(const Loop &L, const Stores &Assigned,
            const llvm::StringSet<> &Escaped,
            const llvm::DenseMap<const Instruction *, unsigned> &BlockOf)
      : L(L), Assigned(Assigned), Escaped(Escaped), BlockOf(BlockOf) {}

  /// Follows what is stored to \p Path. \returns false if it is no text that
  /// grows or is edited, or depends on what cannot be told.
  bool follow(llvm::StringRef Path);
  void followCondition(const Expr &E) { need(E, Use::Decides); }
  /// Looks at everything that was met.
  bool finish();

  /// Only appended to: what it was before stands in front.
  bool Grows = true;
  /// Its characters are those that were read, as they are.
  bool AsItIs = true;
  bool LooksForQuote = false;
  /// One character at least is looked at or changed: a list of texts that are
  /// joined is something else.
  bool LooksAtParts = false;
  /// The place that is built.
  const Expr *Place = nullptr;
  /// How far the text is copied, where it is copied in longer parts; what is
  /// left of it behind the loop is copied then.
  const Expr *Copied = nullptr;
  /// Values from before the loop, and what they are used for.
  llvm::SmallVector<std::pair<const Expr *, Use>, 8> Inputs;

private:
  bool followStore(const Expr &Target, const Expr &V);
  void need(const Expr &E, Use How) {
    if (Seen.insert({&E, How}).second)
      Work.push_back({&E, How});
  }
  void all(llvm::ArrayRef<const Expr *> Operands, Use How) {
    for (const Expr *Op : Operands)
      need(*Op, How);
  }
  bool look(const Expr &E, Use How);
  bool lookAtPlace(const Expr &E, Use How);
  bool lookAtResult(const Expr &E, Use How);
  void lookAtPart(const Expr &E, Use How);

  const Loop &L;
  const Stores &Assigned;
  const llvm::StringSet<> &Escaped;
  const llvm::DenseMap<const Instruction *, unsigned> &BlockOf;
  llvm::SmallSet<std::pair<const Expr *, Use>, 16> Seen;
  llvm::SmallVector<std::pair<const Expr *, Use>, 16> Work;
};

bool BuiltText::follow(llvm::StringRef Path) {
  auto It = Assigned.find(Path);
  bool Edited = false;
  bool Appended = false;
  for (const Instruction *Store : It->second) {
    Place = &referred(*Store->get(Slot::Target));
    const Expr &V = *Store->get(Slot::Value);
    bool IsEdited = V.Kind == ExprKind::Compute && edits(V.Spelling);
    (IsEdited ? Edited : Appended) = true;
    if (!followStore(*Place, V))
      return false;
  }
  Grows = !Edited;
  return Edited != Appended;
}

/// `out = out + c`, `out.append(1, c)`, `out.insert(at, 1, '\'')`.
bool BuiltText::followStore(const Expr &Target, const Expr &V) {
  bool Known = V.Kind == ExprKind::Concat ||
               (V.Kind == ExprKind::Compute &&
                (V.Spelling == "append" || edits(V.Spelling)));
  if (!Known || V.Operands.size() < 2)
    return false;
  const Expr &Head = *V.Operands.front();
  bool IsEdited = V.Kind == ExprKind::Compute && V.Spelling != "append";
  std::string Path = pathOf(Target);
  bool IsItself = pathOf(Head) == Path;
  // `(out + a) + b`
  if (!IsItself && (IsEdited || !followStore(Target, Head)))
    return false;
  if (IsEdited)
    Inputs.push_back({&Target, Use::Whole});
  for (const Expr *Op : V.Operands.drop_front())
    need(*Op, IsEdited ? Use::Decides : Use::Piece);
  return true;
}

bool BuiltText::finish() {
  while (!Work.empty()) {
    auto [E, How] = Work.pop_back_val();
    if (!look(*E, How))
      return false;
  }
  return true;
}

bool BuiltText::look(const Expr &E, Use How) {
  AsItIs &= How != Use::Computed;
  switch (E.Kind) {
  case ExprKind::Integer:
    LooksForQuote |= How == Use::Decides && E.Spelling == "39";
    return true;
  case ExprKind::Text:
    LooksForQuote |= How == Use::Decides && E.Spelling.contains('\'');
    return true;
  case ExprKind::Real:
  case ExprKind::Boolean:
  case ExprKind::Null:
    return true;
  case ExprKind::Variable:
  case ExprKind::Parameter:
  case ExprKind::This:
  case ExprKind::Field:
  case ExprKind::Element:
    return lookAtPlace(E, How);
  case ExprKind::Result:
    return lookAtResult(E, How);
  case ExprKind::Address:
  case ExprKind::Preserve:
  case ExprKind::Concat:
    all(E.Operands, How);
    return true;
  case ExprKind::Select:
    need(*E.operand(0), Use::Decides);
    all(E.Operands.drop_front(), How);
    return true;
  case ExprKind::Compute:
    if (takesPart(E.Spelling) && E.Operands.size() > 1) {
      lookAtPart(E, How);
      return true;
    }
    all(E.Operands, How == Use::Piece ? Use::Computed : How);
    return true;
  case ExprKind::Quote:
  case ExprKind::Change:
  case ExprKind::Format:
  case ExprKind::List:
    all(E.Operands, How == Use::Decides ? How : Use::Computed);
    return true;
  case ExprKind::Record:
  case ExprKind::Closure:
  case ExprKind::Unknown:
    return false;
  }
  return false;
}

/// Some characters of the first operand, at places that the others tell.
void BuiltText::lookAtPart(const Expr &E, Use How) {
  LooksAtParts |= How == Use::Decides || How == Use::Computed;
  need(*E.operand(0), How == Use::Piece ? Use::Whole : How);
  all(E.Operands.drop_front(), Use::Decides);
  bool IsPart = E.Kind == ExprKind::Compute &&
                (E.Spelling == "substr" || E.Spelling == "mid");
  if (IsPart && How == Use::Piece && Assigned.count(pathOf(*E.operand(1))))
    Copied = &referred(*E.operand(1));
}

bool BuiltText::lookAtPlace(const Expr &E, Use How) {
  if (isElement(E)) {
    lookAtPart(E, How);
    return true;
  }
  std::string Path = pathOf(E);
  // What others may change, or a record that is changed in part.
  if (Path.empty() || llvm::any_of(Escaped, [&](const auto &Each) {
        return isSameOrWithin(Path, Each.first()) ||
               isSameOrWithin(Each.first(), Path);
      }))
    return false;
  auto It = Assigned.find(Path);
  if (It == Assigned.end() && llvm::any_of(Assigned, [&](const auto &Each) {
        return isSameOrWithin(Path, Each.first()) ||
               isSameOrWithin(Each.first(), Path);
      }))
    return false;
  // What it is in the first round; then what the loop makes it.
  Inputs.push_back({&referred(E), How});
  if (It != Assigned.end() && Path != pathOf(*Place))
    for (const Instruction *Store : It->second)
      need(*Store->get(Slot::Value), How);
  return true;
}

bool BuiltText::lookAtResult(const Expr &E, Use How) {
  const Instruction &I = *E.Source;
  auto It = BlockOf.find(&I);
  if (It == BlockOf.end() || !L.Blocks.test(It->second)) {
    Inputs.push_back({&E, How});
    return true;
  }
  if (I.Op == Opcode::Let) {
    need(*I.get(Slot::Value), How);
    return true;
  }
  if (I.Op != Opcode::Call)
    return false;
  Use Inner = How == Use::Piece ? Use::Computed : How;
  const Expr *On = I.get(Slot::On);
  const Expr *Arguments = I.get(Slot::Values);
  // What depends on nothing that is passed depends on something else.
  if (!On && (!Arguments || Arguments->Operands.empty()))
    return false;
  for (const Operand &O : I.Operands) {
    if (O.S == Slot::On)
      need(*O.Value, Inner);
    else if (O.S == Slot::Values)
      all(O.Value->Operands, Inner);
    else if (O.S != Slot::Name || O.Value->Kind != ExprKind::Text)
      return false;
  }
  return true;
}

class Namer {
public:
  Namer(Spliced &Body, Evaluation &Values, Program &P)
      : Body(Body), F(Body.Body), Values(Values), P(P) {}

  bool run(llvm::DenseSet<unsigned> &Done) {
    // A loop around another has its turn when that one is written.
    llvm::BitVector Changed(F.Blocks.size());
    for (const Loop &L : naturalLoops(Values)) {
      if (L.Blocks.anyCommon(Changed) || !Done.insert(L.Header).second ||
          !collect(L))
        continue;
      size_t Before = Found.size();
      for (const auto &Each : Assigned)
        name(L, Each.first());
      if (Found.size() != Before)
        Changed |= L.Blocks;
    }
    write();
    return !Found.empty();
  }

private:
  /// Behind the loop, Place has what it had before with Of in its spelling, or
  /// what became of Of.
  struct Made {
    const Expr *Place = nullptr;
    const Expr *Of = nullptr;
    const Expr *Copied = nullptr;
    bool Grows = false;
    bool IsLiteral = false;
    Loop In;
  };

  bool collect(const Loop &L);
  void name(const Loop &L, llvm::StringRef Path);
  const Expr *source(const Loop &L, const BuiltText &Text);
  const Value *before(const Loop &L, const Expr &E);
  bool isMadeOf(const Value *V, const Value *Of);
  void write();
  const Expr *keep(const Made &Each, const Expr *E);
  void store(unsigned Block, const Expr *Target, const Expr *V,
             const Instruction &Like);

  Spliced &Body;
  Function &F;
  Evaluation &Values;
  Program &P;
  BuiltText::Stores Assigned;
  llvm::StringSet<> Escaped;
  llvm::DenseMap<const Instruction *, unsigned> BlockOf;
  llvm::SmallVector<const Expr *, 8> Conditions;
  std::vector<Made> Found;
};

/// What the loop does to places. \returns false if it does anything else.
bool Namer::collect(const Loop &L) {
  Assigned.clear();
  Escaped.clear();
  BlockOf.clear();
  Conditions.clear();
  bool Builds = false;
  for (unsigned B : L.Blocks.set_bits()) {
    if (F.Regions[F.Blocks[B].Region].Kind == RegionKind::Handler)
      return false;
    for (const Instruction *I : F.Blocks[B].Instructions) {
      BlockOf[I] = B;
      switch (I->Op) {
      case Opcode::Let:
      case Opcode::Jump:
        break;
      case Opcode::Branch:
      case Opcode::Switch:
        for (const Operand &O : I->Operands)
          Conditions.push_back(O.Value);
        break;
      case Opcode::Store: {
        const Expr *Target = I->get(Slot::Target);
        std::string Path = pathOf(*Target);
        if (Path.empty()) {
          // An element, or what a pointer leads to.
          const Expr *Root = Target;
          while (pathOf(*Root).empty() && !Root->Operands.empty())
            Root = Root->operand(0);
          Path = pathOf(*Root);
          if (Path.empty())
            return false;
          Escaped.insert(Path);
          break;
        }
        Builds |= I->get(Slot::Value)->Operands.size() > 1;
        Assigned[Path].push_back(I);
        break;
      }
      case Opcode::Call:
        if (!I->attribute("effect").empty())
          return false;
        for (const Operand &O : I->Operands)
          for (const Expr *E : O.S == Slot::Values ? O.Value->Operands
                                                   : llvm::ArrayRef(O.Value))
            if (E->Kind == ExprKind::Address)
              Escaped.insert(pathOf(*E));
            else if (E->Kind == ExprKind::Closure)
              return false;
        break;
      default:
        return false;
      }
    }
  }
  return Builds && !L.Blocks.test(0);
}

void Namer::name(const Loop &L, llvm::StringRef Path) {
  BuiltText Text(L, Assigned, Escaped, BlockOf);
  if (!Text.follow(Path))
    return;
  for (const Expr *Condition : Conditions)
    Text.followCondition(*Condition);
  if (!Text.finish())
    return;
  bool IsLiteral = Text.AsItIs && Text.LooksForQuote;
  if (!Text.LooksAtParts && !IsLiteral)
    return;
  if (const Expr *Of = source(L, Text))
    Found.push_back({Text.Place, Of, IsLiteral ? Text.Copied : nullptr,
                     Text.Grows, IsLiteral, L});
}

/// The one text that everything in the loop depends on; null if there is none.
const Expr *Namer::source(const Loop &L, const BuiltText &Text) {
  const Expr *Of = nullptr;
  const Value *Only = nullptr;
  llvm::SmallVector<const Value *, 8> Others;
  for (auto [E, How] : Text.Inputs) {
    const Value *V = before(L, *E);
    if (!V)
      return nullptr;
    // A variable of the loop's body holds nothing yet.
    bool IsNew = V->Kind == ValueKind::Variable && Assigned.count(pathOf(*E));
    if (V->isConstant() || V->Kind == ValueKind::Null || IsNew)
      continue;
    if (How == Use::Piece || V->Kind == ValueKind::Unknown ||
        V->Kind == ValueKind::Reference || isAggregate(V))
      return nullptr;
    if (How == Use::Decides) {
      Others.push_back(V);
    } else if (!Only) {
      Only = V;
      Of = E;
    } else {
      Others.push_back(V);
    }
  }
  return Only && llvm::all_of(Others,
                              [&](const Value *V) { return isMadeOf(V, Only); })
             ? Of
             : nullptr;
}

/// What \p E is before the first round.
const Value *Namer::before(const Loop &L, const Expr &E) {
  const Value *Only = nullptr;
  for (unsigned B : Values.predecessors(L.Header)) {
    if (L.Blocks.test(B))
      continue;
    const Value *V = Values.behind(B, &E);
    if (!V || (Only && V != Only))
      return nullptr;
    Only = V;
  }
  return Only;
}

bool Namer::isMadeOf(const Value *V, const Value *Of) {
  bool Is = true;
  visit(V, [&](const Value &Each) {
    if (&Each == Of)
      return false;
    bool IsMade = Each.Kind >= ValueKind::Compute &&
                  Each.Kind <= ValueKind::Format && !Each.Operands.empty();
    Is &= IsMade || Each.isConstant();
    return IsMade;
  });
  return Is;
}

void Namer::store(unsigned Block, const Expr *Target, const Expr *V,
                  const Instruction &Like) {
  Instruction *New = P.instruction(Opcode::Store, Like.Span);
  New->Operands = {{Slot::Target, Target}, {Slot::Value, V}};
  Body.Sites[New] = Body.Sites.lookup(&Like);
  std::vector<Instruction *> &All = F.Blocks[Block].Instructions;
  All.insert(std::prev(All.end()), New);
}

/// A copy of what \p E is before the loop.
const Expr *Namer::keep(const Made &Each, const Expr *E) {
  std::string Name =
      ("before'" + llvm::Twine(F.Blocks.size()) + (E == Each.Of ? "'of" : ""))
          .str();
  const Expr *Copy = P.make(ExprKind::Variable, P.save(Name));
  for (unsigned B : Values.predecessors(Each.In.Header))
    if (!Each.In.Blocks.test(B))
      store(B, Copy, E, *F.Blocks[B].Instructions.back());
  return Copy;
}

void Namer::write() {
  for (const Made &Each : Found) {
    const Expr *Of = keep(Each, Each.Of);
    const Expr *New =
        P.make(Each.IsLiteral ? ExprKind::Quote : ExprKind::Change, {}, {Of});
    if (Each.Grows)
      New = P.make(ExprKind::Concat, {}, {keep(Each, Each.Place), New});
    llvm::DenseMap<unsigned, unsigned> Behind;
    for (unsigned B : Each.In.Blocks.set_bits()) {
      Instruction &End = *F.Blocks[B].Instructions.back();
      for (unsigned &Target : End.Targets) {
        if (Target < Each.In.Blocks.size() && Each.In.Blocks.test(Target))
          continue;
        auto [It, IsNew] = Behind.try_emplace(Target, F.Blocks.size());
        if (IsNew) {
          F.Blocks.emplace_back().Region = F.Blocks[Target].Region;
          Instruction *Jump = P.instruction(Opcode::Jump, End.Span);
          Jump->Targets = {Target};
          Body.Sites[Jump] = Body.Sites.lookup(&End);
          F.Blocks.back().Instructions.push_back(Jump);
          store(It->second, Each.Place, New, End);
          if (Each.Copied)
            store(It->second, Each.Copied,
                  P.make(ExprKind::Compute, SizeOf, {Of}), End);
        }
        Target = It->second;
      }
    }
  }
}
} // namespace

bool rowlock::flow::nameBuiltTexts(Spliced &Body, Evaluation &Values,
                                   Program &P, llvm::DenseSet<unsigned> &Done) {
  return Namer(Body, Values, P).run(Done);
}
