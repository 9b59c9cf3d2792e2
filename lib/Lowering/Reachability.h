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
#include "llvm/ADT/SetVector.h"

namespace rowlock::lowering {

/// The destructor that somebody wrote for objects of the type; null if there is
/// none with a body in this unit.
const clang::CXXDestructorDecl *destructorOf(clang::QualType T);

/// Looks at the bodies of all functions of a unit once, without recursion.
class Reachability {
public:
  Reachability(llvm::ArrayRef<const clang::FunctionDecl *> Functions,
               ModelMatcher &Matcher);

  /// A call of a database role can be reached from it within the unit, or it is
  /// called by a function of which this holds: it may make a text or a value.
  bool isOfInterest(const clang::FunctionDecl &F) const;
  /// It is called by its name only: no pointer to it is taken.
  bool isOnlyCalled(const clang::FunctionDecl &F) const;
  /// A global variable that is stored to, or whose address is taken, somewhere
  /// in the unit.
  bool isChanged(const clang::VarDecl &Global) const;
  /// The classes of the user's own that have virtual functions and objects, as
  /// far as can be seen.
  llvm::ArrayRef<const clang::CXXRecordDecl *> classes() const {
    return Classes.getArrayRef();
  }

  /// Calls that map a class to a table.
  llvm::ArrayRef<const clang::Expr *> tableMaps() const { return TableMaps; }

private:
  using CallGraph =
      llvm::DenseMap<const clang::FunctionDecl *,
                     llvm::SmallVector<const clang::FunctionDecl *, 2>>;

  void addCall(const clang::FunctionDecl *Caller,
               const clang::FunctionDecl *Callee);
  void scan(const clang::FunctionDecl &F);
  bool mentionsHandle(const clang::FunctionDecl &F);
  void visitCallee(const clang::FunctionDecl &Caller, const CallSite &Call);
  void visitConstructor(const clang::FunctionDecl &Caller,
                        const clang::CXXConstructorDecl &Made);

  ModelMatcher &Matcher;
  void follow(const CallGraph &Edges);
  void addClass(const clang::CXXRecordDecl *C);
  void addOverriders(const clang::CXXMethodDecl &Method);

  llvm::DenseSet<const clang::FunctionDecl *> OfInterest;
  llvm::DenseSet<const clang::FunctionDecl *> Scanned;
  llvm::DenseSet<const clang::Decl *> Escaped;
  llvm::SmallSetVector<const clang::CXXRecordDecl *, 8> Classes;
  llvm::SmallVector<const clang::Expr *, 4> TableMaps;
  CallGraph Callers;
  CallGraph Callees;
};

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_REACHABILITY_H
