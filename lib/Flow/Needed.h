//===- Flow/Needed.h - What of a function matters to others -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An instruction is needed if it acts on a database, a transaction, a lock or
// something that is not known, if what it stores outlives the function, or if a
// needed instruction uses its value or reads the place that it stores to.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_NEEDED_H
#define ROWLOCK_FLOW_NEEDED_H

#include "Effects/Program.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::flow {

class Needed {
public:
  /// \p Keep: instructions that are needed whatever they look like.
  /// \p Pointers: stores whose value may lead to another place.
  Needed(llvm::ArrayRef<effects::Instruction *> All,
         const llvm::DenseSet<const effects::Instruction *> &Keep,
         const llvm::DenseSet<const effects::Instruction *> &Pointers);

  bool has(const effects::Instruction &I) const { return Found.contains(&I); }

private:
  /// A path below a local variable: "x", "x.m", "x.m.k". Elements are not told
  /// apart.
  struct Path {
    llvm::StringRef Root;
    std::string Whole;
  };

  void findAliases(llvm::ArrayRef<effects::Instruction *> All);
  Path path(const effects::Expr *E) const;
  bool isRoot(const effects::Instruction &I) const;
  void need(const effects::Instruction &I);
  void use(const effects::Expr *E);
  void read(const Path &Place, bool Exactly);

  struct Change {
    const effects::Instruction *By;
    std::string Whole;
  };
  llvm::StringMap<llvm::SmallVector<Change, 4>> Changes;
  /// The variable whose object another one holds too.
  llvm::StringMap<llvm::StringRef> SameAs;
  /// Paths that a pointer may be stored in.
  llvm::StringMap<bool> HoldsPointer;
  llvm::DenseSet<const effects::Instruction *> Found;
  llvm::DenseSet<const effects::Expr *> Seen;
  llvm::SmallVector<const effects::Instruction *, 16> Work;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_NEEDED_H
