//===- Flow/UnitIndex.h - What functions tell each other --------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_UNITINDEX_H
#define ROWLOCK_FLOW_UNITINDEX_H

#include "Effects/Program.h"
#include "Flow/KeptStatements.h"
#include "Flow/Provenance.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace rowlock::flow {

/// Facts about a unit that no single function has: its functions by name, the
/// statements that are prepared by name, and what constructors leave behind.
/// Valid as long as the program has the functions that it was made from.
class UnitIndex {
public:
  /// New expressions and instructions are made in \p P.
  explicit UnitIndex(effects::Program &P);

  const effects::Function *function(llvm::StringRef Name) const {
    return Functions.lookup(Name);
  }
  /// The text that a name is prepared with; null if nobody prepares it, or if
  /// there are several texts.
  const effects::Expr *preparedText(llvm::StringRef Name) const {
    return Prepared.lookup(Name);
  }
  /// A statement that another function has made, by the place that holds it.
  const KeptStatement *keptStatement(const Value *V) const {
    return Kept.find(V);
  }
  /// The only constructor of the class whose member function \p Method is; null
  /// if there is none, or if \p Method is one itself.
  const effects::Function *
  constructorFor(const effects::Function &Method) const;
  /// Members of the class of \p Method that functions other than constructors
  /// store to.
  llvm::SmallVector<llvm::StringRef, 4>
  changingMembers(const effects::Function &Method) const;

  /// Of the class there are objects, and virtual functions are called.
  bool hasTable(llvm::StringRef Class) const { return Tables.count(Class); }
  /// What runs if \p Called is called for an object of \p Class; empty if that
  /// is not known.
  llvm::StringRef overrider(llvm::StringRef Called,
                            llvm::StringRef Class) const;
  /// What may run if \p Called is called for an object of any class.
  llvm::SmallVector<llvm::StringRef, 4>
  overriders(llvm::StringRef Called) const;

  /// What the residual programs among its functions were made from.
  const Provenance &origins() const { return Origins; }

private:
  void addPrepared(llvm::StringRef Name, const effects::Expr *Text);
  /// Follows functions that prepare what they are passed, or what a table
  /// holds.
  void learnPreparedNames(effects::Program &P);

  Provenance Origins;
  llvm::StringMap<const effects::Class *> Tables;
  llvm::StringMap<llvm::SmallVector<llvm::StringRef, 4>> Overriders;
  llvm::StringMap<const effects::Function *> Functions;
  llvm::StringMap<const effects::Expr *> Prepared;
  llvm::StringMap<llvm::StringSet<>> Changing;
  KeptStatements Kept;
};

/// "Class" of "Class::method#2"; empty for a free function.
llvm::StringRef className(llvm::StringRef Function);
inline llvm::StringRef className(const effects::Function &F) {
  return className(F.Name);
}
/// "f::lambda" and its kin.
bool isLambda(llvm::StringRef Function);
/// It is written in \p Owner, or in a lambda that is.
bool isLambdaOf(llvm::StringRef Function, llvm::StringRef Owner);
/// "Class::Class", with "#2" and so on for overloads.
bool isConstructor(llvm::StringRef Function);
inline bool isConstructor(const effects::Function &F) {
  return isConstructor(F.Name);
}

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_UNITINDEX_H
