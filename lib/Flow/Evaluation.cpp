//===- Flow/Evaluation.cpp - Values along the paths of a function ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Evaluation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

namespace {
/// Expressions nest as deep as somebody wrote; what is deeper is unknown.
constexpr unsigned MaxDepth = 300;
/// Passes over the blocks until the values stand still.
constexpr unsigned MaxPasses = 12;
constexpr unsigned MaxReferences = 16;
/// Names the Phis that no join of blocks makes.
constexpr unsigned NoBlock = ~0u;

/// State of a handle is kept in members that no C++ member can be called.
constexpr llvm::StringLiteral TextAttribute("$text");
constexpr llvm::StringLiteral CursorAttribute("$cursor");
constexpr llvm::StringLiteral BindPrefix("$bind.");
constexpr llvm::StringLiteral BindUnknown("$bind.*");
constexpr llvm::StringLiteral PreparedPrefix("$prepared.");

bool isAttribute(const Value *Place) {
  return Place->Kind == ValueKind::Member && Place->Spelling.starts_with("$");
}

/// A local variable that a path has not stored to holds nothing there: it is
/// declared later, or belongs to a call that the path has not entered.
bool holdsNothing(const Value *Place) {
  while (Place->Kind == ValueKind::Member)
    Place = Place->Operands[0];
  return Place->Kind == ValueKind::Variable &&
         !Place->Spelling.starts_with("::");
}

/// What a condition of constants comes to.
std::optional<bool> truth(const Value *V, unsigned Depth = 0) {
  if (V->Kind == ValueKind::Boolean)
    return V->Spelling == "true";
  if (V->Kind != ValueKind::Compute || Depth > MaxDepth)
    return std::nullopt;
  if (V->Spelling == "!" && V->Operands.size() == 1) {
    auto Inner = truth(V->Operands[0], Depth + 1);
    return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
  }
  if (V->Operands.size() != 2)
    return std::nullopt;
  const Value *A = V->Operands[0];
  const Value *B = V->Operands[1];
  if (V->Spelling == "&&" || V->Spelling == "||") {
    // One side alone can decide.
    bool Deciding = V->Spelling == "||";
    auto L = truth(A, Depth + 1);
    auto R = truth(B, Depth + 1);
    if ((L && *L == Deciding) || (R && *R == Deciding))
      return Deciding;
    return L && R ? std::optional<bool>(!Deciding) : std::nullopt;
  }
  bool Equals = V->Spelling == "==";
  if ((!Equals && V->Spelling != "!=") || !A->isConstant() ||
      !B->isConstant() || A->Kind != B->Kind)
    return std::nullopt;
  return (A->Spelling == B->Spelling) == Equals;
}

/// Keeps a reference that it is given; all others want what it refers to.
bool passesReferences(Opcode Op) {
  return Op == Opcode::Let || Op == Opcode::Store || Op == Opcode::Call ||
         Op == Opcode::Return || Op == Opcode::Append;
}

bool isWithin(const Value *Place, const Value *Outer) {
  for (; Place && Place->Kind == ValueKind::Member; Place = Place->Operands[0])
    if (Place->Operands[0] == Outer)
      return true;
  return false;
}
} // namespace

const Value *Step::get(Slot S) const {
  for (auto [Op, V] : llvm::zip(Instr->Operands, Operands))
    if (Op.S == S)
      return V;
  return nullptr;
}

Evaluation::Evaluation(const Function &F, const UnitIndex *Unit)
    : F(F), Unit(Unit) {
  Predecessors.resize(F.Blocks.size());
  Handlers.resize(F.Blocks.size());
  OnlyTarget.resize(F.Blocks.size(), NoTarget);
  Exits.resize(F.Blocks.size());
  computeOrder();
  for (unsigned Pass = 0;; ++Pass) {
    bool Changed = false;
    for (unsigned B : Order) {
      if (!isReached(B))
        continue;
      Environment Env = entry(B);
      run(B, Env, /*Record=*/false);
      if (Exits[B] && *Exits[B] == Env)
        continue;
      Exits[B] = std::make_unique<Environment>(std::move(Env));
      Changed = true;
    }
    if (!Changed)
      break;
    if (Pass == MaxPasses) {
      Incomplete = true;
      break;
    }
  }
  for (unsigned B : Order) {
    if (!isReached(B))
      continue;
    Environment Env = entry(B);
    run(B, Env, /*Record=*/true);
  }
}

/// Nothing jumps to a handler. It may be entered from anywhere in its try: with
/// the state before the try, or behind any block of it. The handlers of a try
/// are the regions right behind it.
void Evaluation::findUnwinding() {
  auto IsWithin = [&](unsigned Region, unsigned Outer) {
    for (; Region > Outer; Region = F.Regions[Region].Parent)
      ;
    return Region == Outer;
  };
  for (unsigned H = 0; H != F.Blocks.size(); ++H) {
    unsigned Try = F.Blocks[H].Region;
    if (F.Regions[Try].Kind != RegionKind::Handler || !Predecessors[H].empty())
      continue;
    while (Try > 0 && F.Regions[Try].Kind == RegionKind::Handler)
      --Try;
    if (F.Regions[Try].Kind != RegionKind::Try)
      continue;
    for (unsigned B = 0; B != F.Blocks.size(); ++B) {
      const Instruction *T = F.Blocks[B].terminator();
      bool Leads = IsWithin(F.Blocks[B].Region, Try) ||
                   (T && llvm::any_of(T->Targets, [&](unsigned Target) {
                      return IsWithin(F.Blocks[Target].Region, Try);
                    }));
      if (Leads && B != H) {
        Handlers[B].push_back(H);
        Predecessors[H].push_back(B);
      }
    }
  }
}

bool Evaluation::isReached(unsigned B) const {
  return isRoot(B) || llvm::any_of(Predecessors[B], [&](unsigned P) {
           return Exits[P] && isTaken(P, B);
         });
}

bool Evaluation::isRoot(unsigned B) const {
  if (B == 0)
    return true;
  // A handler whose try is not known.
  return Predecessors[B].empty() &&
         F.Regions[F.Blocks[B].Region].Kind == RegionKind::Handler;
}

void Evaluation::computeOrder() {
  for (unsigned B = 0; B != F.Blocks.size(); ++B)
    if (const Instruction *T = F.Blocks[B].terminator())
      for (unsigned Target : T->Targets)
        if (!llvm::is_contained(Predecessors[Target], B))
          Predecessors[Target].push_back(B);

  findUnwinding();
  std::vector<bool> Seen(F.Blocks.size());
  auto PostOrder = [&](unsigned Root) {
    llvm::SmallVector<std::pair<unsigned, unsigned>, 16> Stack{{Root, 0}};
    Seen[Root] = true;
    while (!Stack.empty()) {
      auto &[B, Next] = Stack.back();
      const Instruction *T = F.Blocks[B].terminator();
      unsigned Jumps = T ? T->Targets.size() : 0;
      if (Next == Jumps + Handlers[B].size()) {
        Order.push_back(B);
        Stack.pop_back();
        continue;
      }
      unsigned Target =
          Next < Jumps ? T->Targets[Next] : Handlers[B][Next - Jumps];
      ++Next;
      if (!Seen[Target]) {
        Seen[Target] = true;
        Stack.push_back({Target, 0});
      }
    }
  };
  // Handlers first, so that the reversed order begins with the entry.
  for (unsigned B = F.Blocks.size(); B-- > 0;)
    if (isRoot(B) && !Seen[B])
      PostOrder(B);
  std::reverse(Order.begin(), Order.end());
}

Evaluation::Environment Evaluation::entry(unsigned B) {
  llvm::SmallVector<const Environment *, 4> From;
  for (unsigned P : Predecessors[B])
    if (Exits[P] && isTaken(P, B))
      From.push_back(Exits[P].get());
  if (From.empty())
    return Environment();
  if (From.size() == 1 && Predecessors[B].size() == 1)
    return *From.front();

  Environment Merged;
  for (const Environment *Env : From)
    for (auto [Place, Ignored] : *Env) {
      if (Merged.count(Place))
        continue;
      const Value *First = nullptr;
      const Value *Phi = nullptr;
      for (const Environment *Other : From) {
        const Value *V = Other->lookup(Place);
        if (!V && isAttribute(Place))
          V = Values.unknown("not set on every path");
        if (!V && holdsNothing(Place))
          continue;
        if (!V)
          V = Place;
        if (!First)
          First = V;
        else if (V != First && !Phi) {
          Phi = Values.phi(B, Place);
          Values.addAlternative(Phi, First);
        }
        if (Phi)
          Values.addAlternative(Phi, V);
      }
      Merged[Place] = Phi ? Phi : First;
    }
  return Merged;
}

void Evaluation::run(unsigned B, Environment &Env, bool Record) {
  for (const Instruction *I : F.Blocks[B].Instructions) {
    Step S;
    S.Instr = I;
    S.Block = B;
    for (const Operand &O : I->Operands) {
      const Value *V = evaluate(O.Value, Env);
      S.Operands.push_back(passesReferences(I->Op) ? V : dereference(V, Env));
    }
    S.Result = execute(*I, Env, &S);
    if (I->Op == Opcode::Branch && I->Targets[0] != I->Targets[1] &&
        !S.Operands.empty()) {
      std::optional<bool> Decided = truth(S.Operands.front());
      OnlyTarget[B] = Decided ? I->Targets[*Decided ? 0 : 1] : NoTarget;
    }
    if (S.Result)
      Results[I] = S.Result;
    if (Record)
      Steps.push_back(std::move(S));
  }
}

const Value *Evaluation::execute(const Instruction &I, Environment &Env,
                                 Step *S) {
  const Value *On = S->get(Slot::On);
  auto Made = [&](const Value *From) {
    const Value *V = Values.get(ValueKind::Result, {}, {}, &I);
    if (From)
      Parents[V] = From;
    return V;
  };
  switch (I.Op) {
  case Opcode::Let:
    return S->get(Slot::Value);
  case Opcode::Store:
    store(place(I.get(Slot::Target), Env, 0), S->get(Slot::Value), Env);
    return nullptr;
  case Opcode::Call:
    if (On)
      forgetArgument(On, I, Env);
    // A closure that is called here changes what it captured by reference.
    if (const Value *Name = S->get(Slot::Name))
      forgetArgument(Name, I, Env);
    if (const Value *Arguments = S->get(Slot::Values))
      for (const Value *A : Arguments->Operands)
        forgetArgument(A, I, Env);
    return Made(nullptr);
  case Opcode::Connect:
    return Made(nullptr);
  case Opcode::Begin:
  case Opcode::Savepoint:
  case Opcode::LockMutex:
    return Made(On);
  case Opcode::ConnectionOf:
    return On ? connection(On) : Made(nullptr);
  case Opcode::Prepare: {
    const Value *Text = S->get(Slot::Text);
    const Value *Name = S->get(Slot::Name);
    if (Name && On && Text) {
      if (Name->Kind == ValueKind::Text)
        Env[attribute(connection(On),
                      (PreparedPrefix + Name->Spelling).str())] = Text;
      return nullptr;
    }
    if (Name && On)
      Text = preparedText(On, Name, Env);
    const Value *Statement = Made(On);
    if (Text)
      Env[attribute(Statement, TextAttribute)] = Text;
    return Statement;
  }
  case Opcode::Bind: {
    const Value *Key = S->get(Slot::Index);
    if (!Key)
      Key = S->get(Slot::Name);
    bool Known =
        On && Key &&
        (Key->Kind == ValueKind::Integer || Key->Kind == ValueKind::Text);
    const Value *V = S->get(Slot::Value);
    if (Known)
      Env[attribute(On, (BindPrefix + Key->Spelling).str())] = Values.get(
          ValueKind::Bound, {}, {V ? V : Values.get(ValueKind::Null)}, &I);
    else if (On)
      Env[attribute(On, BindUnknown)] = Values.unknown("unknown placeholder");
    return nullptr;
  }
  case Opcode::BindAll: {
    const Value *List = S->get(Slot::Values);
    if (On && List && List->Kind == ValueKind::List)
      for (auto [Index, V] : llvm::enumerate(List->Operands))
        Env[attribute(On, (BindPrefix + llvm::Twine(Index)).str())] =
            Values.get(ValueKind::Bound, {}, {V}, &I);
    else if (On)
      Env[attribute(On, BindUnknown)] = Values.unknown("unknown list");
    return nullptr;
  }
  case Opcode::ClearBindings:
    if (On) {
      llvm::SmallVector<const Value *, 4> Gone;
      for (auto [Place, Ignored] : Env)
        if (isAttribute(Place) && Place->Operands[0] == On &&
            Place->Spelling.starts_with(BindPrefix))
          Gone.push_back(Place);
      for (const Value *Place : Gone)
        Env.erase(Place);
    }
    return nullptr;
  case Opcode::Execute:
  case Opcode::Fetch: {
    resolveStatement(I, Env, *S);
    const Value *Ran = Made(nullptr);
    if (On && !I.get(Slot::Text) && !I.get(Slot::Name))
      Env[attribute(On, CursorAttribute)] = Ran;
    return I.Op == Opcode::Execute ? Ran
                                   : Values.get(ValueKind::Found, {}, {}, &I);
  }
  case Opcode::Row:
    return On ? cursor(On, Env) : Values.unknown("row of nothing");
  case Opcode::Column: {
    const Value *Key = S->get(Slot::Index);
    if (!Key)
      Key = S->get(Slot::Name);
    if (!On || !Key || !Key->isConstant())
      return Values.unknown("a column chosen at run time");
    return Values.get(ValueKind::Column, Key->Spelling, {cursor(On, Env)});
  }
  case Opcode::Outcome:
    return Values.get(ValueKind::Outcome, I.attribute("kind"),
                      {On ? cursor(On, Env) : Values.unknown("nothing")});
  case Opcode::Append: {
    const Value *List = On && On->Kind == ValueKind::Reference
                            ? load(On->Operands[0], Env)
                            : On;
    const Value *More = S->get(Slot::Values);
    const Expr *Target = I.get(Slot::On);
    if (!List || !More || !Target)
      return nullptr;
    if (Target->Kind == ExprKind::Address)
      Target = Target->operand(0);
    if (List->Kind != ValueKind::List || More->Kind != ValueKind::List) {
      if (Target->isPlace())
        forget(place(Target, Env, 0), I, Env);
      return nullptr;
    }
    llvm::SmallVector<const Value *, 8> All(List->Operands);
    All.append(More->Operands.begin(), More->Operands.end());
    store(place(Target, Env, 0), Values.get(ValueKind::List, {}, All), Env);
    return nullptr;
  }
  case Opcode::Leave:
  case Opcode::Commit:
  case Opcode::Rollback:
  case Opcode::Release:
  case Opcode::RollbackTo:
  case Opcode::SetIsolation:
  case Opcode::UnlockMutex:
  case Opcode::Reset:
  case Opcode::Jump:
  case Opcode::Branch:
  case Opcode::Switch:
  case Opcode::Return:
  case Opcode::Throw:
  case Opcode::Unreachable:
    return nullptr;
  }
  return nullptr;
}

void Evaluation::resolveStatement(const Instruction &I, Environment &Env,
                                  Step &S) {
  const Value *On = S.get(Slot::On);
  S.Text = S.get(Slot::Text);
  if (const Value *Name = S.get(Slot::Name); Name && On) {
    S.Text = preparedText(On, Name, Env);
  } else if (!S.Text && On) {
    S.Text = Env.lookup(attribute(On, TextAttribute));
  }

  auto Add = [&](Binding B, const Value *V) {
    V = dereference(V, Env);
    B.Bound = V;
    if (V->Kind == ValueKind::Bound) {
      B.Bound = V->Operands[0];
      if (V->Source->Op == Opcode::Bind)
        B.Expression = V->Source->get(Slot::Value);
      else if (const Expr *List = V->Source->get(Slot::Values))
        B.Expression = List->operand(B.Position);
    } else if (V->Kind == ValueKind::Phi) {
      // Bound on several paths: the values are known, the place is not one.
      const Value *Merged = Values.phi(S.Block, V);
      for (const Value *Alternative : V->Operands)
        Values.addAlternative(Merged, Alternative->Kind == ValueKind::Bound
                                          ? Alternative->Operands[0]
                                          : Alternative);
      B.Bound = Merged;
    }
    S.Bindings.push_back(B);
  };

  if (On && !I.get(Slot::Text)) {
    for (auto [Place, V] : Env) {
      if (!isAttribute(Place) || Place->Operands[0] != On ||
          !Place->Spelling.starts_with(BindPrefix))
        continue;
      llvm::StringRef Key = Place->Spelling.drop_front(BindPrefix.size());
      if (Key == "*") {
        S.BindingsIncomplete = true;
        continue;
      }
      Binding B;
      if (Key.getAsInteger(10, B.Position)) {
        B.Position = -1;
        B.Name = Key;
      }
      Add(B, V);
    }
  }
  if (const Value *List = S.get(Slot::Values)) {
    const Expr *ListExpr = I.get(Slot::Values);
    S.BindingsIncomplete |= List->Kind != ValueKind::List;
    if (List->Kind == ValueKind::List)
      for (auto [Index, V] : llvm::enumerate(List->Operands)) {
        Binding B;
        B.Position = Index;
        Add(B, V);
        if (ListExpr->Kind == ExprKind::List)
          S.Bindings.back().Expression = ListExpr->operand(Index);
      }
  }
  llvm::sort(S.Bindings, [](const Binding &A, const Binding &B) {
    return std::tie(A.Position, A.Name) < std::tie(B.Position, B.Name);
  });
}

/// What a name was prepared with, here or, as a rule where the connection is
/// made, by another function; null if that is not known.
const Value *Evaluation::preparedText(const Value *On, const Value *Name,
                                      Environment &Env) {
  if (Name->Kind != ValueKind::Text)
    return nullptr;
  const Value *Text = Env.lookup(
      attribute(connection(On), (PreparedPrefix + Name->Spelling).str()));
  if (Text || !Unit)
    return Text;
  const Expr *Elsewhere = Unit->preparedText(Name->Spelling);
  return Elsewhere ? evaluate(Elsewhere, Env) : nullptr;
}

const Value *Evaluation::attribute(const Value *Handle, llvm::StringRef Name) {
  return Values.get(ValueKind::Member, Name, {Handle});
}

/// The operation whose rows a handle stands for: an execution itself, or what a
/// statement executed last.
const Value *Evaluation::cursor(const Value *Handle, const Environment &Env) {
  if (Handle->Kind == ValueKind::Reference)
    Handle = load(Handle->Operands[0], Env);
  if (const Value *Last = Env.lookup(attribute(Handle, CursorAttribute)))
    return Last;
  return Handle;
}

const Value *Evaluation::parent(const Value *V) const {
  const Value *P = Parents.lookup(V);
  return P ? P : V;
}

const Value *Evaluation::connection(const Value *V) const {
  for (const Value *P = parent(V); P != V; P = parent(V))
    V = P;
  return V;
}

const Value *Evaluation::load(const Value *Place, const Environment &Env,
                              unsigned Depth) {
  if (const Value *V = Env.lookup(Place))
    return V;
  if (Place->Kind == ValueKind::Member && Depth < MaxReferences)
    return loadMember(Place, Env, Depth);
  return Place;
}

/// A member of what is no place of its own.
const Value *Evaluation::loadMember(const Value *Member, const Environment &Env,
                                    unsigned Depth) {
  const Value *Base = Member->Operands[0];
  unsigned Index = 0;
  llvm::StringRef Element = Member->Spelling;
  if (Base->Kind == ValueKind::List && Element.consume_front("[") &&
      Element.consume_back("]") && !Element.getAsInteger(10, Index) &&
      Index < Base->Operands.size())
    return Base->Operands[Index];
  if (Base->Kind != ValueKind::Phi && Base->Kind != ValueKind::Select)
    return Member;

  // The same member of each record that it may be; null has none.
  bool Complete = true;
  llvm::SmallVector<const Value *, 4> Found;
  for (const Value *Record : alternatives(Base, MaxReferences, Complete)) {
    if (Record->Kind == ValueKind::Reference)
      Record = Record->Operands[0];
    if (Record->Kind == ValueKind::Null)
      continue;
    const Value *V =
        load(Values.get(ValueKind::Member, Member->Spelling, {Record}), Env,
             Depth + 1);
    if (!llvm::is_contained(Found, V))
      Found.push_back(V);
  }
  if (Found.empty() || !Complete)
    return Member;
  if (Found.size() == 1)
    return Found.front();
  const Value *Either = Values.phi(NoBlock, Member);
  for (const Value *V : Found)
    Values.addAlternative(Either, V);
  return Either;
}

const Value *Evaluation::dereference(const Value *V, const Environment &Env) {
  // A reference to a reference to itself cannot be written, but a bound is
  // cheaper than a proof.
  for (unsigned I = 0; I != MaxReferences && V->Kind == ValueKind::Reference;
       ++I)
    V = load(V->Operands[0], Env);
  return V;
}

const Value *Evaluation::place(const Expr *E, Environment &Env,
                               unsigned Depth) {
  if (Depth > MaxDepth)
    return Values.unknown("nested too deep");
  if (E->Kind == ExprKind::Variable) {
    Value Key;
    Key.Kind = ValueKind::Variable;
    Key.Spelling = E->Spelling;
    Key.Type = E->Type;
    return Values.get(Key);
  }
  if (E->Kind != ExprKind::Field)
    return evaluate(E, Env, Depth + 1);
  const Value *Base = place(E->operand(0), Env, Depth + 1);
  // Through a pointer or reference, and through a handle held in a variable;
  // a record's members live below the record's own place.
  for (unsigned I = 0; I != MaxReferences; ++I) {
    if (Base->Kind == ValueKind::Reference) {
      Base = Base->Operands[0];
      continue;
    }
    const Value *Held = Env.lookup(Base);
    // What is not known or constant has no members: those are the place's own.
    if (!Held || Held == Base || Held->Kind == ValueKind::Unknown ||
        Held->isConstant())
      break;
    Base = Held;
  }
  Value Key;
  const Value *Operands[] = {Base};
  Key.Kind = ValueKind::Member;
  Key.Spelling = E->Spelling;
  Key.Operands = Operands;
  Key.Type = E->Type;
  return Values.get(Key);
}

void Evaluation::store(const Value *Place, const Value *V, Environment &Env) {
  if (Place->Kind == ValueKind::Reference)
    Place = Place->Operands[0];
  llvm::SmallVector<std::pair<const Value *, const Value *>, 8> Copies;
  llvm::SmallVector<const Value *, 8> Gone;
  for (auto [Known, Content] : Env) {
    if (isWithin(Known, Place))
      Gone.push_back(Known);
    // A record is copied with its members.
    if (Known->Kind == ValueKind::Member && Known->Operands[0] == V)
      Copies.push_back({Known, Content});
  }
  for (const Value *Known : Gone)
    Env.erase(Known);
  // Cannot fail to end: a copy is made below Place, never below V.
  if (V != Place &&
      (V->Kind == ValueKind::Variable || V->Kind == ValueKind::Member))
    for (auto [Known, Content] : Copies)
      if (!isAttribute(Known))
        Env[Values.get(ValueKind::Member, Known->Spelling, {Place})] = Content;
  bool IsRecord = llvm::any_of(
      Copies, [](const auto &Copy) { return !isAttribute(Copy.first); });
  Env[Place] = IsRecord ? Place : V;
  // What was nothing yet is a record now.
  for (const Value *Outer = Place; Outer->Kind == ValueKind::Member;) {
    Outer = Outer->Operands[0];
    const Value *Held = Env.lookup(Outer);
    if (Held && (Held->Kind == ValueKind::Unknown || Held->isConstant()))
      Env[Outer] = Outer;
  }
}

void Evaluation::forget(const Value *Place, const Instruction &I,
                        Environment &Env) {
  store(Place, Values.get(ValueKind::Forgotten, {}, {Place}, &I), Env);
}

void Evaluation::forgetArgument(const Value *V, const Instruction &I,
                                Environment &Env) {
  if (V->Kind == ValueKind::Reference)
    forget(V->Operands[0], I, Env);
  else if (V->Kind == ValueKind::Closure)
    for (const Value *Capture : V->Operands)
      forgetArgument(Capture, I, Env);
}

const Value *Evaluation::evaluate(const Expr *E, Environment &Env,
                                  unsigned Depth) {
  if (!E || Depth > MaxDepth)
    return Values.unknown("nested too deep");
  auto Make = [&](ValueKind Kind) {
    llvm::SmallVector<const Value *, 4> Operands;
    for (const Expr *Op : E->Operands) {
      const Value *V = evaluate(Op, Env, Depth + 1);
      bool Keeps = Kind == ValueKind::List || Kind == ValueKind::Closure;
      Operands.push_back(Keeps ? V : dereference(V, Env));
    }
    Value Key;
    Key.Kind = Kind;
    Key.Spelling = E->Spelling;
    Key.Operands = Operands;
    Key.Origin = E;
    Key.Type = E->Type;
    return Values.get(Key);
  };
  switch (E->Kind) {
  case ExprKind::Integer:
    return Make(ValueKind::Integer);
  case ExprKind::Real:
    return Make(ValueKind::Real);
  case ExprKind::Boolean:
    return Make(ValueKind::Boolean);
  case ExprKind::Null:
    return Make(ValueKind::Null);
  case ExprKind::Text:
    return Make(ValueKind::Text);
  case ExprKind::Parameter:
    return Make(ValueKind::Parameter);
  case ExprKind::This:
    return Make(ValueKind::This);
  case ExprKind::Result: {
    const Value *V = Results.lookup(E->Source);
    return V ? V : Values.unknown("not reached");
  }
  case ExprKind::Variable:
  case ExprKind::Field:
    return load(place(E, Env, Depth), Env);
  case ExprKind::Address: {
    const Expr *Inner = E->operand(0);
    if (!Inner || !Inner->isPlace() || Inner->Kind == ExprKind::Parameter ||
        Inner->Kind == ExprKind::This)
      return evaluate(Inner, Env, Depth + 1);
    return Values.get(ValueKind::Reference, {}, {place(Inner, Env, Depth)});
  }
  case ExprKind::Preserve:
    return evaluate(E->operand(0), Env, Depth + 1);
  case ExprKind::Quote:
    return Make(ValueKind::Quoted);
  case ExprKind::Compute:
    return Make(ValueKind::Compute);
  case ExprKind::Change:
    return Make(ValueKind::Change);
  case ExprKind::Select:
    return Make(ValueKind::Select);
  case ExprKind::Concat:
    return Make(ValueKind::Concat);
  case ExprKind::Format:
    return Make(ValueKind::Format);
  case ExprKind::List:
    return Make(ValueKind::List);
  case ExprKind::Closure:
    return Make(ValueKind::Closure);
  case ExprKind::Unknown:
    return Make(ValueKind::Unknown);
  }
  return Values.unknown("no such expression");
}
