//===- Flow/Landings.cpp - Where exceptions lead in a spliced body --------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Landings.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

const Unwinding &Landings::unwinding(const Function &F) {
  std::unique_ptr<Unwinding> &Made = Unwindings[&F];
  if (!Made)
    Made = std::make_unique<Unwinding>(F);
  return *Made;
}

bool Landings::isCaught(const Instruction &Call, const Activation &A) {
  const Unwinding &U = unwinding(*A.F);
  return !isDestructorCall(Call) &&
         (A.IsCaught || U.tryAround(U.regionOf(Call)) != 0);
}

void Landings::addWayOut(const Instruction &I, const Activation &A,
                         InsertionPoint &At) {
  const Unwinding &U = unwinding(*A.F);
  At.EntersTry = false;
  std::optional<unsigned> To =
      landing(A, U.alive(I), U.regionOf(I), ExceptionClass());
  if (!To || (!At.HasChanged && To == At.Landing))
    return;
  unsigned Next = Body.addBlock(Body.regionOf(At.Block));
  branch(At.Block, *To, Next, I.Span, A);
  At.Block = Next;
  At.HasChanged = false;
  At.Landing = To;
}

std::optional<unsigned> Landings::thrownTo(const Instruction &Throw,
                                           const Activation &A) {
  const Unwinding &U = unwinding(*A.F);
  ExceptionClass What =
      Throw.get(Slot::Value) ? exceptionClass(Throw) : U.caughtAt(Throw);
  return landing(A, U.alive(Throw), U.regionOf(Throw), What);
}

void Landings::branch(unsigned From, unsigned Then, unsigned Else,
                      const SourceSpan &At, const Activation &A) {
  Instruction *Branch = Body.make(Opcode::Branch, At, A.Where);
  Branch->Operands = {
      {Slot::Value, Body.program().make(ExprKind::Unknown, AnException)}};
  Branch->Targets = {Then, Else};
  Body.append(From, Branch);
}

/// The block to which an exception leads that leaves \p Region of \p A while
/// \p Alive are alive: it ends them, the youngest first, up to a handler that
/// catches. None if no handler does; what becomes of the exception is not
/// followed then.
std::optional<unsigned> Landings::landing(const Activation &A,
                                          llvm::ArrayRef<unsigned> Alive,
                                          unsigned Region,
                                          const ExceptionClass &What) {
  const Unwinding &U = unwinding(*A.F);
  unsigned Try = U.tryAround(Region);
  if (Try == 0 && !A.IsCaught)
    return std::nullopt;
  auto Key = std::make_tuple(A.Id, Try, Alive.vec(), What);
  if (auto It = Known.find(Key); It != Known.end())
    return It->second;
  std::optional<unsigned> To;
  bool EndsFirst = !Alive.empty() &&
                   (Try == 0 || U.isWithin(U.object(Alive[0]).Region, Try));
  if (EndsFirst)
    To = landing(A, Alive.drop_front(), Region, What);
  if (EndsFirst && To)
    To = endObject(A, U.object(Alive[0]), *To);
  else if (!EndsFirst && Try != 0)
    To = dispatch(A, Alive, Try, What);
  else if (!EndsFirst) {
    const Unwinding &Outer = unwinding(*A.Caller->F);
    To =
        landing(*A.Caller, Outer.alive(*A.Call), Outer.regionOf(*A.Call), What);
  }
  Known[std::move(Key)] = To;
  return To;
}

/// \returns a block that ends the object and goes on to \p To.
unsigned Landings::endObject(const Activation &A,
                             const Unwinding::Object &Object, unsigned To) {
  Activation Ending = A;
  // Whatever a destructor throws goes nowhere.
  Ending.IsCaught = false;
  Ending.Id = Body.newId();
  InsertionPoint At;
  At.Block = Body.addBlock(A.FirstRegion + Object.Region);
  unsigned First = At.Block;
  for (const Instruction *End : Object.Ends)
    Copy(*End, *Body.program().instruction(End->Op, End->Span), Ending, At);
  Instruction *Jump = Body.make(Opcode::Jump, {}, A.Where);
  Jump->Targets = {To};
  Body.append(At.Block, Jump);
  return First;
}

/// To the handlers of \p Try that may catch, and past it if none must.
std::optional<unsigned> Landings::dispatch(const Activation &A,
                                           llvm::ArrayRef<unsigned> Alive,
                                           unsigned Try,
                                           const ExceptionClass &What) {
  llvm::SmallVector<unsigned, 4> Targets;
  bool MayPass = true;
  for (const Unwinding::Handler &H : unwinding(*A.F).handlers(Try)) {
    Catches Fits = catches(H.What, What);
    if (Fits == Catches::Never)
      continue;
    Targets.push_back(A.FirstBlock + H.Block);
    MayPass = Fits != Catches::Always;
    if (!MayPass)
      break;
  }
  if (MayPass)
    if (auto Outer = landing(A, Alive, A.F->Regions[Try].Parent, What))
      Targets.push_back(*Outer);
  if (Targets.empty())
    return std::nullopt;
  unsigned To = Targets.pop_back_val();
  while (!Targets.empty()) {
    unsigned Choice = Body.addBlock(A.FirstRegion + A.F->Regions[Try].Parent);
    branch(Choice, Targets.pop_back_val(), To, {}, A);
    To = Choice;
  }
  return To;
}
