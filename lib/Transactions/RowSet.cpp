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
  Collector(const Operation &Op, const sql::Statement &S,
            const sql::TableRef &Table)
      : Op(Op), S(S), Table(Table) {}

  RowSet run() {
    Set.Table = Op.folded(Table.Table);
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
      (tableOf(Op, S, A.Column) == &Table ? Set.Equalities : Others)
          .push_back(std::move(E));
    }
  }

  void join(const sql::Atom &A) {
    const sql::ColumnRef &L = A.Column;
    const sql::ColumnRef &R = A.Operands[0].Columns.front();
    if (tableOf(Op, S, L) == &Table)
      Joined.push_back({Op.folded(L.Column), Op.folded(R.Column)});
    if (tableOf(Op, S, R) == &Table)
      Joined.push_back({Op.folded(R.Column), Op.folded(L.Column)});
  }

  const Operation &Op;
  const sql::Statement &S;
  const sql::TableRef &Table;
  RowSet Set;
  std::vector<RowEquality> Others;
  std::vector<std::pair<std::string, std::string>> Joined;
};
} // namespace

RowSet rowlock::transactions::rowSet(const Operation &Op,
                                     const sql::TableRef &Table) {
  return Collector(Op, *Op.Statement, Table).run();
}

static sql::Answer both(sql::Answer A, sql::Answer B) {
  if (A == sql::Answer::Unknown || B == sql::Answer::Unknown)
    return sql::Answer::Unknown;
  return A == sql::Answer::Yes ? B : sql::Answer::No;
}

/// Conditions on what a derived table or CTE gives are conditions on the table
/// behind it.
RowSet rowlock::transactions::rowSet(const ReadColumn &Column) {
  const Operation &Op = *Column.Read;
  TableIn Last = Column.Path.back();
  RowSet Set = Collector(Op, *Last.Statement, *Last.Table).run();
  for (unsigned I = Column.Path.size() - 1; I-- > 0;) {
    TableIn Outer = Column.Path[I];
    RowSet Around = Collector(Op, *Outer.Statement, *Outer.Table).run();
    Set.WholeTable &= Around.WholeTable;
    Set.Complete = both(Set.Complete, Around.Complete);
    for (RowEquality &E : Around.Equalities) {
      std::string Name = E.Column;
      // Down to the table.
      for (unsigned Level = I; Level + 1 < Column.Path.size() && !Name.empty();
           ++Level) {
        const sql::Statement &Body = *Column.Path[Level + 1].Statement;
        sql::ItemLookup Found =
            sql::itemNamed(Body.Items, Name, Op.Source->Text.flattened());
        bool IsPlain = Found.Found == sql::Answer::Yes &&
                       Found.Item->What == sql::SelectItem::Kind::Column &&
                       tableOf(Op, Body, Found.Item->Column) ==
                           Column.Path[Level + 1].Table;
        Name = IsPlain ? Op.folded(Found.Item->Column.Column) : std::string();
      }
      if (Name.empty()) {
        Set.Complete = both(Set.Complete, sql::Answer::No);
        continue;
      }
      E.Column = Name;
      Set.Equalities.push_back(std::move(E));
    }
  }
  return Set;
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
        OnlyConstants &= Key.isConstant();
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
