//===- Report/OuterHandle.cpp - Statements besides a transaction ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Hazards.h"
#include "Report/Phrases.h"

using namespace rowlock::report;
using rowlock::hazards::OuterHandle;
using rowlock::transactions::Operation;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;
namespace sql = rowlock::sql;

static std::string tableWritten(const Operation &Op) {
  const sql::TableRef *Target = Op.Statement->target();
  return Target && Target->Table.known() ? "'" + Target->Table.Text + "'"
                                         : "a table";
}

Finding rowlock::report::describe(const OuterHandle &H) {
  Finding F;
  F.Check = hazards::OuterHandleCheck.str();
  F.Sure = H.Sure;
  std::string Begin = std::to_string(H.BeginAnchor->Span.Line);
  std::string Inside = tableWritten(*H.Inside);
  bool Writes = H.Outside->writes();
  std::string Warning = "this is no part of the transaction of line " + Begin +
                        ": it goes to another connection to the same "
                        "database, ";
  std::string Story;
  if (H.IsRefused) {
    Warning += "which may not write to " + tableWritten(*H.Outside) +
               " before the transaction has ended";
    Story = "SQLite lets one connection write at a time: this one waits for "
            "the transaction, the transaction waits for this line, and when "
            "the busy timeout is over it fails (SQLITE_BUSY)";
  } else if (Writes) {
    Warning += "so what it writes to " + tableWritten(*H.Outside) +
               " stays, even if the transaction is rolled back";
    Story = H.IsSameTable
                ? "if both want one row of " + Inside +
                      ", this line waits for the transaction, and the "
                      "transaction for this line: no deadlock that the "
                      "database can see"
                : "if something fails from here to the commit, " + Inside +
                      " is as it was before, and " + tableWritten(*H.Outside) +
                      " is not";
  } else {
    Warning +=
        "so it does not see what the transaction has written to " + Inside;
    Story = "until the commit, other connections are given the rows as they "
            "were before (or wait for them)";
  }
  F.Warning = {H.Anchor->Span, Warning};
  tellInside(H.Anchor->Span, H.Outside->span(), F.Notes);
  F.Notes.push_back({H.BeginAnchor->Span, "the transaction begins here"});
  F.Notes.push_back(
      {H.InsideAt->Span, "the transaction writes to " + Inside + " here"});
  tellInside(H.InsideAt->Span, H.Inside->span(), F.Notes);
  F.Notes.push_back({H.Anchor->Span, Story});
  repair::Repair R;
  R.Title = "run it on the connection of the transaction, or behind the commit";
  F.Repairs.push_back(std::move(R));
  return F;
}
