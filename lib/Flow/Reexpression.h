//===- Flow/Reexpression.h - Values written down again ----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Makes of an operand of an evaluated function the simplest expression that has
// its value there. A value that is the same wherever it stands (a constant, a
// parameter, what an earlier instruction gave) replaces whatever led to it;
// what depends on the path taken stays a load of the place that it is kept in.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_REEXPRESSION_H
#define ROWLOCK_FLOW_REEXPRESSION_H

#include "Flow/Evaluation.h"
#include "llvm/ADT/StringSet.h"

namespace rowlock::flow {

/// Where an operand is used.
struct UsePoint {
  unsigned Block = 0;
  /// Of the instruction in its block.
  unsigned Index = 0;
};

class Reexpression {
public:
  /// The new expressions are made in \p Into, for the instructions that \p
  /// Copies maps those of the evaluated function to.
  Reexpression(const Evaluation &E, const effects::Program &From,
               effects::Program &Into,
               const llvm::DenseMap<const effects::Instruction *,
                                    effects::Instruction *> &Copies);

  /// What \p E, which has the value \p V at \p At, is there. \p V may be null.
  const effects::Expr *simplified(const effects::Expr *E, const Value *V,
                                  UsePoint At);
  /// The same expression.
  const effects::Expr *copied(const effects::Expr *E) {
    return simplified(E, nullptr, UsePoint());
  }
  /// A place that is stored to, written so that it can be; null if nobody can
  /// ever read what is stored there.
  const effects::Expr *target(const effects::Expr *E);
  effects::SourceSpan moved(effects::SourceSpan At);
  /// A name for what was called \p Name, unique and without the traces of
  /// splicing.
  llvm::StringRef renamed(llvm::StringRef Name, bool IsVariable);

private:
  void findDominators();
  void findMakers();
  void findStores();
  void takeNames();
  void takeNames(const effects::Expr *E);

  bool dominates(const effects::Instruction &I, UsePoint At) const;
  /// Nothing in the function stores to the place.
  bool isStable(const Value *Place) const;
  bool isShort(const Value *V) const;
  bool isParameter(llvm::StringRef Name) const;

  const effects::Expr *simplifiedOnce(const effects::Expr *E, const Value *V,
                                      UsePoint At);
  const effects::Expr *express(const Value *V, UsePoint At, unsigned &Budget);
  const effects::Expr *placeOf(const Value *Place, UsePoint At,
                               unsigned &Budget);
  const effects::Expr *result(const effects::Instruction &I,
                              llvm::StringRef Type);
  const effects::Expr *text(const Value &V);
  const effects::Expr *joined(llvm::ArrayRef<const effects::Expr *> Parts,
                              effects::SourceSpan At);
  const effects::Expr *parts(const effects::Expr *E, const Value *V,
                             UsePoint At);
  const effects::Expr *rebuilt(const effects::Expr *E,
                               llvm::ArrayRef<const effects::Expr *> Operands);

  const Evaluation &Values;
  const effects::Function &F;
  const effects::Program &From;
  effects::Program &Into;
  const llvm::DenseMap<const effects::Instruction *, effects::Instruction *>
      &Copies;
  llvm::DenseMap<const effects::Instruction *, UsePoint> Positions;
  /// The immediate dominator of each reached block, and its place in the order.
  std::vector<unsigned> Dominator;
  std::vector<unsigned> Position;
  /// Instructions that give a value by itself: columns and outcomes.
  llvm::DenseMap<const Value *,
                 llvm::SmallVector<const effects::Instruction *, 2>>
      Makers;
  /// Last parts of the places that are stored to; "[*]" for any element.
  llvm::StringSet<> StoredParts;
  /// Variables that are stored to as a whole.
  llvm::StringSet<> StoredVariables;
  bool StoresToWhole = false;
  llvm::DenseMap<const Value *, bool> HandedOut;
  /// What was simplified already, at the point of use that Now is.
  llvm::DenseMap<std::pair<const effects::Expr *, const Value *>,
                 const effects::Expr *>
      Known;
  UsePoint Now;
  /// Names of results and, at 1, of variables.
  llvm::StringSet<> Taken[2];
  llvm::StringMap<llvm::StringRef> Renamed[2];
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_REEXPRESSION_H
