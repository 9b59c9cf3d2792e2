//===- Flow/Instructions.cpp - What instructions do to values -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Cells.h"
#include "Flow/Evaluation.h"
#include "Flow/Folding.h"
#include "Flow/HandleState.h"
#include "Flow/Sequences.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

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
    if (On && I.attribute("again") == "yes") {
      forgetStatement(On, Env);
      Env[attribute(On, TextAttribute)] =
          Text ? Text : Values.unknown("no text");
      return On;
    }
    const Value *Statement = Made(On);
    if (Text)
      Env[attribute(Statement, TextAttribute)] = Text;
    return Statement;
  }
  case Opcode::Bind: {
    const Value *Key = S->get(Slot::Index);
    if (!Key)
      Key = asKey(Values, S->get(Slot::Name));
    if (!Key && On)
      Key = nextPlaceholder(On, I, Env);
    // The position that a name was found to have, counted from 1.
    if (Key && Key->Kind == ValueKind::Compute && Key->Spelling == "-" &&
        Key->Operands[0]->Kind == ValueKind::Text)
      Key = Key->Operands[0];
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
    if (llvm::StringRef Member = I.attribute("member"); !Member.empty()) {
      bindRecords(I, Member, On, BindPrefix, Env);
      return nullptr;
    }
    bool Complete = true;
    if (On && List)
      for (auto [Index, V] : llvm::enumerate(flattened(List, Env, Complete)))
        Env[attribute(On, (BindPrefix + llvm::Twine(Index)).str())] =
            Values.get(ValueKind::Bound, {}, {V}, &I);
    if (On && !Complete)
      Env[attribute(On, BindUnknown)] = Values.unknown("unknown list");
    return nullptr;
  }
  case Opcode::BindOutput:
    if (!On)
      return nullptr;
    if (llvm::StringRef Member = I.attribute("member"); !Member.empty())
      bindRecords(I, Member, On, OutputPrefix, Env);
    else if (const Value *Places = S->get(Slot::Values);
             Places && Places->Kind == ValueKind::List)
      for (auto [Index, Place] : llvm::enumerate(Places->Operands))
        Env[attribute(On, (OutputPrefix + llvm::Twine(Index)).str())] = Place;
    return nullptr;
  case Opcode::ClearBindings:
    if (On)
      forgetBindings(On, Env);
    return nullptr;
  case Opcode::Execute:
  case Opcode::Fetch: {
    resolveStatement(I, Env, *S);
    const Value *Ran = Made(nullptr);
    // The rows are asked of the statement, the count also of the connection.
    if (On) {
      Env[attribute(On, CursorAttribute)] = Ran;
      Env[attribute(connection(On), CursorAttribute)] = Ran;
    }
    if (On && I.Op == Opcode::Fetch)
      storeOutputs(On, Ran, Env);
    return I.Op == Opcode::Execute ? Ran
                                   : Values.get(ValueKind::Found, {}, {}, &I);
  }
  case Opcode::PendingResult: {
    const Value *Last =
        On ? Env.lookup(attribute(connection(On), CursorAttribute)) : nullptr;
    return Last ? Last : Made(nullptr);
  }
  case Opcode::Row:
    return On ? cursor(On, Env) : Values.unknown("row of nothing");
  case Opcode::NextRow: {
    const Value *Rows = On ? cursor(On, Env) : Values.unknown("nothing");
    if (On)
      storeOutputs(On, Rows, Env);
    return Values.get(ValueKind::Outcome, "found", {Rows});
  }
  case Opcode::Column: {
    const Value *Key = S->get(Slot::Index);
    if (!Key)
      Key = asKey(Values, S->get(Slot::Name));
    bool Each = Key && countsUp(Key);
    if (!On || !Key || (!Each && !Key->isConstant()))
      return Values.unknown("a column chosen at run time");
    return Values.get(ValueKind::Column, Each ? EachColumn : Key->Spelling,
                      {cursor(On, Env)});
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
    // A reference that a member keeps leads to the list.
    const Value *At = On->Kind == ValueKind::Reference ? On->Operands[0]
                      : Target->isPlace()              ? place(Target, Env, 0)
                                                       : nullptr;
    // What is appended is a list whose length is known.
    if (More->Kind != ValueKind::List) {
      if (At)
        forget(At, I, Env);
      return nullptr;
    }
    bool Known = List->Kind == ValueKind::List;
    llvm::SmallVector<const Value *, 8> All;
    if (Known)
      llvm::append_range(All, List->Operands);
    else
      All.push_back(List);
    llvm::append_range(All, More->Operands);
    store(At ? At : place(Target, Env, 0),
          Values.get(Known ? ValueKind::List : ValueKind::Appended, {}, All),
          Env);
    return nullptr;
  }
  case Opcode::Commit:
  case Opcode::Rollback:
  case Opcode::SetAutocommit:
    // What became of it may be asked.
    return Made(nullptr);
  case Opcode::Leave:
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

void Evaluation::forgetBindings(const Value *Statement, Environment &Env) {
  llvm::SmallVector<const Value *, 4> Gone;
  for (auto [Place, Ignored] : Env)
    if (isAttribute(Place) && Place->Operands[0] == Statement &&
        Place->Spelling.starts_with(BindPrefix))
      Gone.push_back(Place);
  for (const Value *Place : Gone)
    Env.erase(Place);
}

void Evaluation::forgetStatement(const Value *Statement, Environment &Env) {
  forgetBindings(Statement, Env);
  Env.erase(attribute(Statement, CursorAttribute));
}

/// Behind those that are bound already; unknown in a loop that binds one more
/// each time.
const Value *Evaluation::nextPlaceholder(const Value *Statement,
                                         const Instruction &I,
                                         const Environment &Env) {
  unsigned Count = 0;
  unsigned Position;
  for (auto [Place, Ignored] : Env)
    if (isAttribute(Place) && Place->Operands[0] == Statement &&
        Place->Spelling.starts_with(BindPrefix) &&
        !Place->Spelling.drop_front(BindPrefix.size())
             .getAsInteger(10, Position))
      Count = std::max(Count, Position + 1);
  auto [Known, IsNew] = NextPlaceholders.try_emplace(&I, Count);
  if (Known->second != Count)
    return Values.unknown("the next placeholder");
  return Values.get(ValueKind::Integer, llvm::utostr(Count));
}

/// The values of a list; those of a list among them one by one. \p Complete
/// becomes false where it is not known how many there are.
llvm::SmallVector<const Value *, 8>
Evaluation::flattened(const Value *List, const Environment &Env,
                      bool &Complete) {
  llvm::SmallVector<const Value *, 8> All;
  List = dereference(List, Env);
  if (List->Kind != ValueKind::List) {
    Complete = false;
    return All;
  }
  for (const Value *V : List->Operands) {
    const Value *Inner = dereference(V, Env);
    if (Inner->Kind == ValueKind::List)
      llvm::append_range(All, Inner->Operands);
    else if (isAggregate(Inner) && Inner->Kind != ValueKind::Record)
      Complete = false;
    else
      All.push_back(V);
    if (!Complete)
      break;
  }
  return All;
}

/// What a statement was prepared with. One that may come from a cache was put
/// there as it is made here.
const Value *Evaluation::textOf(const Value *Statement,
                                const Environment &Env) {
  if (const Value *Text = Env.lookup(attribute(Statement, TextAttribute)))
    return Text;
  if (Statement->Kind != ValueKind::Phi && Statement->Kind != ValueKind::Select)
    return nullptr;
  constexpr unsigned MaxStatements = 8;
  bool Complete = true;
  llvm::SmallVector<const Value *, 2> Texts;
  for (const Value *Each : alternatives(Statement, MaxStatements, Complete)) {
    if (Each->Kind == ValueKind::Reference)
      Each = load(Each->Operands[0], Env);
    const Value *Text = Env.lookup(attribute(Each, TextAttribute));
    if (Text && !llvm::is_contained(Texts, Text))
      Texts.push_back(Text);
  }
  if (Texts.empty() || !Complete)
    return nullptr;
  if (Texts.size() == 1)
    return Texts.front();
  const Value *Either =
      Values.phi(NoBlock, attribute(Statement, TextAttribute));
  for (const Value *Text : Texts)
    Values.addAlternative(Either, Text);
  return Either;
}

/// What another function has prepared, and on which connection.
const Value *Evaluation::keptText(const Value *Statement, Environment &Env) {
  const KeptStatement *Known = Unit ? Unit->keptStatement(Statement) : nullptr;
  if (!Known)
    return nullptr;
  if (Known->Connection) {
    const Value *On = dereference(evaluate(Known->Connection, Env), Env);
    if (On != Statement)
      Parents[Statement] = On;
  }
  return evaluate(Known->Text, Env);
}

void Evaluation::resolveStatement(const Instruction &I, Environment &Env,
                                  Step &S) {
  const Value *On = S.get(Slot::On);
  S.Text = S.get(Slot::Text);
  if (const Value *Name = S.get(Slot::Name); Name && On) {
    S.Text = preparedText(On, Name, Env);
  } else if (!S.Text && On) {
    S.Text = textOf(On, Env);
    if (!S.Text)
      S.Text = keptText(On, Env);
  }

  auto Add = [&](Binding B, const Value *V) {
    V = dereference(V, Env);
    B.Bound = V;
    if (V->Kind == ValueKind::Bound) {
      // By reference: what is there when the statement runs.
      B.Bound = dereference(V->Operands[0], Env);
      if (V->Source->Op == Opcode::Bind)
        B.Expression = V->Source->get(Slot::Value);
      else if (const Expr *List = V->Source->get(Slot::Values);
               List && List->Kind == ExprKind::List)
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
    bool Complete = true;
    auto All = flattened(List, Env, Complete);
    S.BindingsIncomplete |= !Complete;
    bool AsWritten = ListExpr->Kind == ExprKind::List &&
                     All.size() == ListExpr->Operands.size();
    for (auto [Index, V] : llvm::enumerate(All)) {
      Binding B;
      B.Position = Index;
      Add(B, V);
      if (AsWritten)
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

/// A connection that is made when it is needed first is known by the place that
/// holds it, not by whether this was the first time.
static const Value *lastingPlace(const Value *V) {
  constexpr unsigned MaxAlternatives = 8;
  const Value *Only = nullptr;
  bool Complete = true;
  for (const Value *Each : alternatives(V, MaxAlternatives, Complete)) {
    bool Fresh = Each->Kind == ValueKind::Result && Each->Source &&
                 Each->Source->Op == Opcode::Connect;
    if (Fresh || Each->Kind == ValueKind::Null)
      continue;
    bool IsPlace =
        Each->Kind == ValueKind::Variable || Each->Kind == ValueKind::Member;
    if (!IsPlace || (Only && Only != Each))
      return V;
    Only = Each;
  }
  return Only && Complete ? Only : V;
}

const Value *Evaluation::connection(const Value *V) const {
  for (const Value *P = parent(V); P != V; P = parent(V))
    V = P;
  return V->Kind == ValueKind::Phi ? lastingPlace(V) : V;
}
