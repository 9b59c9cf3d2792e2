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

#include "Flow/Unwinding.h"
#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/WrittenRows.h"
#include "Transactions/Transfer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::ExprKind;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace sql = rowlock::sql;

namespace {
/// What comes of one INSERT that is refused because the row is there already.
class Refused {
public:
  Refused(const Operation &W, const Operations &Ops, const Life &L)
      : W(W), Ops(Ops), E(Ops.evaluation()), L(L), Before(L.transaction(W)) {
    StepsOf.resize(E.function().Blocks.size());
    for (auto [Index, S] : llvm::enumerate(E.steps()))
      StepsOf[S.Block].push_back(Index);
  }

  std::optional<Conflict> run() {
    if (!Before.isOpen() || !isBlind())
      return std::nullopt;
    Visited.resize(StepsOf.size());
    PathState State = L.before(W.StepIndex);
    for (unsigned P : E.predecessors(W.Step->Block)) {
      const Instruction *End = E.function().Blocks[P].terminator();
      const effects::Expr *Why =
          End && End->Op == Opcode::Branch ? End->get(Slot::Value) : nullptr;
      if (Why && Why->Kind == ExprKind::Unknown &&
          Why->Spelling == rowlock::flow::AnException &&
          StepsOf[W.Step->Block].front() == W.StepIndex)
        walk(End->Targets[0], State);
    }
    llvm::StringRef Fails = W.Step->Instr->attribute("fails");
    bool Tells = (!Fails.empty() && Fails != "throws") || isIgnored();
    if (Tells && !Again)
      walkFrom(W.StepIndex + 1, W.Step->Block, State);
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

  void walk(unsigned Block, PathState State) {
    if (Again || Visited[Block])
      return;
    Visited[Block] = true;
    if (!StepsOf[Block].empty())
      walkFrom(StepsOf[Block].front(), Block, std::move(State));
  }

  void walkFrom(unsigned From, unsigned Block, PathState State) {
    for (unsigned Index : StepsOf[Block]) {
      if (Index < From)
        continue;
      for (const Operation &Op : Ops.of(Index))
        if (isAgain(Op)) {
          Again = &Op;
          return;
        }
      if (IsAborted && rollsBackTo(Index))
        return;
      transfer(State, Ops, Index);
      TransactionState Now = State.transaction(W.Connection);
      if (!Now.isOpen() || Now.Begin != Before.Begin)
        return;
    }
    const Step &Last = E.steps()[StepsOf[Block].back()];
    for (auto [Side, Next] : llvm::enumerate(Last.Instr->Targets)) {
      if (!E.isTaken(Block, Next))
        continue;
      if (Last.Instr->Op == Opcode::Branch)
        if (auto Holds = ifRefused(Last.get(Slot::Value)))
          if (*Holds != (Side == 0))
            continue;
      walk(Next, State);
    }
  }

  /// What a condition comes to behind the refusal; nothing where it depends on
  /// something else.
  std::optional<bool> ifRefused(const Value *V, unsigned Depth = 0) const {
    if (!V || Depth > 20)
      return std::nullopt;
    if (auto N = number(V, Depth))
      return *N != 0;
    if (V->Kind != ValueKind::Compute)
      return std::nullopt;
    if (V->Operands.size() == 1 && V->Spelling == "!") {
      auto Inner = ifRefused(V->operand(0), Depth + 1);
      return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
    }
    if (V->Operands.size() != 2)
      return std::nullopt;
    if (V->Spelling == "==" || V->Spelling == "!=")
      for (unsigned I : {0, 1})
        if (isErrorCode(V->operand(I)) && V->operand(1 - I)->isConstant())
          return databases::isUniqueViolation(V->operand(1 - I)->Spelling) ==
                 (V->Spelling == "==");
    if (V->Spelling == "&&" || V->Spelling == "||") {
      auto A = ifRefused(V->operand(0), Depth + 1);
      auto B = ifRefused(V->operand(1), Depth + 1);
      bool Wins = V->Spelling == "||";
      if ((A && *A == Wins) || (B && *B == Wins))
        return Wins;
      return A && B ? std::optional<bool>(!Wins) : std::nullopt;
    }
    auto A = number(V->operand(0), Depth), B = number(V->operand(1), Depth);
    if (!A || !B)
      return std::nullopt;
    return llvm::StringSwitch<std::optional<bool>>(V->Spelling)
        .Case("==", *A == *B)
        .Case("!=", *A != *B)
        .Case("<", *A < *B)
        .Case(">", *A > *B)
        .Case("<=", *A <= *B)
        .Case(">=", *A >= *B)
        .Default(std::nullopt);
  }

  bool isErrorCode(const Value *V) const {
    V = rowlock::flow::peeled(V);
    return V && V->Kind == ValueKind::Outcome && V->Spelling == "error-code";
  }

  /// Success and counts of the INSERT, and constants.
  std::optional<int64_t> number(const Value *V, unsigned) const {
    V = rowlock::flow::peeled(V);
    if (!V)
      return std::nullopt;
    if (V->Kind == ValueKind::Integer || V->Kind == ValueKind::Boolean) {
      int64_t N = V->Spelling == "true";
      if (V->Kind == ValueKind::Integer && V->Spelling.getAsInteger(10, N))
        return std::nullopt;
      return N;
    }
    if (V->Kind != ValueKind::Outcome)
      return std::nullopt;
    const Value *Of = V->operand(0);
    bool IsMine =
        (Of->Kind == ValueKind::Result && Of->Source == W.Step->Instr) ||
        (Of == W.Connection && V->Spelling == "affected");
    if (!IsMine)
      return std::nullopt;
    if (V->Spelling == "ok")
      return isIgnored();
    if (V->Spelling == "affected" || V->Spelling == "rows")
      return 0;
    return std::nullopt;
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
  std::vector<llvm::SmallVector<unsigned, 8>> StepsOf;
  std::vector<bool> Visited;
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
