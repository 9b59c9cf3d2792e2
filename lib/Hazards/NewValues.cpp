//===- Hazards/NewValues.cpp - What columns get by a write ----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/NewValues.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace sql = rowlock::sql;

bool rowlock::hazards::sameValue(Term A, Term B) {
  A.Value = peeled(A.Value);
  B.Value = peeled(B.Value);
  return A && B && mustEqual(A, B);
}

NewValues::NewValues(const Operation &W) : W(W) {
  const sql::Statement &S = *W.Statement;
  for (const sql::Assignment &A : S.Assignments)
    if (A.Column.Column.known() && A.Op == "=")
      add(W.folded(A.Column.Column), A.Value);
  for (const auto &Row : S.Insert.Rows)
    for (auto [Index, O] : llvm::enumerate(Row))
      add(Index < S.Insert.Columns.size() ? W.folded(S.Insert.Columns[Index])
                                          : std::string(),
          O);
}

void NewValues::add(std::string Column, const sql::Operand &O) {
  if (Term T = W.term(O))
    All.push_back({std::move(Column), std::move(T)});
}

bool NewValues::gives(llvm::StringRef Column, const Term &T) const {
  return llvm::any_of(All, [&](const Each &E) {
    bool Same = E.Column == Column || (E.Column.empty() && !T.isConstant());
    return Same && sameValue(E.Given, T);
  });
}

bool NewValues::contradicts(llvm::StringRef Column, const Term &T) const {
  return llvm::any_of(All, [&](const Each &E) {
    return E.Column == Column && !sameValue(E.Given, T);
  });
}

bool NewValues::sets(llvm::StringRef Column) const {
  return llvm::any_of(W.Statement->Assignments, [&](const sql::Assignment &A) {
    return W.folded(A.Column.Column) == Column;
  });
}

bool NewValues::holds(const Value *V) const {
  Term T;
  T.Value = V;
  return llvm::any_of(All,
                      [&](const Each &E) { return sameValue(E.Given, T); });
}

bool NewValues::names(llvm::StringRef Column) const {
  return llvm::any_of(All, [&](const Each &E) { return E.Column == Column; });
}

bool NewValues::any(llvm::function_ref<bool(const Value &)> Test) const {
  return llvm::any_of(All, [&](const Each &E) {
    return E.Given.Value && Test(*peeled(E.Given.Value));
  });
}
