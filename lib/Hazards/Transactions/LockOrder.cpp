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
/// A statement that locks rows which one key chooses.
struct RowLock {
  const Operation *Op = nullptr;
  std::string Table;
  std::string Key;
  /// Null for a constant.
  const Value *By = nullptr;
};

std::optional<RowLock> rowLock(const Operation &Op) {
  if (!Op.Statement || Op.Alternatives > 1 ||
      Op.Db.Kind == databases::Product::SQLite ||
      Op.Db.Kind == databases::Product::Unknown)
    return std::nullopt;
  const sql::Statement &S = *Op.Statement;
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
      if (auto Lock = rowLock(Op))
        Locks.push_back(std::move(*Lock));
    for (const RowLock &Second : Locks)
      for (const RowLock &First : Locks)
        if (L.sameTransaction(*First.Op, *Second.Op) &&
            First.Op->StepIndex != Second.Op->StepIndex)
          add(First, Second);
    return std::move(Found);
  }

private:
  void add(const RowLock &First, const RowLock &Second) {
    if (First.Table != Second.Table || First.Key != Second.Key ||
        First.By == Second.By || isLocked(Second))
      return;
    LockPair H;
    H.FirstName = givenName(*First.By);
    H.SecondName = givenName(*Second.By);
    H.First = First.Op;
    H.Second = Second.Op;
    H.Table = First.Table;
    H.Key = First.Key;
    H.StepIndex = Second.Op->StepIndex;
    H.Connection = Second.Op->Connection;
    H.Transaction = L.transaction(*Second.Op);
    const flow::Site &A = site(*First.Op->Step->Instr);
    const flow::Site &B = site(*Second.Op->Step->Instr);
    H.Original = B.Original;
    H.Where = frameOf(A, B, J.function());
    H.Anchor = &H.Where.anchor(B);
    H.AnchorIn = &H.Where.holder(B, J.function());
    H.FirstAt = &H.Where.anchor(A);
    H.Guarded = H.FirstName.empty() || H.SecondName.empty() ||
                isCompared(*First.By, *Second.By) ||
                isHeldBefore(First, Second, H.Transaction) ||
                isRetried(*Second.Op, H.Transaction.Begin, Ops, L) ||
                isRolledBack(*Second.Op, Ops, L);
    if (H.Transaction.Assumed)
      H.lower(Confidence::Likely, "the transaction is a caller's");
    Found.push_back(std::move(H));
  }

  /// The second row was locked before: here nobody waits for it.
  bool isLocked(const RowLock &Second) const {
    TransactionState T = L.transaction(*Second.Op);
    for (unsigned I : T.Executed.set_bits())
      for (const Operation &Op : Ops.of(I)) {
        auto Lock = rowLock(Op);
        if (Lock && Lock->Table == Second.Table && Lock->By == Second.By)
          return true;
      }
    return false;
  }

  /// What a caller calls it; empty if the program has made something of it.
  static std::string givenName(const Value &V) {
    if (V.Kind == ValueKind::Parameter)
      return V.Spelling.str();
    if (V.Kind == ValueKind::Member && !V.Spelling.starts_with("[")) {
      const Value *Base = &V;
      while (Base->Kind == ValueKind::Member)
        Base = Base->Operands[0];
      if (Base->Kind == ValueKind::Parameter)
        return V.Spelling.str();
    }
    return {};
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
  bool isHeldBefore(const RowLock &First, const RowLock &Second,
                    const TransactionState &T) const {
    TransactionState Before = L.transaction(*First.Op);
    for (unsigned I : Before.Executed.set_bits())
      for (const Operation &Op : Ops.of(I)) {
        if (!Op.Statement)
          return true;
        if (!Op.Statement->TableLocks.empty() ||
            !Op.Statement->AdvisoryLocks.empty())
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
           (L.before(First.Op->StepIndex).HeldLocks.any() && T.isOpen());
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
