//===- Flow/KnownPlaces.cpp - What places of a body lead to ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/KnownPlaces.h"
#include "Flow/UnitIndex.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

/// Places that lead to places: more is nothing that somebody wrote.
static constexpr unsigned MaxDepth = 16;

/// A name for a place; empty if it is none.
std::string KnownPlaces::path(const Expr *E, unsigned Depth) const {
  switch (E->Kind) {
  case ExprKind::Variable:
    return "$" + E->Spelling.str();
  case ExprKind::Parameter:
    return "%" + E->Spelling.str();
  case ExprKind::This:
    return "this";
  case ExprKind::Field: {
    // Below the object itself, whatever leads to it.
    const Expr *Object = resolve(E->operand(0), Depth + 1);
    std::string Base = path(Object ? Object : E->operand(0), Depth + 1);
    return Base.empty() || Depth > MaxDepth ? ""
                                            : Base + "." + E->Spelling.str();
  }
  case ExprKind::Address:
  case ExprKind::Preserve:
    return Depth > MaxDepth ? "" : path(E->operand(0), Depth + 1);
  case ExprKind::Result:
    return "#" + llvm::utohexstr(reinterpret_cast<uintptr_t>(E->Source));
  default:
    return {};
  }
}

void KnownPlaces::store(const Expr *Target, const Expr *V) {
  // That it is empty before or afterwards does not matter to whoever uses it.
  if (V->Kind == ExprKind::Null)
    return;
  std::string Path = path(Target, 0);
  auto [It, IsNew] = Stores.try_emplace(Path);
  if (IsNew)
    It->second.V = V;
  else if (It->second.V != V)
    It->second.Differs = true;
}

void KnownPlaces::make(const Expr &Object, llvm::StringRef Class) {
  Classes[path(&Object, 0)] = Class;
}

const Expr *KnownPlaces::resolve(const Expr *E, unsigned Depth) const {
  if (!E || Depth > MaxDepth)
    return nullptr;
  switch (E->Kind) {
  case ExprKind::Preserve:
  case ExprKind::Address:
    return resolve(E->operand(0), Depth + 1);
  case ExprKind::Result:
    if (E->Source && E->Source->Op == Opcode::Let)
      return resolve(E->Source->get(Slot::Value), Depth + 1);
    return E;
  case ExprKind::Closure:
  case ExprKind::Parameter:
    return E;
  case ExprKind::This:
  case ExprKind::Variable:
  case ExprKind::Field: {
    std::string Path = path(E, Depth);
    if (Path.empty())
      return nullptr;
    if (Classes.count(Path))
      return E;
    auto It = Stores.find(Path);
    if (It == Stores.end())
      return E->Kind == ExprKind::Field ? nullptr : E;
    return It->second.Differs ? nullptr : resolve(It->second.V, Depth + 1);
  }
  default:
    return nullptr;
  }
}

llvm::StringRef KnownPlaces::classOf(const Expr *E) const {
  const Expr *Object = resolve(E);
  if (!Object)
    return {};
  if (auto It = Classes.find(path(Object, 0)); It != Classes.end())
    return It->second;
  // Made by a constructor that is not seen.
  if (Object->Kind != ExprKind::Result || Object->Source->Op != Opcode::Call)
    return {};
  const Expr *Callee = Object->Source->get(Slot::Name);
  return Callee && Callee->Kind == ExprKind::Text &&
                 !Object->Source->get(Slot::On) &&
                 isConstructor(Callee->Spelling)
             ? className(Callee->Spelling)
             : llvm::StringRef();
}
