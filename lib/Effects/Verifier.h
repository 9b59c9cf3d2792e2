//===- Effects/Verifier.h - Well-formed effect programs ---------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rules that every stage may rely on: names are unique, blocks end with
// their one terminator, targets and regions exist, results come from the same
// function, instructions have the operands that docs/effects.md lists, and
// expressions are no larger than the bounds below. That a result is computed
// before it is used, on every path, is not checked.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_EFFECTS_VERIFIER_H
#define ROWLOCK_EFFECTS_VERIFIER_H

#include "Effects/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace rowlock::effects {

/// How deep expressions may nest: a name or constant is 1 deep.
constexpr unsigned MaxExpressionDepth = 200;
/// How many nodes an expression may have when it is written out; expressions
/// share parts, so this can be far more than there are in memory.
constexpr unsigned MaxExpressionSize = 100000;

/// What is wrong with a program, and where: as much of it as is known.
struct Problem {
  const Function *F = nullptr;
  /// An index into Blocks, or -1.
  int Block = -1;
  const Instruction *I = nullptr;
  std::string Message;
};

/// "@f: ^1: 'branch': message".
llvm::raw_ostream &operator<<(llvm::raw_ostream &OS, const Problem &P);

/// Empty if the program is well-formed. Linear in its size in memory.
std::vector<Problem> verify(const Program &P);
/// The same for one function, which need not be in P.Functions.
std::vector<Problem> verify(const Function &F, const Program &P);

} // namespace rowlock::effects

#endif // ROWLOCK_EFFECTS_VERIFIER_H
