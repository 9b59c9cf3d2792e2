//===- Hazards/Transactions/LockOrder.cpp ---------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Transactions/LockOrder.h"
#include "Hazards/Dependence.h"
#include "Hazards/Retry.h"
#include "Hazards/RolledBack.h"
#include "Transactions/RowSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
/// A statement that locks rows which one key chooses, or a table as a whole.
struct RowLock {
  const Operation *Op = nullptr;
  std::string Table;
  std::string Key;
  /// Null for a table.
  const Value *By = nullptr;
};

std::optional<RowLock> rowLock(const Operation &Op) {
  // A database with one write lock for all has no order.
  if (!Op.Statement || Op.Alternatives > 1 ||
      Op.Db.Kind == databases::Product::SQLite ||
      Op.Db.Kind == databases::Product::Unknown)
    return std::nullopt;
  const sql::Statement &S = *Op.Statement;
  // MySQL's LOCK TABLES gives back what was locked before.
  if (S.TableLocks.size() == 1 && !Op.Db.mysqlFamily() &&
      !Op.folded(S.Tables.front().Table).empty())
    return RowLock{&Op, Op.folded(S.Tables.front().Table), "", nullptr};
  bool Locks = S.Kind == sql::StatementKind::Update ||
               S.Kind == sql::StatementKind::Delete ||
               (S.Kind == sql::StatementKind::Select &&
                effectiveLock(S).exclusive() == sql::Answer::Yes &&
                effectiveLock(S).Waits == sql::Lock::Wait::Block);
  if (!Locks || S.Tables.size() != 1 || !S.Tables.front().Table.known())
    return std::nullopt;
  RowSet Rows = rowSet(Op, S.Tables.front());
  for (const RowEquality &Equal : Rows.Equalities)
    if (Equal.Terms.size() == 1 && Equal.Terms.front().Value &&
        !Equal.Terms.front().isConstant())
      return RowLock{&Op, Rows.Table, Equal.Column,
                     flow::peeled(Equal.Terms.front().Value)};
  return std::nullopt;
}

class Finder {
public:
  explicit Finder(const Judgement &J)
      : J(J), Ops(J.operations()), E(J.evaluation()), L(J.life()) {}

  std::vector<LockPair> run() {
    if (E.incomplete())
      return {};
    std::vector<RowLock> Locks;
    for (const Operation &Op : Ops.all())
      if (auto Lock = rowLock(Op); Lock && !isHeld(*Lock, Locks))
        Locks.push_back(std::move(*Lock));
    for (const RowLock &Second : Locks)
      for (const RowLock &First : Locks)
        if (L.sameTransaction(*First.Op, *Second.Op) &&
            First.Op->StepIndex != Second.Op->StepIndex)
          add(First, Second);
    return std::move(Found);
  }

private:
  /// What is locked already is not waited for.
  bool isHeld(const RowLock &Lock, llvm::ArrayRef<RowLock> Before) const {
    return llvm::any_of(Before, [&](const RowLock &Held) {
      return Held.Table == Lock.Table && Held.Key == Lock.Key &&
             Held.By == Lock.By && L.sameTransaction(*Held.Op, *Lock.Op);
    });
  }

  void add(const RowLock &First, const RowLock &Second) {
    LockPair H;
    if (First.Table == Second.Table) {
      if (First.Key != Second.Key || First.By == Second.By || !First.By)
        return;
      H.FirstName = givenName(*First.By);
      H.SecondName = givenName(*Second.By);
    }
    H.First = First.Op;
    H.Second = Second.Op;
    H.FirstTable = First.Table;
    H.SecondTable = Second.Table;
    H.FirstKey = First.Key;
    H.SecondKey = Second.Key;
    H.StepIndex = Second.Op->StepIndex;
    H.Connection = Second.Op->Connection;
    H.Transaction = L.transaction(*Second.Op);
    const flow::Site &A = site(*First.Op->Step->Instr);
    const flow::Site &B = site(*Second.Op->Step->Instr);
    H.Original = B.Original;
    H.OriginalFirst = A.Original;
    H.Where = frameOf(A, B, J.function());
    H.Anchor = &H.Where.anchor(B);
    H.AnchorIn = &H.Where.holder(B, J.function());
    H.FirstAt = &H.Where.anchor(A);
    H.Guarded =
        (H.isOfOneTable() && (H.FirstName.empty() || H.SecondName.empty() ||
                              isCompared(*First.By, *Second.By))) ||
        isHeldBefore(First, Second) ||
        isRetried(*Second.Op, H.Transaction.Begin, Ops, L) ||
        isRolledBack(*Second.Op, Ops, L);
    // Whoever began the transaction may be the one who tries it again.
    if (!H.Transaction.Begin)
      H.lower(Confidence::Possible, "a caller may try the transaction again");
    Found.push_back(std::move(H));
  }

  /// What a caller calls it, "from.id"; empty if the program has made something
  /// of it.
  static std::string givenName(const Value &V) {
    if (V.Kind == ValueKind::Parameter)
      return V.Spelling.str();
    if (V.Kind != ValueKind::Member || V.Spelling.starts_with("["))
      return {};
    std::string Base = givenName(*V.Operands[0]);
    return Base.empty() ? Base : Base + "." + V.Spelling.str();
  }

  /// The smaller first, or the like.
  bool isCompared(const Value &A, const Value &B) const {
    return isTested(E, [&](const Value &V) {
      if (V.Operands.size() != 2 || V.Kind != ValueKind::Compute ||
          (V.Spelling != "<" && V.Spelling != ">" && V.Spelling != "<=" &&
           V.Spelling != ">="))
        return false;
      auto Is = [&](const Value &X, const Value &Y) {
        return flow::peeled(V.Operands[0]) == &X &&
               flow::peeled(V.Operands[1]) == &Y;
      };
      return Is(A, B) || Is(B, A);
    });
  }

  /// A lock that is taken before both decides who goes first.
  bool isHeldBefore(const RowLock &First, const RowLock &Second) const {
    TransactionState Before = L.transaction(*First.Op);
    for (unsigned I : Before.Executed.set_bits())
      for (const Operation &Op : Ops.of(I)) {
        if (!Op.Statement)
          return true;
        if (!Op.Statement->AdvisoryLocks.empty())
          return true;
        bool Locks = Op.writes() ||
                     effectiveLock(*Op.Statement).Locks != sql::Answer::No;
        auto Lock = rowLock(Op);
        // By one of the two keys it is one of the two.
        if (Locks &&
            !(Lock && (Lock->By == First.By || Lock->By == Second.By)) &&
            Op.Statement->Kind != sql::StatementKind::Insert)
          return true;
      }
    return L.before(First.Op->StepIndex).HeldSessionLocks.any() ||
           L.before(First.Op->StepIndex).HeldLocks.any();
  }

  const flow::Site &site(const effects::Instruction &I) const {
    return J.spliced().Sites.find(&I)->second;
  }

  const Judgement &J;
  const Operations &Ops;
  const flow::Evaluation &E;
  const Life &L;
  std::vector<LockPair> Found;
};
} // namespace

std::vector<LockPair> rowlock::hazards::findLockPairs(const Judgement &J) {
  return Finder(J).run();
}
