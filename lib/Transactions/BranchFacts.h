//===- Transactions/BranchFacts.h - What the way taken says of a transaction -*-
// C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_BRANCHFACTS_H
#define ROWLOCK_TRANSACTIONS_BRANCHFACTS_H

#include "Flow/Evaluation.h"
#include "Transactions/PathState.h"

namespace rowlock::transactions {

/// Adds to \p S what is known where control goes from the branch \p End to the
/// block \p To: a statement has no more rows, a transaction did not begin. Any
/// other instruction says nothing.
void refine(PathState &S, const flow::Evaluation &E, const flow::Step &End,
            unsigned To);

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_BRANCHFACTS_H
