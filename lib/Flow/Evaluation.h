//===- Flow/Evaluation.h - Values along the paths of a function -*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs a function of an effect program over values: forwards over its blocks
// until nothing changes, merging at joins. The result says for each instruction
// what its operands are there, and for each executed statement which text it
// has and what is bound to it. Nothing here knows SQL or a database.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_EVALUATION_H
#define ROWLOCK_FLOW_EVALUATION_H

#include "Flow/UnitIndex.h"
#include "Flow/Value.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <memory>
#include <optional>

namespace rowlock::flow {

/// A value passed to a placeholder of a statement.
struct Binding {
  /// 0-based position, or -1 for a binding by name.
  int Position = -1;
  llvm::StringRef Name;
  const Value *Bound = nullptr;
  /// The expression that was passed; null if the paths pass different ones.
  const effects::Expr *Expression = nullptr;
};

/// One instruction with its operands evaluated.
struct Step {
  const effects::Instruction *Instr = nullptr;
  unsigned Block = 0;
  /// Parallel to Instruction::Operands.
  llvm::SmallVector<const Value *, 3> Operands;
  const Value *Result = nullptr;
  /// Execute and Fetch: the text, if any is known; the literal expression that
  /// spells it stands in Value::Origin of its pieces.
  const Value *Text = nullptr;
  llvm::SmallVector<Binding, 4> Bindings;
  /// Execute and Fetch: not every binding is known.
  bool BindingsIncomplete = false;

  const Value *get(effects::Slot S) const;
};

class Evaluation {
public:
  /// \p Unit: what other functions of the unit tell; may be null.
  Evaluation(const effects::Function &F, const UnitIndex *Unit);

  const effects::Function &function() const { return F; }
  /// In reverse post-order of the blocks; unreachable blocks have no steps.
  llvm::ArrayRef<Step> steps() const { return Steps; }
  /// Blocks in reverse post-order: those reachable from the entry.
  llvm::ArrayRef<unsigned> order() const { return Order; }
  llvm::ArrayRef<unsigned> predecessors(unsigned Block) const {
    return Predecessors[Block];
  }
  /// The edge can be taken: no constant condition decides against it.
  bool isTaken(unsigned From, unsigned To) const {
    return OnlyTarget[From] == NoTarget || OnlyTarget[From] == To;
  }
  /// The blocks from the join that the branch of \p Block depends on to \p
  /// Block itself, each the only way to the next; empty if there is no such
  /// join. `if (!lock()) return;` is decided where the returns of `lock` join.
  llvm::SmallVector<unsigned, 4> decidedSince(unsigned Block) const;
  /// Whether a path that comes to the join \p Join from \p Pred can take the
  /// edge from \p Block to \p To.
  bool mayCome(unsigned Pred, unsigned Join, unsigned Block, unsigned To) const;
  /// A path into a join, with what it brings to a Phi.
  struct Incoming {
    unsigned From = 0;
    unsigned To = 0;
    const Value *Brought = nullptr;
  };
  /// What each path brings to \p Phi; empty if no join of blocks makes it.
  llvm::SmallVector<Incoming, 4> incoming(const Value &Phi) const;
  /// Some path that no constant condition forbids leads to the block.
  bool isReached(unsigned Block) const;
  /// A constant condition decides where the block leads to.
  bool isDecided(unsigned Block) const { return OnlyTarget[Block] != NoTarget; }
  /// What the block's condition came to when it was first reached, before any
  /// loop went round; nothing if that was not known.
  std::optional<bool> firstDecision(unsigned Block) const {
    return FirstDecisions[Block];
  }
  /// What \p E is at the end of \p Block; null if the block is not reached.
  const Value *behind(unsigned Block, const effects::Expr *E);
  /// The connection, statement or transaction that the handle \p V was made
  /// from, step by step; \p V itself at the end of the chain.
  const Value *parent(const Value *V) const;
  /// The last parent: a connection, or whatever is known instead of one.
  const Value *connection(const Value *V) const;
  /// The fixed point was not reached within the bound: values may be missing.
  bool incomplete() const { return Incomplete; }

private:
  using Environment = llvm::DenseMap<const Value *, const Value *>;

  void computeOrder();
  Environment entry(unsigned Block);
  void narrow(Environment &Env, unsigned From, unsigned To) const;
  bool isAskedAgain(unsigned Join, const Value *Condition) const;
  std::optional<bool> held(unsigned Pred, unsigned Join) const;
  std::optional<bool>
  answered(unsigned Pred, unsigned Join, const Value *Condition,
           llvm::function_ref<const Value *(const Value *)> Resolve) const;
  void run(unsigned Block, Environment &Env, bool Record);
  const Value *execute(const effects::Instruction &I, Environment &Env,
                       Step *S);
  void resolveStatement(const effects::Instruction &I, Environment &Env,
                        Step &S);

  const Value *evaluate(const effects::Expr *E, Environment &Env,
                        unsigned Depth = 0);
  const Value *place(const effects::Expr *E, Environment &Env, unsigned Depth);
  const Value *load(const Value *Place, const Environment &Env,
                    unsigned Depth = 0);
  const Value *loadMember(const Value *Member, const Environment &Env,
                          unsigned Depth);
  const Value *memberOf(const Value *Base, const Value *Member,
                        const Environment &Env, unsigned Depth);
  const Value *updated(const Value *Aggregate, const Value &Member,
                       const Value *V);
  const Value *dereference(const Value *V, const Environment &Env);
  /// \p Changed: the part of \p Place that \p V changes, unless it is all new.
  void store(const Value *Place, const Value *V, Environment &Env,
             const Value *Changed = nullptr);
  const Value *moved(const Value *Place, const Value *From, const Value *To);
  void forget(const Value *Place, const effects::Instruction &I,
              Environment &Env);
  void forgetArgument(const Value *V, const effects::Instruction &I,
                      Environment &Env);
  llvm::SmallVector<const Value *, 8>
  flattened(const Value *List, const Environment &Env, bool &Complete);
  void bindRecords(const effects::Instruction &I, llvm::StringRef Member,
                   const Value *On, llvm::StringRef Prefix, Environment &Env);
  const Value *arrayAt(const effects::Expr *E, Environment &Env);
  const Value *memberOfElement(const Value *Array, unsigned Index,
                               llvm::StringRef Member, const Environment &Env);
  void storeOutputs(const Value *On, const Value *Rows, Environment &Env);
  const Value *textOf(const Value *Statement, const Environment &Env);
  const Value *keptText(const Value *Statement, Environment &Env);
  const Value *preparedText(const Value *On, const Value *Name,
                            Environment &Env);
  void forgetBindings(const Value *Statement, Environment &Env);
  void forgetStatement(const Value *Statement, Environment &Env);
  const Value *nextPlaceholder(const Value *Statement,
                               const effects::Instruction &I,
                               const Environment &Env);
  const Value *cursor(const Value *Handle, const Environment &Env);
  const Value *attribute(const Value *Handle, llvm::StringRef Name);
  llvm::SmallVector<Incoming, 4> incomingMember(const Value &Phi) const;

  const effects::Function &F;
  const UnitIndex *Unit;
  /// Its nodes are unique: making one changes nothing.
  mutable ValueTable Values;
  const Value *const True = Values.get(ValueKind::Boolean, "true");
  const Value *const False = Values.get(ValueKind::Boolean, "false");
  std::vector<unsigned> Order;
  std::vector<llvm::SmallVector<unsigned, 2>> Predecessors;
  /// Where a constant condition always leads to.
  static constexpr unsigned NoTarget = ~0u;
  std::vector<unsigned> OnlyTarget;
  /// What each block's branch depends on; null if it ends otherwise.
  std::vector<const Value *> Conditions;
  /// The block and the place that a Phi merges.
  llvm::DenseMap<const Value *, std::pair<unsigned, const Value *>> Joins;
  /// The Phi of records that a Phi has a member of each of, and which.
  llvm::DenseMap<const Value *, std::pair<const Value *, const Value *>>
      Members;
  std::vector<std::optional<bool>> FirstDecisions;
  std::vector<std::unique_ptr<Environment>> Exits;
  llvm::DenseMap<const effects::Instruction *, const Value *> Results;
  llvm::DenseMap<const Value *, const Value *> Parents;
  /// Where instructions that bind to the next placeholder did so first.
  llvm::DenseMap<const effects::Instruction *, unsigned> NextPlaceholders;
  std::vector<Step> Steps;
  bool Incomplete = false;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_EVALUATION_H
