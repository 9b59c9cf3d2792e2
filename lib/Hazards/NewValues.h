//===- Hazards/NewValues.h - What columns get by a write --------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_NEWVALUES_H
#define ROWLOCK_HAZARDS_NEWVALUES_H

#include "Transactions/RowSet.h"

namespace rowlock::hazards {

/// Equal, whatever conversions stand between.
bool sameValue(transactions::Term A, transactions::Term B);

/// The write as the values that it puts into columns.
class NewValues {
public:
  explicit NewValues(const transactions::Operation &W);

  /// The column gets that value. A column that is not named may be any.
  bool gives(llvm::StringRef Column, const transactions::Term &T) const;
  /// The column gets a value that is not shown to be that one.
  bool contradicts(llvm::StringRef Column, const transactions::Term &T) const;
  /// An assignment sets the column.
  bool sets(llvm::StringRef Column) const;
  /// Some column gets the value.
  bool holds(const flow::Value *V) const;
  /// It is known what the column gets.
  bool names(llvm::StringRef Column) const;
  /// Some column gets a value that \p Test holds for.
  bool any(llvm::function_ref<bool(const flow::Value &)> Test) const;

private:
  struct Each {
    std::string Column;
    transactions::Term Given;
  };
  void add(std::string Column, const sql::Operand &O);

  const transactions::Operation &W;
  std::vector<Each> All;
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_NEWVALUES_H
