//===- Hazards/ActRelation.cpp - What a fact has to do with a write -------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/ActRelation.h"
#include "Hazards/NewValues.h"
#include "Hazards/WrittenRows.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

using Kind = ActRelation::Kind;

namespace {
/// The same operation seen as one of its sub-selects.
Operation asked(const Fact &F) {
  Operation Op = *F.Read;
  Op.Statement = &F.statement();
  return Op;
}

void addName(ActRelation &R, std::string Name) {
  if (!Name.empty() && !llvm::is_contained(R.Names, Name))
    R.Names.push_back(std::move(Name));
}

/// What the read asked for is what the new row has: they share an equality, or
/// the read asked for nothing in particular.
bool shares(const Operation &R, const sql::TableRef &T, const NewValues &New,
            ActRelation &Relation) {
  RowSet Rows = rowSet(R, T);
  if (Rows.WholeTable)
    return true;
  bool Shared = false;
  for (const RowEquality &E : Rows.Equalities) {
    if (llvm::all_of(E.Terms, [&](const Term &Each) {
          return New.contradicts(E.Column, Each);
        }))
      return false;
    for (const Term &Each : E.Terms)
      if (New.gives(E.Column, Each)) {
        Shared = true;
        addName(Relation, E.Column);
      }
  }
  // lower(email) = lower(?), starts < ?: the same column and the same value.
  for (const sql::Atom &A : R.Statement->Filter.Atoms) {
    if (A.isEquality() && A.Column.present())
      continue;
    llvm::SmallVector<std::string, 2> Columns;
    if (A.Column.present())
      Columns.push_back(R.folded(A.Column.Column));
    for (const sql::Operand &O : A.Operands) {
      for (const sql::ColumnRef &C : O.Columns)
        Columns.push_back(R.folded(C.Column));
      bool Named = llvm::any_of(
          Columns, [&](const std::string &C) { return New.names(C); });
      for (const Value *V : programValues(R, O))
        if (Named && !V->isConstant() && New.holds(V)) {
          Shared = true;
          for (const std::string &C : Columns)
            if (New.names(C))
              addName(Relation, C);
        }
    }
  }
  return Shared;
}

/// A condition on the column, beyond what chooses the row: the write asks
/// again whether it still holds.
bool asksAgain(const Operation &W, const Operation &R, llvm::StringRef Column) {
  return llvm::any_of(W.Statement->Filter.Atoms, [&](const sql::Atom &A) {
    bool About = A.Column.present() && W.folded(A.Column.Column) == Column;
    for (const sql::Operand &O : A.Operands)
      for (const sql::ColumnRef &C : O.Columns)
        About |= W.folded(C.Column) == Column;
    return About;
  });
}

/// A version in the WHERE that the write sets anew stands for all columns.
bool comparesVersion(const Operation &W, const Operation &R,
                     const Operations &Ops) {
  NewValues New(W);
  return llvm::any_of(W.Statement->Filter.Atoms, [&](const sql::Atom &A) {
    if (!A.isEquality() || !A.Column.Column.known())
      return false;
    std::string Name = W.folded(A.Column.Column);
    Term T = W.term(A.Operands[0]);
    if (!T.Value || (!New.sets(Name) && Name != "xmin"))
      return false;
    return llvm::any_of(
        readColumns(*peeled(T.Value), Ops), [&](const ReadColumn &C) {
          return C.Read->StepIndex == R.StepIndex && C.Column == Name;
        });
  });
}

/// The conditions of a read that its row may stop to meet: a state, a date. A
/// value of the caller's is part of the key.
llvm::SmallVector<std::string, 2> stateColumns(const Operation &R) {
  llvm::SmallVector<std::string, 2> Columns;
  for (const sql::Atom &A : R.Statement->Filter.Atoms) {
    if (!A.Column.Column.known())
      continue;
    using AtomKind = sql::Atom::Kind;
    bool State = A.What == AtomKind::IsNull || A.What == AtomKind::Truth ||
                 A.What == AtomKind::Between;
    if (A.What == AtomKind::Compare)
      State = A.Op != "=" || A.Operands[0].What == sql::Operand::Kind::Constant;
    if (A.What == AtomKind::In)
      State = llvm::all_of(A.Operands, [](const sql::Operand &O) {
        return O.What == sql::Operand::Kind::Constant;
      });
    if (State)
      Columns.push_back(R.folded(A.Column.Column));
  }
  return Columns;
}

class Relation {
public:
  Relation(const Fact &F, const Operation &W, const Operations &Ops)
      : F(F), W(W), Ops(Ops), New(W),
        Table(W.folded(W.Statement->target()->Table)) {}

  ActRelation run() {
    if (Table.empty())
      return {};
    bool Inserts = W.Statement->Kind == sql::StatementKind::Insert;
    switch (F.What) {
    case Fact::Kind::NotFound:
      absent(Inserts ? Act::InsertIfAbsent : Act::TakeIfAbsent);
      break;
    case Fact::Kind::Aggregate:
      aggregate(Inserts);
      break;
    case Fact::Kind::Found:
      if (!Inserts)
        return relateClaim(asked(F), W, Ops);
      break;
    case Fact::Kind::Column:
      if (!Inserts || isUpsert(*W.Statement))
        sameRowChanged();
      if (Inserts && R.What == Kind::None)
        consequence();
      break;
    }
    return std::move(R);
  }

private:
  void hazard(Act Does) {
    R.What = Kind::Hazard;
    R.Does = Does;
  }

  void absent(Act Does) {
    if (W.Statement->Kind == sql::StatementKind::Delete)
      return;
    const sql::TableRef *T = tableOf(F, Table);
    Operation Asked = asked(F);
    if (!T || !shares(Asked, *T, New, R))
      return;
    // An UPDATE of a table that was found empty changes nothing.
    if (Does == Act::TakeIfAbsent && rowSet(Asked, *T).WholeTable)
      return;
    hazard(Does);
  }

  void aggregate(bool Inserts) {
    const sql::TableRef *T = tableOf(F, Table);
    if (!T)
      return;
    Operation Asked = asked(F);
    bool Below = F.Op == "<" || F.Op == "<=" || F.Op == "!=";
    bool Above = F.Op == ">" || F.Op == ">=";
    // `limit - count > 0`: which way it counts is not told by the operator.
    bool Either = F.Computed && !F.Op.empty();
    if (W.Statement->Kind == sql::StatementKind::Delete)
      return;
    bool Whole = rowSet(Asked, *T).WholeTable;
    if ((Below || Either) && (Inserts || !Whole) && shares(Asked, *T, New, R)) {
      addName(R, F.Name);
      return hazard(Act::BelowLimit);
    }
    if (Inserts || !(Above || Either))
      return;
    // The row leaves those that were counted: one doctor must stay on call.
    for (const RowEquality &E : rowSet(Asked, *T).Equalities)
      if (New.sets(E.Column) && !New.gives(E.Column, E.Terms.front())) {
        addName(R, E.Column);
        hazard(Act::AboveLimit);
      }
  }

  /// A column of the row that is written.
  void sameRowChanged() {
    if (F.TableName != Table)
      return;
    const sql::TableRef *T = tableOf(F, Table);
    RowSet Rows = writtenRows(W);
    if (!T || Rows.find(F.Name))
      return repeated(T);
    if (!isRowOf(*T, Rows))
      return;
    addName(R, F.Name);
    if (asksAgain(W, *F.Read, F.Name) || comparesVersion(W, *F.Read, Ops)) {
      R.What = Kind::Repeated;
      return;
    }
    hazard(Act::Transition);
    if (isNoOp())
      R.What = Kind::NoOp;
  }

  bool isRowOf(const sql::TableRef &T, const RowSet &Rows) const {
    RowSet Read = rowSet(*F.Read, T);
    if (!isUpsert(*W.Statement))
      return sameRow(Read, *F.Read, Rows, Ops) != SameRow::No;
    return llvm::any_of(Read.Equalities, [&](const RowEquality &E) {
      const RowEquality *Mine = Rows.find(E.Column);
      return Mine && mustEqual(Mine->Terms.front(), E.Terms.front());
    });
  }

  /// The tested column stands in the WHERE itself.
  void repeated(const sql::TableRef *T) {
    RowSet Rows = writtenRows(W);
    if (!T || !isRowOf(*T, Rows))
      return;
    addName(R, F.Name);
    // One that both are keyed by says nothing new.
    if (!rowSet(*F.Read, *T).find(F.Name))
      R.What = Kind::Repeated;
  }

  /// The new value is another form of what was compared: a list as a text.
  bool isMadeOf(const sql::Operand &New, const Value &Compared) const {
    llvm::SmallVector<const Value *, 4> Roots;
    flow::visit(&Compared, [&](const Value &Part) {
      if (Part.Kind == ValueKind::Parameter)
        Roots.push_back(&Part);
      return true;
    });
    bool Made = false;
    for (const Value *V : programValues(W, New)) {
      if (mentions(V, Ops.evaluation(),
                   [&](const Value &Part) { return &Part == F.Column; }))
        return false;
      Made |= mentions(V, Ops.evaluation(), [&](const Value &Part) {
        return llvm::is_contained(Roots, &Part);
      });
    }
    return Made;
  }

  /// `if (old == wanted) return;`: without the branch the write would do the
  /// same once more.
  bool isNoOp() const {
    const sql::Statement &S = *W.Statement;
    if (S.Kind != sql::StatementKind::Update ||
        llvm::any_of(S.Assignments, [](const sql::Assignment &A) {
          return A.Op != "=" || A.RefersToItself != sql::Answer::No;
        }))
      return false;
    for (const sql::Assignment &A : S.Assignments) {
      if (W.folded(A.Column.Column) != F.Name)
        continue;
      bool SetsNull = A.Value.What == sql::Operand::Kind::Null;
      if (F.Op == "is not null")
        return SetsNull;
      Term Given = W.term(A.Value);
      if (Given.isConstant() && isClaim(A))
        return false;
      if (F.Other) {
        Term Compared;
        Compared.Value = F.Other;
        return F.Op == "!=" &&
               (sameValue(Given, Compared) || isMadeOf(A.Value, *F.Other));
      }
      if (F.Computed || !Given || !Given.isConstant())
        return false;
      // A flag that is set because it is not set.
      llvm::StringRef Text = Given.Constant ? llvm::StringRef(*Given.Constant)
                                            : Given.Value->Spelling;
      bool Truthy = !(Text == "0" || Text.equals_insensitive("false"));
      return (F.Op == "==") == Truthy;
    }
    return false;
  }

  /// Besides the mark \p Mark the row gets something of the caller: of two that
  /// find no mark one is forgotten.
  bool isClaim(const sql::Assignment &Mark) const {
    return llvm::any_of(W.Statement->Assignments, [&](const auto &A) {
      Term Given = &A == &Mark ? Term() : W.term(A.Value);
      return Given.Value && Given.Value->Kind == ValueKind::Parameter;
    });
  }

  /// The new row refers to the row whose column was compared.
  void consequence() {
    if (isUpsert(*W.Statement) && F.TableName == Table)
      return;
    const sql::TableRef *T = tableOf(F, F.TableName);
    if (!T)
      return;
    Operation Asked = asked(F);
    RowSet Rows = rowSet(Asked, *T);
    if (Rows.find(F.Name))
      return;
    bool Linked = false;
    if (F.TableName == Table) {
      ActRelation Ignored;
      Linked = !Rows.WholeTable && shares(Asked, *T, New, Ignored);
    } else {
      for (const RowEquality &E : Rows.Equalities)
        for (const Term &Each : E.Terms)
          Linked |=
              Each.Value && !Each.Value->isConstant() && New.holds(Each.Value);
      Linked |= New.any([&](const Value &V) {
        return V.Kind == ValueKind::Column &&
               llvm::is_contained(Ops.of(V.operand(0)), F.Read);
      });
    }
    // A row that tells what was read is a record of it, and stays true.
    if (!Linked || New.holds(F.Column))
      return;
    addName(R, F.Name);
    hazard(Act::Consequence);
  }

  const Fact &F;
  const Operation &W;
  const Operations &Ops;
  NewValues New;
  std::string Table;
  ActRelation R;
};
} // namespace

const sql::TableRef *rowlock::hazards::tableOf(const Fact &F,
                                               llvm::StringRef Folded) {
  for (const sql::TableRef &T : F.statement().Tables)
    if (!Folded.empty() && F.Read->folded(T.Table) == Folded)
      return &T;
  return nullptr;
}

ActRelation rowlock::hazards::relate(const Fact &F, const Operation &W,
                                     const Operations &Ops) {
  return Relation(F, W, Ops).run();
}

ActRelation rowlock::hazards::relateClaim(const Operation &R,
                                          const Operation &W,
                                          const Operations &Ops) {
  ActRelation Result;
  const sql::TableRef &Target = *W.Statement->target();
  std::string Table = W.folded(Target.Table);
  if (W.Statement->Kind == sql::StatementKind::Insert)
    return Result;
  for (const sql::TableRef &T : R.Statement->Tables) {
    if (Table.empty() || R.folded(T.Table) != Table ||
        sameRow(rowSet(R, T), R, rowSet(W, Target), Ops) == SameRow::No)
      continue;
    llvm::SmallVector<std::string, 2> States = stateColumns(R);
    bool Asked = !States.empty();
    llvm::erase_if(States, [&](const std::string &Column) {
      return asksAgain(W, R, Column);
    });
    NewValues New(W);
    bool Changes = W.Statement->Kind == sql::StatementKind::Delete ||
                   llvm::any_of(States, [&](const std::string &Column) {
                     return New.sets(Column);
                   });
    for (std::string &Column : States)
      addName(Result, std::move(Column));
    Result.Does = Act::Claim;
    if (Asked && (Result.Names.empty() || comparesVersion(W, R, Ops)))
      Result.What = Kind::Repeated;
    else if (!Result.Names.empty() && Changes)
      Result.What = Kind::Hazard;
    return Result;
  }
  return Result;
}

ActRelation rowlock::hazards::relateNumber(const Operation &W,
                                           const Operations &Ops,
                                           const Operation *&Read) {
  ActRelation Result;
  NewValues New(W);
  std::string Table = W.folded(W.Statement->target()->Table);
  for (const auto &Row : W.Statement->Insert.Rows)
    for (auto [Index, O] : llvm::enumerate(Row)) {
      std::string Column = Index < W.Statement->Insert.Columns.size()
                               ? W.folded(W.Statement->Insert.Columns[Index])
                               : std::string();
      for (const Value *V : programValues(W, O))
        for (const Origin &From : origins(V, Ops.evaluation()))
          for (const Operation *R : Ops.of(From.Column->operand(0))) {
            if (!R->Statement || R->StepIndex >= W.StepIndex)
              continue;
            sql::ItemLookup Lookup = R->item(From.Column->Spelling);
            if (Lookup.Found != sql::Answer::Yes)
              continue;
            const sql::SelectItem &Item = *Lookup.Item;
            using ItemKind = sql::SelectItem::Kind;
            bool InSql = Item.What == ItemKind::Other;
            bool Greatest = Item.Function == "max" ||
                            llvm::is_contained(Item.Value.Functions, "max");
            bool Last = R->Statement->Ordered == sql::Answer::Yes &&
                        R->Statement->Limited == sql::Answer::Yes &&
                        (Item.What == ItemKind::Column || InSql);
            bool Counts = Item.Function == "count" ||
                          llvm::is_contained(Item.Value.Functions, "count");
            if (!(From.Computed || InSql) || !(Greatest || Last || Counts))
              continue;
            bool OfColumn =
                Counts || Column.empty() ||
                llvm::any_of(Item.Value.Columns, [&](const sql::ColumnRef &C) {
                  return R->folded(C.Column) == Column;
                });
            Fact F;
            F.Read = R;
            const sql::TableRef *T = tableOf(F, Table);
            if (!OfColumn || !T || !shares(*R, *T, New, Result))
              continue;
            Result.What = Kind::Hazard;
            Result.Does = Act::NextNumber;
            Result.Names.assign(1, Column);
            Read = R;
            return Result;
          }
    }
  return Result;
}
