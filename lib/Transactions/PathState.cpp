//===- Transactions/PathState.cpp - What is known at a point of a path ----===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/PathState.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace rowlock::transactions;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;

void TransactionState::begin(const effects::Instruction &By,
                             databases::IsolationLevel With,
                             databases::TransactionMode As) {
  end();
  What = Kind::Open;
  Begin = &By;
  for (databases::IsolationLevel Known : {NextLevel, SessionLevel})
    if (With == databases::IsolationLevel::Unknown)
      With = Known;
  NextLevel = databases::IsolationLevel::Unknown;
  Level = With;
  Mode = As;
}

void TransactionState::end() {
  What = AutocommitOff ? Kind::Open : Kind::Autocommit;
  Begin = AutocommitOff;
  Level = AutocommitOff ? SessionLevel : databases::IsolationLevel::Unknown;
  Mode = databases::TransactionMode::Plain;
  ModeUnknown = false;
  Assumed = false;
  NotBegun = nullptr;
  IfBegun = nullptr;
  chain();
}

void TransactionState::chain() {
  Executed.reset();
  Touched.reset();
  Savepoints.clear();
}

void TransactionState::setLevel(databases::IsolationLevel To,
                                databases::LevelScope Scope) {
  using databases::LevelScope;
  if (To == databases::IsolationLevel::Unknown)
    return;
  if (Scope == LevelScope::Next)
    NextLevel = To;
  else if (Scope == LevelScope::Session || Scope == LevelScope::Unknown)
    SessionLevel = To;
  if (Scope == LevelScope::This || Scope == LevelScope::Unknown)
    Level = To;
}

void TransactionState::switchAutocommit(bool On,
                                        const effects::Instruction &By) {
  if (On) {
    AutocommitOff = nullptr;
    end();
  } else if (!AutocommitOff) {
    AutocommitOff = &By;
    if (What == Kind::Autocommit)
      end();
  }
}

void TransactionState::learnBegun(const effects::Instruction &By, bool Begun) {
  if (Begun && IfBegun && NotBegun == &By) {
    TransactionState Open = *IfBegun;
    Open.Executed |= Executed;
    Open.Touched |= Touched;
    *this = std::move(Open);
  } else if (!Begun && Begin == &By) {
    end();
    NotBegun = &By;
  }
}

/// Keeps apart what a test of the outcome of a begin tells apart: the paths on
/// which it failed, and those on which it went well.
void TransactionState::meetUndecided(const TransactionState &Other) {
  const effects::Instruction *Failed = NotBegun ? NotBegun : Other.NotBegun;
  std::optional<TransactionState> Begun;
  bool Same = Failed != nullptr;
  for (const TransactionState *Side :
       std::initializer_list<const TransactionState *>{this, &Other}) {
    bool Began = Side->isOpen() && Side->Begin == Failed;
    Same &= Began || Side->NotBegun == Failed;
    if (!Began && !Side->IfBegun)
      continue;
    TransactionState Each = Began ? *Side : *Side->IfBegun;
    if (Begun)
      Begun->meet(Each);
    else
      Begun = std::move(Each);
  }
  NotBegun = Same ? Failed : nullptr;
  IfBegun = Same && Begun
                ? std::make_shared<TransactionState>(std::move(*Begun))
                : nullptr;
}

const TransactionState::Savepoint *
TransactionState::savepoint(const Value *Handle, llvm::StringRef Name) const {
  for (const Savepoint &S : llvm::reverse(Savepoints))
    if (Handle ? S.Handle == Handle : S.Name == Name)
      return &S;
  return nullptr;
}

void TransactionState::rollbackTo(const Value *Handle, llvm::StringRef Name) {
  if (const Savepoint *S = savepoint(Handle, Name))
    Executed &= S->Executed;
  else
    // Nothing that ran is sure to have stayed.
    Executed.reset();
}

void TransactionState::release(const Value *Handle, llvm::StringRef Name) {
  if (const Savepoint *S = savepoint(Handle, Name))
    Savepoints.resize(S - Savepoints.data());
}

void TransactionState::meet(const TransactionState &Other) {
  if (NotBegun || Other.NotBegun)
    meetUndecided(Other);
  bool NoneOpen = What == Kind::Autocommit && Other.What == Kind::Autocommit;
  if (NoneOpen) {
    // Whichever handle it was that began nothing.
    if (Begin != Other.Begin)
      Begin = nullptr;
  } else if (isOpen() && Other.isOpen() && Begin == Other.Begin &&
             Mode != Other.Mode) {
    ModeUnknown = true;
    Mode = std::min(Mode, Other.Mode);
  } else if (What != Other.What || Begin != Other.Begin || Mode != Other.Mode) {
    What = Kind::Mixed;
    // The one that may be open, if there is only one.
    if (!Begin || !Other.Begin)
      Begin = Begin ? Begin : Other.Begin;
    else if (Begin != Other.Begin)
      Begin = nullptr;
  }
  auto Same = [](databases::IsolationLevel &X, databases::IsolationLevel Y) {
    if (X != Y)
      X = databases::IsolationLevel::Unknown;
  };
  Same(Level, Other.Level);
  Same(SessionLevel, Other.SessionLevel);
  Same(NextLevel, Other.NextLevel);
  if (AutocommitOff != Other.AutocommitOff)
    AutocommitOff = nullptr;
  ModeUnknown |= Other.ModeUnknown;
  Assumed |= Other.Assumed;
  Executed &= Other.Executed;
  Touched |= Other.Touched;
  size_t Common = 0;
  while (Common < Savepoints.size() && Common < Other.Savepoints.size() &&
         Savepoints[Common].Handle == Other.Savepoints[Common].Handle &&
         Savepoints[Common].Name == Other.Savepoints[Common].Name) {
    Savepoints[Common].Executed &= Other.Savepoints[Common].Executed;
    ++Common;
  }
  Savepoints.resize(Common);
}

/// The level and mode that a handle's type states, as Expr::Type spells it.
static TransactionState stateOfType(llvm::StringRef Type) {
  TransactionState T;
  if (!Type.consume_front("transaction"))
    return T;
  T.What = TransactionState::Kind::Open;
  if (Type.consume_front("<") && Type.consume_back(">"))
    T.Level = databases::parseIsolationLevel(Type).value_or(
        databases::IsolationLevel::Unknown);
  return T;
}

PathState::PathState(unsigned Steps)
    : Executed(Steps), OpenCursors(Steps), HeldLocks(Steps),
      HeldSessionLocks(Steps) {}

TransactionState PathState::transaction(const Value *Connection) const {
  auto It = Connections.find(Connection);
  if (It != Connections.end())
    return It->second;
  TransactionState T = stateOfType(Connection ? Connection->Type : "");
  // A connection that is made here is in autocommit, no caller can tell
  // otherwise.
  if (Connection && Connection->Kind == ValueKind::Result)
    T.Assumed = false;
  T.Executed.resize(Executed.size());
  T.Touched.resize(Executed.size());
  return T;
}

void PathState::meet(const PathState &Other) {
  Executed &= Other.Executed;
  OpenCursors &= Other.OpenCursors;
  HeldLocks &= Other.HeldLocks;
  HeldSessionLocks &= Other.HeldSessionLocks;
  auto Keys = Connections;
  Keys.insert(Other.Connections.begin(), Other.Connections.end());
  for (const auto &[Connection, Ignored] : Keys) {
    TransactionState Merged = transaction(Connection);
    Merged.meet(Other.transaction(Connection));
    Connections[Connection] = std::move(Merged);
  }
}
