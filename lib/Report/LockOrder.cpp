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

Finding rowlock::report::describe(const LockPair &H) {
  Finding F;
  F.Check = hazards::LockOrderCheck.str();
  F.Sure = H.Sure;
  std::string A = "'" + plainName(H.FirstName).str() + "'";
  std::string B = "'" + plainName(H.SecondName).str() + "'";
  F.Warning = {H.Anchor->Span,
               "this locks the row of '" + H.Table + "' that is " + B +
                   " after the one that is " + A + " (line " +
                   std::to_string(H.FirstAt->Span.Line) +
                   "): called at the same time with the two exchanged, each "
                   "waits for the other"};
  tellInside(H.Anchor->Span, H.Second->span(), F.Notes);
  F.Notes.push_back(
      {H.FirstAt->Span,
       "the first row is locked here, until the transaction ends"});
  tellInside(H.FirstAt->Span, H.First->span(), F.Notes);
  F.Notes.push_back(
      {H.Anchor->Span,
       "two at a time: one, called with 1 and 2, has locked row 1 and wants "
       "row 2; the other, called with 2 and 1, has locked row 2 and wants row "
       "1; the database ends one of them with an error, and nothing tries "
       "again"});
  repair::Repair R;
  R.Title = "lock both rows before, in one order for all: the one with the "
            "smaller '" +
            H.Key + "' first";
  F.Repairs.push_back(std::move(R));
  return F;
}
