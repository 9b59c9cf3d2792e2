//===- Report/Lookups.cpp - Get or create without a key, in words ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Phrases.h"

using namespace rowlock::report;
using rowlock::hazards::Conflict;

/// "no unique constraint on 'a' and 'b'"
static std::string missingKey(const Conflict &C) {
  return "no unique constraint on " + listOf(C.Decided->Names);
}

std::string rowlock::report::lookupWarning(const Conflict &C) {
  return "if this finds no row of '" + C.Table + "', line " +
         std::to_string(C.WriteAt.Line) +
         " inserts one, and two callers can both do so: '" + C.Table +
         "' has " + missingKey(C) + " that refuses the second row";
}

std::vector<Message> rowlock::report::lookupNotes(const Conflict &C) {
  std::vector<Message> Notes;
  tellInside(C.ReadAt, C.Read->span(), Notes);
  Notes.push_back({C.WriteAt, "the row is inserted here; '" + C.Table +
                                  "' is defined in " + C.Decided->DefinedAt +
                                  ", and " + missing(C)});
  tellInside(C.WriteAt, C.Write->span(), Notes);
  Notes.push_back({C.ReadAt, std::string("two at a time: A looks and finds no "
                                         "row, B looks and finds none, A "
                                         "inserts one") +
                                 (C.SameTransaction ? " and commits" : "") +
                                 ", B inserts a second one, and both stay (" +
                                 whereItHolds(C) + ")"});
  return Notes;
}
