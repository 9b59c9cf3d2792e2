//===- Flow/SplicedBody.cpp - A body that is being put together -----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/SplicedBody.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

SplicedBody::SplicedBody(const Function &F, Program &P) : F(F), P(P) {
  Out.Body = F;
  clear();
}

void SplicedBody::clear() {
  Out.Body.Blocks.clear();
  Out.Body.Regions.clear();
  Out.Body.Skipped = F.Skipped;
  Out.Sites.clear();
  Size = 0;
}

unsigned SplicedBody::addBlock(unsigned Region) {
  Out.Body.Blocks.emplace_back().Region = Region;
  return blockCount() - 1;
}

unsigned SplicedBody::addRegion(const Region &R) {
  Out.Body.Regions.push_back(R);
  return regionCount() - 1;
}

Instruction *SplicedBody::make(Opcode Op, const SourceSpan &At,
                               const Site &From) {
  Instruction *I = P.instruction(Op, At);
  Out.Sites[I] = From;
  return I;
}

void SplicedBody::append(unsigned Block, Instruction *I) {
  Out.Body.Blocks[Block].Instructions.push_back(I);
  ++Size;
  if (I->Op == Opcode::Store)
    Places.store(I->get(Slot::Target), I->get(Slot::Value));
}

void SplicedBody::skip(const llvm::Twine &What) {
  std::string Why = What.str();
  if (!llvm::is_contained(Out.Body.Skipped, Why))
    Out.Body.Skipped.push_back(std::move(Why));
}
