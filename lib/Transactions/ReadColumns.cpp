//===- Transactions/ReadColumns.cpp - What a column value stands for ------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/ReadColumns.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::transactions;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace sql = rowlock::sql;

const sql::TableRef *rowlock::transactions::tableOf(const Operation &Op,
                                                    const sql::Statement &In,
                                                    const sql::ColumnRef &C) {
  const sql::TableRef *Only = nullptr;
  unsigned Count = 0;
  for (const sql::TableRef &T : In.Tables) {
    if (!C.Qualifier.present()) {
      Only = &T;
      ++Count;
    } else if (sql::sameName(C.Qualifier, T.visibleName(), Op.Db.Kind) ==
               sql::Answer::Yes) {
      return &T;
    }
  }
  return Count == 1 ? Only : nullptr;
}

const sql::Statement *
rowlock::transactions::bodyOf(const Operation &Op, const sql::Statement &In,
                              const sql::TableRef &Table) {
  if (Table.Derived)
    return &In.Subqueries[*Table.Derived].Body;
  if (!Table.IsCte)
    return nullptr;
  for (const sql::Statement *Scope : {&In, Op.Statement})
    for (const sql::Subquery &Q : Scope->Subqueries)
      if (Q.What == sql::Subquery::Role::Cte && &Q.Body != &In &&
          sql::sameName(Q.Name, Table.Table, Op.Db.Kind) == sql::Answer::Yes)
        return &Q.Body;
  return nullptr;
}

const sql::Lock &rowlock::transactions::effectiveLock(const sql::Statement &S) {
  if (S.RowLock.Locks != sql::Answer::No)
    return S.RowLock;
  for (const sql::Subquery &Q : S.Subqueries)
    if (Q.What == sql::Subquery::Role::Cte ||
        Q.What == sql::Subquery::Role::Derived) {
      const sql::Lock &Inner = effectiveLock(Q.Body);
      if (Inner.Locks != sql::Answer::No)
        return Inner;
    }
  return S.RowLock;
}

/// COALESCE(n, 0) and the like give the column's value wherever it has one.
static bool onlyReplacesNull(const sql::Operand &O) {
  return O.Columns.size() == 1 && O.Functions.size() == 1 &&
         llvm::is_contained({"coalesce", "ifnull", "nvl", "isnull"},
                            O.Functions.front());
}

namespace {
/// Derived tables within derived tables.
constexpr unsigned MaxLevels = 8;

class Resolver {
public:
  Resolver(const Operation &Op, llvm::SmallVectorImpl<ReadColumn> &Found)
      : Op(Op), Found(Found) {}

  /// The column that result column \p Key of \p S is, and \p R leads to.
  void add(const sql::Statement &S, sql::ItemLookup Lookup, llvm::StringRef Key,
           ReadColumn R) {
    using Kind = sql::SelectItem::Kind;
    if (!Lookup.Item || R.Path.size() == MaxLevels)
      return;
    const sql::SelectItem &Item = *Lookup.Item;
    if (!R.Item)
      R.Item = &Item;
    unsigned Index = 0;
    if (Lookup.Found == sql::Answer::Yes && Item.What == Kind::Column) {
      addColumn(S, Item.Column, Op.folded(Item.Column.Column), std::move(R));
    } else if (Lookup.Found == sql::Answer::Unknown &&
               Item.What == Kind::Star && Key.getAsInteger(10, Index)) {
      // SELECT *, read by name: the column is the table's own.
      sql::Name N;
      N.Text = Key.str();
      N.Where = Item.Where;
      addColumn(S, Item.Column, Op.folded(N), std::move(R));
    } else if (Lookup.Found == sql::Answer::Yes && Item.What == Kind::Other &&
               !Item.Value.HasSubquery) {
      R.IsPlain = false;
      R.IsComputed |= !onlyReplacesNull(Item.Value);
      for (const sql::ColumnRef &C : Item.Value.Columns)
        addColumn(S, C, Op.folded(C.Column), R);
    }
  }

private:
  void addColumn(const sql::Statement &S, const sql::ColumnRef &C,
                 std::string Name, ReadColumn R) {
    const sql::TableRef *Table = tableOf(Op, S, C);
    if (!Table || Name.empty())
      return;
    R.Path.push_back({&S, Table});
    if (!Table->IsCte && !Table->Derived) {
      R.TableName = Op.folded(Table->Table);
      R.Column = std::move(Name);
      Found.push_back(std::move(R));
      return;
    }
    const sql::Statement *Body = bodyOf(Op, S, *Table);
    // Rows of several selects, or of groups, are no rows of a table.
    if (Body && Body->Kind == sql::StatementKind::Select &&
        Body->SetOperation == sql::Answer::No &&
        Body->Grouped == sql::Answer::No && Body->Aggregated == sql::Answer::No)
      add(*Body, sql::itemNamed(Body->Items, Name, Op.Source->Text.flattened()),
          Name, std::move(R));
  }

  const Operation &Op;
  llvm::SmallVectorImpl<ReadColumn> &Found;
};
} // namespace

llvm::SmallVector<ReadColumn, 1>
rowlock::transactions::readColumns(const Value &Column, const Operations &Ops) {
  llvm::SmallVector<ReadColumn, 1> Found;
  if (Column.Kind != ValueKind::Column)
    return Found;
  for (const Operation *Op : Ops.of(Column.operand(0))) {
    if (!Op->reads())
      continue;
    ReadColumn R;
    R.Read = Op;
    Resolver(*Op, Found)
        .add(*Op->Statement, Op->item(Column.Spelling), Column.Spelling,
             std::move(R));
  }
  return Found;
}
