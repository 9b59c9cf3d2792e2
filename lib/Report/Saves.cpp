//===- Report/Saves.cpp - A full-row save in words ------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Phrases.h"
#include "Report/Report.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::report;
using rowlock::hazards::Conflict;
using rowlock::hazards::WrittenColumn;

/// Each once, as they stand in the write.
static llvm::SmallVector<std::string, 4>
carriedNames(llvm::ArrayRef<const Conflict *> OneWrite) {
  llvm::SmallVector<std::string, 4> Names;
  for (const Conflict *C : OneWrite)
    for (const WrittenColumn &Column : C->Carried)
      if (!llvm::is_contained(Names, Column.Name))
        Names.push_back(Column.Name);
  return Names;
}

std::string
rowlock::report::saveWarning(llvm::ArrayRef<const Conflict *> OneWrite) {
  const Conflict &First = *OneWrite.front();
  std::string Columns = listOf(carriedNames(OneWrite));
  std::string Line = std::to_string(First.ReadAt.Line);
  if (First.Verdict.error())
    return "this save of '" + First.Table +
           "' fails under load: it puts back " + Columns + " from line " +
           Line + ", and if another transaction changes the row in between, " +
           product(First) + " refuses it (" + First.Verdict.ErrorName.str() +
           ") and nothing tries again";
  return "this save puts back " + Columns + " of '" + First.Table +
         "' as line " + Line +
         " read it: a concurrent change in between is lost";
}

std::vector<Message>
rowlock::report::saveNotes(llvm::ArrayRef<const Conflict *> OneWrite) {
  std::vector<Message> Notes;
  for (const Conflict *C : OneWrite) {
    // A text of several alternatives is read at one place.
    if (llvm::any_of(Notes, [&](const Message &N) {
          return N.At.File == C->ReadAt.File && N.At.Line == C->ReadAt.Line &&
                 N.At.Column == C->ReadAt.Column;
        }))
      continue;
    auto Names = carriedNames(C);
    Notes.push_back(
        {C->ReadAt, listOf(Names) + (Names.size() == 1 ? " is" : " are") +
                        " read here and not changed; " + missing(*C)});
    tellInside(C->ReadAt, C->Read->span(), Notes);
  }
  const Conflict &First = *OneWrite.front();
  auto Names = carriedNames(OneWrite);
  std::string Last =
      First.Verdict.error()
          ? "A saves the row and gets " + First.Verdict.ErrorName.str()
          : "A saves the row with the old " + listOf(Names) +
                ": B's change is gone";
  Notes.push_back(
      {First.WriteAt, "two at a time: A reads the row, B changes '" +
                          Names.front() + "'" +
                          (First.SameTransaction ? " and commits" : "") + ", " +
                          Last + " (" + whereItHolds(First) + ")"});
  tellInside(First.WriteAt, First.Write->span(), Notes);
  return Notes;
}
