//===- Hazards/Conflicts/StoredTotals.cpp - Totals that are written back --===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The interleaving behind it: A adds a line to an order, B adds another, A adds
// up the lines that it sees, B adds up those that it sees, B stores its total,
// A stores its own: one line is missing in it.
//
//===----------------------------------------------------------------------===//

#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/Decision.h"
#include "Hazards/Dependence.h"
#include "Hazards/Reach.h"
#include "Hazards/WrittenRows.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
/// Where a value was counted or added up.
struct Source {
  const Operation *Read = nullptr;
  const sql::TableRef *Table = nullptr;
  std::string Function;
  const Value *From = nullptr;
};

class Finder {
public:
  explicit Finder(const Operations &Ops) : Ops(Ops) {}

  void add(const Operation &W) {
    RowSet Rows = writtenRows(W);
    if (Rows.Table.empty() || Rows.WholeTable)
      return;
    for (const WrittenValue &N : writtenValues(W, nullptr))
      for (const Value *V : programValues(W, *N.Value))
        for (const Source &S : sources(V))
          addSource(W, Rows, N, V, S);
  }

  std::vector<Conflict> take() { return std::move(Found); }

private:
  llvm::SmallVector<Source, 2> sources(const Value *V) const {
    llvm::SmallVector<Source, 2> All;
    for (const Origin &O : origins(V, Ops.evaluation())) {
      for (const Operation *R : Ops.of(O.Column->operand(0)))
        if (R->reads())
          addAggregate(*R, *O.Column, All);
      if (O.Computed && isAddedUp(V, *O.Column))
        for (const ReadColumn &C : readColumns(*O.Column, Ops))
          if (C.Path.size() == 1)
            All.push_back({C.Read, C.Path.front().Table, "sum", O.Column});
    }
    // How many rows a result has.
    flow::visit(V, [&](const Value &Part) {
      if (Part.Kind == ValueKind::Outcome && Part.Spelling == "rows") {
        for (const Operation *R : Ops.of(Part.operand(0)))
          if (isListOfRows(*R))
            All.push_back({R, &R->Statement->Tables.front(), "count", &Part});
      } else if (Part.Kind == ValueKind::Phi) {
        for (const auto &Path : Ops.evaluation().incoming(Part))
          addGrowth(Part, Path.Brought, {Path.From, Path.To}, Path.To, All);
      }
      return true;
    });
    return All;
  }

  /// A variable that grows by a number in each round for some row.
  void addGrowth(const Value &Variable, const Value *Brought, Way Into,
                 unsigned Loop, llvm::SmallVectorImpl<Source> &All,
                 unsigned Depth = 0) const {
    constexpr unsigned MaxDepth = 6;
    Brought = flow::peeled(Brought);
    if (!Brought || Brought == &Variable || Depth == MaxDepth)
      return;
    if (Brought->Kind == ValueKind::Phi) {
      for (const auto &Path : Ops.evaluation().incoming(*Brought))
        addGrowth(Variable, Path.Brought, {Path.From, Path.To}, Loop, All,
                  Depth + 1);
      return;
    }
    if (Brought->Kind != ValueKind::Compute || Brought->Spelling != "+" ||
        Brought->Operands.size() != 2 ||
        !flow::peeled(Brought->operand(1))->isConstant() ||
        !contains(Brought->operand(0), Variable))
      return;
    for (const Fact &F : Deciders(Ops).ofWay(Into)) {
      const Operation &R = *F.Read;
      bool IsOfRow =
          F.What == Fact::Kind::Found || F.What == Fact::Kind::Column;
      if (IsOfRow && !F.Asked && isListOfRows(R) &&
          leadsTo(Ops.evaluation(), Loop, F.Decided.From) &&
          llvm::none_of(All, [&](const Source &S) { return S.Read == &R; }))
        All.push_back({&R, &R.Statement->Tables.front(), "count", &Variable});
    }
  }

  static bool isListOfRows(const Operation &R) {
    return R.Statement && R.Statement->Kind == sql::StatementKind::Select &&
           R.Statement->Tables.size() == 1 &&
           R.Statement->Aggregated == sql::Answer::No;
  }

  static void addAggregate(const Operation &R, const Value &Column,
                           llvm::SmallVectorImpl<Source> &All) {
    sql::ItemLookup Item = R.item(Column.Spelling);
    if (Item.Found != sql::Answer::Yes ||
        Item.Item->What != sql::SelectItem::Kind::Aggregate)
      return;
    for (const sql::TableRef &T : R.Statement->Tables)
      if (T.Table.known() && !T.IsCte)
        All.push_back({&R, &T, Item.Item->Function, &Column});
  }

  /// A round of a loop adds the column to what the rounds before came to.
  bool isAddedUp(const Value *V, const Value &Column) const {
    bool Found = false;
    flow::visit(V, [&](const Value &Part) {
      if (Part.Kind == ValueKind::Phi)
        for (const auto &Path : Ops.evaluation().incoming(Part))
          Found |=
              contains(Path.Brought, Part) && contains(Path.Brought, Column);
      return !Found;
    });
    return Found;
  }

  static bool contains(const Value *Whole, const Value &Wanted) {
    bool Found = false;
    flow::visit(Whole, [&](const Value &Part) {
      Found |= &Part == &Wanted;
      return !Found;
    });
    return Found;
  }

  void addSource(const Operation &W, const RowSet &Rows, const WrittenValue &N,
                 const Value *V, const Source &S) {
    const Operation &R = *S.Read;
    if (R.StepIndex >= W.StepIndex || R.folded(S.Table->Table) == Rows.Table)
      return;
    RowSet Children = rowSet(R, *S.Table);
    const RowEquality *Key = sharedKey(Children, Rows);
    if (!Key && R.Statement->Grouped == sql::Answer::Yes)
      Key = groupKey(R, Rows);
    if (!Key || Key->Column == N.Column)
      return;
    auto Known = llvm::find_if(Found, [&](const Conflict &C) {
      return C.Read == &R && C.Write == &W;
    });
    if (Known == Found.end()) {
      Conflict &C = Found.emplace_back();
      C.Read = &R;
      C.Write = &W;
      C.Table = W.Statement->target()->Table.Text;
      C.Counted = Total{S.Table->Table.Text, S.Function};
      Known = std::prev(Found.end());
    }
    Known->Columns.push_back(
        {N.Column, N.Assignment, N.Value, V, {S.From}, {}});
    if (Rows.Complete == sql::Answer::Unknown ||
        Children.Complete == sql::Answer::Unknown)
      Known->lower(Confidence::Possible, "the text goes on in a hole");
  }

  /// The key of the written row that has the value of a condition of the read.
  static const RowEquality *sharedKey(const RowSet &Children,
                                      const RowSet &Parent) {
    for (const RowEquality &Mine : Parent.Equalities)
      for (const Term &T : Mine.Terms)
        for (const RowEquality &Theirs : Children.Equalities)
          if (!T.isConstant() && llvm::any_of(Theirs.Terms, [&](const Term &O) {
                return mustEqual(T, O);
              }))
            return &Mine;
    return nullptr;
  }

  /// The key of the written row that the totals were grouped by.
  const RowEquality *groupKey(const Operation &R, const RowSet &Parent) const {
    for (const RowEquality &Mine : Parent.Equalities)
      for (const Term &T : Mine.Terms)
        for (const Origin &O : origins(T.Value, Ops.evaluation()))
          for (const Operation *From : Ops.of(O.Column->operand(0)))
            if (From == &R && !O.Computed)
              return &Mine;
    return nullptr;
  }

  const Operations &Ops;
  std::vector<Conflict> Found;
};
} // namespace

std::vector<Conflict>
rowlock::hazards::findStoredTotals(const Operations &Ops) {
  Finder Find(Ops);
  for (const Operation &W : Ops.all())
    if (setsColumns(W))
      Find.add(W);
  return Find.take();
}
