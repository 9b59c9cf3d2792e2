//===- Flow/KeptStatements.h - Statements that outlive a function -*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A statement that one function prepares and keeps in a member or a global, and
// others run: what the place was given is known if it is the same wherever the
// unit prepares it. Constructors need none of this; see UnitIndex.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_KEPTSTATEMENTS_H
#define ROWLOCK_FLOW_KEPTSTATEMENTS_H

#include "Flow/Value.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::flow {

struct Followed;
class UnitIndex;

/// What is known of a statement by the place that holds it.
struct KeptStatement {
  const effects::Expr *Text = nullptr;
  /// The place of its connection: a global, or a member of the same object.
  /// Null if that is not known.
  const effects::Expr *Connection = nullptr;
};

class KeptStatements {
public:
  /// Follows the functions of the unit that prepare statements and keep them.
  void learn(effects::Program &P, const UnitIndex &Unit);

  /// The statement that \p V is, a global or a member; null if it is not known,
  /// or none.
  const KeptStatement *find(const Value *V) const;

private:
  void learn(const Followed &Body, effects::Program &P);
  void add(llvm::StringRef Place, KeptStatement Found);

  /// By the name of a global, or of a member: of whichever class. Without a
  /// text where several are prepared.
  llvm::StringMap<KeptStatement> Known;
};

/// A text of literals only as one expression; null if it is none.
const effects::Expr *constantText(const Value *V, effects::Program &P);

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_KEPTSTATEMENTS_H
