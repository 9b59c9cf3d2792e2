//===- Repair/BeginImmediate.cpp - The write lock from the start
//------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repair/BeginImmediate.h"
#include "Hazards/Outcomes.h"
#include "Repair/LiteralEdit.h"

using namespace rowlock::repair;
using rowlock::hazards::Judgement;
using rowlock::transactions::Operation;
namespace effects = rowlock::effects;
namespace hazards = rowlock::hazards;
namespace sql = rowlock::sql;

Repair rowlock::repair::beginWithWriteLock(const effects::Instruction &Begin,
                                           const Judgement &J) {
  Repair R;
  R.How = Safety::Safe;
  R.Title = "begin the transaction with the write lock (BEGIN IMMEDIATE)";
  auto Advise = [&](llvm::StringRef Why) {
    R.How = Safety::Advice;
    R.Caution = Why.str();
    return R;
  };
  // It may not get the lock, and the code would go on without.
  if (hazards::failureIsIgnored(Begin, J.operations()))
    return Advise("nobody looks at whether it has begun");
  // A change there would be one for all who choose otherwise.
  if (Begin.get(effects::Slot::Mode))
    return Advise("how it begins is chosen by a value");
  for (const effects::Spelling &S : Begin.Spellings)
    if (S.Repair == "immediate" && S.Where.Editable) {
      R.Edits.push_back(
          {S.Where.File, S.Where.Begin, S.Where.End, S.Text.str()});
      return R;
    }
  for (const Operation &Op : J.operations().all()) {
    if (!Op.Statement || Op.Step->Instr != &Begin)
      continue;
    sql::Rewrite Text = sql::beginImmediate(
        {Op.Source->Text, Op.Source->Parsed, Op.Source->Options},
        *Op.Statement);
    if (auto Placed =
            Text ? placeEdits(Text, Op, J.operations()) : std::nullopt) {
      R.Edits = std::move(*Placed);
      return R;
    }
  }
  return Advise("the begin stands where it cannot be edited");
}
