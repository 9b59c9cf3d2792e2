//===- Flow/Unwinding.h - What an exception leaves behind -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The blocks of a lowered function follow its normal flow only: no edge leads
// to a handler, and what ends the scope of an object stands on normal paths.
// Here is what splicing needs to know to add the rest: which objects are alive
// at an instruction, what ends them, and which handlers are around it.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_UNWINDING_H
#define ROWLOCK_FLOW_UNWINDING_H

#include "Effects/Program.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"

namespace rowlock::flow {

/// The condition of a branch that is taken where the next instruction throws.
constexpr llvm::StringLiteral AnException("an exception");

/// The class of an exception, or the one that a handler catches.
struct ExceptionClass {
  /// The class, then its bases; empty if nothing is known. "..." stands for any
  /// class where a handler catches it.
  llvm::SmallVector<llvm::StringRef, 4> Names;
  /// No class derived from it.
  bool Exact = false;

  friend bool operator<(const ExceptionClass &A, const ExceptionClass &B) {
    return std::make_pair(A.Names, A.Exact) < std::make_pair(B.Names, B.Exact);
  }
};

/// From the attribute `class` of a throw or of a handler's first instruction.
ExceptionClass exceptionClass(const effects::Instruction &I);

enum class Catches { Never, Maybe, Always };
Catches catches(const ExceptionClass &Handler, const ExceptionClass &Thrown);

/// It may be left by an exception, for all that is known of it.
bool mayThrow(const effects::Instruction &I);

/// A call of a destructor, named as lowering does.
bool isDestructorCall(const effects::Instruction &I);

class Unwinding {
public:
  explicit Unwinding(const effects::Function &F);

  /// An object of a scope of the function.
  struct Object {
    /// What ends it, in order: its destructor, what its library does.
    llvm::SmallVector<const effects::Instruction *, 2> Ends;
    /// The region that it is made in.
    unsigned Region = 0;
  };
  struct Handler {
    unsigned Block = 0;
    ExceptionClass What;
  };

  const Object &object(unsigned Index) const { return Objects[Index]; }
  /// The objects that are alive before \p I on every path, the youngest first.
  llvm::SmallVector<unsigned, 4> alive(const effects::Instruction &I) const {
    return AliveAt.lookup(&I);
  }
  unsigned regionOf(const effects::Instruction &I) const;
  /// The innermost try with handlers that \p Region is or lies in; 0 if there
  /// is none.
  unsigned tryAround(unsigned Region) const;
  bool isWithin(unsigned Region, unsigned Outer) const;
  /// In the order in which they are tried.
  llvm::ArrayRef<Handler> handlers(unsigned Try) const;
  bool hasHandlers() const { return !Handlers.empty(); }
  /// Control enters a try here.
  bool entersTry(unsigned Block) const;
  /// What `throw` without a value throws here.
  ExceptionClass caughtAt(const effects::Instruction &I) const;

private:
  void findHandlers();
  void findObjects();
  void follow();
  void rememberChanges();
  void step(llvm::BitVector &Alive, const effects::Instruction &I) const;

  const effects::Function &F;
  std::vector<llvm::SmallVector<unsigned, 2>> Predecessors;
  llvm::DenseMap<unsigned, llvm::SmallVector<Handler, 2>> Handlers;
  llvm::DenseMap<const effects::Instruction *, unsigned> BlockOf;
  /// In the order in which they are made.
  std::vector<Object> Objects;
  llvm::DenseMap<const effects::Instruction *, llvm::SmallVector<unsigned, 1>>
      Makes;
  llvm::DenseMap<const effects::Instruction *, unsigned> EndsObject;
  /// Alive at the start of each block; empty if it is not reached.
  std::vector<llvm::BitVector> Alive;
  llvm::DenseMap<const effects::Instruction *, llvm::SmallVector<unsigned, 4>>
      AliveAt;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_UNWINDING_H
