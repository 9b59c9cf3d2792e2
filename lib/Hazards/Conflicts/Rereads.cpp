//===- Hazards/Conflicts/Rereads.cpp - Reading again in an old snapshot ---===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The interleaving behind it: A looks for a row and finds none, B inserts it
// and commits, A inserts it and is refused, A looks again. On MySQL it sees
// what it saw the first time; on PostgreSQL the transaction takes no more
// statements.
//
//===----------------------------------------------------------------------===//

#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/FailurePaths.h"
#include "Hazards/WrittenRows.h"
#include "Transactions/Transfer.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace sql = rowlock::sql;

namespace {
/// What comes of one INSERT that is refused because the row is there already.
class Refused {
public:
  Refused(const Operation &W, const Operations &Ops, const Life &L)
      : W(W), Ops(Ops), E(Ops.evaluation()), L(L), Before(L.transaction(W)) {}

  std::optional<Conflict> run() {
    if (!Before.isOpen() || !isBlind())
      return std::nullopt;
    FailurePaths Paths(W, Ops);
    if (isIgnored())
      Paths.succeedInVain();
    Paths.walk([&](unsigned Index) {
      for (const Operation &Op : Ops.of(Index))
        if (!Again && isAgain(Op))
          Again = &Op;
      return !Again && !(IsAborted && rollsBackTo(Index)) &&
             !endsTransaction(Index);
    });
    if (!Again)
      return std::nullopt;
    Conflict C;
    C.Read = Again;
    C.Write = &W;
    C.Table = W.Statement->target()->Table.Text;
    C.Reread = Reread{SnapshotOf};
    C.Transaction = Before;
    C.SameTransaction = true;
    C.Level = Level;
    return C;
  }

private:
  /// INSERT IGNORE and the like say by the count that the row is there.
  bool isIgnored() const {
    return W.Statement->Insert.OnConflict == sql::ConflictAction::Ignore;
  }

  /// Who reads again behind the refusal does not see the row.
  bool isBlind() {
    Level = Before.Level != databases::IsolationLevel::Unknown
                ? Before.Level
                : Ops.options().Level;
    Level = databases::effectiveLevel(W.Db, Level);
    if (databases::afterFailedStatement(W.Db.Kind) ==
        databases::AfterFailure::Aborted) {
      IsAborted = true;
      return !isIgnored();
    }
    if (databases::snapshotTime(W.Db, Level, Before.Mode) !=
        databases::SnapshotTime::FirstPlainRead)
      return false;
    for (const Operation &Op : Ops.all())
      if (isPlainRead(Op) && L.mustPrecede(Op.StepIndex, W.StepIndex) &&
          L.sameTransaction(Op, W)) {
        SnapshotOf = &Op;
        return true;
      }
    return false;
  }

  static bool isPlainRead(const Operation &Op) {
    return Op.Statement && Op.Statement->Kind == sql::StatementKind::Select &&
           !Op.Statement->Tables.empty() &&
           effectiveLock(*Op.Statement).Locks == sql::Answer::No;
  }

  bool endsTransaction(unsigned Index) const {
    PathState State = L.before(Index);
    transfer(State, Ops, Index);
    TransactionState Now = State.transaction(W.Connection);
    return Now.What == TransactionState::Kind::Autocommit ||
           Now.Begin != L.before(Index).transaction(W.Connection).Begin;
  }

  /// The rows that the INSERT would have added, read without a lock.
  bool isAgain(const Operation &Op) const {
    if (!isPlainRead(Op) || Op.Connection != W.Connection)
      return false;
    std::string Table = W.folded(W.Statement->target()->Table);
    for (const sql::TableRef &T : Op.Statement->Tables) {
      if (Op.folded(T.Table) != Table)
        continue;
      for (const RowEquality &Key : rowSet(Op, T).Equalities) {
        const sql::Operand *Given = inserted(W, Key.Column);
        Term Mine = Given ? W.term(*Given) : Term();
        if (Mine && llvm::any_of(Key.Terms, [&](const Term &Theirs) {
              return mustEqual(Mine, Theirs);
            }))
          return true;
      }
    }
    return false;
  }

  /// Behind a savepoint the transaction goes on.
  bool rollsBackTo(unsigned Index) const {
    const Step &S = E.steps()[Index];
    if (S.Instr->Op == Opcode::RollbackTo)
      return true;
    if (S.Instr->Op == Opcode::Leave) {
      const Value *On = S.get(Slot::On);
      return On && On->Kind == ValueKind::Result &&
             On->Source->Op == Opcode::Savepoint &&
             On->Source->attribute("leave") == "rollback-to";
    }
    return llvm::any_of(Ops.of(Index), [](const Operation &Op) {
      return Op.Statement &&
             Op.Statement->Kind == sql::StatementKind::RollbackTo;
    });
  }

  const Operation &W;
  const Operations &Ops;
  const rowlock::flow::Evaluation &E;
  const Life &L;
  TransactionState Before;
  databases::IsolationLevel Level = databases::IsolationLevel::Unknown;
  /// The refusal ends the transaction for all but a rollback.
  bool IsAborted = false;
  const Operation *SnapshotOf = nullptr;
  const Operation *Again = nullptr;
};
} // namespace

std::vector<Conflict> rowlock::hazards::findRereads(const Operations &Ops,
                                                    const Life &L) {
  std::vector<Conflict> Found;
  for (const Operation &W : Ops.all())
    if (W.Statement && W.Statement->Kind == sql::StatementKind::Insert &&
        W.Statement->target() && !isUpsert(*W.Statement) && W.Connection)
      if (std::optional<Conflict> C = Refused(W, Ops, L).run())
        Found.push_back(std::move(*C));
  return Found;
}
