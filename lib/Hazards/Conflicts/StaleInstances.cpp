//===- Hazards/Conflicts/StaleInstances.cpp - Copies that grew old --------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// It needs no second transaction: a function has a row in memory, something
// that it calls loads, changes and saves the same row, and then the function
// saves its own copy, with everything in it as it was. No lock helps, since all
// of it happens in one transaction.
//
//===----------------------------------------------------------------------===//

#include "Flow/NullDefault.h"
#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/Decision.h"
#include "Hazards/Dependence.h"
#include "Hazards/Reach.h"
#include "Hazards/WrittenRows.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::flow::columnIn;
using rowlock::flow::isNothing;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace sql = rowlock::sql;

namespace {
class Search {
public:
  Search(const Conflict &C, const Operations &Ops)
      : C(C), R(*C.Read), W(*C.Write), Ops(Ops) {}

  std::optional<Between> run() const {
    for (const Operation &M : Ops.all()) {
      if (M.StepIndex <= R.StepIndex || M.StepIndex >= W.StepIndex ||
          !setsColumns(M) || M.Alternatives > 1 || !isSameRow(M) ||
          !leadsTo(Ops.evaluation(), *R.Step, *M.Step) ||
          !leadsTo(Ops.evaluation(), *M.Step, *W.Step))
        continue;
      Between Found;
      for (const WrittenColumn &Column : C.Carried)
        if (isChanged(M, Column, /*Copied=*/true) &&
            isOldBehind(M, Column, Column.Value))
          Found.Columns.push_back(Column.Name);
      for (const WrittenColumn &Column : C.Columns)
        if (!llvm::is_contained(Found.Columns, Column.Name) &&
            isChanged(M, Column, /*Copied=*/false) &&
            isOldBehind(M, Column, Column.Value))
          Found.Columns.push_back(Column.Name);
      if (Found.Columns.empty())
        continue;
      Found.StepIndex = M.StepIndex;
      Found.By = &M;
      return Found;
    }
    return std::nullopt;
  }

private:
  /// The row that was read, by its key or by the key of a second load of it.
  bool isSameRow(const Operation &M) const {
    RowSet Written = writtenRows(M);
    if (Written.Table != W.folded(W.Statement->target()->Table))
      return false;
    RowSet Read = readRows(R);
    if (sameRow(Read, R, Written, Ops) != SameRow::No)
      return true;
    return llvm::any_of(Ops.all(), [&](const Operation &Second) {
      return Second.StepIndex < M.StepIndex &&
             Second.StepIndex != R.StepIndex && Second.Statement &&
             Second.Statement->Kind == sql::StatementKind::Select &&
             sameRow(Read, R, readRows(Second), Ops) != SameRow::No &&
             sameRow(readRows(Second), Second, Written, Ops) != SameRow::No;
    });
  }

  RowSet readRows(const Operation &Op) const {
    std::string Table = W.folded(W.Statement->target()->Table);
    for (const sql::TableRef &T : Op.Statement->Tables)
      if (Op.folded(T.Table) == Table)
        return rowSet(Op, T);
    return RowSet();
  }

  /// \p M gives the column something that the copy does not know of.
  bool isChanged(const Operation &M, const WrittenColumn &Column,
                 bool Copied) const {
    for (const sql::Assignment &A : M.Statement->Assignments) {
      if (M.folded(A.Column.Column) != Column.Name)
        continue;
      if (A.Value.What == sql::Operand::Kind::Column &&
          M.folded(A.Value.Columns.front().Column) == Column.Name)
        return false;
      for (const Value *V : programValues(M, A.Value))
        if (isKnownToCopy(V, Column, Copied))
          return false;
      return true;
    }
    const sql::Operand *V =
        isUpsert(*M.Statement) ? inserted(M, Column.Name) : nullptr;
    return V && llvm::none_of(programValues(M, *V), [&](const Value *Each) {
             return isKnownToCopy(Each, Column, Copied);
           });
  }

  /// The same object was saved before: its value is in the second save too.
  bool isKnownToCopy(const Value *V, const WrittenColumn &Column,
                     bool Copied) const {
    Term Mine;
    Mine.Value = Column.Value;
    Term Theirs;
    Theirs.Value = V;
    if (Column.Value && mustEqual(Mine, Theirs))
      return true;
    // The other write puts the column back as it read it.
    for (const ReadColumn &Read : readColumns(*V, Ops))
      if (Read.Column == Column.Name && Read.IsPlain &&
          Read.TableName == W.folded(W.Statement->target()->Table))
        return true;
    return !Copied &&
           llvm::any_of(origins(V, Ops.evaluation()), [&](const Origin &O) {
             return llvm::is_contained(Column.From, O.Column);
           });
  }

  /// Not so where each path from the change to the save renews the value.
  bool isOldBehind(const Operation &M, const WrittenColumn &Column,
                   const Value *V, unsigned Depth = 0) const {
    constexpr unsigned MaxDepth = 12;
    V = rowlock::flow::peeled(V);
    if (!V || Depth == MaxDepth)
      return true;
    auto Comes = [&](const Value *Part) {
      return llvm::any_of(origins(Part, Ops.evaluation()),
                          [&](const Origin &O) {
                            return llvm::is_contained(Column.From, O.Column);
                          });
    };
    if (V->Kind == ValueKind::Phi) {
      bool Leads = false;
      for (const auto &Path : Ops.evaluation().incoming(*V)) {
        if (!leadsTo(Ops.evaluation(), M.Step->Block, Path.From))
          continue;
        Leads = true;
        if (isOldBehind(M, Column, Path.Brought, Depth + 1))
          return true;
      }
      if (Leads || isReadAgain(M, Column, *V))
        return false;
      // On which paths it is which is not known; none is what a record begins
      // with.
      if (!llvm::all_of(V->Operands, [&](const Value *Each) {
            return isZero(Each) || isNothing(Each) ||
                   llvm::is_contained(Column.From, columnIn(Each));
          }))
        return false;
    }
    if (V->Kind == ValueKind::Compute || V->Kind == ValueKind::Change)
      return llvm::any_of(V->Operands, [&](const Value *Part) {
        return Comes(Part) && isOldBehind(M, Column, Part, Depth + 1);
      });
    return Comes(V);
  }

  /// Each path from the change to the save has a read of another alternative of
  /// \p V, which no join of blocks makes.
  bool isReadAgain(const Operation &M, const WrittenColumn &Column,
                   const Value &V) const {
    const auto &E = Ops.evaluation();
    llvm::SmallVector<unsigned, 2> Reads;
    for (const Origin &O : origins(&V, E)) {
      if (llvm::is_contained(Column.From, O.Column))
        continue;
      for (const ReadColumn &Other : readColumns(*O.Column, Ops)) {
        const auto &S = *Other.Read->Step;
        if (!leadsTo(E, *M.Step, S) || !leadsTo(E, S, *W.Step))
          continue;
        if (S.Block == M.Step->Block || S.Block == W.Step->Block)
          return true;
        Reads.push_back(S.Block);
      }
    }
    return !Reads.empty() && !leadsTo(E, M.Step->Block, W.Step->Block, Reads);
  }

  const Conflict &C;
  const Operation &R;
  const Operation &W;
  const Operations &Ops;
};
} // namespace

std::optional<Between> rowlock::hazards::madeStale(const Conflict &C,
                                                   const Operations &Ops) {
  if (C.Columns.empty() && C.Carried.empty())
    return std::nullopt;
  return Search(C, Ops).run();
}
