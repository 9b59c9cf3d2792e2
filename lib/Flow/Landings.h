//===- Flow/Landings.h - Where exceptions lead in a spliced body -*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_FLOW_LANDINGS_H
#define ROWLOCK_FLOW_LANDINGS_H

#include "Flow/Activation.h"
#include "Flow/SplicedBody.h"
#include "Flow/Unwinding.h"
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace rowlock::flow {

/// Where instructions are being added.
struct InsertionPoint {
  unsigned Block = 0;
  /// Whatever comes next: the try is entered here.
  bool EntersTry = false;
  /// Since the last way out by an exception.
  bool HasChanged = true;
  std::optional<unsigned> Landing;
};

/// Adds to a body the ways that exceptions take, from whatever may throw to the
/// handlers that may catch. All places with the same living objects share one.
class Landings {
public:
  /// Adds \p New, a copy of \p I for the activation, to the body, with all that
  /// it calls.
  using CopyFunction = std::function<void(
      const effects::Instruction &I, effects::Instruction &New,
      const Activation &A, InsertionPoint &At)>;

  Landings(SplicedBody &Body, CopyFunction Copy)
      : Body(Body), Copy(std::move(Copy)) {}

  /// Control enters a try of \p F at the block.
  bool entersTry(const effects::Function &F, unsigned Block) {
    return unwinding(F).entersTry(Block);
  }
  /// A handler may see what the callee of \p Call throws.
  bool isCaught(const effects::Instruction &Call, const Activation &A);

  /// Ends the block in front of what may throw: either it throws or not. One
  /// way out does for all that throw with nothing changed in between.
  void addWayOut(const effects::Instruction &I, const Activation &A,
                 InsertionPoint &At);
  /// The block that \p Throw leads to; none if what becomes of the exception is
  /// not followed.
  std::optional<unsigned> thrownTo(const effects::Instruction &Throw,
                                   const Activation &A);

private:
  const Unwinding &unwinding(const effects::Function &F);
  std::optional<unsigned> landing(const Activation &A,
                                  llvm::ArrayRef<unsigned> Alive,
                                  unsigned Region, const ExceptionClass &What);
  unsigned endObject(const Activation &A, const Unwinding::Object &Object,
                     unsigned To);
  std::optional<unsigned> dispatch(const Activation &A,
                                   llvm::ArrayRef<unsigned> Alive, unsigned Try,
                                   const ExceptionClass &What);
  void branch(unsigned From, unsigned Then, unsigned Else,
              const effects::SourceSpan &At, const Activation &A);

  SplicedBody &Body;
  CopyFunction Copy;
  llvm::DenseMap<const effects::Function *, std::unique_ptr<Unwinding>>
      Unwindings;
  /// By activation, try, living objects and what is thrown.
  std::map<
      std::tuple<unsigned, unsigned, std::vector<unsigned>, ExceptionClass>,
      std::optional<unsigned>>
      Known;
};

} // namespace rowlock::flow

#endif // ROWLOCK_FLOW_LANDINGS_H
