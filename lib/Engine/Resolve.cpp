//===- Engine/Resolve.cpp - What a unit is resolved by --------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/Resolve.h"
#include "Transactions/LearnedSchema.h"
#include "Transactions/SpokenDatabase.h"

using namespace rowlock;

transactions::ResolveOptions
engine::resolveOptions(const effects::Program &Unit, const Configuration &C) {
  transactions::ResolveOptions Options;
  Options.Db = C.Db;
  Options.Level = C.Level;
  Options.Spoken = transactions::spokenDatabase(Unit);
  if (!Options.Spoken.known() && C.Schema)
    Options.Spoken = C.Schema->database();
  Options.Schema = transactions::withLearned(
      C.Schema, Unit, C.Db.known() ? C.Db : Options.Spoken);
  Options.Writers = C.Writers;
  return Options;
}
