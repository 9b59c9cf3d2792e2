//===- Report/LockOrder.cpp - Who waits for whom, in words ----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Hazards.h"
#include "Report/Phrases.h"
#include "Report/Words.h"

using namespace rowlock::report;
using rowlock::hazards::LockPair;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;

static std::string lineOf(const rowlock::effects::Instruction *I) {
  return "line " + std::to_string(I->Span.Line);
}

Finding rowlock::report::describe(const LockPair &H, const LockPair *Other) {
  Finding F;
  F.Check = hazards::LockOrderCheck.str();
  F.Sure = Other ? std::max(H.Sure, Other->Sure) : H.Sure;
  repair::Repair R;
  if (!Other) {
    std::string A = "'" + plainName(H.FirstName).str() + "'";
    std::string B = "'" + plainName(H.SecondName).str() + "'";
    F.Warning = {H.Anchor->Span,
                 "this locks the row of '" + H.SecondTable + "' that is " + B +
                     " behind the one that is " + A + " (" + lineOf(H.FirstAt) +
                     "): called with the two exchanged at the same time, each "
                     "waits for the other"};
    F.Notes.push_back({H.FirstAt->Span,
                       "the first row is locked here, until the transaction "
                       "ends"});
    F.Notes.push_back(
        {H.Anchor->Span,
         "two at a time: A has locked row 1 and wants row 2 here, B, called "
         "with 2 and 1, has locked row 2 and wants row 1; the database ends "
         "one of them with an error, and nothing tries again"});
    R.Title = "lock both rows first, the one with the smaller '" + H.FirstKey +
              "' before the other (SELECT ... ORDER BY ... FOR UPDATE)";
  } else {
    F.Warning = {H.Anchor->Span,
                 "this locks a row of '" + H.SecondTable + "' behind one of '" +
                     H.FirstTable + "' (" + lineOf(H.FirstAt) + "), and " +
                     lineOf(Other->Anchor) +
                     " does it the other way round: each may wait for the "
                     "other"};
    F.Notes.push_back(
        {Other->FirstAt->Span,
         "the other transaction locks '" + Other->FirstTable + "' first"});
    F.Notes.push_back(
        {Other->Anchor->Span, "and '" + Other->SecondTable + "' here"});
    F.Notes.push_back(
        {H.Anchor->Span,
         "two at a time: A has locked '" + H.FirstTable + "' and wants '" +
             H.SecondTable + "' here, B has locked '" + H.SecondTable +
             "' and wants '" + H.FirstTable +
             "'; the database ends one of them with an error, and nothing "
             "tries again"});
    R.Title = "lock the two tables in the same order everywhere";
  }
  F.Repairs.push_back(std::move(R));
  return F;
}
