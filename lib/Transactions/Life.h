//===- Transactions/Life.h - The life of transactions -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For each step of a function: which transaction is open on its connection, and
// which earlier steps have run on every path that leads here, within that
// transaction or at all. Guards ask these questions; they are *must* facts.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_LIFE_H
#define ROWLOCK_TRANSACTIONS_LIFE_H

#include "Transactions/Operation.h"
#include "llvm/ADT/BitVector.h"
#include <map>

namespace rowlock::transactions {

/// A connection at one point of the function.
struct TransactionState {
  enum class Kind {
    Autocommit, ///< each statement is a transaction of its own
    Open,
    Mixed, ///< the paths that lead here differ
  };
  Kind What = Kind::Autocommit;
  /// The instruction that began it; null if a caller did.
  const effects::Instruction *Begin = nullptr;
  databases::IsolationLevel Level = databases::IsolationLevel::Unknown;
  databases::TransactionMode Mode = databases::TransactionMode::Plain;
  /// Mode or level are chosen at run time; Mode and Level are the weakest that
  /// are known.
  bool ModeUnknown = false;
  /// Nothing in this function tells: the handle's type or the default does.
  bool Assumed = true;
  /// What later transactions of the connection begin with, and the next one
  /// only; Unknown: nothing was said.
  databases::IsolationLevel SessionLevel = databases::IsolationLevel::Unknown;
  databases::IsolationLevel NextLevel = databases::IsolationLevel::Unknown;
  /// What switched autocommit off: where one transaction ends the next begins.
  const effects::Instruction *AutocommitOff = nullptr;
  /// Steps that ran in this transaction on every path.
  llvm::BitVector Executed;
  /// Steps that ran in it on some path.
  llvm::BitVector Touched;
  /// The savepoints of the transaction that every path has set, with what
  /// Executed was then.
  struct Savepoint {
    /// The handle, or the name.
    const flow::Value *Handle = nullptr;
    std::string Name;
    llvm::BitVector Executed;

    friend bool operator==(const Savepoint &A, const Savepoint &B) {
      return A.Handle == B.Handle && A.Name == B.Name &&
             A.Executed == B.Executed;
    }
  };
  std::vector<Savepoint> Savepoints;

  bool isOpen() const { return What == Kind::Open; }
  friend bool operator==(const TransactionState &A, const TransactionState &B) {
    return A.What == B.What && A.Begin == B.Begin && A.Level == B.Level &&
           A.Mode == B.Mode && A.ModeUnknown == B.ModeUnknown &&
           A.Assumed == B.Assumed && A.SessionLevel == B.SessionLevel &&
           A.NextLevel == B.NextLevel && A.AutocommitOff == B.AutocommitOff &&
           A.Executed == B.Executed && A.Touched == B.Touched &&
           A.Savepoints == B.Savepoints;
  }
};

/// All that is known when a step is about to run.
struct PathState {
  std::map<const flow::Value *, TransactionState> Connections;
  /// Steps that ran on every path.
  llvm::BitVector Executed;
  /// Fetch steps whose statement is still open on every path.
  llvm::BitVector OpenCursors;
  /// Lock steps whose lock is held on every path.
  llvm::BitVector HeldLocks;
  /// Statement steps that took an advisory lock of the session, or a named one,
  /// that is held on every path.
  llvm::BitVector HeldSessionLocks;

  friend bool operator==(const PathState &A, const PathState &B) {
    return A.Connections == B.Connections && A.Executed == B.Executed &&
           A.OpenCursors == B.OpenCursors && A.HeldLocks == B.HeldLocks &&
           A.HeldSessionLocks == B.HeldSessionLocks;
  }
};

class Life {
public:
  explicit Life(const Operations &Ops);

  const PathState &before(unsigned StepIndex) const {
    return Before[StepIndex];
  }
  /// The transaction of \p Connection when the step is about to run.
  TransactionState state(unsigned StepIndex,
                         const flow::Value *Connection) const {
    return stateOf(Before[StepIndex], Connection);
  }
  /// The transaction that the operation runs in.
  TransactionState transaction(const Operation &Op) const;
  /// \p Earlier ran on every path to \p Later, in the same transaction. Never
  /// true in autocommit.
  bool sameTransaction(const Operation &Earlier, const Operation &Later) const;
  /// The paths that lead from \p Read to \p Write stay in one transaction,
  /// which is open on every path. Paths round the read do not matter here.
  bool staysInTransaction(const Operation &Read, const Operation &Write) const;
  bool mustPrecede(unsigned EarlierStep, unsigned LaterStep) const {
    return Before[LaterStep].Executed.test(EarlierStep);
  }
  /// The step commits a transaction that \p Op may have run in.
  bool commits(unsigned StepIndex, const Operation &Op) const;

private:
  PathState initial() const;
  std::optional<PathState> entry(unsigned Block) const;
  std::optional<PathState> alongEdge(unsigned From, unsigned To) const;
  void meet(std::optional<PathState> &Into,
            std::optional<PathState> From) const;
  void meet(PathState &Into, const PathState &From) const;
  void refine(PathState &S, unsigned From, unsigned To) const;
  void transfer(PathState &S, unsigned StepIndex) const;
  static void meet(TransactionState &Into, const TransactionState &From);
  void execute(TransactionState &T, unsigned StepIndex) const;
  void sessionLocks(PathState &S, unsigned StepIndex) const;
  void control(TransactionState &T, const Operation &Op) const;
  TransactionState stateOf(const PathState &S,
                           const flow::Value *Connection) const;

  const Operations &Ops;
  /// First and last step of each block.
  std::vector<std::pair<unsigned, unsigned>> BlockSteps;
  /// By block; see Evaluation::decidedSince.
  std::vector<llvm::SmallVector<unsigned, 4>> DecidedSince;
  std::vector<std::unique_ptr<PathState>> Exits;
  std::vector<PathState> Before;
};

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_LIFE_H
