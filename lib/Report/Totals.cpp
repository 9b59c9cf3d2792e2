//===- Report/Totals.cpp - A total is stored, in words --------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Phrases.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace rowlock::report;
using rowlock::hazards::Conflict;
using rowlock::hazards::WrittenColumn;

/// "the sum of rows of 'line'"
static std::string total(const Conflict &C) {
  llvm::StringRef What =
      llvm::StringSwitch<llvm::StringRef>(C.Counted->Function)
          .Case("count", "the number")
          .Cases("sum", "total", "the sum")
          .Case("avg", "the average")
          .Case("max", "the largest")
          .Case("min", "the smallest")
          .Default("a total");
  return (What + " of rows of '" + C.Counted->Of + "'").str();
}

static std::string columns(const Conflict &C) {
  llvm::SmallVector<std::string, 2> Names;
  for (const WrittenColumn &Column : C.Columns)
    if (!llvm::is_contained(Names, Column.Name))
      Names.push_back(Column.Name);
  return listOf(Names) + " of '" + C.Table + "'";
}

std::string rowlock::report::totalWarning(const Conflict &C) {
  std::string Line = "line " + std::to_string(C.ReadAt.Line);
  if (C.Verdict.error())
    return "this write of " + columns(C) +
           " fails under load: if another transaction does the same after " +
           Line + " has read the rows of '" + C.Counted->Of + "', " +
           product(C) + " refuses it (" + C.Verdict.ErrorName.str() +
           ") and nothing tries again";
  return "this stores " + total(C) + ", as " + Line + " saw them, in " +
         columns(C) +
         ": rows that others add at the same time are missing in "
         "it";
}

/// Two callers, step by step.
static std::string interleaving(const Conflict &C) {
  std::string Rows = "a row of '" + C.Counted->Of + "'";
  if (C.Verdict.error())
    return "A reads the total, B changes " + Rows +
           ", stores the new total and commits, A's write is refused";
  if (C.SameTransaction)
    return "A and B each change " + Rows +
           ", each reads the total without what the other has not committed "
           "yet, A stores its total and commits, B stores its own over it";
  return "A reads the total, B changes " + Rows +
         " and stores the new total, A stores the old one over it";
}

std::vector<Message> rowlock::report::totalNotes(const Conflict &C) {
  std::vector<Message> Notes;
  Notes.push_back({C.ReadAt, total(C) +
                                 " is read here; nothing keeps others "
                                 "from changing them before it is stored"});
  tellInside(C.ReadAt, C.Read->span(), Notes);
  Notes.push_back({C.WriteAt, "two at a time: " + interleaving(C) + " (" +
                                  whereItHolds(C) + ")"});
  tellInside(C.WriteAt, C.Write->span(), Notes);
  return Notes;
}
