//===- Report/Phrases.cpp - What all stories have in common ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Phrases.h"
#include "Hazards/DecisionGuards.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace rowlock::report;
using rowlock::databases::Product;
using rowlock::hazards::Conflict;
using rowlock::hazards::Protection;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace hazards = rowlock::hazards;
namespace sql = rowlock::sql;

std::string rowlock::report::listOf(llvm::ArrayRef<std::string> Names) {
  std::string Out;
  for (auto [Index, Name] : llvm::enumerate(Names)) {
    if (Index != 0)
      Out += Index + 1 == Names.size() ? " and " : ", ";
    Out += "'" + Name + "'";
  }
  return Out;
}

std::string rowlock::report::product(const Conflict &C) {
  return databases::displayName(C.Write->Db.Kind).str();
}

/// Of rows that may be there later, which no lock holds.
static std::string missingForRows(const Conflict &C) {
  return C.SameTransaction
             ? "a transaction alone does not keep others from adding a row"
             : "nothing keeps others from adding a row before this one does";
}

std::string rowlock::report::missing(const Conflict &C) {
  llvm::SmallVector<std::string, 3> Reasons;
  for (const Protection &P : C.Protections)
    if (!P.Holds)
      Reasons.push_back(P.Reason);
  if (C.OpenRead)
    Reasons.push_back("the row is read without the write lock, and the "
                      "statement is still open at the write");
  else if (C.Read->Db.Kind == Product::SQLite)
    Reasons.push_back(C.SameTransaction
                          ? "the transaction takes the write lock only at "
                            "its first write"
                          : "no transaction holds the write lock from here "
                            "to the write");
  else if (hazards::locksNothing(C))
    Reasons.push_back(missingForRows(C));
  else if (rowlock::transactions::effectiveLock(*C.Read->Statement).Locks !=
           sql::Answer::Yes)
    Reasons.push_back(
        C.SameTransaction
            ? "nothing locks the row: a transaction alone does not keep "
              "others from changing it"
            : "nothing locks the row, and read and write are not in one "
              "transaction");
  return llvm::join(Reasons, "; ");
}

std::string rowlock::report::whereItHolds(const Conflict &C) {
  std::string Place = "on " + product(C);
  if (C.Write->Db.Kind == Product::SQLite) {
    if (C.SameTransaction)
      return Place + " in a deferred transaction";
    return C.OpenRead ? Place + " while the SELECT is open"
                      : Place + " with a transaction for each statement";
  }
  if (!C.SameTransaction)
    return Place + " at any isolation level, in separate transactions";
  if (C.Level != databases::IsolationLevel::Unknown)
    Place += (" at " + databases::name(C.Level)).str();
  return Place;
}

void rowlock::report::tellInside(const effects::SourceSpan &Anchor,
                                 const effects::SourceSpan &Statement,
                                 std::vector<Message> &Notes) {
  if (std::tie(Anchor.File, Anchor.Line, Anchor.Column) !=
      std::tie(Statement.File, Statement.Line, Statement.Column))
    Notes.push_back({Statement, "the statement is executed here"});
}
