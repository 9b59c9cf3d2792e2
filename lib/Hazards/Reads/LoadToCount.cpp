//===- Hazards/Reads/LoadToCount.cpp --------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Reads/LoadToCount.h"
#include "Hazards/Reads/RowUses.h"
#include "Transactions/RowSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace schema = rowlock::schema;
namespace sql = rowlock::sql;

namespace {
class Finder {
public:
  explicit Finder(const Judgement &J) : J(J), Ops(J.operations()) {}

  std::vector<LoadToCount> run() {
    if (!J.evaluation().incomplete())
      for (const Operation &Op : Ops.all())
        if (isLoad(Op))
          look(Op);
    return std::move(Found);
  }

private:
  /// A SELECT of rows as they are, as many as there are. What locks them has
  /// another reason.
  static bool isLoad(const Operation &Op) {
    if (!Op.Statement || Op.Alternatives != 1)
      return false;
    const sql::Statement &S = *Op.Statement;
    return S.Kind == sql::StatementKind::Select && !S.Tables.empty() &&
           S.Tables.front().Table.known() && !S.OpenEnd && !S.OpenStart &&
           S.Limited == sql::Answer::No && S.Grouped == sql::Answer::No &&
           S.Aggregated == sql::Answer::No && S.Distinct == sql::Answer::No &&
           S.SetOperation == sql::Answer::No &&
           effectiveLock(S).Locks == sql::Answer::No &&
           S.AdvisoryLocks.empty() && !S.Items.empty() &&
           llvm::none_of(S.Items,
                         [](const sql::SelectItem &Item) {
                           return Item.What ==
                                      sql::SelectItem::Kind::Aggregate ||
                                  Item.What == sql::SelectItem::Kind::Exists;
                         }) &&
           Op.Step->Instr->attribute("members").empty() &&
           Op.Step->Instr->attribute("cells").empty();
  }

  static bool isOneColumn(const sql::Statement &S) {
    return S.Items.size() == 1 &&
           S.Items.front().What != sql::SelectItem::Kind::Star &&
           S.Items.front().What != sql::SelectItem::Kind::Hole;
  }

  /// As the schema tells.
  std::optional<bool> isByKey(const RowSet &Rows) const {
    const auto &Schema = Ops.options().Schema;
    const schema::Table *Known = Schema ? Schema->table(Rows.Table) : nullptr;
    if (!Known)
      return std::nullopt;
    std::vector<std::string> Names;
    for (const RowEquality &Equal : Rows.Equalities)
      if (Equal.Terms.size() == 1)
        Names.push_back(Equal.Column);
    switch (Schema->uniqueOn(*Known, Names)) {
    case schema::Uniqueness::Yes:
      return true;
    case schema::Uniqueness::No:
      return false;
    case schema::Uniqueness::Unknown:
      return std::nullopt;
    }
    return std::nullopt;
  }

  /// At most a few rows can be there: a key chooses them. Where no schema tells
  /// which columns are keys, those that name another table, and states, are
  /// none; who wants a number expects more than one row, and only what is
  /// called a key is one.
  bool mayBeByKey(const Operation &Op, bool Counted) const {
    const sql::TableRef &Table = Op.Statement->Tables.front();
    RowSet Rows = rowSet(Op, Table);
    if (std::optional<bool> Known = isByKey(Rows))
      return *Known;
    std::string Own = Op.folded(Table.Table) + "_id";
    for (const RowEquality &Equal : Rows.Equalities) {
      if (llvm::any_of(Equal.Terms,
                       [](const Term &T) { return T.isConstant(); }))
        continue;
      llvm::StringRef Name = Equal.Column;
      if (Counted) {
        if (Name.equals_insensitive("id") || Name.equals_insensitive(Own))
          return true;
        continue;
      }
      bool Foreign =
          Name.ends_with_insensitive("_id") && !Name.equals_insensitive(Own);
      if (!Foreign)
        return true;
    }
    return false;
  }

  void look(const Operation &Op) {
    RowUses All = usesOfRows(Op, Ops);
    if (All.Escapes || (!All.Counted && !All.Tested))
      return;
    bool OnlyExistence = !All.Counted;
    if (mayBeByKey(Op, All.Counted) ||
        (OnlyExistence && isOneColumn(*Op.Statement)))
      return;
    LoadToCount H;
    H.Load = &Op;
    H.OnlyExistence = OnlyExistence;
    H.StepIndex = Op.StepIndex;
    const flow::Site &Here = site(*Op.Step->Instr);
    const flow::Site &There = site(*All.First);
    H.Original = Here.Original;
    H.Where = frameOf(Here, There, J.function());
    H.Anchor = &H.Where.anchor(Here);
    H.AnchorIn = &H.Where.holder(Here, J.function());
    H.Use = &H.Where.anchor(There);
    if (H.Where.Function == &J.function() && isStartUp(Ops, Op.StepIndex))
      H.lower(Confidence::Possible, "it runs once, when the program starts");
    Found.push_back(std::move(H));
  }

  const flow::Site &site(const effects::Instruction &I) const {
    return J.spliced().Sites.find(&I)->second;
  }

  const Judgement &J;
  const Operations &Ops;
  std::vector<LoadToCount> Found;
};
} // namespace

std::vector<LoadToCount>
rowlock::hazards::findLoadsToCount(const Judgement &J) {
  return Finder(J).run();
}
