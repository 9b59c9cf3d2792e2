//===- Report/DeferredUpgrade.cpp - Refused second writers, in words ------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Hazards.h"
#include "Report/Phrases.h"

using namespace rowlock::report;
using rowlock::hazards::DeferredUpgrade;
using rowlock::transactions::Operation;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;
namespace sql = rowlock::sql;

static std::string tableRead(const Operation &Op) {
  for (const auto &Use : sql::tablesRead(*Op.Statement))
    if (Use.Table->Table.known())
      return "'" + Use.Table->Table.Text + "'";
  return "a table";
}

static std::string tableWritten(const Operation &Op) {
  const sql::TableRef *Target = Op.Statement->target();
  return Target && Target->Table.known() ? "'" + Target->Table.Text + "'"
                                         : "a table";
}

Finding rowlock::report::describe(const DeferredUpgrade &H,
                                  repair::Repair Repair) {
  Finding F;
  F.Check = hazards::DeferredUpgradeCheck.str();
  F.Sure = H.Sure;
  std::string Read = std::to_string(H.ReadAt->Span.Line);
  std::string Write = std::to_string(H.WriteAt->Span.Line);
  F.Warning = {H.Anchor->Span,
               "this transaction fails under load: it reads " +
                   tableRead(*H.Read) + " in line " + Read + " and writes " +
                   tableWritten(*H.Write) + " in line " + Write +
                   ", and if anybody writes in between, SQLite refuses it "
                   "(SQLITE_BUSY) and nothing tries again"};
  F.Notes.push_back({H.ReadAt->Span,
                     "it reads here: the write lock is not taken before its "
                     "first write"});
  tellInside(H.ReadAt->Span, H.Read->span(), F.Notes);
  F.Notes.push_back(
      {H.WriteAt->Span,
       "two at a time: A reads, B reads, A writes and commits, B writes and "
       "gets SQLITE_BUSY at once: what it has read is old, and no busy timeout "
       "waits for that"});
  tellInside(H.WriteAt->Span, H.Write->span(), F.Notes);
  F.Repairs.push_back(std::move(Repair));
  return F;
}
