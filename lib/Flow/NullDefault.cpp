//===- Flow/NullDefault.cpp - What stands in for NULL ---------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/NullDefault.h"
#include "llvm/ADT/StringSwitch.h"
#include <optional>

using namespace rowlock::flow;

bool rowlock::flow::isNothing(const Value *V) {
  return V->Kind == ValueKind::Null ||
         (V->isConstant() &&
          (V->Spelling.empty() || V->Spelling == "0" || V->Spelling == "''" ||
           V->Spelling == "false" || V->Spelling.equals_insensitive("null")));
}

const Value *rowlock::flow::columnIn(const Value *V) {
  const Value *Only = nullptr;
  switch (V->Kind) {
  case ValueKind::Column:
    return V;
  case ValueKind::Change:
  case ValueKind::Quoted:
    return columnIn(V->Operands[0]);
  case ValueKind::Concat:
    for (const Value *Part : V->Operands) {
      if (Part->Kind == ValueKind::Text &&
          (Part->Spelling == "'" || Part->Spelling == "\"" ||
           Part->Spelling.empty()))
        continue;
      const Value *Column = columnIn(Part);
      if (!Column || Only)
        return nullptr;
      Only = Column;
    }
    return Only;
  default:
    return nullptr;
  }
}

namespace {
struct Question {
  const Value *Column = nullptr;
  /// The answer of a column that is NULL, or empty.
  bool OfNull = true;
  /// It is NULL that is asked for, not an empty text or a zero.
  bool ForNull = true;
};

Question nullQuestion(const Value *V) {
  Question Q;
  if (V->Kind == ValueKind::Outcome &&
      (V->Spelling == "is-null" || V->Spelling == "not-null") &&
      V->Operands.size() == 1) {
    Q.Column = columnIn(V->Operands[0]);
    Q.OfNull = V->Spelling == "is-null";
  } else if (V->Kind == ValueKind::Compute && V->Spelling == "!" &&
             V->Operands.size() == 1) {
    Q = nullQuestion(V->Operands[0]);
    Q.OfNull = !Q.OfNull;
  } else if (V->Kind == ValueKind::Compute && V->Operands.size() == 2 &&
             (V->Spelling == "==" || V->Spelling == "!=")) {
    const Value *A = V->Operands[0];
    const Value *B = V->Operands[1];
    if (A->isConstant())
      std::swap(A, B);
    // `text.size() == 0`
    if (A->Kind == ValueKind::Compute &&
        A->Spelling == rowlock::effects::SizeOf && A->Operands.size() == 1)
      A = A->Operands[0];
    if (isNothing(B))
      Q.Column = columnIn(A);
    Q.OfNull = V->Spelling == "==";
    Q.ForNull = B->Kind == ValueKind::Null;
  }
  return Q;
}
} // namespace

/// How databases and programs write true and false.
static std::optional<bool> isTruth(const Value *V) {
  if (!V->isConstant() || V->Kind == ValueKind::Null)
    return std::nullopt;
  return llvm::StringSwitch<std::optional<bool>>(V->Spelling)
      .CasesLower("1", "t", "true", "y", "yes", true)
      .CasesLower("0", "f", "false", "n", "no", false)
      .Default(std::nullopt);
}

/// The column that is true where \p V is: `n != 0`, `flag`, `text == "t"`.
static const Value *truthOf(const Value *V, bool &Holds) {
  if (V->Kind == ValueKind::Compute && V->Spelling == "!" &&
      V->Operands.size() == 1) {
    Holds = !Holds;
    return truthOf(V->Operands[0], Holds);
  }
  bool Equals = V->Kind == ValueKind::Compute && V->Operands.size() == 2 &&
                V->Spelling == "==";
  if (!Equals && (V->Kind != ValueKind::Compute || V->Operands.size() != 2 ||
                  V->Spelling != "!="))
    return columnIn(V);
  auto Truth = isTruth(V->Operands[1]);
  if (!Truth)
    return nullptr;
  Holds ^= *Truth != Equals;
  return columnIn(V->Operands[0]);
}

const Value *rowlock::flow::asTruth(const Value *Condition, const Value *IfTrue,
                                    const Value *IfFalse) {
  auto First = isTruth(IfTrue);
  auto Second = isTruth(IfFalse);
  if (!First || !Second || *First == *Second)
    return nullptr;
  bool Holds = true;
  const Value *Column = truthOf(Condition, Holds);
  return Holds == *First ? Column : nullptr;
}

const Value *rowlock::flow::withoutNullDefault(const Value *Condition,
                                               const Value *IfTrue,
                                               const Value *IfFalse) {
  Question Q = nullQuestion(Condition);
  if (!Q.Column)
    return nullptr;
  const Value *Default = Q.OfNull ? IfTrue : IfFalse;
  const Value *Written = Q.OfNull ? IfFalse : IfTrue;
  bool StandsIn = Default->isConstant() && (Q.ForNull || isNothing(Default));
  return StandsIn && columnIn(Written) == Q.Column ? Written : nullptr;
}
