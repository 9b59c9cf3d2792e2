//===- Hazards/Frame.cpp - The function that a hazard belongs to ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Frame.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;

/// How many of the calls of \p Site lead to the function that its lambdas past
/// \p Depth belong to; \p Depth if there are none.
static unsigned ownerDepth(const flow::Site &Site, unsigned Depth,
                           const effects::Function &F) {
  for (unsigned Inner = Depth; Inner < Site.Callees.size(); ++Inner) {
    llvm::StringRef Lambda = Site.Callees[Inner]->Name;
    unsigned Owner = Depth;
    while (Owner != 0 &&
           !flow::isLambdaOf(Lambda, Site.Callees[Owner - 1]->Name))
      --Owner;
    if (Owner != 0 || flow::isLambdaOf(Lambda, F.Name))
      Depth = Owner;
  }
  return Depth;
}

Frame rowlock::hazards::frameOf(const flow::Site &A, const flow::Site &B,
                                const effects::Function &F) {
  Frame Both;
  while (Both.Depth < A.Calls.size() && Both.Depth < B.Calls.size() &&
         A.Calls[Both.Depth] == B.Calls[Both.Depth])
    ++Both.Depth;
  Both.Depth =
      std::min(ownerDepth(A, Both.Depth, F), ownerDepth(B, Both.Depth, F));
  Both.Function = Both.Depth == 0 ? &F : A.Callees[Both.Depth - 1];
  return Both;
}

unsigned Frame::level(const flow::Site &S) const {
  unsigned At = Depth;
  for (unsigned I = Depth; I < S.Callees.size(); ++I)
    if (flow::isLambdaOf(S.Callees[I]->Name, Function->Name))
      At = I + 1;
  return At;
}

const effects::Function &Frame::holder(const flow::Site &S,
                                       const effects::Function &Whole) const {
  unsigned At = level(S);
  return At == 0 ? Whole : *S.Callees[At - 1];
}

const effects::Instruction &Frame::anchor(const flow::Site &S) const {
  unsigned At = level(S);
  return At < S.Calls.size() ? *S.Calls[At] : *S.Original;
}

bool rowlock::hazards::isStartUp(const transactions::Operations &Ops,
                                 unsigned StepIndex) {
  if (Ops.evaluation().function().Name != "main")
    return false;
  auto Before = Ops.evaluation().steps().take_front(StepIndex);
  return llvm::none_of(Before, [](const flow::Step &S) {
    const flow::Value *Name = S.Instr->Op == effects::Opcode::Call
                                  ? S.get(effects::Slot::Name)
                                  : nullptr;
    return Name && (Name->Spelling.contains("thread") ||
                    Name->Spelling.contains("async"));
  });
}
