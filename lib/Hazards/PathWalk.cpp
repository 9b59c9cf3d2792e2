//===- Hazards/PathWalk.cpp - Whether one place leads to another ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/PathWalk.h"
#include "Flow/Unwinding.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using rowlock::effects::Block;
using rowlock::effects::Expr;
using rowlock::effects::ExprKind;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::RegionKind;
using rowlock::effects::Slot;
namespace effects = rowlock::effects;

/// Paths that are walked before the answer is "no".
static constexpr unsigned MaxStates = 4000;

bool rowlock::hazards::isWayOut(const Instruction &I) {
  const Expr *Why = I.Op == Opcode::Branch ? I.get(Slot::Value) : nullptr;
  return Why && Why->Kind == ExprKind::Unknown &&
         Why->Spelling == rowlock::flow::AnException;
}

bool PathWalk::reaches(unsigned Block, unsigned Skip) {
  Constants Known;
  if (Succeeded && Succeeded->Op == Opcode::Fetch)
    Known[Key{Succeeded, {}}] = "false";
  push({Block, Skip, !NeedsHandler, Known});
  for (unsigned Count = 0; !Work.empty() && Count != MaxStates; ++Count) {
    State S = std::move(Work.back());
    Work.pop_back();
    if (follow(std::move(S)))
      return true;
  }
  return false;
}

void PathWalk::push(State S) {
  if (Seen.insert(S).second)
    Work.push_back(std::move(S));
}

bool PathWalk::isWithin(unsigned Region) const {
  while (Region > Within)
    Region = F.Regions[Region].Parent;
  return Region == Within;
}

static bool catchesDatabaseErrors(const Instruction &Let) {
  llvm::StringRef Class = Let.attribute("class").split(';').first;
  if (Class == "..." || Class == "std::exception" ||
      Class == "std::runtime_error")
    return true;
  const Expr *Caught = Let.get(Slot::Value);
  llvm::StringRef Type = Caught ? Caught->Type : llvm::StringRef();
  if (!Type.consume_front("error<"))
    return false;
  Type.consume_back(">");
  return Type == "any" || Type == "serialization failure" ||
         Type == "deadlock" || Type == "transaction rolled back" ||
         Type == "busy";
}

/// \returns whether the target is reached.
bool PathWalk::follow(State S) {
  const Block &B = F.Blocks[S.Block];
  if (!S.Handled && S.Skip == 0 &&
      F.Regions[B.Region].Kind == RegionKind::Handler &&
      !B.Instructions.empty() &&
      !B.Instructions.front()->attribute("class").empty()) {
    if (!catchesDatabaseErrors(*B.Instructions.front()))
      return false;
    S.Handled = true;
  }
  // Not the begin that it comes from.
  if (&B == Target && S.Skip == 0)
    return S.Handled;
  for (const Instruction *I : llvm::drop_begin(B.Instructions, S.Skip)) {
    if (Avoided.count(I))
      return false;
    if (I->Op == Opcode::Call && !I->attribute("recursive").empty() &&
        S.Handled)
      return true;
    note(*I, S.Known);
    if (IsNormal && isWayOut(*I)) {
      push({I->Targets[1], 0, S.Handled, S.Known});
      continue;
    }
    for (unsigned Next : targets(*I, S.Known))
      if (isWithin(F.Blocks[Next].Region))
        push({Next, 0, S.Handled, S.Known});
  }
  return false;
}

std::optional<PathWalk::Key> PathWalk::key(const Expr *E) {
  if (E && E->Kind == ExprKind::Variable)
    return Key{nullptr, E->Spelling};
  if (E && E->Kind == ExprKind::Result)
    return Key{E->Source, {}};
  return std::nullopt;
}

static bool isTrue(llvm::StringRef Constant) {
  return Constant != "false" && Constant != "0" && Constant != "null";
}

/// The spelling of a constant; empty if it is not known.
llvm::StringRef PathWalk::constant(const Expr *E, const Constants &Known) {
  if (!E)
    return {};
  switch (E->Kind) {
  case ExprKind::Integer:
  case ExprKind::Boolean:
    return E->Spelling;
  case ExprKind::Null:
    return "null";
  case ExprKind::Preserve:
    return constant(E->operand(0), Known);
  case ExprKind::Variable:
  case ExprKind::Result: {
    auto It = Known.find(*key(E));
    return It == Known.end() ? llvm::StringRef() : It->second;
  }
  case ExprKind::Compute: {
    llvm::StringRef A = constant(E->operand(0), Known);
    if (E->Operands.size() == 1 && E->Spelling == "!" && !A.empty())
      return isTrue(A) ? "false" : "true";
    llvm::StringRef B = constant(E->operand(1), Known);
    if (E->Operands.size() != 2)
      return {};
    if (E->Spelling == "&&" || E->Spelling == "||") {
      bool Deciding = E->Spelling == "||";
      for (llvm::StringRef Side : {A, B})
        if (!Side.empty() && isTrue(Side) == Deciding)
          return Deciding ? "true" : "false";
      return A.empty() || B.empty() ? llvm::StringRef()
             : Deciding             ? "false"
                                    : "true";
    }
    if (A.empty() || B.empty())
      return {};
    if (E->Spelling == "==")
      return A == B ? "true" : "false";
    if (E->Spelling == "!=")
      return A != B ? "true" : "false";
    return {};
  }
  case ExprKind::Select: {
    llvm::StringRef Condition = constant(E->operand(0), Known);
    return Condition.empty()
               ? llvm::StringRef()
               : constant(E->operand(isTrue(Condition) ? 1 : 2), Known);
  }
  default:
    return {};
  }
}

void PathWalk::note(const Instruction &I, Constants &Known) const {
  auto Set = [&](std::optional<Key> Where, llvm::StringRef What) {
    if (!Where)
      return;
    if (What.empty())
      Known.erase(*Where);
    else
      Known[*Where] = What;
  };
  if (I.Op == Opcode::Store)
    Set(key(I.get(Slot::Target)), constant(I.get(Slot::Value), Known));
  else if (I.Op == Opcode::Outcome && Succeeded &&
           I.attribute("kind") == "ok" &&
           I.get(Slot::On)->Kind == ExprKind::Result &&
           I.get(Slot::On)->Source == Succeeded)
    Known[Key{&I, {}}] = "true";
  else if (I.Op == Opcode::Let)
    Set(Key{&I, {}}, constant(I.get(Slot::Value), Known));
  else if (I.Op == Opcode::Call)
    // What is passed by reference may be anything now.
    for (const effects::Operand &O : I.Operands)
      forget(O.Value, Known);
}

void PathWalk::forget(const Expr *E, Constants &Known) {
  if (!E)
    return;
  if (E->Kind == ExprKind::Address)
    if (auto Where = key(E->operand(0)))
      Known.erase(*Where);
  if (E->Kind == ExprKind::List || E->Kind == ExprKind::Closure)
    for (const Expr *Each : E->Operands)
      forget(Each, Known);
}

llvm::SmallVector<unsigned, 2> PathWalk::targets(const Instruction &I,
                                                 const Constants &Known) {
  llvm::SmallVector<unsigned, 2> All(I.Targets.begin(), I.Targets.end());
  llvm::StringRef Decided = constant(I.get(Slot::Value), Known);
  if (Decided.empty())
    return All;
  if (I.Op == Opcode::Branch)
    return {I.Targets[isTrue(Decided) ? 0 : 1]};
  if (I.Op != Opcode::Switch)
    return All;
  const Expr *Cases = I.get(Slot::Values);
  for (unsigned Case = 0; Cases && Case != Cases->Operands.size(); ++Case) {
    llvm::StringRef Label = constant(Cases->Operands[Case], {});
    if (Label.empty())
      return All;
    if (Label == Decided)
      return {I.Targets[Case]};
  }
  return {I.Targets.back()};
}
