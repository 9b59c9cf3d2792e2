//===- Engine/TransactionJudge.h - Transactions of a unit -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts together what the functions of a unit say about transactions: what is
// told, and in which of its contexts.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_ENGINE_TRANSACTIONJUDGE_H
#define ROWLOCK_ENGINE_TRANSACTIONJUDGE_H

#include "Engine/UnitJudge.h"
#include "Hazards/Transactions/SideEffects.h"

namespace rowlock::engine {

class TransactionJudge {
public:
  /// All must outlive this.
  TransactionJudge(const UnitJudge &Unit, const effects::Program &P,
                   const Configuration &C, repair::SourceText Source);

  /// In no order.
  std::vector<report::Finding> findings() const;

  /// An effect with the judgement that sees it so.
  struct Seen {
    const hazards::Judgement *By = nullptr;
    hazards::SideEffect What;
  };
  /// Those that are told, each once.
  llvm::ArrayRef<Seen> told() const { return Told; }
  /// What \p J says of an effect; null if it says that it is a hazard.
  const hazards::SilentEffect *silent(const hazards::Judgement &J,
                                      unsigned StepIndex) const;

private:
  void tell(const hazards::Judgement &J, hazards::SideEffect H);
  bool isToldByCallers(const hazards::Judgement &J,
                       const hazards::SideEffect &H) const;
  bool isCaptured(const effects::Function &Lambda,
                  const flow::Value &Connection) const;

  const UnitJudge &Unit;
  const effects::Program &P;
  repair::SourceText Source;
  std::vector<Seen> Told;
  std::map<const hazards::Judgement *, std::vector<hazards::SilentEffect>>
      Silent;
};

} // namespace rowlock::engine

#endif // ROWLOCK_ENGINE_TRANSACTIONJUDGE_H
