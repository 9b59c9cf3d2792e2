//===- Transactions/RowSet.cpp - Which rows an operation is about ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/RowSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::transactions;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

const RowEquality *RowSet::find(llvm::StringRef Column) const {
  for (const RowEquality &E : Equalities)
    if (E.Column == Column)
      return &E;
  return nullptr;
}

namespace {
/// Collects the equalities of one table, and those that reach it by a join.
class Collector {
public:
  Collector(const Operation &Op, const sql::TableRef &Table)
      : Op(Op), Table(Table) {}

  RowSet run() {
    Set.Table = Op.folded(Table.Table);
    const sql::Statement &S = *Op.Statement;
    add(S.Filter, /*Filters=*/true);
    for (const sql::Statement::JoinCondition &J : S.Joins) {
      add(J.On, /*Filters=*/false);
      for (const sql::Name &N : J.Using)
        for (const RowEquality &Other : std::vector(Others))
          if (Other.Column == Op.folded(N))
            Set.Equalities.push_back(Other);
    }
    for (auto [Mine, Theirs] : Joined)
      for (const RowEquality &Other : Others)
        if (Other.Column == Theirs) {
          RowEquality Known = Other;
          Known.Column = Mine;
          Set.Equalities.push_back(std::move(Known));
        }
    Set.WholeTable = !S.Filter.present() && S.Joins.empty() && !S.OpenEnd;
    if (S.OpenEnd || S.Filter.OpenEnd)
      Set.Complete = sql::Answer::Unknown;
    return std::move(Set);
  }

private:
  void add(const sql::Condition &C, bool Filters) {
    // Behind an open end an OR may follow, which would undo each conjunct.
    if (C.OpenEnd && C.HasOr)
      return;
    for (const sql::Atom &A : C.Atoms) {
      if (A.isColumnEquality()) {
        join(A);
        continue;
      }
      RowEquality E;
      E.Atom = &A;
      if (A.isEquality()) {
        if (Term T = Op.term(A.Operands[0]))
          E.Terms.push_back(std::move(T));
      } else if (A.What == sql::Atom::Kind::In && !A.Negated) {
        for (const sql::Operand &O : A.Operands)
          if (Term T = Op.term(O))
            E.Terms.push_back(std::move(T));
      }
      if (E.Terms.empty() || !A.Column.Column.known()) {
        if (Filters && A.What != sql::Atom::Kind::Constant)
          Set.Complete = sql::Answer::No;
        continue;
      }
      E.Column = Op.folded(A.Column.Column);
      (Op.tableOf(A.Column) == &Table ? Set.Equalities : Others)
          .push_back(std::move(E));
    }
  }

  void join(const sql::Atom &A) {
    const sql::ColumnRef &L = A.Column;
    const sql::ColumnRef &R = A.Operands[0].Columns.front();
    if (Op.tableOf(L) == &Table)
      Joined.push_back({Op.folded(L.Column), Op.folded(R.Column)});
    if (Op.tableOf(R) == &Table)
      Joined.push_back({Op.folded(R.Column), Op.folded(L.Column)});
  }

  const Operation &Op;
  const sql::TableRef &Table;
  RowSet Set;
  std::vector<RowEquality> Others;
  std::vector<std::pair<std::string, std::string>> Joined;
};
} // namespace

RowSet rowlock::transactions::rowSet(const Operation &Op,
                                     const sql::TableRef &Table) {
  return Collector(Op, Table).run();
}

/// COALESCE(n, 0) and the like give the column's value wherever it has one.
static bool onlyReplacesNull(const sql::Operand &O) {
  return O.Columns.size() == 1 && O.Functions.size() == 1 &&
         llvm::is_contained({"coalesce", "ifnull", "nvl", "isnull"},
                            O.Functions.front());
}

static void addExpression(const Operation &Op, ReadColumn R,
                          llvm::SmallVectorImpl<ReadColumn> &Found) {
  R.IsPlain = false;
  R.IsComputed = !onlyReplacesNull(R.Item->Value);
  for (const sql::ColumnRef &C : R.Item->Value.Columns) {
    R.Table = Op.tableOf(C);
    R.Column = Op.folded(C.Column);
    if (!R.Table || R.Column.empty())
      continue;
    R.TableName = Op.folded(R.Table->Table);
    Found.push_back(R);
  }
}

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
    sql::ItemLookup Lookup = Op->item(Column.Spelling);
    R.Item = Lookup.Item;
    unsigned Index = 0;
    if (Lookup.Found == sql::Answer::Yes &&
        R.Item->What == sql::SelectItem::Kind::Column) {
      R.Table = Op->tableOf(R.Item->Column);
      R.Column = Op->folded(R.Item->Column.Column);
    } else if (Lookup.Found == sql::Answer::Unknown && R.Item &&
               R.Item->What == sql::SelectItem::Kind::Star &&
               Column.Spelling.getAsInteger(10, Index)) {
      // SELECT *, read by name: the column is the table's own.
      R.Table = Op->tableOf(R.Item->Column);
      sql::Name N;
      N.Text = Column.Spelling.str();
      N.Where = R.Item->Where;
      R.Column = Op->folded(N);
    }
    if (Lookup.Found == sql::Answer::Yes &&
        R.Item->What == sql::SelectItem::Kind::Other &&
        !R.Item->Value.HasSubquery) {
      addExpression(*Op, R, Found);
      continue;
    }
    if (!R.Table || R.Column.empty())
      continue;
    R.TableName = Op->folded(R.Table->Table);
    Found.push_back(std::move(R));
  }
  return Found;
}

namespace {
/// Values that a key may have.
constexpr unsigned MaxKeys = 8;

/// Calls \p Test for what \p T may be. A constant that it may be as well is
/// what the variable held before: the path on which it is does not lead from
/// the read to the write.
bool anyOf(const Term &T, llvm::function_ref<bool(const Term &)> Test) {
  bool Choice = T.Value && (T.Value->Kind == ValueKind::Phi ||
                            T.Value->Kind == ValueKind::Select);
  if (!Choice)
    return Test(T);
  bool Complete = true;
  bool Any = false;
  for (const Value *V :
       rowlock::flow::alternatives(T.Value, MaxKeys, Complete)) {
    Term Each;
    Each.Value = V;
    if (Test(Each))
      Any = true;
    else if (!V->isConstant())
      return false;
  }
  return Any && Complete;
}

/// Whether \p T is that column of the row that \p Read gave: a key read from
/// the row leads back to it. Another column (a parent's key) leads elsewhere.
bool isColumnOf(const Term &T, llvm::StringRef Column, const RowSet &Read,
                const Operation &ReadOp, const Operations &Ops) {
  return anyOf(T, [&](const Term &Each) {
    if (!Each.Value)
      return false;
    for (const ReadColumn &R : readColumns(*Each.Value, Ops))
      if (R.Read->StepIndex == ReadOp.StepIndex && R.Column == Column &&
          R.TableName == Read.Table && R.IsPlain)
        return true;
    return false;
  });
}

/// The read's condition on \p Column admits the value.
bool matches(const RowSet &Read, llvm::StringRef Column, const Term &Key) {
  const RowEquality *E = Read.find(Column);
  return E && llvm::any_of(E->Terms, [&](const Term &T) {
           return mustEqual(T, Key) || anyOf(T, [&](const Term &Mine) {
                    return anyOf(Key, [&](const Term &Theirs) {
                      return mustEqual(Mine, Theirs);
                    });
                  });
         });
}

bool isConstant(const Term &T) {
  return T.Constant || (T.Value && T.Value->isConstant());
}
} // namespace

SameRow rowlock::transactions::sameRow(const RowSet &Read,
                                       const Operation &ReadOp,
                                       const RowSet &Write,
                                       const Operations &Ops,
                                       const RowEquality **Unmatched) {
  if (Read.Table.empty() || Read.Table != Write.Table)
    return SameRow::No;
  if (Write.WholeTable)
    return Read.WholeTable ? SameRow::WholeTable : SameRow::No;
  if (Write.Complete == sql::Answer::Unknown && Write.Equalities.empty())
    return SameRow::No;

  bool Keyed = false;
  bool OnlyConstants = true;
  for (const RowEquality &E : Write.Equalities) {
    bool Matched = false;
    for (const Term &Key : E.Terms) {
      if (matches(Read, E.Column, Key)) {
        Matched = true;
        OnlyConstants &= isConstant(Key);
      } else if (isColumnOf(Key, E.Column, Read, ReadOp, Ops)) {
        Matched = true;
        OnlyConstants = false;
      }
    }
    if (Matched) {
      Keyed = true;
      continue;
    }
    // A column that the read fixed to something else: another row. One that
    // the read did not mention is a condition, not a key.
    if (Read.find(E.Column)) {
      if (Unmatched)
        *Unmatched = &E;
      return SameRow::No;
    }
  }
  if (!Keyed)
    return SameRow::No;
  return OnlyConstants ? SameRow::WholeTable : SameRow::Yes;
}
