//===- Hazards/Holders.h - What leads to a connection -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_HAZARDS_HOLDERS_H
#define ROWLOCK_HAZARDS_HOLDERS_H

#include "Flow/Evaluation.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

namespace rowlock::hazards {

/// A connection, what it is part of, and the objects that lead to it: whoever
/// gets one of them may do anything with it.
class Holders {
public:
  Holders(const flow::Value *Connection, const flow::Evaluation &E);

  bool leadsToUs(const flow::Value *V) const;
  /// To a function that is not known, which may commit.
  bool isHandedOn(const flow::Step &Call) const;

private:
  const flow::Value *Connection;
  const flow::Evaluation &E;
  llvm::DenseSet<const flow::Value *> Parts;
  llvm::StringSet<> Objects;
};

} // namespace rowlock::hazards

#endif // ROWLOCK_HAZARDS_HOLDERS_H
