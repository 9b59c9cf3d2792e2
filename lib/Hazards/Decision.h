//===- Hazards/Decision.h - What a branch has learnt of a read --*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// SEMANTICS part 2, "Polarity of a decision": the condition of a branch becomes
// facts about reads. Conditions that are kept in variables, returned by helpers
// or put together on several paths are followed to where they come from.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_DECISION_H
#define ROWLOCK_HAZARDS_DECISION_H

#include "Hazards/Dependence.h"
#include "Hazards/Governors.h"
#include "Transactions/RowSet.h"
#include "llvm/ADT/DenseMap.h"
#include <set>

namespace rowlock::hazards {

/// Something that holds of a read wherever a branch leads a certain way.
struct Fact {
  enum class Kind {
    Found,     ///< there is a row
    NotFound,  ///< there is none
    Column,    ///< a column of the row: Name Op Other
    Aggregate, ///< a count or sum over rows, or the rows counted: Op Other
  };
  Kind What = Kind::Found;
  const transactions::Operation *Read = nullptr;
  /// The sub-select that was asked, where it is not the read itself.
  const sql::Statement *Asked = nullptr;
  /// The column value that was looked at; null where only rows were.
  const flow::Value *Column = nullptr;
  /// Folded; empty for rows.
  std::string Name;
  std::string TableName;
  /// "==", "!=", "<", "<=", ">", ">=", "is null", "is not null"; empty if the
  /// condition is another one.
  llvm::StringRef Op;
  const flow::Value *Other = nullptr;
  /// The column was computed on before it was compared.
  bool Computed = false;
  /// A function that is not known made something of it.
  bool ThroughCall = false;
  /// It holds on every path to the place, as it stands: no other condition
  /// would have done in its place.
  bool Always = false;
  /// The branch.
  Way Decided;

  const sql::Statement &statement() const {
    return Asked ? *Asked : *Read->Statement;
  }
};

/// Says for each place which facts decide on it.
class Deciders {
public:
  explicit Deciders(const transactions::Operations &Ops);

  /// The facts that decide whether \p Block runs, the nearest first.
  std::vector<Fact> of(unsigned Block);
  /// The facts that decide whether the way is gone.
  std::vector<Fact> ofWay(Way W);
  /// The facts that decide that \p S executes the text of \p Op and no other.
  std::vector<Fact> ofText(const flow::Step &S,
                           const transactions::Operation &Op);

private:
  void addWay(Way W);
  void addOtherWay(Way W);
  bool isOnlyWay(Way W) const;
  void add(const flow::Value *Condition, bool Holds, unsigned Depth = 0);
  bool addChoice(
      const flow::Value &Choice,
      llvm::function_ref<std::optional<bool>(const flow::Value *)> Decided,
      llvm::function_ref<void(const flow::Value *)> Follow);
  void compare(llvm::StringRef Op, const flow::Value *A, const flow::Value *B,
               unsigned Depth);
  void addNull(const flow::Value &Asked, bool IsNull, unsigned Depth);
  bool compareByCall(const flow::Value &Call, bool Holds);
  bool compareRows(llvm::StringRef Op, const flow::Value &A,
                   const flow::Value *B);
  void addColumns(llvm::StringRef Op, const flow::Value &Side,
                  const flow::Value *Other);
  void addColumn(llvm::StringRef Op, const Origin &From,
                 const flow::Value *Other);
  void addRows(bool Found, const transactions::Operation &Read);
  void addMatches(bool Found, const transactions::Operation &Read,
                  const sql::Statement *Asked = nullptr);
  void addCount(llvm::StringRef Op, Fact F);
  void keep(Fact F);

  const transactions::Operations &Ops;
  const flow::Evaluation &E;
  Governors Governing;
  llvm::DenseMap<const effects::Instruction *, unsigned> StepOf;
  llvm::DenseMap<unsigned, unsigned> LastStep;
  std::vector<Fact> Facts;
  /// The branch that is being looked at.
  Way Current;
  unsigned Place = 0;
  /// What is being looked at holds on every path.
  bool Always = false;
  llvm::SmallVector<const flow::Value *, 4> Choices;
  std::set<Way> Visited;
};

/// The operator that holds where \p Op does not, and the one that says the same
/// with its sides exchanged; empty for an operator that is none.
llvm::StringRef negated(llvm::StringRef Op);
llvm::StringRef mirrored(llvm::StringRef Op);

/// The number that a constant is.
std::optional<int64_t> number(const flow::Value *V);
/// No number, no text, false.
bool isZero(const flow::Value *V);

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_DECISION_H
