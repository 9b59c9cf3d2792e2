//===- Engine/Print.cpp - Parts of the dumps ------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/Print.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace rowlock::engine;
using namespace rowlock::transactions;
using rowlock::effects::SourceSpan;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace sql = rowlock::sql;

void rowlock::engine::printTerm(const Term &T, llvm::raw_ostream &OS) {
  if (T.Value)
    rowlock::flow::print(*T.Value, OS);
  else
    OS << '\'' << *T.Constant << '\'';
}

void rowlock::engine::printRows(const RowSet &Rows, llvm::raw_ostream &OS) {
  OS << Rows.Table << '[';
  llvm::ListSeparator Comma;
  for (const RowEquality &E : Rows.Equalities) {
    OS << Comma << E.Column << (E.Terms.size() == 1 ? " = " : " in ");
    llvm::ListSeparator Bar("|");
    for (const Term &T : E.Terms) {
      OS << Bar;
      printTerm(T, OS);
    }
  }
  if (Rows.WholeTable)
    OS << Comma << "all";
  if (Rows.Complete != sql::Answer::Yes)
    OS << Comma << "...";
  OS << ']';
}

void rowlock::engine::printTransaction(const TransactionState &T,
                                       llvm::raw_ostream &OS) {
  switch (T.What) {
  case TransactionState::Kind::Autocommit:
    OS << "autocommit";
    break;
  case TransactionState::Kind::Open:
    OS << "transaction";
    break;
  case TransactionState::Kind::Mixed:
    OS << "transaction on some paths";
    break;
  }
  if (T.Begin && !T.Begin->Name.empty())
    OS << " %" << T.Begin->Name;
  if (T.Level != databases::IsolationLevel::Unknown)
    OS << ' ' << databases::name(T.Level);
  if (T.Mode != databases::TransactionMode::Plain)
    OS << ' ' << databases::name(T.Mode);
  if (T.ModeUnknown)
    OS << " or another mode or level";
  if (T.Assumed)
    OS << " (assumed)";
}

void rowlock::engine::printPlace(const SourceSpan &At,
                                 const effects::Program &Unit,
                                 llvm::raw_ostream &OS) {
  OS << (At.File < Unit.Files.size() ? Unit.Files[At.File] : "?") << ':'
     << At.Line << ':' << At.Column;
}
