//===- Hazards/FailurePaths.h - What runs after a failure -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The paths that the program takes when one statement did not do what it was
// asked for: an INSERT was refused, a lock was not given. Failure shows as an
// exception, as a value, or as an answer, according to the statement.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_FAILUREPATHS_H
#define ROWLOCK_HAZARDS_FAILUREPATHS_H

#include "Transactions/Operation.h"
#include <map>

namespace rowlock::hazards {

class FailurePaths {
public:
  FailurePaths(const transactions::Operation &Op,
               const transactions::Operations &Ops);

  /// The statement goes well and says by its count or its answer that nothing
  /// was done: INSERT IGNORE, a try-lock.
  void succeedInVain() { InVain = true; }
  /// A branch that asks for the failure in a way that is not understood is
  /// taken to deal with it; as a rule both ways are followed.
  void trustUnknownTests() { TrustsTests = true; }

  /// Calls \p Visit for the steps on these paths, each once, until it returns
  /// false for a path.
  void walk(llvm::function_ref<bool(unsigned StepIndex)> Visit);

private:
  /// Where each join on the path was entered from.
  using Entries = std::map<unsigned, unsigned>;

  void walkFrom(unsigned First, unsigned Block, const Entries &Came);
  void enter(unsigned From, unsigned Block, Entries Came);
  bool isForbidden(unsigned Block, unsigned Next, const Entries &Came) const;
  std::optional<bool> holds(const flow::Value *Condition,
                            unsigned Depth = 0) const;
  std::optional<int64_t> number(const flow::Value *V, unsigned Depth) const;
  bool isAnswer(const flow::Value *V) const;
  bool isErrorCode(const flow::Value *V) const;
  bool isAsked(const flow::Value *Condition) const;

  const transactions::Operation &Op;
  const transactions::Operations &Ops;
  const flow::Evaluation &E;
  bool InVain = false;
  bool TrustsTests = false;
  llvm::function_ref<bool(unsigned)> Visit = nullptr;
  std::vector<llvm::SmallVector<unsigned, 8>> StepsOf;
  std::vector<bool> Visited;
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_FAILUREPATHS_H
