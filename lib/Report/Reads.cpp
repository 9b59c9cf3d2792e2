//===- Report/Reads.cpp - Wasteful reads, in words ------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Hazards.h"
#include "Report/Phrases.h"

using namespace rowlock::report;
using rowlock::databases::Product;
using rowlock::hazards::LoadToCount;
using rowlock::hazards::QueryInLoop;
using rowlock::transactions::Operation;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;

static std::string tableOf(const Operation &Op) {
  if (Op.Statement->Tables.empty() ||
      !Op.Statement->Tables.front().Table.known())
    return "a table";
  return "'" + Op.Statement->Tables.front().Table.Text + "'";
}

Finding rowlock::report::describe(const QueryInLoop &H) {
  Finding F;
  F.Check = hazards::QueryInLoopCheck.str();
  F.Sure = H.Sure;
  std::string Table = tableOf(*H.Query);
  std::string Each = H.Outer ? "row of " + tableOf(*H.Outer) : "element";
  bool IsSQLite = H.Query->Db.Kind == Product::SQLite;
  F.Warning = {
      H.Anchor->Span,
      "this reads " + Table + " once for each " + Each +
          (H.Outer
               ? " that line " + std::to_string(H.Outer->span().Line) + " reads"
               : " of a list") +
          ": as many queries as there are " + (H.Outer ? "rows" : "elements") +
          " where one would do"};
  tellInside(H.Anchor->Span, H.Query->span(), F.Notes);
  if (H.Outer)
    F.Notes.push_back({H.Outer->span(), "the rows are read here"});
  if (H.Loop)
    F.Notes.push_back(
        {H.Loop->Span,
         IsSQLite
             ? "a thousand rounds prepare and search a thousand times, and "
               "hold up whoever waits to write"
             : "a thousand rounds wait a thousand times for the network "
               "and the database"});
  repair::Repair R;
  R.Title = H.Outer ? "join " + Table + " to " + tableOf(*H.Outer) + " by '" +
                          H.Key + "'"
                    : "ask for all at once: by a list of values for '" + H.Key +
                          "' (IN, = ANY)";
  F.Repairs.push_back(std::move(R));
  return F;
}

Finding rowlock::report::describe(const LoadToCount &H) {
  Finding F;
  F.Check = hazards::LoadToCountCheck.str();
  F.Sure = H.Sure;
  std::string Table = tableOf(*H.Load);
  std::string Line = std::to_string(H.Use->Span.Line);
  F.Warning = {H.Anchor->Span,
               "this loads rows of " + Table +
                   (H.OnlyExistence ? " only to see in line " + Line +
                                          " whether there are any"
                                    : " only to count them in line " + Line) +
                   ": the database can tell that without sending one"};
  tellInside(H.Anchor->Span, H.Load->span(), F.Notes);
  F.Notes.push_back(
      {H.Use->Span, std::string("what is in the rows is used nowhere; with a "
                                "million of them the program reads, sends and "
                                "keeps a million for ") +
                        (H.OnlyExistence ? "a yes or no" : "one number")});
  repair::Repair R;
  R.Title = H.OnlyExistence
                ? "ask for one row (SELECT 1 ... LIMIT 1), or for EXISTS"
                : "let the database count (SELECT COUNT(*))";
  F.Repairs.push_back(std::move(R));
  return F;
}
