//===- Flow/Value.h - What an expression evaluates to -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Values are immutable nodes of a graph, made once for each content: two
// expressions have the same value if they evaluate to the same node. What is
// merged where control flow joins is a Phi, identified by the block and the
// place that it merges; its alternatives may reach back to itself in a loop.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_VALUE_H
#define ROWLOCK_FLOW_VALUE_H

#include "Effects/Program.h"
#include "llvm/ADT/FoldingSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace rowlock::flow {

enum class ValueKind {
  Integer,
  Real,
  Boolean,
  Null,
  Text,
  Parameter, ///< What the caller passed.
  This,
  Variable,  ///< A variable nobody has stored to: a global, or not initialised.
  Member,    ///< Operand 0 . Spelling, as it was when the function began.
  Forgotten, ///< Operand 0 after the call at Source may have changed it.
  Result,    ///< What the instruction Source gave.
  Column,    ///< Operand 0: the cursor; Spelling: a name or a 0-based index.
  Found,     ///< Whether the Fetch at Source found a row.
  Outcome,   ///< Operand 0: the operation's value; Spelling: the kind.
  Bound,     ///< Operand 0, passed to a statement by the instruction Source.
  Reference, ///< The place with the node Operand 0.
  Quoted,    ///< Operand 0, spelled as a literal within SQL text.
  Compute,
  Change,
  Select,
  Phi,
  Concat,
  Format,
  List,
  Record,   ///< Spelling: names with commas between; operands: their values.
  Appended, ///< Operand 0, a list, with the other operands behind.
  Updated,  ///< Operand 0 with the element Spelling, "[n]", being operand 1;
            ///< "[*]": the element whose key is operand 2.
  Closure,
  Unknown,
};

/// Why a member is not known: its name is what the unknown value is made of.
constexpr llvm::StringLiteral StoredElsewhere("stored to by other functions");
/// Names the Phis that no join of blocks makes.
constexpr unsigned NoBlock = ~0u;

class Value : public llvm::FoldingSetNode {
public:
  ValueKind Kind = ValueKind::Unknown;
  llvm::StringRef Spelling;
  /// For a Phi these grow until the evaluation has ended.
  llvm::ArrayRef<const Value *> Operands;
  /// Result, Found, Bound, Forgotten: the instruction. Null otherwise.
  const effects::Instruction *Source = nullptr;
  /// Text: the literal, for edits. Otherwise an expression that had this value.
  const effects::Expr *Origin = nullptr;
  /// Text: where in that literal it begins.
  unsigned Offset = 0;
  /// Parameter, This, Variable, Member: the library type, as Expr::Type.
  llvm::StringRef Type;

  const Value *operand(unsigned I) const {
    return I < Operands.size() ? Operands[I] : nullptr;
  }
  bool isConstant() const { return Kind <= ValueKind::Text; }
  void Profile(llvm::FoldingSetNodeID &ID) const;
};

/// Makes and owns the values of one evaluation.
class ValueTable {
public:
  ValueTable() : Strings(Arena) {}
  ValueTable(const ValueTable &) = delete;
  ValueTable &operator=(const ValueTable &) = delete;

  const Value *get(Value Key);
  const Value *get(ValueKind Kind, llvm::StringRef Spelling = {},
                   llvm::ArrayRef<const Value *> Operands = {},
                   const effects::Instruction *Source = nullptr);
  /// The Phi of \p Place at \p Block: the same node at each call.
  const Value *phi(unsigned Block, const Value *Place);
  /// \returns whether the alternative is new.
  bool addAlternative(const Value *Phi, const Value *Alternative);
  const Value *unknown(llvm::StringRef Why) {
    return get(ValueKind::Unknown, Why);
  }

private:
  llvm::BumpPtrAllocator Arena;
  llvm::UniqueStringSaver Strings;
  llvm::FoldingSet<Value> Nodes;
};

/// What stands between the quotes.
inline const Value *unquoted(const Value *V) {
  while (V->Kind == ValueKind::Quoted)
    V = V->Operands[0];
  return V;
}

/// Without conversions and quotes.
inline const Value *peeled(const Value *V) {
  while (V && (V->Kind == ValueKind::Change || V->Kind == ValueKind::Quoted) &&
         V->Operands.size() == 1)
    V = V->Operands[0];
  return V;
}

/// Equal whatever happens at run time: one node, or equal constants, or the
/// same computation over equal operands.
bool mustEqual(const Value *A, const Value *B);

/// Calls \p Visit for \p V and everything it is made of, each node once.
/// Operands of a node are left out where \p Visit returns false.
void visit(const Value *V, llvm::function_ref<bool(const Value &)> Visit);

/// What a Phi or Select may be, each alternative once, in a stable order. A
/// value that is neither is its only alternative. At most \p Limit; \p Complete
/// becomes false if there are more.
llvm::SmallVector<const Value *, 4> alternatives(const Value *V, unsigned Limit,
                                                 bool &Complete);

void print(const Value &V, llvm::raw_ostream &OS);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_VALUE_H
