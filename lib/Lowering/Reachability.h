//===- Lowering/Reachability.h - Which functions matter ---------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_REACHABILITY_H
#define ROWLOCK_LOWERING_REACHABILITY_H

#include "Lowering/ModelMatcher.h"
#include "llvm/ADT/DenseSet.h"

namespace rowlock::lowering {

/// Looks at the bodies of all functions of a unit once, without recursion.
class Reachability {
public:
  Reachability(llvm::ArrayRef<const clang::FunctionDecl *> Functions,
               ModelMatcher &Matcher);

  /// A call of a database role can be reached from it within the unit.
  bool reachesDatabase(const clang::FunctionDecl &F) const;
  /// It is called by its name only: no pointer to it is taken.
  bool isOnlyCalled(const clang::FunctionDecl &F) const;
  /// A global variable that is stored to, or whose address is taken, somewhere
  /// in the unit.
  bool isChanged(const clang::VarDecl &Global) const;

private:
  void scan(const clang::FunctionDecl &F);
  bool mentionsHandle(const clang::FunctionDecl &F);
  void visitCallee(const clang::FunctionDecl &Caller, const CallSite &Call);

  ModelMatcher &Matcher;
  llvm::DenseSet<const clang::FunctionDecl *> Reaching;
  llvm::DenseSet<const clang::FunctionDecl *> Scanned;
  llvm::DenseSet<const clang::Decl *> Escaped;
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::SmallVector<const clang::FunctionDecl *, 2>>
      Callers;
};

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_REACHABILITY_H
