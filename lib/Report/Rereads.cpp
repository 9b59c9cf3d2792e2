//===- Report/Rereads.cpp - Reading again in an old snapshot, in words ----===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Phrases.h"

using namespace rowlock::report;
using rowlock::hazards::Conflict;

std::string rowlock::report::rereadWarning(const Conflict &C) {
  std::string Write = "line " + std::to_string(C.WriteAt.Line);
  if (C.Reread->SnapshotOf)
    return "when the row of '" + C.Table + "' is there already, so that " +
           Write +
           " cannot insert it, this does not find it either: the "
           "transaction still sees what it saw in line " +
           std::to_string(C.Reread->SnapshotOf->span().Line);
  return "when the row of '" + C.Table + "' is there already, so that " +
         Write + " cannot insert it, this fails as well: " + product(C) +
         " takes no more statements of the transaction";
}

std::vector<Message> rowlock::report::rereadNotes(const Conflict &C) {
  std::vector<Message> Notes;
  if (const auto *First = C.Reread->SnapshotOf)
    Notes.push_back({First->span(), "this is the transaction's first plain "
                                    "read: from here on its plain reads see "
                                    "the database as it is now"});
  Notes.push_back({C.WriteAt, "this is refused if somebody else has inserted "
                              "the row"});
  tellInside(C.WriteAt, C.Write->span(), Notes);
  Notes.push_back(
      {C.ReadAt,
       std::string("two at a time: ") +
           (C.Reread->SnapshotOf
                ? "A looks and finds no row, B inserts it and commits, A's "
                  "insert is refused, A looks again and still finds none"
                : "B inserts the row and commits, A's insert is refused, A "
                  "looks for the row and gets error 25P02, which hides the "
                  "first one") +
           " (" + whereItHolds(C) + ")"});
  tellInside(C.ReadAt, C.Read->span(), Notes);
  return Notes;
}
