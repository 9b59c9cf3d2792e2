//===- Hazards/Conflicts/DependentWrites.cpp - Value flow to the same row -===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The interleaving behind it: A reads n = 10, B reads n = 10, A writes 11, B
// writes 11. One of the two changes is gone, and nobody is told.
//
//===----------------------------------------------------------------------===//

#include "Flow/NullDefault.h"
#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/Dependence.h"
#include "Hazards/WrittenRows.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::flow::Value;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
Refusal refusal(Refusal::Reason Why, const sql::Name &Column,
                const sql::Operand &NewValue, const Operation &Op) {
  Refusal R;
  R.Why = Why;
  R.Column = Column.known() ? Op.folded(Column) : Column.Text;
  R.NewValue = &NewValue;
  return R;
}

} // namespace

std::vector<WrittenValue>
rowlock::hazards::writtenValues(const Operation &Op,
                                llvm::function_ref<void(Refusal)> Told) {
  auto Refuse = [&](Refusal R) {
    if (Told)
      Told(std::move(R));
  };
  std::vector<WrittenValue> Values;
  const sql::Statement &S = *Op.Statement;
  for (auto [Index, A] : llvm::enumerate(S.Assignments)) {
    if (!A.Column.Column.known()) {
      Refuse(refusal(Refusal::Reason::ColumnUnknown, A.Column.Column, A.Value,
                     Op));
      continue;
    }
    // An expression over the column itself is computed by the database.
    if (A.Op != "=" || A.RefersToItself == sql::Answer::Yes) {
      Refuse(refusal(Refusal::Reason::Relative, A.Column.Column, A.Value, Op));
      continue;
    }
    WrittenValue V{Op.folded(A.Column.Column), static_cast<unsigned>(Index),
                   &A.Value};
    if (A.Value.What == sql::Operand::Kind::NewRow) {
      V.Assignment.reset();
      V.Value = inserted(Op, Op.folded(A.Value.Columns.front().Column));
    }
    if (V.Value)
      Values.push_back(std::move(V));
    else
      Refuse(
          refusal(Refusal::Reason::InStatement, A.Column.Column, A.Value, Op));
  }
  if (S.Kind == sql::StatementKind::Insert &&
      S.Insert.OnConflict == sql::ConflictAction::Replace)
    for (const sql::Name &N : S.Insert.Columns)
      if (const sql::Operand *V = inserted(Op, Op.folded(N)))
        Values.push_back({Op.folded(N), std::nullopt, V});
  return Values;
}

namespace {
class Finder {
public:
  /// \p Refused: told of everything that makes no conflict, for those who ask
  /// why; as a rule nobody does.
  explicit Finder(const Operations &Ops,
                  std::vector<Refusal> *Refused = nullptr)
      : Ops(Ops), Refused(Refused) {}

  void add(const Operation &W) {
    RowSet Rows = writtenRows(W);
    if (Rows.Table.empty())
      return refuse(Refusal::Reason::TableUnknown);
    auto Keep = [&](Refusal R) {
      if (Refused)
        Refused->push_back(std::move(R));
    };
    for (const WrittenValue &N : writtenValues(W, Keep)) {
      auto Values = programValues(W, *N.Value);
      if (Values.empty())
        refuse(isFromProgram(*N.Value) ? Refusal::Reason::NoBinding
                                       : Refusal::Reason::InStatement,
               &N);
      for (const Value *V : Values)
        addValue(W, Rows, N, V);
    }
  }

  std::vector<Conflict> take() { return std::move(Found); }

private:
  void addValue(const Operation &W, const RowSet &Rows, const WrittenValue &N,
                const Value *V) {
    auto From = origins(V, Ops.evaluation());
    if (From.empty())
      refuse(Refusal::Reason::NoRead, &N, V);
    for (const Origin &O : From) {
      auto Columns = readColumns(*O.Column, Ops);
      if (Columns.empty())
        refuse(Refusal::Reason::ReadNotTold, &N, V, O.Column);
      for (const ReadColumn &R : Columns)
        addRead(W, Rows, N, V, O, R);
    }
  }

  void refuse(Refusal::Reason Why, const WrittenValue *N = nullptr,
              const Value *V = nullptr, const Value *Origin = nullptr,
              const ReadColumn *Read = nullptr) {
    if (!Refused)
      return;
    Refusal &R = Refused->emplace_back();
    R.Why = Why;
    R.Value = V;
    R.Origin = Origin;
    if (N) {
      R.Column = N->Column;
      R.NewValue = N->Value;
    }
    if (Read)
      R.Read = *Read;
  }

  static bool isFromProgram(const sql::Operand &O) {
    return !O.Placeholders.empty() || !O.Holes.empty();
  }

  void addRead(const Operation &W, const RowSet &Rows, const WrittenValue &N,
               const Value *V, const Origin &O, const ReadColumn &R) {
    bool Carried = !O.Computed && !R.IsComputed;
    if (Carried && R.Column != N.Column)
      return refuse(Refusal::Reason::Copied, &N, V, O.Column, &R);
    if (R.Read->StepIndex == W.StepIndex)
      return refuse(Refusal::Reason::SameStatement, &N, V, O.Column, &R);
    if (R.TableName != Rows.Table)
      return refuse(Refusal::Reason::OtherTable, &N, V, O.Column, &R);
    RowSet ReadRows = rowSet(R);
    // A key never changes: what is computed from it stays true.
    const RowEquality *Key = Rows.find(R.Column);
    // Without a conflict target any inserted column may be the key: one that
    // the read was not keyed by is taken to be none.
    bool IsKey = Key && (Carried ? N.Assignment || ReadRows.find(R.Column)
                                 : R.Column != N.Column);
    if (IsKey)
      return refuse(Refusal::Reason::Key, &N, V, O.Column, &R);
    const RowEquality *Unmatched = nullptr;
    if (!relates(ReadRows, R, Rows, W, Unmatched)) {
      refuse(Refusal::Reason::OtherRow, &N, V, O.Column, &R);
      if (Refused) {
        Refusal &Told = Refused->back();
        Told.Unmatched = Unmatched ? Unmatched->Column : std::string();
        Told.ReadRows = std::move(ReadRows);
        Told.WrittenRows = Rows;
      }
      return;
    }
    Conflict &C = conflict(R, W);
    std::vector<WrittenColumn> &Columns = Carried ? C.Carried : C.Columns;
    auto Known = llvm::find_if(Columns, [&](const WrittenColumn &Column) {
      return Column.Name == N.Column && Column.NewValue == N.Value;
    });
    if (Known == Columns.end()) {
      Columns.push_back({N.Column, N.Assignment, N.Value, V, {}, {}});
      Known = std::prev(Columns.end());
    }
    if (!llvm::is_contained(Known->From, O.Column))
      Known->From.push_back(O.Column);
    if (!llvm::is_contained(Known->FromNames, R.Column))
      Known->FromNames.push_back(R.Column);
    if (O.ThroughCall)
      C.lower(Confidence::Likely,
              "the value passes through a function that is not known");
    if (Rows.Complete == sql::Answer::Unknown)
      C.lower(Confidence::Possible, "the text of the write goes on in a hole");
    if (effectiveLock(*R.Read->Statement).Locks == sql::Answer::Unknown)
      C.lower(Confidence::Possible, "the text of the read goes on in a hole");
  }

  bool relates(const RowSet &ReadRows, const ReadColumn &R, const RowSet &Rows,
               const Operation &W, const RowEquality *&Unmatched) const {
    if (!isUpsert(*W.Statement))
      return sameRow(ReadRows, *R.Read, Rows, Ops, &Unmatched) != SameRow::No;
    // The inserted values hold more than the key; one that the read was keyed
    // by suffices, or what the row says of it itself.
    return llvm::any_of(ReadRows.Equalities, [&](const RowEquality &E) {
      const RowEquality *Mine = Rows.find(E.Column);
      return Mine && !Mine->Terms.empty() && !E.Terms.empty() &&
             (mustEqual(Mine->Terms.front(), E.Terms.front()) ||
              isOfRow(Mine->Terms.front(), E.Column, R));
    });
  }

  /// The column of that name, or nothing, of the row that \p R was read from.
  bool isOfRow(const Term &T, llvm::StringRef Column,
               const ReadColumn &R) const {
    if (!T.Value)
      return false;
    constexpr unsigned MaxValues = 4;
    bool Complete = true;
    const Value *Source = nullptr;
    for (const Value *V : flow::alternatives(T.Value, MaxValues, Complete)) {
      const Value *Mine = flow::columnIn(V);
      if (!Mine ? !flow::isNothing(V) : Source && Mine != Source)
        return false;
      Source = Mine ? Mine : Source;
    }
    return Complete && Source &&
           llvm::any_of(readColumns(*Source, Ops), [&](const ReadColumn &Mine) {
             return Mine.Read == R.Read && Mine.Column == Column &&
                    Mine.TableName == R.TableName;
           });
  }

  Conflict &conflict(const ReadColumn &R, const Operation &W) {
    for (Conflict &C : Found)
      if (C.Read == R.Read && C.Write == &W)
        return C;
    Conflict &C = Found.emplace_back();
    C.Read = R.Read;
    C.Write = &W;
    C.Table = W.Statement->target()->Table.Text;
    return C;
  }

  const Operations &Ops;
  std::vector<Refusal> *Refused;
  std::vector<Conflict> Found;
};
} // namespace

bool rowlock::hazards::setsColumns(const Operation &Op) {
  return Op.Statement && Op.Statement->target() &&
         (Op.Statement->Kind == sql::StatementKind::Update ||
          isUpsert(*Op.Statement));
}

std::vector<Refusal> rowlock::hazards::refusals(const Operations &Ops,
                                                const Operation &Write) {
  std::vector<Refusal> Refused;
  Finder(Ops, &Refused).add(Write);
  return Refused;
}

std::vector<Conflict>
rowlock::hazards::findDependentWrites(const Operations &Ops, const Life &L) {
  Finder Find(Ops);
  for (const Operation &W : Ops.all())
    if (setsColumns(W))
      Find.add(W);
  return Find.take();
}
