//===- Transactions/PathState.h - What is known at a point of a path -*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_PATHSTATE_H
#define ROWLOCK_TRANSACTIONS_PATHSTATE_H

#include "Databases/Databases.h"
#include "Flow/Value.h"
#include "llvm/ADT/BitVector.h"
#include <map>
#include <memory>
#include <vector>

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
  /// The begin that failed on some path that led here.
  const effects::Instruction *NotBegun = nullptr;
  /// Where paths on which NotBegun failed met those on which it went well: what
  /// held on the latter. A later test of its outcome tells them apart again.
  std::shared_ptr<const TransactionState> IfBegun;

  bool isOpen() const { return What == Kind::Open; }

  /// \p By begins a transaction, whatever was open before. If \p With is
  /// unknown, the level counts that was set for the next one, or for all.
  void begin(const effects::Instruction &By, databases::IsolationLevel With,
             databases::TransactionMode As);
  /// The transaction is over; the connection is as it was before, or, with
  /// autocommit off, in the next one.
  void end();
  /// The next transaction begins at once, as this one did.
  void chain();
  void setLevel(databases::IsolationLevel To, databases::LevelScope Scope);
  void switchAutocommit(bool On, const effects::Instruction &By);
  /// The path shows that \p By began a transaction, or that it did not.
  void learnBegun(const effects::Instruction &By, bool Begun);

  /// The savepoint of \p Handle, or else of that name; null if it is not known.
  const Savepoint *savepoint(const flow::Value *Handle,
                             llvm::StringRef Name) const;
  void rollbackTo(const flow::Value *Handle, llvm::StringRef Name);
  void release(const flow::Value *Handle, llvm::StringRef Name);

  /// What holds on this path and on another.
  void meet(const TransactionState &Other);

  friend bool operator==(const TransactionState &A, const TransactionState &B) {
    return A.What == B.What && A.Begin == B.Begin && A.Level == B.Level &&
           A.Mode == B.Mode && A.ModeUnknown == B.ModeUnknown &&
           A.Assumed == B.Assumed && A.SessionLevel == B.SessionLevel &&
           A.NextLevel == B.NextLevel && A.AutocommitOff == B.AutocommitOff &&
           A.Executed == B.Executed && A.Touched == B.Touched &&
           A.Savepoints == B.Savepoints && A.NotBegun == B.NotBegun &&
           (A.IfBegun && B.IfBegun ? *A.IfBegun == *B.IfBegun
                                   : A.IfBegun == B.IfBegun);
  }

private:
  void meetUndecided(const TransactionState &Other);
};

/// All that is known when a step is about to run.
struct PathState {
  PathState() = default;
  /// At the start of a function of so many steps: nothing ran.
  explicit PathState(unsigned Steps);

  /// Of connections that something was done on.
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

  TransactionState transaction(const flow::Value *Connection) const;
  /// What holds on this path and on another.
  void meet(const PathState &Other);

  friend bool operator==(const PathState &A, const PathState &B) {
    return A.Connections == B.Connections && A.Executed == B.Executed &&
           A.OpenCursors == B.OpenCursors && A.HeldLocks == B.HeldLocks &&
           A.HeldSessionLocks == B.HeldSessionLocks;
  }
};

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_PATHSTATE_H
