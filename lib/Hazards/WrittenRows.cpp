//===- Hazards/WrittenRows.cpp - What a write puts where ------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/WrittenRows.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::flow::Value;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

bool rowlock::hazards::isUpsert(const sql::Statement &S) {
  return S.Kind == sql::StatementKind::Insert &&
         (S.Insert.OnConflict == sql::ConflictAction::Replace ||
          S.Insert.OnConflict == sql::ConflictAction::Update);
}

const sql::Operand *rowlock::hazards::inserted(const Operation &Op,
                                               llvm::StringRef Column) {
  const sql::Insert &I = Op.Statement->Insert;
  if (I.Rows.size() != 1)
    return nullptr;
  for (auto [Index, Name] : llvm::enumerate(I.Columns))
    if (Op.folded(Name) == Column && Index < I.Rows.front().size())
      return &I.Rows.front()[Index];
  return nullptr;
}

RowSet rowlock::hazards::writtenRows(const Operation &Op) {
  const sql::TableRef &Target = *Op.Statement->target();
  if (Op.Statement->Kind != sql::StatementKind::Insert)
    return rowSet(Op, Target);
  RowSet Rows;
  Rows.Table = Op.folded(Target.Table);
  for (const sql::Name &N : Op.Statement->Insert.Columns) {
    std::string Column = Op.folded(N);
    bool Key = Op.Statement->Insert.ConflictColumns.empty() ||
               llvm::any_of(
                   Op.Statement->Insert.ConflictColumns,
                   [&](const sql::Name &K) { return Op.folded(K) == Column; });
    const sql::Operand *V = Key ? inserted(Op, Column) : nullptr;
    if (!V)
      continue;
    if (Term T = Op.term(*V))
      Rows.Equalities.push_back({Column, {std::move(T)}, nullptr});
  }
  return Rows;
}

llvm::SmallVector<const Value *, 2>
rowlock::hazards::programValues(const Operation &Op, const sql::Operand &O) {
  llvm::SmallVector<const Value *, 2> Values;
  if (Term T = Op.term(O)) {
    if (T.Value)
      Values.push_back(T.Value);
    return Values;
  }
  for (unsigned P : O.Placeholders)
    if (const flow::Binding *B = Op.binding(P))
      Values.push_back(B->Bound);
  for (unsigned H : O.Holes)
    if (H < Op.Source->Pieces.size())
      Values.push_back(flow::unquoted(Op.Source->Pieces[H]));
  return Values;
}
