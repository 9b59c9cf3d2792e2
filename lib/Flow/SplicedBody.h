//===- Flow/SplicedBody.h - A body that is being put together ---*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_SPLICEDBODY_H
#define ROWLOCK_FLOW_SPLICEDBODY_H

#include "Flow/KnownPlaces.h"
#include "Flow/Splice.h"
#include "llvm/ADT/Twine.h"

namespace rowlock::flow {

/// The body of a function while others are spliced into it. Instructions are
/// added at the ends of blocks; what they store is known from then on.
class SplicedBody {
public:
  SplicedBody(const effects::Function &F, effects::Program &P);

  effects::Program &program() { return P; }
  const KnownPlaces &places() const { return Places; }
  /// The variable \p Object is an object of \p Class.
  void noteClass(const effects::Expr &Object, llvm::StringRef Class) {
    Places.make(Object, Class);
  }
  /// A number that no other activation or variable has.
  unsigned newId() { return ++LastId; }

  unsigned blockCount() const { return Out.Body.Blocks.size(); }
  effects::Block &block(unsigned Index) { return Out.Body.Blocks[Index]; }
  unsigned regionOf(unsigned Block) const {
    return Out.Body.Blocks[Block].Region;
  }
  unsigned addBlock(unsigned Region);
  unsigned regionCount() const { return Out.Body.Regions.size(); }
  unsigned addRegion(const effects::Region &R);

  /// \returns a new instruction that is nowhere yet. \p From: the site of the
  /// activation that it is made for.
  effects::Instruction *make(effects::Opcode Op, const effects::SourceSpan &At,
                             const Site &From);
  Site &site(const effects::Instruction &I) { return Out.Sites[&I]; }
  void append(unsigned Block, effects::Instruction *I);
  /// How many instructions have been added.
  unsigned size() const { return Size; }

  void addObject(const effects::Object &Known) { Out.Objects.push_back(Known); }
  /// Something was left out.
  void skip(const llvm::Twine &What);

  /// Drops blocks, regions and what was skipped. What places lead to and which
  /// objects there are stays known.
  void clear();
  Spliced take() { return std::move(Out); }

private:
  const effects::Function &F;
  effects::Program &P;
  Spliced Out;
  KnownPlaces Places;
  unsigned LastId = 0;
  unsigned Size = 0;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_SPLICEDBODY_H
