//===- Flow/KnownPlaces.h - What places of a body lead to -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_KNOWNPLACES_H
#define ROWLOCK_FLOW_KNOWNPLACES_H

#include "Effects/Program.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::flow {

/// What is stored to the places of a body that is being put together: enough to
/// tell which function a callable is, and of which class an object. A place
/// that is stored to twice, with different values, leads nowhere. Paths are not
/// looked at: Evaluation does that, later.
class KnownPlaces {
public:
  void store(const effects::Expr *Target, const effects::Expr *V);
  /// The variable \p Object is an object of \p Class.
  void make(const effects::Expr &Object, llvm::StringRef Class);

  /// A closure, an object's variable, a call's result, a parameter, through
  /// names, conversions and places; null if it is not known.
  const effects::Expr *resolve(const effects::Expr *E) const {
    return resolve(E, 0);
  }
  /// The class of the object that \p E is, or leads to; empty if it is not
  /// known.
  llvm::StringRef classOf(const effects::Expr *E) const;

private:
  const effects::Expr *resolve(const effects::Expr *E, unsigned Depth) const;
  std::string path(const effects::Expr *E, unsigned Depth) const;

  struct Stored {
    const effects::Expr *V = nullptr;
    bool Differs = false;
  };
  llvm::StringMap<Stored> Stores;
  llvm::StringMap<llvm::StringRef> Classes;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_KNOWNPLACES_H
