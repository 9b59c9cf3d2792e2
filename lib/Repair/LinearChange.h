//===- Repair/LinearChange.h - A total as old value and change --*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPAIR_LINEARCHANGE_H
#define ROWLOCK_REPAIR_LINEARCHANGE_H

#include "Repair/Repair.h"

namespace rowlock::repair {

/// `old + n` or `old - n`, taken apart.
struct LinearChange {
  char Op = '+';
  /// The C++ expression of n, ready to stand as an argument.
  std::string Delta;
  /// Delta needs brackets as an operand of Op.
  bool Compound = false;
  /// What is to be replaced by Delta: the expression that makes the total.
  effects::SourceSpan Where;

  /// n as an operand of Op.
  std::string operand() const { return Compound ? "(" + Delta + ")" : Delta; }
};

/// Takes the value that \p E passes apart. \p Value is what it evaluates to,
/// \p Old the column read in it. Nothing unless the value is the old one plus
/// or minus operands that do not depend on the read and that can be written
/// down where \p E stands.
std::optional<LinearChange> linearChange(const effects::Expr &E,
                                         const flow::Value &Value,
                                         const flow::Value &Old,
                                         const flow::Evaluation &Evaluation,
                                         SourceText Source);

} // namespace rowlock::repair

#endif // ROWLOCK_REPAIR_LINEARCHANGE_H
