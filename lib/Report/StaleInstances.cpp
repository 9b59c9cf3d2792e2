//===- Report/StaleInstances.cpp - An old copy is saved, in words ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Phrases.h"

using namespace rowlock::report;
using rowlock::hazards::Conflict;

static std::string line(const rowlock::effects::SourceSpan &At) {
  return "line " + std::to_string(At.Line);
}

std::string rowlock::report::staleWarning(const Conflict &C) {
  std::string Columns = listOf(C.Between->Columns);
  return "this save undoes what " + line(C.Between->At) +
         " has changed: it "
         "writes " +
         Columns + " of '" + C.Table + "' as " + line(C.ReadAt) + " read " +
         (C.Between->Columns.size() == 1 ? "it" : "them");
}

std::vector<Message> rowlock::report::staleNotes(const Conflict &C) {
  std::string Columns = listOf(C.Between->Columns);
  bool One = C.Between->Columns.size() == 1;
  std::vector<Message> Notes;
  Notes.push_back({C.ReadAt, "this copy of the row is read here"});
  tellInside(C.ReadAt, C.Read->span(), Notes);
  Notes.push_back({C.Between->At, Columns + (One ? " is" : " are") +
                                      " changed in the database here; the "
                                      "copy in memory does not know of it"});
  tellInside(C.Between->At, C.Between->By->span(), Notes);
  Notes.push_back(
      {C.WriteAt, "it takes no second transaction: the row is read, " +
                      Columns + (One ? " is" : " are") +
                      " changed, and this save puts the old " +
                      (One ? "value" : "values") + " back, every time"});
  tellInside(C.WriteAt, C.Write->span(), Notes);
  return Notes;
}
